//! Sentences about the container that the Service reaches.

use texts::Message;

use super::parts::{code, codes, elsewhere, source};
use crate::messages::{containers, probes};
use crate::reason::{Elsewhere, ProbeKind, Resource, Setting, Source};

pub(super) fn no_probe(container: &str, probe: ProbeKind) -> Message {
    let container = code(container);
    match probe {
        ProbeKind::Readiness => probes::no_readiness(container),
        ProbeKind::Liveness => probes::no_liveness(container),
        ProbeKind::Startup => probes::no_startup(container),
    }
}

pub(super) fn probe_port(
    probe: ProbeKind,
    found: &str,
    number: Option<u16>,
    expected: u16,
    from: &Source,
) -> Message {
    let (probe, from) = (probe.field(), source(from));
    match number {
        None => probes::unknown_port(probe, code(found), expected, from),
        Some(number) if number.to_string() == found => {
            probes::other_port(probe, number, expected, from)
        }
        Some(number) => probes::named_port(probe, code(found), number, expected, from),
    }
}

pub(super) fn no_resource(container: &str, resource: Resource) -> Message {
    let container = code(container);
    match resource {
        Resource::CpuRequest => containers::no_cpu_request(container),
        Resource::MemoryRequest => containers::no_memory_request(container),
        Resource::MemoryLimit => containers::no_memory_limit(container),
    }
}

pub(super) fn invalid_setting(setting: Setting, value: &str) -> Message {
    let value = code(value);
    match setting {
        Setting::Port => containers::invalid_port(value),
        Setting::Host => containers::invalid_host(value),
        Setting::Stop => containers::invalid_stop(value),
    }
}

pub(super) fn unknown_setting(setting: Setting, from: Elsewhere) -> Message {
    containers::unknown_setting(setting.name(), elsewhere(from))
}

pub(super) fn loopback(value: &str, from: &Source) -> Message {
    containers::loopback(code(value), source(from))
}

pub(super) fn service_port(found: &[String], expected: u16, from: &Source) -> Message {
    match found {
        [] => containers::service_without_port(expected, source(from)),
        found => containers::service_port(expected, source(from), codes(found)),
    }
}
