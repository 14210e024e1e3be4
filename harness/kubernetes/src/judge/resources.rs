//! Requests for CPU and memory, and a limit for memory.

use crate::finding::Finding;
use crate::quantity;
use crate::reason::{Resource, clip};
use crate::workload::Container;
use crate::{Reason, Rule};

pub(crate) fn check(container: Container<'_>, findings: &mut Vec<Finding>) {
    let has = |list, name| {
        let value = container.node.at(&["resources", list, name]).and_then(quantity::read);
        value.is_some_and(|value| value > 0.0)
    };
    // A limit without a request is the request too.
    let requests = |name| {
        let is_written = container.node.at(&["resources", "requests", name]).is_some();
        has("requests", name) || (!is_written && has("limits", name))
    };
    for (resource, is_there) in [
        (Resource::CpuRequest, requests("cpu")),
        (Resource::MemoryRequest, requests("memory")),
        (Resource::MemoryLimit, has("limits", "memory")),
    ] {
        if !is_there {
            let reason = Reason::MissingResource { container: clip(container.name()), resource };
            findings.push(container.finding(Rule::Resources, "resources", reason));
        }
    }
}
