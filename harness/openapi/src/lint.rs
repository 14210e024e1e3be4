//! What is wrong with a document itself, whatever the server does.

use std::collections::{BTreeMap, BTreeSet};

use jsonschema::Registry;
use serde_json::Value;
use texts::Message;

use crate::agreement::nameless;
use crate::document::Document;
use crate::messages::problems as messages;
use crate::objects::Kind;
use crate::{names, servers};

/// The schemas of OpenAPI 3.1, each with the address by which the others refer to it.
const SCHEMAS: [(&str, &str); 3] = [
    (DOCUMENT, include_str!("../oas/schema.json")),
    (DIALECT, include_str!("../oas/dialect-base.json")),
    ("https://spec.openapis.org/oas/3.1/meta/base", include_str!("../oas/meta-base.json")),
];

/// That of a document, without the schemas in it.
const DOCUMENT: &str = "https://spec.openapis.org/oas/3.1/schema/2022-10-07";

/// That of the schemas in a document.
const DIALECT: &str = "https://spec.openapis.org/oas/3.1/dialect/base";

/// How many problems to report: the first ones usually cause the others.
const REPORTED: usize = 10;

/// Where the document violates the schema of OpenAPI 3.1, and its schemas that of their dialect.
///
/// # Errors
/// When our copy of that schema cannot be used.
pub fn invalid(document: &Document) -> Result<Vec<Message>, anyhow::Error> {
    let version = document.root().get("openapi").and_then(Value::as_str).unwrap_or_default();
    if !version.starts_with("3.1.") {
        return Ok(vec![messages::version(format!("{version:?}"))]);
    }
    let mut registry = Registry::new();
    for (address, text) in SCHEMAS {
        registry = registry.add(address, serde_json::from_str::<Value>(text)?)?;
    }
    let registry = registry.prepare()?;
    let of = |address: &str| {
        let base = serde_json::json!({ "$ref": address });
        jsonschema::options().with_registry(&registry).build(&base)
    };
    let mut problems = found(&of(DOCUMENT)?, &checkable(document), "");
    let dialect = of(DIALECT)?;
    let default = document.written().get("jsonSchemaDialect");
    for place in document.places().of_kind(Kind::Schema).filter(|place| place.outermost) {
        let Some(schema) = document.written().pointer(&place.pointer) else { continue };
        let named = schema.get("$schema").or(default).and_then(Value::as_str);
        if named.is_none_or(is_known_dialect) {
            problems.extend(found(&dialect, schema, &place.pointer));
        }
    }
    problems.truncate(REPORTED);
    Ok(problems)
}

/// The document without what its published schema refuses by mistake: fields beside the `$ref` of a
/// path. (OpenAPI 3.1.0, section 4.8.9)
fn checkable(document: &Document) -> Value {
    let mut checked = document.written().clone();
    for place in document.places().of_kind(Kind::PathItem) {
        let item = checked.pointer_mut(&place.pointer).and_then(Value::as_object_mut);
        if let Some(item) = item.filter(|item| item.len() > 1) {
            item.remove("$ref");
        }
    }
    checked
}

/// Whether the schemas of a dialect are like those of OpenAPI. Those of another one are not checked.
fn is_known_dialect(dialect: &str) -> bool {
    const JSON_SCHEMA: &str = "https://json-schema.org/draft/2020-12/schema";
    matches!(dialect.trim_end_matches('#'), DIALECT | JSON_SCHEMA)
}

/// Where `node`, which lies at `at`, violates a schema.
fn found(validator: &jsonschema::Validator, node: &Value, at: &str) -> Vec<Message> {
    let problems = validator.iter_errors(node).take(REPORTED);
    let problem = |error: jsonschema::ValidationError<'_>| {
        Message::verbatim(format!("#{at}{}: {}", error.instance_path(), short(&error)))
    };
    problems.map(problem).collect()
}

/// The error without the value in question, if that is long: it may be the whole document.
fn short(error: &jsonschema::ValidationError<'_>) -> String {
    const MOST: usize = 200;
    let text = error.to_string();
    if text.chars().count() <= MOST { text } else { error.masked().to_string() }
}

