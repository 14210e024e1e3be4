//! A small agreement check: requests made of a schema, and answers held against a document.

use serde_json::{Map, Value, json};

// ANCHOR: bodies
/// Bodies that an object's schema forbids, each one step away from `permis`, which it allows.
pub fn interdits(schema: &Value, permis: &Map<String, Value>) -> Vec<Value> {
    let mut corps = Vec::new();
    for nom in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        let mut sans = permis.clone();
        sans.remove(nom);
        corps.push(Value::Object(sans));
    }
    if schema["additionalProperties"] == json!(false) {
        let mut de_trop = permis.clone();
        de_trop.insert("inconnu".to_owned(), json!(1));
        corps.push(Value::Object(de_trop));
    }
    for (nom, champ) in schema["properties"].as_object().into_iter().flatten() {
        for valeur in valeurs_interdites(champ) {
            let mut change = permis.clone();
            change.insert(nom.clone(), valeur);
            corps.push(Value::Object(change));
        }
    }
    corps
}
// ANCHOR_END: bodies

// ANCHOR: values
/// Values that a field's schema forbids: of another type, or just beyond a bound.
fn valeurs_interdites(champ: &Value) -> Vec<Value> {
    let mut valeurs = vec![json!(null), json!([]), json!(true)];
    if champ["type"] == "integer" {
        valeurs.extend([json!("12"), json!(1.5)]);
        valeurs.extend(champ["minimum"].as_i64().map(|minimum| json!(minimum - 1)));
        valeurs.extend(champ["maximum"].as_i64().map(|maximum| json!(maximum + 1)));
    }
    valeurs
}
// ANCHOR_END: values

// ANCHOR: promise
/// The promise of `operation` that an answer breaks, if it breaks one.
pub fn rompue(operation: &Value, status: u16, content_type: Option<&str>) -> Option<&'static str> {
    if status >= 500 {
        return Some("no request may bring about a server error");
    }
    let Some(reponse) = operation["responses"].get(status.to_string()) else {
        return Some("the status is not described");
    };
    let decrits = reponse["content"].as_object();
    match (decrits, content_type) {
        (Some(decrits), Some(recu)) if decrits.contains_key(recu) => None,
        (None, None) => None,
        _ => Some("the content type is not described"),
    }
}
// ANCHOR_END: promise
