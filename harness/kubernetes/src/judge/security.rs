//! What a container may do: for each of them, those of the start included.

use crate::finding::Finding;
use crate::reason::clip;
use crate::workload::Container;
use crate::yaml::Node;
use crate::{Reason, Rule};

pub(crate) fn check(container: Container<'_>, findings: &mut Vec<Finding>) {
    let name = clip(container.name());
    let is = |node: Option<&Node>, value| node.and_then(Node::as_bool) == Some(value);
    let mut add = |rule, reason| findings.push(container.finding(rule, "securityContext", reason));
    if !is(container.security("runAsNonRoot"), true) {
        add(Rule::NonRoot, Reason::MayRunAsRoot { container: name.clone() });
    }
    if container.security("runAsUser").and_then(Node::as_i64) == Some(0) {
        add(Rule::NonRoot, Reason::RunsAsRoot { container: name.clone() });
    }
    if !is(container.own_security("readOnlyRootFilesystem"), true) {
        add(Rule::ReadOnlyRoot, Reason::WritableRoot { container: name.clone() });
    }
    if !is(container.own_security("allowPrivilegeEscalation"), false) {
        add(Rule::Escalation, Reason::MayEscalate { container: name.clone() });
    }
    if is(container.own_security("privileged"), true) {
        add(Rule::Escalation, Reason::Privileged { container: name.clone() });
    }
    let capabilities = |field| {
        let list = container.own_security("capabilities").and_then(|node| node.get(field));
        list.map_or(&[][..], Node::items).iter().filter_map(Node::as_str)
    };
    if !capabilities("drop").any(|dropped| dropped.eq_ignore_ascii_case("ALL")) {
        add(Rule::Capabilities, Reason::KeepsCapabilities { container: name.clone() });
    }
    let added: Vec<String> = capabilities("add").map(clip).collect();
    if !added.is_empty() {
        add(Rule::Capabilities, Reason::AddsCapabilities { container: name, added });
    }
}
