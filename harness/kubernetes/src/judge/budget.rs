//! A `PodDisruptionBudget` that selects the pods and lets at least one go.
//!
//! Percentages are rounded up, those of `maxUnavailable` too:
//! <https://kubernetes.io/docs/tasks/run-application/configure-pdb/>.

use crate::finding::Finding;
use crate::names;
use crate::object::Object;
use crate::reason::clip;
use crate::selector::{Selector, shown};
use crate::set::Set;
use crate::workload::Workload;
use crate::yaml::Node;
use crate::{Reason, Rule};

pub(crate) fn check(workload: Workload<'_>, lowest: i64, set: &Set, findings: &mut Vec<Finding>) {
    let labels = workload.labels();
    let selects = |budget: &&Object| {
        Selector::of(&budget.node).is_some_and(|selector| selector.selects(&labels))
    };
    let budgets: Vec<&Object> =
        set.of_kind("policy", "PodDisruptionBudget").filter(selects).collect();
    let namespace = workload.object.namespace();
    let (own, others): (Vec<&Object>, Vec<&Object>) =
        budgets.into_iter().partition(|budget| budget.namespace() == namespace);
    match (own.as_slice(), others.first()) {
        ([], Some(other)) => {
            let (found, expected) = (other.namespace().to_owned(), namespace.to_owned());
            let reason = Reason::OtherNamespace { found, expected };
            findings.push(other.finding(Rule::Budget, "metadata.namespace", reason));
        }
        ([], None) => {
            let reason = Reason::NoBudget { labels: shown(&labels) };
            findings.push(workload.finding(Rule::Budget, "spec.template.metadata.labels", reason));
        }
        ([budget], _) => check_number(budget, lowest, findings),
        ([first, second, ..], _) => {
            let reason = Reason::SeveralBudgets { other: clip(first.name()) };
            findings.push(second.finding(Rule::Budget, "spec.selector", reason));
        }
    }
}

fn check_number(budget: &Object, replicas: i64, findings: &mut Vec<Finding>) {
    let value = |field| budget.node.at(&["spec", field]);
    let (field, node, may_go) = match (value("maxUnavailable"), value("minAvailable")) {
        (Some(node), _) => ("maxUnavailable", node, of(node, replicas)),
        (None, Some(node)) => ("minAvailable", node, of(node, replicas).map(|n| replicas - n)),
        (None, None) => {
            findings.push(budget.finding(Rule::Budget, "spec", Reason::EmptyBudget));
            return;
        }
    };
    // A value that is neither a number nor a percentage is reported as not valid.
    if may_go.is_some_and(|may_go| may_go < 1) {
        let value = clip(&node.text().unwrap_or_default());
        let path = format!("spec.{field}");
        let reason = Reason::LetsNoneGo { field, value, replicas };
        findings.push(budget.finding(Rule::Budget, &path, reason));
    }
}

/// A number, or a percentage of the replicas.
fn of(node: &Node, replicas: i64) -> Option<i64> {
    let percentage = || node.as_str().and_then(names::percent);
    let share = |percent: i64| (percent.saturating_mul(replicas).saturating_add(99)) / 100;
    node.as_i64().or_else(|| percentage().map(share))
}
