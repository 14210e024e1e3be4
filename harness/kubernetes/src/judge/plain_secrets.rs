//! Secret values in the files: in a `Secret`, in `env`, or in a `ConfigMap` that becomes variables.

use credentials::is_secret;

use crate::finding::Finding;
use crate::limits::MAX_FINDINGS;
use crate::object::Object;
use crate::reason::clip;
use crate::set::Set;
use crate::yaml::Node;
use crate::{Reason, Rule};

pub(crate) fn check(set: &Set) -> Vec<Finding> {
    let mut findings = Vec::new();
    for object in &set.objects {
        match (object.api_version.as_str(), object.kind.as_str()) {
            ("v1", "Secret") => check_secret(object, &mut findings),
            ("v1", "ConfigMap") => check_config_map(object, &mut findings),
            _ => check_variables(&object.node, "", object, &mut findings),
        }
    }
    findings.truncate(MAX_FINDINGS);
    findings
}

fn check_secret(secret: &Object, findings: &mut Vec<Finding>) {
    for field in ["data", "stringData"] {
        for entry in secret.node.get(field).map_or(&[][..], Node::entries) {
            if entry.node.as_str().is_some_and(|value| !value.is_empty()) {
                let reason = Reason::SecretValue { key: clip(&entry.key) };
                let path = format!("{field}.{}", clip(&entry.key));
                findings.push(secret.finding_at(Rule::PlainSecret, entry.line, &path, reason));
            }
        }
    }
}

fn check_config_map(map: &Object, findings: &mut Vec<Finding>) {
    let is_variable =
        |key: &str| key.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
    for entry in map.node.get("data").map_or(&[][..], Node::entries) {
        if is_variable(&entry.key) && is_plain(&entry.key, &entry.node) {
            let reason = Reason::LiteralSecret { name: clip(&entry.key) };
            let path = format!("data.{}", entry.key);
            findings.push(map.finding_at(Rule::PlainSecret, entry.line, &path, reason));
        }
    }
}

/// The lists named `env`, at any level: of a pod in any kind.
fn check_variables(node: &Node, path: &str, object: &Object, findings: &mut Vec<Finding>) {
    for (index, item) in node.items().iter().enumerate() {
        check_variables(item, &format!("{path}[{index}]"), object, findings);
    }
    for entry in node.entries() {
        let path = format!("{path}.{}", clip(&entry.key));
        check_variables(&entry.node, &path, object, findings);
        let variables = if entry.key == "env" { entry.node.items() } else { &[] };
        for (index, variable) in variables.iter().enumerate() {
            let name = variable.str_at(&["name"]).unwrap_or_default();
            if variable.get("value").is_some_and(|value| is_plain(name, value)) {
                let path = format!("{}[{index}]", path.trim_start_matches('.'));
                let reason = Reason::LiteralSecret { name: clip(name) };
                findings.push(object.finding_at(Rule::PlainSecret, variable.line, &path, reason));
            }
        }
    }
}

fn is_plain(name: &str, value: &Node) -> bool {
    is_secret(name, value.as_str().unwrap_or_default())
}