/// Patterns that the validator cannot parse: they would allow every text.
pub fn unreadable_patterns(document: &Document) -> Vec<Message> {
    let is_unreadable = |pattern: &str| {
        jsonschema::options().build(&serde_json::json!({ "pattern": pattern })).is_err()
    };
    let mut problems = Vec::new();
    for place in document.places().of_kind(Kind::Schema) {
        let Some(schema) = document.root().pointer(&place.pointer) else { continue };
        let at = |key: &str| format!("#{}/{key}", place.pointer);
        let own = schema.get("pattern").and_then(Value::as_str);
        let of_names = schema.get("patternProperties").and_then(Value::as_object);
        let names = of_names.into_iter().flatten().map(|(name, _)| name.as_str());
        for pattern in own.into_iter().chain(names).filter(|pattern| is_unreadable(pattern)) {
            let key = if Some(pattern) == own { "pattern" } else { "patternProperties" };
            problems.push(messages::pattern(at(key), pattern));
        }
    }
    problems.truncate(REPORTED);
    problems
}

/// References that lead nowhere, and path parameters that are not declared or not used.
pub fn dangling(document: &Document) -> Vec<Message> {
    let mut problems: Vec<Message> = document
        .dangling()
        .iter()
        .map(|one| messages::dangling_reference(&one.pointer, &one.reference))
        .collect();
    problems.extend(names::unknown(document));
    for operation in document.operations() {
        let declared: BTreeSet<&str> = operation
            .parameters
            .iter()
            .filter(|parameter| parameter.location == "path")
            .map(|parameter| parameter.name)
            .collect();
        let used: BTreeSet<&str> = braces(&operation.path).into_iter().collect();
        for name in used.difference(&declared) {
            problems.push(messages::undeclared_parameter(operation.name(), *name));
        }
        for name in declared.difference(&used) {
            problems.push(messages::unused_parameter(operation.name(), *name));
        }
    }
    problems.truncate(REPORTED);
    problems
}

/// Names that may stand only once in a list or a path, and stand there twice.
pub fn repeated(document: &Document) -> Vec<Message> {
    let mut problems = Vec::new();
    for place in document.places().iter() {
        let Some(node) = document.root().pointer(&place.pointer) else { continue };
        let list = |key: &str| node.get(key).and_then(Value::as_array).into_iter().flatten();
        let twice = match place.kind {
            Kind::PathItem | Kind::Operation => {
                first_twice(list("parameters").filter_map(|node| {
                    let parameter = document.parameter(node)?;
                    Some(format!("{} ({})", parameter.name, parameter.location))
                }))
            }
            Kind::Root => first_twice(
                list("tags").filter_map(|tag| Some(tag.get("name")?.as_str()?.to_owned())),
            ),
            Kind::Paths => {
                let paths = node.as_object().into_iter().flatten().map(|(path, _)| path);
                let in_one = paths.clone().find_map(|path| first_twice(braces(path).into_iter()));
                in_one.map(str::to_owned).or_else(|| first_twice(paths.map(|path| nameless(path))))
            }
            _ => None,
        };
        let at = if place.pointer.is_empty() {
            "#/tags".to_owned()
        } else {
            format!("#{}", place.pointer)
        };
        problems.extend(twice.map(|name| messages::repeated(at, name)));
    }
    problems.truncate(REPORTED);
    problems
}

fn first_twice<T: Ord + Clone>(names: impl Iterator<Item = T>) -> Option<T> {
    let mut seen = BTreeSet::new();
    let mut names = names;
    names.find(|name| !seen.insert(name.clone()))
}

/// Servers that send a client away from the one that serves the document.
pub fn foreign_servers(document: &Document) -> Vec<Message> {
    let mut problems = Vec::new();
    for place in document.places().of_kind(Kind::Server) {
        let Some(server) = document.root().pointer(&place.pointer) else { continue };
        let at = format!("#{}/url", place.pointer);
        match servers::address(server, document.location()) {
            Ok(url) if servers::is_here(&url, document.location()) => {}
            Ok(url) => problems.push(messages::foreign_server(at, url.to_string())),
            Err(written) => problems.push(messages::foreign_server(at, written)),
        }
    }
    problems.truncate(REPORTED);
    problems
}

