//! Values against the schemas of a document.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use jsonschema::{Draft, Validator};
use serde_json::{Value, json};

use crate::document::Document;

/// The schemas of a document, each compiled when it is first needed.
pub struct Schemas<'a> {
    document: &'a Document,
    compiled: RefCell<BTreeMap<String, Option<Arc<Validator>>>>,
}

/// A keyword of a schema that a value breaks.
#[derive(Clone, Debug, PartialEq)]
pub struct Breach {
    /// where the keyword stands in the document
    pub place: String,
    /// what the keyword says
    pub said: Value,
    /// where the value stands in its own document
    pub at: String,
    /// the value, or what it lacks or has too many of
    pub value: String,
}

impl<'a> Schemas<'a> {
    /// Those of `document`.
    pub fn of(document: &'a Document) -> Self {
        Self { document, compiled: RefCell::default() }
    }

    /// The document.
    pub fn document(&self) -> &'a Document {
        self.document
    }

    /// A schema ready for use; nothing when it is not one, which the lint tells.
    pub fn validator(&self, schema: &Value) -> Option<Arc<Validator>> {
        let key = schema.to_string();
        if let Some(known) = self.compiled.borrow().get(&key) {
            return known.clone();
        }
        let root = self.document.root();
        // The references of the schema begin at the root of the document, of which a schema can
        // lead to these two parts.
        let whole = json!({
            "allOf": [schema],
            "components": root.get("components").unwrap_or(&Value::Null),
            "paths": root.get("paths").unwrap_or(&Value::Null),
        });
        let options = jsonschema::options().with_draft(Draft::Draft202012);
        let validator = options.build(&whole).ok().map(Arc::new);
        self.compiled.borrow_mut().insert(key, validator.clone());
        validator
    }

    /// Whether `schema` allows `value`; one that is no schema allows everything.
    pub fn allows(&self, schema: &Value, value: &Value) -> bool {
        self.validator(schema).is_none_or(|validator| validator.is_valid(value))
    }

    /// The first keyword of `schema`, which stands at `place`, that `value` breaks.
    pub fn breach(&self, schema: &Value, place: &str, value: &Value) -> Option<Breach> {
        let validator = self.validator(schema)?;
        let error = validator.iter_errors(value).next()?;
        let keyword = error.schema_path().as_str();
        let keyword = match keyword.strip_prefix("/allOf/0") {
            Some(inside) => format!("{place}{inside}"),
            None => format!("#{keyword}"),
        };
        let said = self.document.root().pointer(&crate::pointer::decoded(&keyword)).cloned();
        Some(Breach {
            said: said.unwrap_or_default(),
            place: keyword,
            at: error.instance_path().to_string(),
            value: match error.kind().keyword() {
                // Which key it is stands in neither the schema nor the value alone.
                "required" | "additionalProperties" | "unevaluatedProperties" => {
                    error.masked_with("…").to_string()
                }
                _ => error.instance().to_string(),
            },
        })
    }
}
