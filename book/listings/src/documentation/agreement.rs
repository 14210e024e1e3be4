//! A small agreement check: it generates requests from a schema and compares the responses with
//! the document.

use serde_json::{Map, Value, json};

// ANCHOR: bodies
/// Bodies that an object's schema forbids, each one change away from `allowed`, which it allows.
pub fn forbidden_bodies(schema: &Value, allowed: &Map<String, Value>) -> Vec<Value> {
    let mut bodies = Vec::new();
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        let mut without = allowed.clone();
        without.remove(name);
        bodies.push(Value::Object(without));
    }
    if schema["additionalProperties"] == json!(false) {
        let mut unknown = allowed.clone();
        unknown.insert("inconnu".to_owned(), json!(1));
        bodies.push(Value::Object(unknown));
    }
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        for value in forbidden_values(field) {
            let mut changed = allowed.clone();
            changed.insert(name.clone(), value);
            bodies.push(Value::Object(changed));
        }
    }
    bodies
}
// ANCHOR_END: bodies

// ANCHOR: values
/// Values that a field's schema forbids: of another type, or just beyond a bound.
fn forbidden_values(field: &Value) -> Vec<Value> {
    let mut values = vec![json!(null), json!([]), json!(true)];
    if field["type"] == "integer" {
        values.extend([json!("12"), json!(1.5)]);
        values.extend(field["minimum"].as_i64().map(|minimum| json!(minimum - 1)));
        values.extend(field["maximum"].as_i64().map(|maximum| json!(maximum + 1)));
    }
    values
}
// ANCHOR_END: values

// ANCHOR: promise
/// The promise of `operation` that a response breaks, if there is one.
pub fn broken_promise(
    operation: &Value,
    status: u16,
    content_type: Option<&str>,
) -> Option<&'static str> {
    if status >= 500 {
        return Some("no request may cause a server error");
    }
    let Some(response) = operation["responses"].get(status.to_string()) else {
        return Some("the status is not described");
    };
    let described = response["content"].as_object();
    match (described, content_type) {
        (Some(described), Some(received)) if described.contains_key(received) => None,
        (None, None) => None,
        _ => Some("the content type is not described"),
    }
}
// ANCHOR_END: promise
