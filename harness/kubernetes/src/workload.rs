//! A `Deployment`, its pods, and their containers.

use crate::finding::Finding;
use crate::object::Object;
use crate::yaml::Node;
use crate::{Reason, Rule};

/// The path of the pods of a `Deployment`.
const POD: [&str; 3] = ["spec", "template", "spec"];

#[derive(Clone, Copy)]
pub(crate) struct Workload<'a> {
    pub(crate) object: &'a Object,
}

/// A container of a pod.
#[derive(Clone, Copy)]
pub(crate) struct Container<'a> {
    pub(crate) workload: Workload<'a>,
    pub(crate) node: &'a Node,
    list: &'static str,
    index: usize,
}

impl<'a> Workload<'a> {
    pub(crate) fn labels(self) -> Vec<(&'a str, &'a str)> {
        self.object.node.texts_at(&["spec", "template", "metadata", "labels"])
    }

    /// A field of the pods.
    pub(crate) fn pod(self, field: &str) -> Option<&'a Node> {
        self.object.node.at(&POD).and_then(|pod| pod.get(field))
    }

    /// The containers that run as long as the pod.
    pub(crate) fn containers(self) -> Vec<Container<'a>> {
        self.list("containers")
    }

    /// All containers, those of the start included.
    pub(crate) fn all_containers(self) -> Vec<Container<'a>> {
        [self.list("initContainers"), self.list("containers")].concat()
    }

    pub(crate) fn finding(self, rule: Rule, path: &str, reason: Reason) -> Finding {
        self.object.finding(rule, path, reason)
    }

    fn list(self, list: &'static str) -> Vec<Container<'a>> {
        let items = self.pod(list).map_or(&[][..], Node::items).iter().enumerate();
        items.map(|(index, node)| Container { workload: self, node, list, index }).collect()
    }
}

impl<'a> Container<'a> {
    pub(crate) fn name(self) -> &'a str {
        self.node.str_at(&["name"]).unwrap_or_default()
    }

    /// The field of `securityContext` that holds for this container: its own, else that of its pod.
    pub(crate) fn security(self, field: &str) -> Option<&'a Node> {
        let pod = self.workload.pod("securityContext").and_then(|pod| pod.get(field));
        self.own_security(field).or(pod)
    }

    /// A field of `securityContext` that a pod does not have.
    pub(crate) fn own_security(self, field: &str) -> Option<&'a Node> {
        self.node.at(&["securityContext", field])
    }

    /// The number of a port of this container, by its name. Only TCP carries HTTP.
    pub(crate) fn port_named(self, name: &str) -> Option<u16> {
        let ports = self.ports();
        let port =
            ports.iter().find(|port| is_tcp(port) && port.str_at(&["name"]) == Some(name))?;
        port_number(port.get("containerPort")?)
    }

    /// Whether this container declares a port.
    pub(crate) fn declares(self, number: u16) -> bool {
        let has = |port: &Node| port.get("containerPort").and_then(port_number) == Some(number);
        self.ports().iter().any(|port| is_tcp(port) && has(port))
    }

    /// A finding about this container, or about a field of it.
    pub(crate) fn finding(self, rule: Rule, field: &str, reason: Reason) -> Finding {
        let dot = if field.is_empty() { "" } else { "." };
        let path = format!("{}.{}[{}]{dot}{field}", POD.join("."), self.list, self.index);
        self.workload.object.finding(rule, &path, reason)
    }

    fn ports(self) -> &'a [Node] {
        self.node.get("ports").map_or(&[], Node::items)
    }
}

/// Whether a port of a container or of a `Service` is one for TCP, as it is by default.
pub(crate) fn is_tcp(port: &Node) -> bool {
    matches!(port.str_at(&["protocol"]), None | Some("TCP" | ""))
}

/// The number of a port.
pub(crate) fn port_number(node: &Node) -> Option<u16> {
    node.as_i64().and_then(|number| u16::try_from(number).ok()).filter(|number| *number > 0)
}
