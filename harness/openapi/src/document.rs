//! An OpenAPI document and its operations.

use std::borrow::Cow;
use std::collections::BTreeSet;

use engine::{json, limits};
use serde_json::Value;
use texts::Message;
use url::Url;

use crate::composed::{applied_in_place, merge};
use crate::messages::documents;
use crate::objects::Kind;
use crate::references::{Dangling, Places};
use crate::{media, pointer, servers};

/// A document in which following references always ends.
#[derive(Clone, Debug)]
pub struct Document {
    /// as it was received
    written: Value,
    /// with every reference as a pointer into it
    root: Value,
    places: Places,
    dangling: Vec<Dangling>,
    location: Url,
    /// whether `servers` say where requests go
    has_servers: bool,
}

/// The methods of which requests can be made.
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Where the document is once more as it applies to requests, if that makes a difference.
const IN_REQUESTS: &str = "x-in-requests";

/// An operation: one method of one path.
#[derive(Clone, Debug)]
pub struct Operation<'a> {
    /// in upper case
    pub method: String,
    /// with its parameters in braces, after the path of its server
    pub path: String,
    /// a JSON pointer to it in the document
    pub pointer: String,
    /// its definition in the document
    pub definition: &'a Value,
    /// its own and those of its path
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
    pub location: &'a str,
    /// whether it must be sent
    pub required: bool,
    /// the schema of its value
    pub schema: &'a Value,
    /// whether its value is written as JSON, in quotation marks if it is a string
    pub as_json: bool,
}

/// The JSON body of an operation.
#[derive(Clone, Debug)]
pub struct Body<'a> {
    /// whether it must be sent
    pub required: bool,
    /// a JSON pointer to its schema in the document
    pub pointer: String,
    /// its schema
    pub schema: &'a Value,
}

impl Document {
    /// Reads a document that was fetched from `location`.
    ///
    /// # Errors
    /// When the document is too long, is not JSON, or has a loop of references.
    pub fn read(bytes: &[u8], location: &str) -> Result<Self, Message> {
        if bytes.len() > limits::DOCUMENT_BYTES {
            return Err(documents::too_long(bytes.len()));
        }
        let not_json = |error: String| documents::not_json(error);
        let written = json::parse(bytes).map_err(|error| not_json(error.to_string()))?;
        let location = Url::parse(location).map_err(|error| not_json(error.to_string()))?;
        let places = Places::of(&written, &location);
        let mut root = written.clone();
        let dangling = places.rewrite(&mut root);
        let mut document = Self { written, root, places, dangling, location, has_servers: true };
        if let Some(chain) = document.reference_loop() {
            return Err(documents::reference_loop(chain));
        }
        document.separate_requests();
        Ok(document)
    }

    /// Adds the document as it applies to requests, where it differs: what is `readOnly` is not sent,
    /// and what is `writeOnly` is not received. (JSON Schema 2020-12, validation, section 9.4)
    fn separate_requests(&mut self) {
        let marked = |key: &str| -> Vec<(String, Vec<String>)> {
            let schemas = self.places.of_kind(Kind::Schema);
            let names = schemas
                .map(|place| (place.pointer.clone(), self.marked(place.pointer.as_str(), key)));
            names.filter(|(_, names)| !names.is_empty()).collect()
        };
        let (read_only, write_only) = (marked("readOnly"), marked("writeOnly"));
        if read_only.is_empty() && write_only.is_empty() {
            return;
        }
        let mut requests = self.root.clone();
        for place in self.places.iter() {
            let reference =
                requests.pointer_mut(&place.pointer).and_then(|node| node.get_mut("$ref"));
            if let Some(Value::String(reference)) = reference {
                *reference = format!("#/{IN_REQUESTS}{}", reference.trim_start_matches('#'));
            }
        }
        for (pointer, names) in &read_only {
            let properties = requests.pointer_mut(&format!("{pointer}/properties"));
            if let Some(properties) = properties.and_then(Value::as_object_mut) {
                properties.retain(|name, _| !names.contains(name));
            }
            not_required(&mut requests, pointer, names);
        }
        for (pointer, names) in &write_only {
            not_required(&mut self.root, pointer, names);
        }
        self.root[IN_REQUESTS] = requests;
    }

