//! `RollingUpdate` with `maxUnavailable` written as 0.

use crate::finding::Finding;
use crate::reason::clip;
use crate::workload::Workload;
use crate::{Reason, Rule};

pub(crate) fn check(workload: Workload<'_>, findings: &mut Vec<Finding>) {
    let node = &workload.object.node;
    // The default is `RollingUpdate`.
    if let Some(other) = node.str_at(&["spec", "strategy", "type"])
        && !matches!(other, "RollingUpdate" | "")
    {
        let reason = Reason::NotRollingUpdate { found: clip(other) };
        findings.push(workload.finding(Rule::RollingUpdate, "spec.strategy.type", reason));
        return;
    }
    let value = node.at(&["spec", "strategy", "rollingUpdate", "maxUnavailable"]);
    if value.is_some_and(|value| value.as_i64() == Some(0) || value.as_str() == Some("0%")) {
        return;
    }
    let found = value.map(|value| clip(&value.text().unwrap_or_default()));
    let path = "spec.strategy.rollingUpdate.maxUnavailable";
    findings.push(workload.finding(Rule::RollingUpdate, path, Reason::MaxUnavailable { found }));
}
