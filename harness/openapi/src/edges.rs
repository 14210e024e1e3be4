//! Values on both sides of every bound of a schema, each a small step away from an allowed one.
//!
//! They are the same in every run: a bound that the server handles otherwise is found by them, and
//! not by luck.

use serde_json::{Map, Value, json};

use crate::allowed::{ends, types};
use crate::document::{Document, Parameter};
use crate::schemas::Schemas;

/// Values around every bound of `schema`, derived from `right`, which it allows: some of them are
/// allowed, others are not.
pub fn edges(document: &Document, schema: &Value, right: &Value) -> Vec<Value> {
    let mut edges = steps(document, schema, right, 0);
    let mut seen = std::collections::BTreeSet::new();
    edges.retain(|edge| seen.insert(edge.to_string()));
    edges
}

/// Bodies that `schema` forbids, derived from `right`, which it allows.
pub fn forbidden(schemas: &Schemas<'_>, schema: &Value, right: &Value) -> Vec<Value> {
    let Some(validator) = schemas.validator(schema) else { return Vec::new() };
    let edges = edges(schemas.document(), schema, right).into_iter();
    edges.filter(|value| !validator.is_valid(value)).collect()
}

/// Texts around every bound of a parameter.
pub fn edge_texts(schemas: &Schemas<'_>, parameter: &Parameter<'_>) -> Vec<String> {
    let edges = edges(schemas.document(), parameter.schema, &Value::Null);
    let mut texts: Vec<String> =
        edges.iter().map(|edge| as_text(edge, parameter.as_json)).collect();
    if parameter.location == "path" {
        // An empty segment, or one with a slash, would be another path.
        texts.retain(|text| !text.is_empty() && !text.contains('/'));
    }
    if schemas.allows(parameter.schema, &Value::Null) {
        // Nothing says how null is written in a URL.
        texts.retain(|text| !text.is_empty() && text != "null");
    }
    texts.sort();
    texts.dedup();
    texts
}

/// Texts that the schema of a parameter forbids, whether they are read as text or as JSON.
pub fn forbidden_texts(schemas: &Schemas<'_>, parameter: &Parameter<'_>) -> Vec<String> {
    let texts = edge_texts(schemas, parameter).into_iter();
    texts.filter(|text| !may_be(schemas, parameter, text)).collect()
}

/// A value as it is written in a URL.
pub fn as_text(value: &Value, as_json: bool) -> String {
    match value {
        _ if as_json => value.to_string(),
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// Whether a parameter may have this value.
pub fn may_be(schemas: &Schemas<'_>, parameter: &Parameter<'_>, text: &str) -> bool {
    if parameter.as_json {
        let value = serde_json::from_str::<Value>(text);
        return value.is_ok_and(|value| schemas.allows(parameter.schema, &value));
    }
    reads_as_allowed(schemas, parameter.schema, text)
}

/// Whether a schema allows a text from a URL or a header. It has no types: `12` is a text and a number.
pub fn reads_as_allowed(schemas: &Schemas<'_>, schema: &Value, text: &str) -> bool {
    let as_json = serde_json::from_str::<Value>(text).ok();
    [Some(json!(text)), as_json].iter().flatten().any(|value| schemas.allows(schema, value))
}

fn steps(document: &Document, schema: &Value, right: &Value, depth: usize) -> Vec<Value> {
    const DEEP: usize = 4;
    if depth >= DEEP {
        return Vec::new();
    }
    let schema = document.flat(schema);
    let list = |key: &str| schema.get(key).and_then(Value::as_array).into_iter().flatten();
    let mut steps = of_another_type();
    steps.extend(schema.get("const").into_iter().chain(list("enum")).cloned());
    for choice in list("oneOf").chain(list("anyOf")) {
        steps.extend(self::steps(document, choice, right, depth + 1));
    }
    for kind in types(&schema) {
        match kind {
            "integer" | "number" => steps.extend(around_the_ends(&schema)),
            "string" => steps.extend(around_the_lengths(&schema)),
            "array" => steps.extend(around_the_sizes(&schema, right)),
            "object" => steps.extend(around_the_fields(document, &schema, right, depth)),
            _ => {}
        }
    }
    steps
}

fn of_another_type() -> Vec<Value> {
    vec![json!("texte"), json!(1.5), json!(true), json!(null), json!([]), json!({}), json!("12")]
}

fn around_the_ends(schema: &Value) -> Vec<Value> {
    let (least, most) = ends(schema);
    let below = least.and_then(|least| least.checked_sub(1));
    let above = most.and_then(|most| most.checked_add(1));
    [below, least, most, above].into_iter().flatten().map(Value::from).collect()
}

fn around_the_lengths(schema: &Value) -> Vec<Value> {
    const LONGEST: u64 = 100_000;
    let bound = |key: &str| schema.get(key).and_then(Value::as_u64);
    let (least, most) = (bound("minLength"), bound("maxLength"));
    let short = least.and_then(|least| least.checked_sub(1));
    let long = most.and_then(|most| most.checked_add(1));
    let lengths =
        [short, least, most, long].into_iter().flatten().filter(|length| *length <= LONGEST);
    let mut texts: Vec<Value> = lengths
        .map(|length| json!("é".repeat(usize::try_from(length).unwrap_or_default())))
        .collect();
    if schema.get("pattern").is_some() {
        texts.extend(["", " ", "\u{0}", "a\u{0}b", "\t", "!"].map(|text| json!(text)));
        texts.push(json!("x".repeat(300)));
    }
    texts
}

fn around_the_sizes(schema: &Value, right: &Value) -> Vec<Value> {
    const LONGEST: u64 = 1_000;
    let bound = |key: &str| schema.get(key).and_then(Value::as_u64);
    let (least, most) = (bound("minItems"), bound("maxItems"));
    let short = least.and_then(|least| least.checked_sub(1));
    let long = most.and_then(|most| most.checked_add(1));
    let Some(item) = right.as_array().and_then(|items| items.first()) else { return Vec::new() };
    let sizes = [short, least, most, long].into_iter().flatten().filter(|size| *size <= LONGEST);
    sizes.map(|size| (0..size).map(|_| item.clone()).collect()).collect()
}

fn around_the_fields(
    document: &Document,
    schema: &Value,
    right: &Value,
    depth: usize,
) -> Vec<Value> {
    let Some(fields) = right.as_object() else { return Vec::new() };
    let mut steps = vec![right.clone(), Value::Object(only_required(schema, fields))];
    // Some libraries read an object from the list of its values too.
    steps.push(fields.values().cloned().collect());
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
        for step in self::steps(document, property, known, depth + 1) {
            let mut changed = fields.clone();
            changed.insert(name.clone(), step);
            steps.push(Value::Object(changed));
        }
    }
    steps
}

fn only_required(schema: &Value, fields: &Map<String, Value>) -> Map<String, Value> {
    let required = schema.get("required").and_then(Value::as_array);
    let is_required =
        |name: &str| required.is_some_and(|names| names.iter().any(|one| one == name));
    fields
        .iter()
        .filter(|(name, _)| is_required(name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}
