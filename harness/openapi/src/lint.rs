//! What is wrong with a document, whatever the server does.

use std::collections::{BTreeMap, BTreeSet};

use engine::Lang;
use jsonschema::Registry;
use serde_json::Value;

use crate::document::Document;

/// The schemas of OpenAPI 3.1, by the address under which they refer to each other.
const SCHEMAS: [(&str, &str); 4] = [
    (BASE, include_str!("../oas/schema-base.json")),
    ("https://spec.openapis.org/oas/3.1/schema/2022-10-07", include_str!("../oas/schema.json")),
    ("https://spec.openapis.org/oas/3.1/dialect/base", include_str!("../oas/dialect-base.json")),
    ("https://spec.openapis.org/oas/3.1/meta/base", include_str!("../oas/meta-base.json")),
];

const BASE: &str = "https://spec.openapis.org/oas/3.1/schema-base/2022-10-07";

/// How many problems are told: the first ones are usually the cause of the others.
const TOLD: usize = 10;

/// Where the document breaks the strict schema of OpenAPI 3.1, which also checks every schema in
/// it, down to the names of types.
///
/// # Errors
/// When our own copy of that schema cannot be used.
pub fn invalid(document: &Document, lang: Lang) -> Result<Vec<String>, anyhow::Error> {
    let version = document.root().get("openapi").and_then(Value::as_str).unwrap_or_default();
    if !version.starts_with("3.1.") {
        return Ok(vec![match lang {
            Lang::Fr => format!("#/openapi : {version:?} n'est pas 3.1.x"),
            Lang::En => format!("#/openapi: {version:?} is not 3.1.x"),
        }]);
    }
    let mut registry = Registry::new();
    for (address, text) in SCHEMAS {
        registry = registry.add(address, serde_json::from_str::<Value>(text)?)?;
    }
    let registry = registry.prepare()?;
    let base = serde_json::json!({ "$ref": BASE });
    let validator = jsonschema::options().with_registry(&registry).build(&base)?;
    let problems = validator.iter_errors(document.root()).take(TOLD);
    Ok(problems.map(|error| format!("#{}: {}", error.instance_path(), short(&error))).collect())
}

/// The error without the whole of what it speaks of, which may be the whole document.
fn short(error: &jsonschema::ValidationError<'_>) -> String {
    const MOST: usize = 200;
    let text = error.to_string();
    if text.chars().count() <= MOST { text } else { error.masked().to_string() }
}

/// Patterns that no validator can read: until they are mended they would allow every text.
pub fn unreadable_patterns(document: &Document, lang: Lang) -> Vec<String> {
    let mut problems = Vec::new();
    for (place, pattern) in document.patterns() {
        if jsonschema::options().build(&serde_json::json!({ "pattern": pattern })).is_err() {
            problems.push(match lang {
                Lang::Fr => format!(
                    "{place} : cette expression régulière est fausse, ou tous les outils ne la lisent \
                     pas ; un caractère s'y écrit \\uXXXX (NUL : \\u0000, et non \\0). La voici : \
                     {pattern}"
                ),
                Lang::En => format!(
                    "{place}: this regular expression is wrong, or not every tool can read it; a \
                     character is written \\uXXXX there (NUL: \\u0000, not \\0). Here it is: \
                     {pattern}"
                ),
            });
        }
    }
    problems.truncate(TOLD);
    problems
}

/// References that lead nowhere, path parameters that are not declared or not used, and
/// operationIds that are there twice.
pub fn loose_ends(document: &Document, lang: Lang) -> Vec<String> {
    let mut problems = Vec::new();
    for (place, reference) in document.references() {
        if !document.leads_somewhere(reference) {
            problems.push(match lang {
                Lang::Fr => format!("{place} : la référence {reference} ne mène nulle part"),
                Lang::En => format!("{place}: the reference {reference} leads nowhere"),
            });
        }
    }
    for operation in document.operations() {
        let declared: BTreeSet<&str> = operation
            .parameters
            .iter()
            .filter(|parameter| parameter.place == "path")
            .map(|parameter| parameter.name)
            .collect();
        let used = braces(operation.path);
        for name in used.difference(&declared) {
            problems.push(match lang {
                Lang::Fr => {
                    format!("{} : le paramètre {{{name}}} n'est pas déclaré", operation.name())
                }
                Lang::En => {
                    format!("{}: the parameter {{{name}}} is not declared", operation.name())
                }
            });
        }
        for name in declared.difference(&used) {
            problems.push(match lang {
                Lang::Fr => format!("{} : le chemin n'a pas de {{{name}}}", operation.name()),
                Lang::En => format!("{}: the path has no {{{name}}}", operation.name()),
            });
        }
    }
    problems.truncate(TOLD);
    problems
}

