//! An object of a file.

use crate::finding::{Finding, ObjectName};
use crate::yaml::Node;
use crate::{Reason, Rule};

/// The namespace of an object that names none, as `kubectl apply` without `-n` uses it.
const DEFAULT_NAMESPACE: &str = "default";

#[derive(Clone, Debug)]
pub(crate) struct Object {
    pub(crate) file: String,
    pub(crate) api_version: String,
    pub(crate) kind: String,
    pub(crate) node: Node,
}

impl Object {
    pub(crate) fn name(&self) -> &str {
        self.node.str_at(&["metadata", "name"]).unwrap_or_default()
    }

    pub(crate) fn namespace(&self) -> &str {
        match self.node.str_at(&["metadata", "namespace"]) {
            None | Some("") => DEFAULT_NAMESPACE,
            Some(namespace) => namespace,
        }
    }

    /// A finding about this object, at the innermost of the fields in `path` that is there.
    pub(crate) fn finding(&self, rule: Rule, path: &str, reason: Reason) -> Finding {
        self.finding_at(rule, self.line_of(path), path, reason)
    }

    /// A finding about this object, in a line of it.
    pub(crate) fn finding_at(
        &self,
        rule: Rule,
        line: usize,
        path: &str,
        reason: Reason,
    ) -> Finding {
        Finding {
            rule,
            file: self.file.clone(),
            line,
            object: Some(ObjectName { kind: self.kind.clone(), name: self.name().to_owned() }),
            path: path.to_owned(),
            reason,
        }
    }

    /// The line of the innermost field of a path, as `spec.ports[0].name`, that is there.
    fn line_of(&self, path: &str) -> usize {
        let (mut node, mut line) = (&self.node, self.node.line);
        for part in path.split(['.', '[']).filter(|part| !part.is_empty()) {
            if let Some(index) = part.strip_suffix(']') {
                let Some(item) = index.parse().ok().and_then(|i: usize| node.items().get(i)) else {
                    break;
                };
                (node, line) = (item, item.line);
                continue;
            }
            let Some(entry) = node.entries().iter().find(|entry| entry.key == part) else { break };
            (node, line) = (&entry.node, entry.line);
        }
        line
    }
}
