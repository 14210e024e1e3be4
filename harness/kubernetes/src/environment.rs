//! The environment variables of a container, as the kubelet sets them.
//!
//! `envFrom` in its order, then `env` in its order, on top of the `ENV` of the image:
//! <https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#environment-variables>.

mod expand;
mod variable;

use std::collections::BTreeMap;

use crate::reason::{Elsewhere, Source};
use crate::set::Set;
use crate::settings::ImageSettings;
use crate::workload::Container;
use crate::yaml::Node;
use expand::expand;

pub(crate) use variable::Variable;

/// The variables of a container.
pub(crate) struct Environment {
    variables: BTreeMap<String, Variable>,
}

impl Environment {
    pub(crate) fn of(container: Container<'_>, set: &Set, settings: &ImageSettings) -> Self {
        let image = settings.env.iter().map(|(name, value)| {
            (name.clone(), Variable::Known { value: value.clone(), from: Source::Image })
        });
        let mut own = from_sources(container, set);
        for entry in container.node.get("env").map_or(&[][..], Node::items) {
            let Some(name) = entry.str_at(&["name"]) else { continue };
            let variable = match entry.get("valueFrom") {
                Some(from) => read(from, container, set),
                None => {
                    let value = entry.get("value").and_then(Node::text).unwrap_or_default();
                    Some(expand(&value, &own))
                }
            };
            // What is optional and missing leaves an earlier value as it is.
            if let Some(variable) = variable {
                own.insert(name.to_owned(), variable);
            }
        }
        let mut variables: BTreeMap<String, Variable> = image.collect();
        variables.extend(own);
        Self { variables }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Variable> {
        self.variables.get(name)
    }
}

/// The variables of `envFrom`. A `Secret` is taken to hold no setting of the server.
fn from_sources(container: Container<'_>, set: &Set) -> BTreeMap<String, Variable> {
    let mut variables = BTreeMap::new();
    for source in container.node.get("envFrom").map_or(&[][..], Node::items) {
        let prefix = source.str_at(&["prefix"]).unwrap_or_default();
        let Some(name) = source.str_at(&["configMapRef", "name"]) else { continue };
        let Some(map) = set.config_map(container.workload, name) else { continue };
        for entry in map.node.get("data").map_or(&[][..], Node::entries) {
            let from = Source::ConfigMap(name.to_owned());
            let value = entry.node.text().unwrap_or_default();
            variables.insert(format!("{prefix}{}", entry.key), Variable::Known { value, from });
        }
    }
    variables
}

/// The value of `valueFrom`; none when it is optional and missing.
fn read(from: &Node, container: Container<'_>, set: &Set) -> Option<Variable> {
    if let Some(path) = from.str_at(&["fieldRef", "fieldPath"]) {
        return Some(Variable::PodField(path.to_owned()));
    }
    let Some(reference) = from.get("configMapKeyRef") else {
        let is_secret = from.get("secretKeyRef").is_some();
        let found = if is_secret { Elsewhere::Secret } else { Elsewhere::Pod };
        return Some(Variable::Unknown(found));
    };
    let text = |field| reference.str_at(&[field]).unwrap_or_default();
    let is_optional = reference.get("optional").and_then(Node::as_bool) == Some(true);
    let Some(map) = set.config_map(container.workload, text("name")) else {
        return Some(Variable::Unknown(Elsewhere::OtherConfigMap));
    };
    let data = map.node.get("data").map_or(&[][..], Node::entries);
    match data.iter().find(|entry| entry.key == text("key")) {
        Some(entry) => {
            let from = Source::ConfigMap(map.name().to_owned());
            Some(Variable::Known { value: entry.node.text().unwrap_or_default(), from })
        }
        None if is_optional => None,
        None => Some(Variable::Unknown(Elsewhere::MissingKey)),
    }
}