/// Operations without a summary, a tag or an operationId of their own.
pub fn undescribed(document: &Document, lang: Lang) -> Vec<String> {
    let mut problems = Vec::new();
    let mut ids: BTreeMap<&str, String> = BTreeMap::new();
    let operations = document.operations();
    for operation in &operations {
        let name = operation.name();
        let text = |key: &str| operation.said.get(key).and_then(Value::as_str).unwrap_or_default();
        let lacks = |what: &str| match lang {
            Lang::Fr => format!("{name} : il manque {what}"),
            Lang::En => format!("{name}: the key {what} is missing"),
        };
        if text("summary").trim().is_empty() {
            problems.push(lacks("summary"));
        }
        if operation.said.get("tags").and_then(Value::as_array).is_none_or(Vec::is_empty) {
            problems.push(lacks("tags"));
        }
        let id = text("operationId");
        if id.is_empty() {
            problems.push(lacks("operationId"));
        } else if let Some(other) = ids.insert(id, name.clone()) {
            problems.push(match lang {
                Lang::Fr => format!("{name} : operationId {id} est déjà celui de {other}"),
                Lang::En => format!("{name}: operationId {id} is already that of {other}"),
            });
        }
    }
    problems.truncate(TOLD);
    problems
}

/// The names in the braces of a path.
fn braces(path: &str) -> BTreeSet<&str> {
    path.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect()
}

#[cfg(test)]
mod tests {
    use engine::Lang;
    use serde_json::{Value, json};

    use super::{invalid, loose_ends, undescribed, unreadable_patterns};
    use crate::Document;

    fn document(change: impl FnOnce(&mut Value)) -> Document {
        let mut document = json!({
            "openapi": "3.1.0",
            "info": { "title": "t", "version": "1" },
            "paths": { "/a/{id}": { "get": {
                "summary": "s", "tags": ["t"], "operationId": "lire",
                "parameters": [
                    { "name": "id", "in": "path", "required": true, "schema": { "type": "integer" } }
                ],
                "responses": { "200": { "description": "d" } },
            }}},
        });
        change(&mut document);
        Document::read(document.to_string().as_bytes(), Lang::En).expect("a document")
    }

    fn problems(change: impl FnOnce(&mut Value)) -> Vec<String> {
        let document = document(change);
        let mut problems = invalid(&document, Lang::En).expect("the schemas of OpenAPI");
        problems.extend(unreadable_patterns(&document, Lang::En));
        problems.extend(loose_ends(&document, Lang::En));
        problems.extend(undescribed(&document, Lang::En));
        problems
    }

    #[test]
    fn a_right_document_has_no_problem() {
        assert_eq!(problems(|_| {}), [] as [&str; 0]);
        let example = |document: &mut Value| {
            let schema = "/paths/~1a~1{id}/get/parameters/0/schema";
            let schema = document.pointer_mut(schema).expect("a schema");
            schema["examples"] = json!([{ "pattern": "[" }]);
        };
        assert_eq!(problems(example), [] as [&str; 0], "an example is no schema");
    }

    #[test]
    fn every_fault_is_told_with_its_place() {
        let get = "/paths/~1a~1{id}/get";
        let told = |change: &dyn Fn(&mut Value), words: &str| {
            let problems = problems(change);
            assert!(
                problems.iter().any(|problem| problem.contains(words)),
                "{words}: {problems:?}"
            );
        };
        let at = |pointer: &str| format!("{get}{pointer}");
        let set = |pointer: String, value: Value| {
            move |document: &mut Value| {
                *document.pointer_mut(&pointer).expect("a place") = value.clone();
            }
        };
        told(&set(at("/parameters/0/schema/type"), json!("entier")), "#/paths/~1a~1{id}/get");
        let pattern = json!({ "type": "string", "pattern": "^[^\\0]+$" });
        told(&set(at("/parameters/0/schema"), pattern), "/parameters/0/schema/pattern: ");
        told(&set("/openapi".into(), json!("3.0.3")), "3.0.3");
        told(&set(at("/responses/200"), json!({ "$ref": "#/x" })), "#/x leads nowhere");
        told(&set(at("/parameters"), json!([])), "{id} is not declared");
        told(&set(at("/summary"), json!("")), "the key summary is missing");
        told(&set(at("/tags"), json!([])), "the key tags is missing");
        told(&set(at("/operationId"), json!("")), "the key operationId is missing");
        told(&set(at("/responses/200"), json!({})), "description");
        let twice = |document: &mut Value| {
            let get = document.pointer(get).cloned().expect("an operation");
            document["paths"]["/b/{id}"] = json!({ "get": get });
        };
        told(&twice, "operationId lire is already that of");
    }
}