    /// The properties of a schema that have this mark.
    fn marked(&self, pointer: &str, key: &str) -> Vec<String> {
        let properties = self.root.pointer(&format!("{pointer}/properties"));
        let properties = properties.and_then(Value::as_object);
        let is_marked = |property: &Value| {
            let marks = |node: &Value| node.get(key) == Some(&Value::Bool(true));
            marks(property) || self.follow(property).is_some_and(marks)
        };
        let named = properties.into_iter().flatten();
        named.filter(|(_, property)| is_marked(property)).map(|(name, _)| name.clone()).collect()
    }

    /// The whole document, as it was received.
    pub fn written(&self) -> &Value {
        &self.written
    }

    /// The whole document, every reference as a pointer into it.
    pub fn root(&self) -> &Value {
        &self.root
    }

    /// The address from which it was fetched.
    pub(crate) fn location(&self) -> &Url {
        &self.location
    }

    /// Its objects.
    pub(crate) fn places(&self) -> &Places {
        &self.places
    }

    /// References that lead nowhere.
    pub(crate) fn dangling(&self) -> &[Dangling] {
        &self.dangling
    }

    /// Lets requests go to the paths as they are written, whatever `servers` say.
    pub fn ignore_servers(&mut self) {
        self.has_servers = false;
    }

    /// What a reference inside the document leads to, or `node` itself if it is not a reference.
    /// Nothing if the reference leads nowhere.
    pub fn follow<'a>(&'a self, node: &'a Value) -> Option<&'a Value> {
        let mut node = node;
        // This ends, because a document with a loop was refused.
        while let Some(reference) = node.get("$ref").and_then(Value::as_str) {
            node = self.target(reference)?;
        }
        Some(node)
    }

    fn target(&self, reference: &str) -> Option<&Value> {
        self.root.pointer(&pointer::decoded(reference.strip_prefix('#')?))
    }

    /// A schema together with what it refers to and all of its `allOf`, as far as generating values
    /// needs it.
    pub fn flat<'a>(&'a self, schema: &'a Value) -> Cow<'a, Value> {
        let is_composed = schema.get("$ref").is_some() || schema.get("allOf").is_some();
        if !is_composed {
            return Cow::Borrowed(schema);
        }
        let mut whole = schema.as_object().cloned().unwrap_or_default();
        let reference = whole.remove("$ref");
        let target = reference.as_ref().and_then(Value::as_str).and_then(|to| self.target(to));
        let parts = whole.remove("allOf");
        let parts = parts.as_ref().and_then(Value::as_array).into_iter().flatten();
        for part in target.into_iter().chain(parts) {
            // An owned part refers to the same document.
            let flat = self.flat(part).into_owned();
            merge(&mut whole, &flat);
        }
        Cow::Owned(Value::Object(whole))
    }

    /// A chain of references that leads back to itself without going down into the value, if there
    /// is one: following it would never end.
    fn reference_loop(&self) -> Option<String> {
        let mut done = BTreeSet::new();
        let nodes = self.places.iter().filter_map(|place| self.root.pointer(&place.pointer));
        let references = nodes.filter_map(|node| node.get("$ref")?.as_str());
        references.into_iter().find_map(|start| self.walk(start, &mut Vec::new(), &mut done))
    }

