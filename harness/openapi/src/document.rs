//! An OpenAPI document: its operations, with every reference followed.

use std::collections::BTreeSet;

use engine::{Lang, json, limits};
use serde_json::Value;

use crate::pointer;

/// A document whose references lead, each of them, to something that is no reference.
#[derive(Clone, Debug)]
pub struct Document {
    root: Value,
}

/// The methods under which a path has operations, as far as requests of them can be made.
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// One method of one path.
#[derive(Clone, Debug)]
pub struct Operation<'a> {
    /// in capitals
    pub method: String,
    /// with its parameters in braces
    pub path: &'a str,
    /// where it stands in the document
    pub place: String,
    /// what the document says of it
    pub said: &'a Value,
    /// those of the path and its own
    pub parameters: Vec<Parameter<'a>>,
    /// what may be sent
    pub body: Option<Body<'a>>,
}

/// A parameter of an operation.
#[derive(Clone, Copy, Debug)]
pub struct Parameter<'a> {
    /// its name
    pub name: &'a str,
    /// `path`, `query`, `header` or `cookie`
    pub place: &'a str,
    /// whether it must be sent
    pub required: bool,
    /// what its value is
    pub schema: &'a Value,
}

/// The JSON body of an operation.
#[derive(Clone, Copy, Debug)]
pub struct Body<'a> {
    /// whether it must be sent
    pub required: bool,
    /// what it is
    pub schema: &'a Value,
}

impl Document {
    /// Reads a document.
    ///
    /// # Errors
    /// Why it cannot be read, in a sentence: too long, no JSON, or references that go round in a
    /// loop, which nothing could follow.
    pub fn read(bytes: &[u8], lang: Lang) -> Result<Self, String> {
        if bytes.len() > limits::DOCUMENT_BYTES {
            return Err(match lang {
                Lang::Fr => format!("Le document fait {} octets, plus d'un Mio.", bytes.len()),
                Lang::En => format!("The document has {} bytes, more than 1 MiB.", bytes.len()),
            });
        }
        let root = json::parse(bytes).map_err(|error| match lang {
            Lang::Fr => format!("Le document n'est pas du JSON : {error}."),
            Lang::En => format!("The document is not JSON: {error}."),
        })?;
        let document = Self { root };
        match document.reference_loop() {
            None => Ok(document),
            Some(chain) => Err(match lang {
                Lang::Fr => format!("Des références tournent en rond : {chain}."),
                Lang::En => format!("References go round in a loop: {chain}."),
            }),
        }
    }

    /// All of it.
    pub fn root(&self) -> &Value {
        &self.root
    }

    /// What a reference inside the document leads to; anything else is itself. Nothing when it
    /// leads nowhere.
    pub fn follow<'a>(&'a self, node: &'a Value) -> Option<&'a Value> {
        let mut node = node;
        // A loop has been refused, and no chain is longer than the document has nodes.
        while let Some(reference) = node.get("$ref").and_then(Value::as_str) {
            node = self.target(reference)?;
        }
        Some(node)
    }

    fn target(&self, reference: &str) -> Option<&Value> {
        self.root.pointer(&pointer::decoded(reference.strip_prefix('#')?))
    }

    /// Every reference, with the place where it stands.
    pub fn references(&self) -> Vec<(String, &str)> {
        let mut found = Vec::new();
        collect(&self.root, "#", "$ref", &mut found);
        found
    }

    /// Every regular expression of a schema, with the place where it stands. Values are no schemas.
    pub fn patterns(&self) -> Vec<(String, &str)> {
        const VALUES: [&str; 5] = ["example", "examples", "default", "const", "enum"];
        let mut found = Vec::new();
        collect(&self.root, "#", "pattern", &mut found);
        found.retain(|(place, _)| !place.split('/').any(|part| VALUES.contains(&part)));
        found.into_iter().map(|(place, pattern)| (format!("{place}/pattern"), pattern)).collect()
    }

