//! `metadata`, of every kind.

use crate::names;
use crate::object::Object;
use crate::reason::{Invalid, Syntax, clip};
use crate::validate::report::Report;
use crate::yaml::Node;

pub(crate) fn check(object: &Object, report: &mut Report<'_>) {
    let metadata = object.node.get("metadata");
    let line = metadata.map_or(object.node.line, |metadata| metadata.line);
    let has =
        |field| metadata.and_then(|m| m.str_at(&[field])).is_some_and(|name| !name.is_empty());
    if !has("name") && !has("generateName") {
        report.add(line, Invalid::MissingField { field: "metadata.name".to_owned() });
    }
    let Some(metadata) = metadata else { return };
    report.within(".metadata".to_owned(), |report| {
        check_text(metadata, "namespace", Syntax::DnsLabel, report);
        if let Some(syntax) = name_syntax(object) {
            check_text(metadata, "name", syntax, report);
        }
        check_labels(metadata, "labels", report);
    });
}

/// The keys and values of labels, or of a selector by labels.
pub(crate) fn check_labels(node: &Node, field: &str, report: &mut Report<'_>) {
    for entry in node.get(field).map_or(&[][..], Node::entries) {
        let value = entry.node.as_str().unwrap_or_default();
        for (syntax, text) in [(Syntax::LabelKey, entry.key.as_str()), (Syntax::LabelValue, value)]
        {
            if !names::has(syntax, text) {
                let reason = Invalid::InvalidValue { expected: syntax, found: clip(text) };
                report.add_in(field, entry.line, reason);
            }
        }
    }
}

fn check_text(node: &Node, field: &str, syntax: Syntax, report: &mut Report<'_>) {
    if let Some(value) = node.get(field)
        && let Some(text) = value.as_str()
        && !text.is_empty()
        && !names::has(syntax, text)
    {
        let reason = Invalid::InvalidValue { expected: syntax, found: clip(text) };
        report.add_in(field, value.line, reason);
    }
}

/// The names of roles are freer, as `system:discovery`.
fn name_syntax(object: &Object) -> Option<Syntax> {
    match object.kind.as_str() {
        _ if object.api_version.starts_with("rbac.") => None,
        "Service" | "Namespace" => Some(Syntax::DnsLabel),
        _ => Some(Syntax::DnsName),
    }
}
