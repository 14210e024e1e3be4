//! Checks values against the schemas of a document.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};

use crate::document::{self, Document};

/// The schemas of a document. Each is compiled when it is first needed.
pub struct Schemas<'a> {
    document: &'a Document,
    compiled: RefCell<BTreeMap<String, Option<Arc<Validator>>>>,
}

/// A keyword of a schema that a value violates.
#[derive(Clone, Debug, PartialEq)]
pub struct Breach {
    /// a JSON pointer to the keyword in the document
    pub pointer: String,
    /// the value of the keyword
    pub keyword: Value,
    /// a JSON pointer to the violating part of the value
    pub instance_path: String,
    /// that part, or the key that it lacks or should not have
    pub instance: String,
}

impl<'a> Schemas<'a> {
    /// The schemas of `document`.
    pub fn of(document: &'a Document) -> Self {
        Self { document, compiled: RefCell::default() }
    }

    /// The document.
    pub fn document(&self) -> &'a Document {
        self.document
    }

    /// A validator for a schema; nothing if the schema is invalid, which [`crate::lint`] reports.
    pub fn validator(&self, schema: &Value) -> Option<Arc<Validator>> {
        let key = schema.to_string();
        if let Some(known) = self.compiled.borrow().get(&key) {
            return known.clone();
        }
        let root = self.document.root();
        // References start at the root of the document.
        let parts = root.as_object().into_iter().flatten();
        let referred =
            |key: &str| matches!(key, "components" | "paths" | "webhooks") || key.starts_with("x-");
        let mut whole: Map<String, Value> = parts
            .filter(|(key, _)| referred(key))
            .map(|(key, part)| (key.clone(), part.clone()))
            .collect();
        whole.insert("allOf".to_owned(), json!([schema]));
        let whole = Value::Object(whole);
        let options = jsonschema::options().with_draft(Draft::Draft202012);
        let validator = options.build(&whole).ok().map(Arc::new);
        self.compiled.borrow_mut().insert(key, validator.clone());
        validator
    }

    /// Whether `schema` allows `value`; an invalid schema allows everything.
    pub fn allows(&self, schema: &Value, value: &Value) -> bool {
        self.validator(schema).is_none_or(|validator| validator.is_valid(value))
    }

    /// The first keyword of the schema at `pointer` that `value` violates.
    pub fn breach(&self, schema: &Value, pointer: &str, value: &Value) -> Option<Breach> {
        let validator = self.validator(schema)?;
        let error = validator.iter_errors(value).next()?;
        let keyword = error.schema_path().as_str();
        let keyword = match keyword.strip_prefix("/allOf/0") {
            Some(inside) => format!("{pointer}{inside}"),
            None => format!("#{keyword}"),
        };
        let value = self.document.root().pointer(&crate::pointer::decoded(&keyword)).cloned();
        Some(Breach {
            keyword: value.unwrap_or_default(),
            pointer: document::shown(&keyword),
            instance_path: error.instance_path().to_string(),
            instance: match error.kind().keyword() {
                // Neither the keyword nor the value alone says which key it is.
                "required" | "additionalProperties" | "unevaluatedProperties" => {
                    error.masked_with("…").to_string()
                }
                _ => error.instance().to_string(),
            },
        })
    }
}