    /// Whether a reference leads to something in the document.
    pub fn leads_somewhere(&self, reference: &str) -> bool {
        self.target(reference).is_some()
    }

    /// References that lead back to themselves without going down into the value: nothing that
    /// follows them would ever end.
    fn reference_loop(&self) -> Option<String> {
        let mut done = BTreeSet::new();
        self.references()
            .into_iter()
            .find_map(|(_, reference)| self.walk(reference, &mut Vec::new(), &mut done))
    }

    fn walk<'a>(
        &'a self,
        reference: &'a str,
        chain: &mut Vec<&'a str>,
        done: &mut BTreeSet<&'a str>,
    ) -> Option<String> {
        /// No document that a person wrote has a longer chain.
        const LONGEST: usize = 100;
        let again = chain.contains(&reference) || chain.len() > LONGEST;
        chain.push(reference);
        if again {
            let from = chain.len().saturating_sub(4);
            return Some(chain[from..].join(" → "));
        }
        if done.insert(reference) {
            let node = self.target(reference)?;
            for next in in_place(node) {
                if let Some(found) = self.walk(next, chain, done) {
                    return Some(found);
                }
            }
        }
        chain.pop();
        None
    }

    /// Every operation, in the order of paths and methods.
    pub fn operations(&self) -> Vec<Operation<'_>> {
        let paths = self.root.get("paths").and_then(Value::as_object);
        let items = paths.into_iter().flatten();
        items.flat_map(|(path, item)| self.operations_of(path, item)).collect()
    }

    fn operations_of<'a>(&'a self, path: &'a str, item: &'a Value) -> Vec<Operation<'a>> {
        let Some(item) = self.follow(item) else { return Vec::new() };
        METHODS
            .into_iter()
            .filter_map(|method| Some((method, item.get(method)?)))
            .map(|(method, said)| Operation {
                method: method.to_ascii_uppercase(),
                path,
                place: format!("#/paths/{}/{method}", pointer::escaped(path)),
                said,
                parameters: self.parameters(item, said),
                body: self.body(said),
            })
            .collect()
    }

    /// Those of the operation, and those of its path that it does not declare again.
    fn parameters<'a>(&'a self, item: &'a Value, said: &'a Value) -> Vec<Parameter<'a>> {
        let list = |node: &'a Value| node.get("parameters").and_then(Value::as_array);
        let both = list(said).into_iter().chain(list(item)).flatten();
        let mut parameters: Vec<Parameter<'a>> = Vec::new();
        for parameter in both.filter_map(|node| self.parameter(node)) {
            let same = |known: &Parameter<'_>| {
                known.name == parameter.name && known.place == parameter.place
            };
            if !parameters.iter().any(same) {
                parameters.push(parameter);
            }
        }
        parameters
    }

    fn parameter<'a>(&'a self, node: &'a Value) -> Option<Parameter<'a>> {
        let node = self.follow(node)?;
        Some(Parameter {
            name: node.get("name")?.as_str()?,
            place: node.get("in")?.as_str()?,
            required: node.get("required").and_then(Value::as_bool).unwrap_or(false),
            schema: node.get("schema").unwrap_or(&Value::Bool(true)),
        })
    }

    fn body<'a>(&'a self, said: &'a Value) -> Option<Body<'a>> {
        let body = self.follow(said.get("requestBody")?)?;
        let required = body.get("required").and_then(Value::as_bool).unwrap_or(false);
        let schema = body.get("content")?.get("application/json")?.get("schema")?;
        Some(Body { required, schema })
    }

    /// What the document says of an answer with this status: by the status itself, by its class, or
    /// by default. (OpenAPI 3.1.0, section 4.8.16)
    pub fn response<'a>(&'a self, operation: &Operation<'a>, status: u16) -> Option<Response<'a>> {
        let responses = operation.said.get("responses")?.as_object()?;
        let keys = [status.to_string(), format!("{}XX", status / 100), "default".to_owned()];
        let (key, node) = keys.iter().find_map(|key| responses.get_key_value(key))?;
        let place = format!("{}/responses/{key}", operation.place);
        Some(Response { place, said: self.follow(node)? })
    }
}

