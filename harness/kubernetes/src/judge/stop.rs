//! A grace period that is longer than the stop.

mod sleep;

use crate::environment::Variable;
use crate::finding::Finding;
use crate::judge::candidate::Server;
use crate::reason::{Elsewhere, Setting, clip};
use crate::yaml::Node;
use crate::{Reason, Rule};

/// What Kubernetes assumes.
const DEFAULT_GRACE_S: i64 = 30;

pub(crate) fn check(server: &Server<'_>, findings: &mut Vec<Finding>) {
    let workload = server.container.workload;
    let stop_ms = match stop_ms(server) {
        Ok(stop_ms) => stop_ms,
        Err(reason) => {
            return findings.push(server.container.finding(Rule::GracePeriod, "env", reason));
        }
    };
    let grace = workload.pod("terminationGracePeriodSeconds").and_then(Node::as_i64);
    let grace_ms = grace.unwrap_or(DEFAULT_GRACE_S).saturating_mul(1000);
    let pre_stop = server.container.node.at(&["lifecycle", "preStop"]);
    let pre_stop_ms = pre_stop.map_or(0, sleep::milliseconds);
    if grace_ms <= stop_ms.saturating_add(pre_stop_ms) {
        let path = "spec.template.spec.terminationGracePeriodSeconds";
        let reason = Reason::GracePeriod { grace_ms, pre_stop_ms, stop_ms };
        findings.push(workload.finding(Rule::GracePeriod, path, reason));
    }
}

/// How long the server takes to stop at most.
fn stop_ms(server: &Server<'_>) -> Result<i64, Reason> {
    let setting = Setting::Stop;
    match server.environment.get(setting.name()) {
        None => Ok(server.default_stop_ms),
        Some(Variable::Known { value, .. }) => match value.parse() {
            Ok(number) if number >= 0 => Ok(number),
            _ => Err(Reason::InvalidSetting { setting, value: clip(value) }),
        },
        Some(Variable::PodField(_)) => {
            Err(Reason::UnknownSetting { setting, from: Elsewhere::Pod })
        }
        Some(Variable::Unknown(from)) => Err(Reason::UnknownSetting { setting, from: *from }),
    }
}
