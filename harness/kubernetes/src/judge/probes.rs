//! The probes of the container that the `Service` reaches.

use crate::finding::Finding;
use crate::judge::candidate::Server;
use crate::reason::{ProbeKind, clip};
use crate::workload::{Container, port_number};
use crate::yaml::Node;
use crate::{Reason, Rule};

pub(crate) fn check(server: &Server<'_>, findings: &mut Vec<Finding>) {
    for (kind, rule, field, path) in [
        (ProbeKind::Readiness, Rule::Readiness, "readinessProbe", "/health/ready"),
        (ProbeKind::Liveness, Rule::Liveness, "livenessProbe", "/health/live"),
    ] {
        check_path(server.container, kind, rule, field, path, findings);
        check_target(server, kind, field, findings);
    }
    // A startup probe is free, but one that fails ends the container.
    check_target(server, ProbeKind::Startup, "startupProbe", findings);
}

fn check_path(
    container: Container<'_>,
    probe: ProbeKind,
    rule: Rule,
    field: &str,
    expected: &'static str,
    findings: &mut Vec<Finding>,
) {
    let reason = match container.node.get(field) {
        None => {
            let container = clip(container.name());
            Reason::MissingProbe { container, probe }
        }
        Some(node) => match node.get("httpGet") {
            None => Reason::NotHttpGet { probe },
            Some(get) => {
                let found = get.str_at(&["path"]).unwrap_or("/");
                // The kubelet adds a missing slash, and the server does not look at the query.
                let path = found.split('?').next().unwrap_or(found);
                if path.trim_start_matches('/') == expected.trim_start_matches('/') {
                    return;
                }
                Reason::ProbePath { probe, found: clip(found), expected }
            }
        },
    };
    findings.push(container.finding(rule, field, reason));
}

/// Whether a probe by HTTP reaches the server: over HTTP, in its pod, on its port.
fn check_target(server: &Server<'_>, probe: ProbeKind, field: &str, findings: &mut Vec<Finding>) {
    let container = server.container;
    let Some(node) = container.node.get(field) else { return };
    let Some(get) = node.get("httpGet").or_else(|| node.get("tcpSocket")) else { return };
    let mut add = |reason| findings.push(container.finding(Rule::Port, field, reason));
    if let Some(host) = get.str_at(&["host"]).filter(|host| !host.is_empty()) {
        add(Reason::ProbeHost { probe, host: clip(host) });
    }
    if get.str_at(&["scheme"]) == Some("HTTPS") {
        add(Reason::ProbeScheme { probe });
    }
    let (Some(port), Ok((expected, from))) = (get.get("port"), &server.port) else { return };
    let number = resolve(port, container);
    if number != Some(*expected) {
        let found = clip(&port.text().unwrap_or_default());
        add(Reason::ProbePort { probe, found, number, expected: *expected, from: from.clone() });
    }
}

fn resolve(port: &Node, container: Container<'_>) -> Option<u16> {
    match port.as_str() {
        Some(name) => container.port_named(name),
        None => port_number(port),
    }
}
