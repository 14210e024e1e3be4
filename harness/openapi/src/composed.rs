//! Schemas that are put together from others.

use serde_json::{Map, Value, json};

/// Adds what `part` says to `whole`, where both apply to one value.
pub fn merge(whole: &mut Map<String, Value>, part: &Value) {
    for (key, more) in part.as_object().into_iter().flatten() {
        let Some(known) = whole.get_mut(key) else {
            whole.insert(key.clone(), more.clone());
            continue;
        };
        match (key.as_str(), &mut *known, more) {
            ("properties", Value::Object(known), Value::Object(more)) => {
                for (name, more) in more {
                    let both = known.get(name).map(|known| json!({ "allOf": [known, more] }));
                    known.insert(name.clone(), both.unwrap_or_else(|| more.clone()));
                }
            }
            ("required", Value::Array(known), Value::Array(more)) => known.extend(more.clone()),
            ("minimum" | "exclusiveMinimum" | "minLength" | "minItems", known, more)
                if more.as_f64() > known.as_f64() =>
            {
                *known = more.clone();
            }
            ("maximum" | "exclusiveMaximum" | "maxLength" | "maxItems", known, more)
                if more.as_f64() < known.as_f64() =>
            {
                *known = more.clone();
            }
            _ => {}
        }
    }
}

/// The references in a schema that apply to the same value as the schema itself.
/// (JSON Schema 2020-12, section 10.2)
pub fn applied_in_place(node: &Value) -> Vec<&str> {
    let mut found: Vec<&str> = node.get("$ref").and_then(Value::as_str).into_iter().collect();
    for key in ["not", "if", "then", "else"] {
        found.extend(node.get(key).into_iter().flat_map(applied_in_place));
    }
    for key in ["allOf", "anyOf", "oneOf"] {
        let parts = node.get(key).and_then(Value::as_array);
        found.extend(parts.into_iter().flatten().flat_map(applied_in_place));
    }
    found
}
