//! Fields and types, at every level.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::quantity;
use crate::reason::{Invalid, Syntax, clip};
use crate::schema::{Definition, Schema, Type};
use crate::similar::similar;
use crate::validate::report::Report;
use crate::validate::{constraints, special};
use crate::yaml::{Node, Value};

/// Checks an object against its definition.
pub(crate) fn check_object(node: &Node, name: &'static str, report: &mut Report<'_>) {
    let Some(definition) = Schema::get().definition(name) else { return };
    let Value::Object(entries) = &node.value else {
        return report.add(node.line, wrong(node, Syntax::Object));
    };
    for entry in entries {
        if report.is_full() {
            return;
        }
        let Some(field) = definition.fields.iter().find(|field| field.name == entry.key) else {
            let reason = unknown_field(&entry.key, definition);
            report.add_in(&clip(&entry.key), entry.line, reason);
            continue;
        };
        // For Kubernetes, null is the same as absent.
        if !matches!(entry.node.value, Value::Null) {
            report
                .within(format!(".{}", field.name), |report| check(&entry.node, &field.of, report));
        }
    }
    for field in definition.fields.iter().filter(|field| field.required) {
        if node.get(field.name).is_none() {
            report.add(node.line, Invalid::MissingField { field: field.name.to_owned() });
        }
    }
    constraints::check(node, definition, report);
    special::check(node, name, report);
}

fn unknown_field(field: &str, definition: &Definition) -> Invalid {
    let similar = similar(field, definition.fields.iter().map(|field| field.name));
    Invalid::UnknownField { field: clip(field), similar }
}

fn check(node: &Node, of: &Type, report: &mut Report<'_>) {
    match of {
        Type::Any => {}
        Type::Named(name) => check_object(node, name, report),
        Type::List(item) => check_list(node, item, report),
        Type::Map(value) => check_map(node, value, report),
        scalar => {
            if let Some(reason) = refused(node, scalar) {
                report.add(node.line, reason);
            }
        }
    }
}

fn check_list(node: &Node, item: &Type, report: &mut Report<'_>) {
    let Value::Array(items) = &node.value else {
        return report.add(node.line, wrong(node, Syntax::List));
    };
    for (index, node) in items.iter().enumerate() {
        report.within(format!("[{index}]"), |report| check(node, item, report));
    }
}

fn check_map(node: &Node, value: &Type, report: &mut Report<'_>) {
    let Value::Object(entries) = &node.value else {
        return report.add(node.line, wrong(node, Syntax::Object));
    };
    for entry in entries {
        // A key without a value is the empty text.
        if !matches!(entry.node.value, Value::Null) {
            let part = format!(".{}", clip(&entry.key));
            report.within(part, |report| check(&entry.node, value, report));
        }
    }
}

/// Why a value is not one of a scalar type.
fn refused(node: &Node, of: &Type) -> Option<Invalid> {
    let text = node.as_str();
    let is_int =
        |range: std::ops::RangeInclusive<i64>| node.as_i64().is_some_and(|n| range.contains(&n));
    let (is_right, syntax) = match of {
        Type::Bool => (node.as_bool().is_some(), Syntax::Bool),
        Type::Int32 => (is_int(i64::from(i32::MIN)..=i64::from(i32::MAX)), Syntax::Integer),
        Type::Int64 => (is_int(i64::MIN..=i64::MAX), Syntax::Integer),
        Type::Number => (matches!(node.value, Value::Integer(_) | Value::Float(_)), Syntax::Number),
        Type::String => (text.is_some(), Syntax::String),
        Type::IntOrString => (text.is_some() || node.as_i64().is_some(), Syntax::IntOrString),
        Type::Base64 => {
            if let Some(text) = text {
                return (!is_base64(text)).then(|| invalid(text, Syntax::Base64));
            }
            (false, Syntax::String)
        }
        Type::Quantity => {
            if let Some(text) = text {
                let is_right = quantity::read(node).is_some();
                return (!is_right).then(|| invalid(text, Syntax::Quantity));
            }
            (quantity::read(node).is_some(), Syntax::Quantity)
        }
        Type::Any | Type::List(_) | Type::Map(_) | Type::Named(_) => return None,
    };
    (!is_right).then(|| wrong(node, syntax))
}

fn is_base64(text: &str) -> bool {
    // As Go reads it: line breaks are skipped.
    let text: String = text.chars().filter(|c| !matches!(c, '\r' | '\n')).collect();
    BASE64_STANDARD.decode(text).is_ok()
}

fn invalid(text: &str, expected: Syntax) -> Invalid {
    Invalid::InvalidValue { expected, found: clip(text) }
}

fn wrong(node: &Node, expected: Syntax) -> Invalid {
    Invalid::WrongType { expected, found: node.found() }
}