    fn walk<'a>(
        &'a self,
        reference: &'a str,
        chain: &mut Vec<&'a str>,
        done: &mut BTreeSet<&'a str>,
    ) -> Option<String> {
        /// A document written by a person has no longer chain.
        const LONGEST: usize = 100;
        let again = chain.contains(&reference) || chain.len() > LONGEST;
        chain.push(reference);
        if again {
            let from = chain.len().saturating_sub(4);
            return Some(chain[from..].join(" → "));
        }
        if done.insert(reference) {
            let next = self.target(reference).map(applied_in_place).unwrap_or_default();
            for next in next {
                if let Some(found) = self.walk(next, chain, done) {
                    return Some(found);
                }
            }
        }
        chain.pop();
        None
    }

    /// Every operation, ordered by path and method.
    pub fn operations(&self) -> Vec<Operation<'_>> {
        let paths = self.root.get("paths").and_then(Value::as_object);
        let items = paths.into_iter().flatten().filter(|(path, _)| path.starts_with('/'));
        items.flat_map(|(path, item)| self.operations_of(path, item)).collect()
    }

    fn operations_of<'a>(&'a self, path: &'a str, item: &'a Value) -> Vec<Operation<'a>> {
        let Some(shared) = self.follow(item) else { return Vec::new() };
        // What is written beside `$ref` comes first.
        let field = |key: &str| item.get(key).or_else(|| shared.get(key));
        METHODS
            .into_iter()
            .filter_map(|method| Some((method, field(method)?)))
            .map(|(method, definition)| {
                let pointer = format!("#/paths/{}/{method}", pointer::escaped(path));
                Operation {
                    method: method.to_ascii_uppercase(),
                    path: format!("{}{path}", self.prefix(definition, field("servers"))),
                    definition,
                    parameters: self.parameters(field("parameters"), definition),
                    body: self.body(definition, &pointer),
                    pointer,
                }
            })
            .collect()
    }

    /// What comes before the path of an operation in its requests.
    fn prefix(&self, definition: &Value, of_path: Option<&Value>) -> String {
        if !self.has_servers {
            return String::new();
        }
        let levels = [definition.get("servers"), of_path, self.root.get("servers")];
        let mut levels = levels.into_iter().flatten().filter_map(Value::as_array);
        let servers = levels.find(|servers| !servers.is_empty());
        servers::prefix(servers.and_then(|servers| servers.first()), &self.location)
    }

    /// The parameters of the operation, and those of its path that it does not declare again.
    fn parameters<'a>(
        &'a self,
        of_path: Option<&'a Value>,
        definition: &'a Value,
    ) -> Vec<Parameter<'a>> {
        let lists = [definition.get("parameters"), of_path];
        let both = lists.into_iter().flatten().filter_map(Value::as_array).flatten();
        let mut parameters: Vec<Parameter<'a>> = Vec::new();
        for parameter in both.filter_map(|node| self.parameter(node)) {
            let same = |known: &Parameter<'_>| {
                known.name == parameter.name && known.location == parameter.location
            };
            if !parameters.iter().any(same) {
                parameters.push(parameter);
            }
        }
        parameters
    }

    /// A parameter, if it is one.
    pub(crate) fn parameter<'a>(&'a self, node: &'a Value) -> Option<Parameter<'a>> {
        let node = self.follow(node)?;
        let content = node.get("content").and_then(Value::as_object);
        let content = content.and_then(|content| content.iter().next());
        let of_content = content.and_then(|(_, media)| media.get("schema"));
        Some(Parameter {
            name: node.get("name")?.as_str()?,
            location: node.get("in")?.as_str()?,
            required: node.get("required").and_then(Value::as_bool).unwrap_or(false),
            schema: node.get("schema").or(of_content).unwrap_or(&Value::Bool(true)),
            as_json: content.is_some_and(|(media, _)| media::is_json(media)),
        })
    }

    fn body<'a>(&'a self, definition: &'a Value, pointer: &str) -> Option<Body<'a>> {
        let body = self.follow(definition.get("requestBody")?)?;
        let required = body.get("required").and_then(Value::as_bool).unwrap_or(false);
        let content = body.get("content")?.as_object()?;
        let (media, described) = media::described(content, media::JSON)?;
        let written = described.get("schema")?;
        let media = pointer::escaped(media);
        let pointer = format!("{pointer}/requestBody/content/{media}/schema");
        Some(Body { required, schema: self.in_requests(written), pointer })
    }

    /// A schema of the document as it applies to requests.
    fn in_requests<'a>(&'a self, schema: &'a Value) -> &'a Value {
        let Some(requests) = self.root.get(IN_REQUESTS) else { return schema };
        let same = |place: &&crate::references::Place| {
            self.root.pointer(&place.pointer).is_some_and(|node| std::ptr::eq(node, schema))
        };
        let place = self.places.of_kind(Kind::Schema).find(same);
        place.and_then(|place| requests.pointer(&place.pointer)).unwrap_or(schema)
    }

    /// The schema that describes a JSON response, after a pointer to it.
    pub fn json_schema<'a>(
        &'a self,
        documented: &DocumentedResponse<'a>,
    ) -> Option<(String, &'a Value)> {
        let content = documented.definition.get("content")?.as_object()?;
        let (media, described) = media::described(content, media::JSON)?;
        let pointer = format!("{}/content/{}/schema", documented.pointer, pointer::escaped(media));
        Some((pointer, described.get("schema")?))
    }

    /// The definition of a response with this status: of the status itself, of its class, or the
    /// default. (OpenAPI 3.1.0, section 4.8.16)
    pub fn response<'a>(
        &'a self,
        operation: &Operation<'a>,
        status: u16,
    ) -> Option<DocumentedResponse<'a>> {
        let responses = operation.definition.get("responses")?.as_object()?;
        let keys = [status.to_string(), format!("{}XX", status / 100), "default".to_owned()];
        let (key, node) = keys.iter().find_map(|key| responses.get_key_value(key))?;
        let pointer = format!("{}/responses/{key}", operation.pointer);
        Some(DocumentedResponse { pointer, definition: self.follow(node)? })
    }
}

