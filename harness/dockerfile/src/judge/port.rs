//! The one port that the image exposes is the one on which the server listens.

use std::collections::BTreeSet;

use crate::build::Build;
use crate::error::excerpt;
use crate::finding::{Finding, Reason};
use crate::stage::Set;

/// `default` is the server's port without `PORT`.
pub fn port(build: &Build, default: u16) -> Vec<Finding> {
    let last = &build.stages[build.last()];
    let at = |line, reason| vec![Finding::at(line, reason)];
    let listens = match last.end.scope.env.get("PORT") {
        None => default,
        Some(value) => match number(value) {
            Some(port) => port,
            None => return at(last.line, Reason::InvalidPort { value: excerpt(value) }),
        },
    };
    let ports = &last.end.ports;
    let Some(first) = ports.first() else { return at(last.line, Reason::NoPort) };
    let different: BTreeSet<String> = ports.iter().map(|port| normal(&port.value)).collect();
    if different.len() > 1 {
        let line = ports.last().map_or(first.line, |port| port.line);
        let ports = ports.iter().map(|port| port.value.clone()).collect();
        return at(line, Reason::SeveralPorts { ports });
    }
    problem(first, listens).map(|reason| Finding::at(first.line, reason)).into_iter().collect()
}

/// The port that the image exposes, if it exposes one.
pub fn exposed(build: &Build) -> Option<u16> {
    let ports = &build.stages[build.last()].end.ports;
    let mut numbers = ports.iter().map(|port| number(&normal(&port.value)));
    let first = numbers.next()??;
    numbers.all(|number| number == Some(first)).then_some(first)
}

/// Without `/tcp`, which is the default.
fn normal(port: &str) -> String {
    let port = port.to_ascii_lowercase();
    port.strip_suffix("/tcp").map(str::to_owned).unwrap_or(port)
}

fn number(port: &str) -> Option<u16> {
    let is_number = port.bytes().all(|b| b.is_ascii_digit());
    port.parse().ok().filter(|number| is_number && *number > 0)
}

fn problem(port: &Set<String>, listens: u16) -> Option<Reason> {
    let found = normal(&port.value);
    if found.contains('/') {
        return Some(Reason::OtherProtocol { found: port.value.clone() });
    }
    match number(&found) {
        None => Some(Reason::NotAPort { found: port.value.clone() }),
        Some(exposed) if exposed != listens => Some(Reason::OtherPort { exposed, listens }),
        Some(_) => None,
    }
}
