//! The `ConfigMap` and the `Secret` to which the container refers.

use crate::finding::Finding;
use crate::reason::clip;
use crate::references::References;
use crate::set::Set;
use crate::workload::Container;
use crate::{Reason, Rule};

pub(crate) fn check(container: Container<'_>, set: &Set, findings: &mut Vec<Finding>) {
    let references = References::of(container);
    let name = || clip(container.name());
    let mut is_found = false;
    for reference in &references.config_maps {
        let Some(map) = set.config_map(container.workload, reference.name) else { continue };
        is_found = true;
        for key in &reference.keys {
            let has = |field| {
                map.node
                    .get(field)
                    .is_some_and(|data| data.entries().iter().any(|entry| entry.key == *key))
            };
            let is_there = has("data") || (reference.is_volume && has("binaryData"));
            if !is_there {
                let config_map = clip(reference.name);
                let reason = Reason::MissingKey { config_map, key: clip(key) };
                findings.push(container.finding(Rule::ConfigMap, "", reason));
            }
        }
    }
    if references.config_maps.is_empty() {
        let reason = Reason::NoConfigMap { container: name() };
        findings.push(container.finding(Rule::ConfigMap, "", reason));
    } else if !is_found {
        let names = references.config_maps.iter().map(|reference| clip(reference.name)).collect();
        let reason = Reason::UnknownConfigMap { container: name(), names };
        findings.push(container.finding(Rule::ConfigMap, "", reason));
    }
    if !references.has_secret {
        let reason = Reason::NoSecret { container: name() };
        findings.push(container.finding(Rule::Secret, "", reason));
    }
}