/// The definition of a response.
#[derive(Clone, Debug)]
pub struct DocumentedResponse<'a> {
    /// a JSON pointer to it in the document
    pub pointer: String,
    /// its definition in the document
    pub definition: &'a Value,
}

impl Operation<'_> {
    /// The statuses that the document names.
    pub fn statuses(&self) -> Vec<&str> {
        let responses = self.definition.get("responses").and_then(Value::as_object);
        let keys = responses.into_iter().flat_map(|responses| responses.keys());
        keys.map(String::as_str).filter(|key| !key.starts_with("x-")).collect()
    }

    /// The method and the path.
    pub fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

/// A pointer as a person finds it in the document.
pub(crate) fn shown(pointer: &str) -> String {
    pointer.replace(&format!("/{IN_REQUESTS}"), "")
}

fn not_required(root: &mut Value, schema: &str, names: &[String]) {
    let required = root.pointer_mut(&format!("{schema}/required")).and_then(Value::as_array_mut);
    if let Some(required) = required {
        required.retain(|name| !names.iter().any(|marked| name == marked.as_str()));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use texts::{Lang, Message};

    use super::Document;

    const LOCATION: &str = "http://127.0.0.1:5000/api-docs/openapi.json";

    fn read(document: &serde_json::Value) -> Result<Document, Message> {
        Document::read(document.to_string().as_bytes(), LOCATION)
    }

    #[test]
    fn a_loop_of_references_is_refused_and_shown() {
        let looped = json!({ "components": { "schemas": {
            "A": { "$ref": "#/components/schemas/B" },
            "B": { "$ref": "#/components/schemas/A" },
        }}});
        let why = read(&looped).expect_err("a loop").text(Lang::En);
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
        let why = Document::read(&vec![b' '; 2 * 1024 * 1024], LOCATION).expect_err("too long");
        let why = why.text(Lang::En);
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
