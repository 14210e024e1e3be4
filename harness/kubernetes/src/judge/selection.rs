//! Every `Deployment` selects its own template: the API server refuses one that does not.

use crate::finding::Finding;
use crate::selector::{Selector, shown};
use crate::set::Set;
use crate::workload::Workload;
use crate::{Reason, Rule};

pub(crate) fn check_all(set: &Set) -> Vec<Finding> {
    set.of_kind("apps", "Deployment").filter_map(|object| check(Workload { object })).collect()
}

fn check(workload: Workload<'_>) -> Option<Finding> {
    let labels = workload.labels();
    let selector = Selector::of(&workload.object.node);
    if let Some(selector) = &selector
        && !selector.is_empty()
        && selector.selects(&labels)
    {
        return None;
    }
    let selector = selector.map(|selector| selector.shown()).unwrap_or_default();
    let reason = Reason::SelectorMismatch { selector, labels: shown(&labels) };
    Some(workload.finding(Rule::Selector, "spec.selector", reason))
}
