//! Where the server listens, and whether the `Service` reaches it there.

use std::net::IpAddr;

use crate::environment::Variable;
use crate::finding::Finding;
use crate::judge::candidate::{Server, Unreadable, targets};
use crate::object::Object;
use crate::reason::{Setting, Source, clip};
use crate::{Reason, Rule};

pub(crate) fn check(server: &Server<'_>, service: Option<&Object>, findings: &mut Vec<Finding>) {
    check_address(server, findings);
    let (expected, from) = match &server.port {
        Ok((port, from)) => (*port, from.clone()),
        Err(unreadable) => {
            let setting = Setting::Port;
            let reason = match unreadable {
                Unreadable::Unknown(from) => Reason::UnknownSetting { setting, from: *from },
                Unreadable::Invalid(value) => {
                    Reason::InvalidSetting { setting, value: clip(value) }
                }
            };
            findings.push(server.container.finding(Rule::Port, "env", reason));
            return;
        }
    };
    let Some(service) = service else { return };
    let targets = targets(service, server.container.workload);
    if targets.iter().any(|target| target.number == Some(expected)) {
        return;
    }
    let found = targets.into_iter().map(|target| target.shown).collect();
    let reason = Reason::ServicePort { found, expected, from };
    findings.push(service.finding(Rule::Port, "spec.ports", reason));
}

fn check_address(server: &Server<'_>, findings: &mut Vec<Finding>) {
    let setting = Setting::Host;
    let reason = match server.environment.get(setting.name()) {
        None => loopback(&server.default_host, Source::Default),
        Some(Variable::Known { value, from }) => loopback(value, from.clone()),
        Some(Variable::PodField(path)) if is_address(path, server) => None,
        Some(Variable::PodField(path)) => {
            Some(Reason::InvalidSetting { setting, value: clip(path) })
        }
        Some(Variable::Unknown(from)) => Some(Reason::UnknownSetting { setting, from: *from }),
    };
    if let Some(reason) = reason {
        findings.push(server.container.finding(Rule::Address, "env", reason));
    }
}

/// Whether a field of the pod is an address at which others reach it.
fn is_address(path: &str, server: &Server<'_>) -> bool {
    let on_host = server.container.workload.pod("hostNetwork").and_then(|node| node.as_bool());
    match path {
        "status.podIP" | "status.podIPs" => true,
        "status.hostIP" | "status.hostIPs" => on_host == Some(true),
        _ => false,
    }
}

fn loopback(value: &str, from: Source) -> Option<Reason> {
    let address = value.parse::<IpAddr>();
    let is_loopback = match address {
        Ok(address) => address.to_canonical().is_loopback(),
        // With an empty value, the default holds.
        Err(_) => value.is_empty() || value.eq_ignore_ascii_case("localhost"),
    };
    is_loopback.then(|| Reason::Loopback { value: clip(value), from })
}