/// Operations without a summary, a tag or an operationId of their own.
pub fn undescribed(document: &Document) -> Vec<Message> {
    let mut problems = Vec::new();
    let mut ids: BTreeMap<&str, String> = BTreeMap::new();
    let operations = document.operations();
    for operation in &operations {
        let name = operation.name();
        let text =
            |key: &str| operation.definition.get(key).and_then(Value::as_str).unwrap_or_default();
        let tags = operation.definition.get("tags").and_then(Value::as_array);
        if text("summary").trim().is_empty() {
            problems.push(messages::missing_key(&name, "summary"));
        }
        let is_empty = |tag: &Value| tag.as_str().is_none_or(|tag| tag.trim().is_empty());
        if tags.is_none_or(Vec::is_empty) {
            problems.push(messages::missing_key(&name, "tags"));
        } else if tags.into_iter().flatten().any(is_empty) {
            problems.push(messages::empty_tag(&name));
        }
        let id = text("operationId");
        if id.trim().is_empty() {
            problems.push(messages::missing_key(&name, "operationId"));
        } else if id.contains(char::is_whitespace) {
            problems.push(messages::blank_operation_id(&name, id));
        } else if let Some(other) = ids.insert(id, name.clone()) {
            problems.push(messages::repeated_operation_id(&name, id, other));
        }
    }
    problems.truncate(REPORTED);
    problems
}

/// The names in the braces of a path.
fn braces(path: &str) -> Vec<&str> {
    path.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use texts::Lang;

    use super::{dangling, invalid, undescribed, unreadable_patterns};
    use crate::Document;

    const LOCATION: &str = "http://127.0.0.1:5000/api-docs/openapi.json";

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
        Document::read(document.to_string().as_bytes(), LOCATION).expect("a document")
    }

    fn problems(change: impl FnOnce(&mut Value)) -> Vec<String> {
        let document = document(change);
        let mut problems = invalid(&document).expect("the schemas of OpenAPI");
        problems.extend(unreadable_patterns(&document));
        problems.extend(dangling(&document));
        problems.extend(undescribed(&document));
        problems.iter().map(|problem| problem.text(Lang::En)).collect()
    }

    #[test]
    fn a_valid_document_has_no_problem() {
        assert_eq!(problems(|_| {}), [] as [&str; 0]);
        let example = |document: &mut Value| {
            let schema = "/paths/~1a~1{id}/get/parameters/0/schema";
            let schema = document.pointer_mut(schema).expect("a schema");
            schema["examples"] = json!([{ "pattern": "[" }]);
        };
        assert_eq!(problems(example), [] as [&str; 0], "an example is not a schema");
    }

    #[test]
    fn every_problem_is_reported_with_its_pointer() {
        let get = "/paths/~1a~1{id}/get";
        let reported = |change: &dyn Fn(&mut Value), words: &str| {
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
        reported(&set(at("/parameters/0/schema/type"), json!("entier")), "#/paths/~1a~1{id}/get");
        let pattern = json!({ "type": "string", "pattern": "^[^\\0]+$" });
        reported(&set(at("/parameters/0/schema"), pattern), "/parameters/0/schema/pattern: ");
        reported(&set("/openapi".into(), json!("3.0.3")), "3.0.3");
        reported(&set(at("/responses/200"), json!({ "$ref": "#/x" })), "#/x leads nowhere");
        reported(&set(at("/parameters"), json!([])), "{id} is not declared");
        reported(&set(at("/summary"), json!("")), "the key summary is missing");
        reported(&set(at("/tags"), json!([])), "the key tags is missing");
        reported(&set(at("/operationId"), json!("")), "the key operationId is missing");
        reported(&set(at("/responses/200"), json!({})), "description");
        let twice = |document: &mut Value| {
            let get = document.pointer(get).cloned().expect("an operation");
            document["paths"]["/b/{id}"] = json!({ "get": get });
        };
        reported(&twice, "operationId lire is already that of");
    }
}
