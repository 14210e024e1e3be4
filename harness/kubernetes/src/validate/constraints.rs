//! What the table of constraints says about an object.

use std::collections::HashSet;

use crate::names;
use crate::reason::{Invalid, Syntax, clip};
use crate::schema::{Constraint, Definition};
use crate::validate::report::Report;
use crate::yaml::{Node, Value};

pub(crate) fn check(node: &Node, definition: &Definition, report: &mut Report<'_>) {
    for constraint in &definition.constraints {
        match constraint {
            Constraint::Required(field) => {
                // A field that the definition requires is reported when it is missing.
                let known = definition.fields.iter().any(|f| f.required && f.name == *field);
                let is_missing = match node.get(field) {
                    None => !known,
                    Some(value) => is_empty(value),
                };
                if is_missing {
                    report.add(node.line, Invalid::MissingField { field: (*field).to_owned() });
                }
            }
            Constraint::Enum(field, allowed) => check_enum(node, field, allowed, report),
            Constraint::ExactlyOne(fields) => {
                let given = fields.iter().filter(|field| node.get(field).is_some()).count();
                if given == 0 {
                    report.add(node.line, Invalid::NoneOf { fields: fields.clone() });
                }
                at_most_one(node, fields, report);
            }
            Constraint::AtMostOne(fields) => at_most_one(node, fields, report),
            Constraint::Unique(list, field) => check_unique(node, list, field, report),
            Constraint::Port(field) => check_port(node, field, report),
            Constraint::PortOrName(field) => {
                check_port(node, field, report);
                check_syntax(node, field, Syntax::PortName, report);
            }
            Constraint::AtLeast(field, least) => {
                if let Some(value) = node.get(field)
                    && let Some(number) = value.as_i64()
                    && number < *least
                {
                    let (found, expected) = (number.to_string(), Syntax::AtLeast(*least));
                    report.add_in(field, value.line, Invalid::InvalidValue { expected, found });
                }
            }
        }
    }
}

/// Refuses a text without this syntax.
pub(crate) fn check_syntax(node: &Node, field: &str, syntax: Syntax, report: &mut Report<'_>) {
    if let Some(value) = node.get(field)
        && let Some(text) = value.as_str()
        && !names::has(syntax, text)
    {
        let reason = Invalid::InvalidValue { expected: syntax, found: clip(text) };
        report.add_in(field, value.line, reason);
    }
}

fn is_empty(node: &Node) -> bool {
    match &node.value {
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

fn check_enum(node: &Node, field: &str, allowed: &[&'static str], report: &mut Report<'_>) {
    let Some(value) = node.get(field) else { return };
    let values = if value.items().is_empty() { std::slice::from_ref(value) } else { value.items() };
    for value in values {
        if let Some(text) = value.as_str()
            && !text.is_empty()
            && !allowed.contains(&text)
        {
            let reason = Invalid::NotAllowed { found: clip(text), allowed: allowed.to_vec() };
            report.add_in(field, value.line, reason);
        }
    }
}

fn at_most_one(node: &Node, fields: &[&'static str], report: &mut Report<'_>) {
    // An empty text, as in `value: ""`, is the same as absent.
    let is_given =
        |field: &&&'static str| node.get(field).is_some_and(|value| value.as_str() != Some(""));
    let given: Vec<&'static str> = fields.iter().filter(is_given).copied().collect();
    if given.len() > 1 {
        report.add(node.line, Invalid::Exclusive { fields: given });
    }
}

fn check_unique(node: &Node, list: &str, field: &str, report: &mut Report<'_>) {
    let mut seen = HashSet::new();
    for item in node.get(list).map_or(&[][..], Node::items) {
        if let Some(name) = item.str_at(&[field])
            && !seen.insert(name)
        {
            report.add_in(list, item.line, Invalid::DuplicateName { name: clip(name) });
        }
    }
}

fn check_port(node: &Node, field: &str, report: &mut Report<'_>) {
    if let Some(value) = node.get(field)
        && let Some(number) = value.as_i64()
        && !(1..=65535).contains(&number)
    {
        let (found, expected) = (number.to_string(), Syntax::PortNumber);
        report.add_in(field, value.line, Invalid::InvalidValue { expected, found });
    }
}
