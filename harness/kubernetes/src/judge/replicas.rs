//! At least two replicas at any time.

use crate::finding::Finding;
use crate::object::Object;
use crate::set::Set;
use crate::workload::Workload;
use crate::yaml::Node;
use crate::{Reason, Rule};

/// What Kubernetes assumes for `replicas` and for `minReplicas`.
const DEFAULT: i64 = 1;
const LEAST: i64 = 2;

/// Checks the number of replicas, and returns the lowest.
pub(crate) fn check(workload: Workload<'_>, set: &Set, findings: &mut Vec<Finding>) -> i64 {
    let written = workload.object.node.at(&["spec", "replicas"]);
    if written.is_some_and(|written| written.as_i64().is_none()) {
        // Not valid, and reported as such.
        return LEAST;
    }
    let replicas = written.and_then(Node::as_i64);
    let mut lowest = replicas;
    for autoscaler in autoscalers(workload, set) {
        let min = autoscaler.node.at(&["spec", "minReplicas"]).and_then(Node::as_i64);
        let number = min.unwrap_or(DEFAULT);
        lowest = Some(lowest.map_or(number, |lowest| lowest.min(number)));
        if number < LEAST {
            let reason = Reason::MinReplicas { min };
            findings.push(autoscaler.finding(Rule::Replicas, "spec.minReplicas", reason));
        }
    }
    let is_scaled = lowest.is_some() && replicas.is_none();
    if !is_scaled && replicas.unwrap_or(DEFAULT) < LEAST {
        let reason = Reason::TooFewReplicas { replicas };
        findings.push(workload.finding(Rule::Replicas, "spec.replicas", reason));
    }
    lowest.unwrap_or(DEFAULT)
}

/// The autoscalers of a `Deployment`. The group is not optional: without it, the target is not found.
fn autoscalers<'a>(workload: Workload<'a>, set: &'a Set) -> impl Iterator<Item = &'a Object> {
    set.of_kind("autoscaling", "HorizontalPodAutoscaler").filter(move |autoscaler| {
        let target = |field| autoscaler.node.str_at(&["spec", "scaleTargetRef", field]);
        autoscaler.namespace() == workload.object.namespace()
            && target("kind") == Some("Deployment")
            && target("name") == Some(workload.object.name())
            && target("apiVersion").is_some_and(|version| version.starts_with("apps/"))
    })
}
