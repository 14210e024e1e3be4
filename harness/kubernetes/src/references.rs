//! The `ConfigMap`s and `Secret`s that a container refers to: by variables, or by volumes that it mounts.

use std::collections::HashSet;

use crate::workload::Container;
use crate::yaml::Node;

/// A reference to a `ConfigMap`.
pub(crate) struct ConfigMapReference<'a> {
    pub(crate) name: &'a str,
    /// The keys that have to be there.
    pub(crate) keys: Vec<&'a str>,
    /// Whether keys of `binaryData` count: those of a volume.
    pub(crate) is_volume: bool,
}

/// The references of a container.
#[derive(Default)]
pub(crate) struct References<'a> {
    pub(crate) config_maps: Vec<ConfigMapReference<'a>>,
    pub(crate) has_secret: bool,
}

impl<'a> References<'a> {
    pub(crate) fn of(container: Container<'a>) -> Self {
        let mut references = Self::default();
        for source in list(container.node, "envFrom") {
            references.add(source.get("configMapRef"), "name", false);
            references.add_secret(source.get("secretRef"), "name");
        }
        for variable in list(container.node, "env") {
            let from = |field| variable.at(&["valueFrom", field]);
            references.add(from("configMapKeyRef"), "name", false);
            references.add_secret(from("secretKeyRef"), "name");
        }
        for volume in mounted(container) {
            references.add(volume.get("configMap"), "name", true);
            references.add_secret(volume.get("secret"), "secretName");
            for source in volume.get("projected").map_or(&[][..], |from| list(from, "sources")) {
                references.add(source.get("configMap"), "name", true);
                references.add_secret(source.get("secret"), "name");
            }
        }
        references
    }

    fn add(&mut self, reference: Option<&'a Node>, field: &str, is_volume: bool) {
        let Some(reference) = reference else { return };
        let Some(name) = name(reference, field) else { return };
        let is_optional = reference.get("optional").and_then(Node::as_bool) == Some(true);
        let mut keys: Vec<&str> = reference.str_at(&["key"]).into_iter().collect();
        keys.extend(list(reference, "items").iter().filter_map(|item| item.str_at(&["key"])));
        if is_optional {
            keys.clear();
        }
        self.config_maps.push(ConfigMapReference { name, keys, is_volume });
    }

    fn add_secret(&mut self, reference: Option<&'a Node>, field: &str) {
        self.has_secret |= reference.is_some_and(|reference| name(reference, field).is_some());
    }
}

/// The volumes of the pod that a container mounts.
fn mounted(container: Container<'_>) -> impl Iterator<Item = &Node> {
    let mounts = list(container.node, "volumeMounts").iter();
    let names: HashSet<&str> = mounts.filter_map(|mount| mount.str_at(&["name"])).collect();
    let volumes = container.workload.pod("volumes").map_or(&[][..], Node::items).iter();
    volumes.filter(move |volume| volume.str_at(&["name"]).is_some_and(|name| names.contains(name)))
}

fn name<'a>(reference: &'a Node, field: &str) -> Option<&'a str> {
    reference.str_at(&[field]).filter(|name| !name.is_empty())
}

fn list<'a>(node: &'a Node, field: &str) -> &'a [Node] {
    node.get(field).map_or(&[], Node::items)
}
