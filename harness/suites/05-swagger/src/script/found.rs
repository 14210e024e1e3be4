//! The value of an expression.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// The value of an expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    Undefined,
    /// a text, a number, true, false or null
    Plain(Value),
    List(Vec<Found>),
    Object(BTreeMap<String, Found>),
    /// the element that a selector finds
    Element(String),
    /// what only running the script could tell, with the texts in it
    Unknown(Vec<String>),
}

impl Found {
    /// The field of an object.
    pub fn field(&self, key: &str) -> Self {
        match self {
            Self::Object(fields) => fields.get(key).cloned().unwrap_or(Self::Undefined),
            Self::Unknown(texts) => Self::Unknown(texts.clone()),
            _ => Self::Undefined,
        }
    }

    /// As JSON, if it is JSON.
    pub fn json(&self) -> Option<Value> {
        match self {
            Self::Plain(value) => Some(value.clone()),
            Self::List(items) => items.iter().map(Self::json).collect::<Option<_>>(),
            Self::Object(fields) => {
                let fields = fields.iter().map(|(key, value)| Some((key.clone(), value.json()?)));
                Some(Value::Object(fields.collect::<Option<Map<_, _>>>()?))
            }
            _ => None,
        }
    }

    /// Whether `||` would go on to what follows.
    pub fn is_falsy(&self) -> bool {
        match self {
            Self::Undefined => true,
            Self::Plain(value) => {
                matches!(value, Value::Null | Value::Bool(false)) || value == "" || value == 0
            }
            _ => false,
        }
    }

    /// Every text in it.
    pub fn texts(&self) -> Vec<String> {
        match self {
            Self::Plain(Value::String(text)) => vec![text.clone()],
            Self::Unknown(texts) => texts.clone(),
            Self::List(items) => items.iter().flat_map(Self::texts).collect(),
            Self::Object(fields) => fields.values().flat_map(Self::texts).collect(),
            _ => Vec::new(),
        }
    }
}

impl From<Value> for Found {
    fn from(value: Value) -> Self {
        match value {
            Value::Array(items) => Self::List(items.into_iter().map(Self::from).collect()),
            Value::Object(fields) => {
                Self::Object(fields.into_iter().map(|(key, value)| (key, value.into())).collect())
            }
            plain => Self::Plain(plain),
        }
    }
}