/// What the document says of an answer.
#[derive(Clone, Debug)]
pub struct Response<'a> {
    /// where it stands in the document
    pub place: String,
    /// what the document says of it
    pub said: &'a Value,
}

impl Operation<'_> {
    /// The statuses that the document names.
    pub fn statuses(&self) -> Vec<&str> {
        let responses = self.said.get("responses").and_then(Value::as_object);
        responses.into_iter().flat_map(|responses| responses.keys().map(String::as_str)).collect()
    }

    /// The method and the path, as a person names an operation.
    pub fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

/// The references of a schema that speak of the same value as the schema itself.
/// (JSON Schema 2020-12, section 10.2)
fn in_place(node: &Value) -> Vec<&str> {
    let mut found: Vec<&str> = node.get("$ref").and_then(Value::as_str).into_iter().collect();
    for key in ["not", "if", "then", "else"] {
        found.extend(node.get(key).into_iter().flat_map(in_place));
    }
    for key in ["allOf", "anyOf", "oneOf"] {
        let parts = node.get(key).and_then(Value::as_array);
        found.extend(parts.into_iter().flatten().flat_map(in_place));
    }
    found
}

fn collect<'a>(node: &'a Value, place: &str, wanted: &str, found: &mut Vec<(String, &'a str)>) {
    match node {
        Value::Object(fields) => {
            for (key, value) in fields {
                let inside = format!("{place}/{}", pointer::escaped(key));
                match value.as_str().filter(|_| key == wanted) {
                    Some(text) => found.push((place.to_owned(), text)),
                    None => collect(value, &inside, wanted, found),
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                collect(item, &format!("{place}/{index}"), wanted, found);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use engine::Lang;
    use serde_json::json;

    use super::Document;

    fn read(document: &serde_json::Value) -> Result<Document, String> {
        Document::read(document.to_string().as_bytes(), Lang::En)
    }

    #[test]
    fn a_loop_of_references_is_refused_and_shown() {
        let looped = json!({ "components": { "schemas": {
            "A": { "$ref": "#/components/schemas/B" },
            "B": { "$ref": "#/components/schemas/A" },
        }}});
        let why = read(&looped).expect_err("a loop");
        assert!(why.contains("#/components/schemas/A → #/components/schemas/B"), "{why}");
        let inside = json!({ "components": { "schemas": {
            "A": { "allOf": [{ "$ref": "#/components/schemas/A" }] },
        }}});
        assert!(read(&inside).is_err());
    }

    #[test]
    fn a_schema_that_holds_itself_is_no_loop() {
        let tree = json!({ "components": { "schemas": { "Tree": {
            "properties": { "left": { "$ref": "#/components/schemas/Tree" } }
        }}}});
        assert!(read(&tree).is_ok());
    }

    #[test]
    fn a_document_that_is_too_long_is_refused_by_its_length() {
        let why = Document::read(&vec![b' '; 2 * 1024 * 1024], Lang::En).expect_err("too long");
        assert!(why.contains("2097152 bytes"), "{why}");
    }

    #[test]
    fn an_operation_has_the_parameters_of_its_path_too() {
        let document = read(&json!({ "paths": { "/a/{id}": {
            "parameters": [
                { "name": "id", "in": "path", "required": true, "schema": { "type": "integer" } },
                { "name": "q", "in": "query", "schema": { "type": "string" } },
            ],
            "get": { "parameters": [{ "$ref": "#/components/parameters/q" }] },
        }}, "components": { "parameters": {
            "q": { "name": "q", "in": "query", "schema": { "type": "integer" } }
        }}}))
        .expect("a document");
        let operations = document.operations();
        let types: Vec<_> =
            operations[0].parameters.iter().map(|p| (p.name, &p.schema["type"])).collect();
        assert_eq!(types, [("q", &json!("integer")), ("id", &json!("integer"))]);
    }
}
