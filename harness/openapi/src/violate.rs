//! Values that a schema forbids, each a small step from one that it allows.

use serde_json::{Value, json};

use crate::document::{Document, Parameter};
use crate::generate::{ends, types};
use crate::schemas::Schemas;

/// Bodies that `schema` forbids, made of `right`, which it allows.
pub fn forbidden(schemas: &Schemas<'_>, schema: &Value, right: &Value) -> Vec<Value> {
    let steps = steps(schemas.document(), schema, right, 0);
    let Some(validator) = schemas.validator(schema) else { return Vec::new() };
    steps.into_iter().filter(|value| !validator.is_valid(value)).collect()
}

/// Texts for a parameter that its schema forbids, however a server reads them.
pub fn forbidden_texts(schemas: &Schemas<'_>, parameter: &Parameter<'_>) -> Vec<String> {
    let steps = steps(schemas.document(), parameter.schema, &Value::Null, 0);
    let mut texts: Vec<String> = steps.iter().map(as_text).collect();
    texts.retain(|text| !reads_as_allowed(schemas, parameter.schema, text));
    if parameter.place == "path" {
        // An empty segment, or one with a slash, is another path.
        texts.retain(|text| !text.is_empty() && !text.contains('/'));
    }
    texts.sort();
    texts.dedup();
    texts
}

/// A value as it stands in a URL.
pub fn as_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// A URL has no types: `12` is the text as well as the number.
pub fn reads_as_allowed(schemas: &Schemas<'_>, schema: &Value, text: &str) -> bool {
    let as_json = serde_json::from_str::<Value>(text).ok();
    [Some(json!(text)), as_json].iter().flatten().any(|value| schemas.allows(schema, value))
}

/// Values that are likely to be forbidden; some of them may be allowed.
fn steps(document: &Document, schema: &Value, right: &Value, depth: usize) -> Vec<Value> {
    const DEEP: usize = 4;
    let Some(schema) = document.follow(schema).filter(|_| depth < DEEP) else { return Vec::new() };
    let mut steps = of_another_type();
    for kind in types(schema) {
        match kind {
            "integer" | "number" => steps.extend(beyond_the_ends(schema)),
            "string" => steps.extend(of_wrong_length(schema)),
            "object" => steps.extend(of_wrong_fields(document, schema, right, depth)),
            _ => {}
        }
    }
    steps
}

fn of_another_type() -> Vec<Value> {
    vec![json!("texte"), json!(1.5), json!(true), json!(null), json!([]), json!({}), json!("12")]
}

fn beyond_the_ends(schema: &Value) -> Vec<Value> {
    let (least, most) = ends(schema);
    let below = least.and_then(|least| least.checked_sub(1));
    let above = most.and_then(|most| most.checked_add(1));
    [below, above].into_iter().flatten().map(Value::from).collect()
}

fn of_wrong_length(schema: &Value) -> Vec<Value> {
    const LONGEST: u64 = 100_000;
    let bound = |key: &str| schema.get(key).and_then(Value::as_u64);
    let short = bound("minLength").and_then(|least| least.checked_sub(1));
    let long = bound("maxLength").map(|most| most + 1);
    let lengths = [short, long].into_iter().flatten().filter(|length| *length <= LONGEST);
    let mut texts: Vec<Value> = lengths
        .map(|length| json!("é".repeat(usize::try_from(length).unwrap_or_default())))
        .collect();
    if schema.get("pattern").is_some() {
        texts.extend(["", " ", "\u{0}", "a\u{0}b", "\t", "!"].map(|text| json!(text)));
        texts.push(json!("x".repeat(300)));
    }
    texts
}

fn of_wrong_fields(document: &Document, schema: &Value, right: &Value, depth: usize) -> Vec<Value> {
    let Some(fields) = right.as_object() else { return Vec::new() };
    let mut steps = Vec::new();
    for name in fields.keys() {
        let mut fewer = fields.clone();
        fewer.remove(name);
        steps.push(Value::Object(fewer));
    }
    let mut more = fields.clone();
    more.insert("inconnu".to_owned(), json!(1));
    steps.push(Value::Object(more));
    let properties = schema.get("properties").and_then(Value::as_object);
    for (name, property) in properties.into_iter().flatten() {
        let known = fields.get(name).unwrap_or(&Value::Null);
        for wrong in self::steps(document, property, known, depth + 1) {
            let mut changed = fields.clone();
            changed.insert(name.clone(), wrong);
            steps.push(Value::Object(changed));
        }
    }
    steps
}
