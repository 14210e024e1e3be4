//! YAML documents with the line of every value, as `kubectl` reads them: `yes` and `off` are booleans, and
//! `0644` is an octal number.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_saphyr::budget::BudgetBreach;
use serde_saphyr::options::{DuplicateKeyPolicy, NonFiniteFloatPolicy};
use serde_saphyr::{Error, Spanned};

use crate::limits::{Limit, MAX_DEPTH, MAX_DOCUMENTS, MAX_EXPANDED_BYTES, MAX_NODES};
use crate::reason::{Found, clip};

/// A value, and where it begins.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// Counted from 1. Of an alias, the line of the alias.
    pub(crate) line: usize,
    pub(crate) value: Value,
}

#[derive(Clone, Debug)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Integer(i64),
    Float(f64),
    String(String),
    Array(Vec<Node>),
    Object(Vec<Entry>),
}

/// A field of an object.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) line: usize,
    pub(crate) node: Node,
}

/// Why a file cannot be read.
pub(crate) enum Refusal {
    /// It is larger than any lab needs.
    Excess(Limit),
    /// A key that an object has twice.
    DuplicateKey { line: usize, key: String },
    /// It is not YAML.
    Syntax { line: usize, message: String },
}

/// The documents of a file, without those that are empty.
pub(crate) fn documents(text: &str) -> Result<Vec<Node>, Refusal> {
    read(text, DuplicateKeyPolicy::Error)
}

/// The same, of a file in which an object has a key twice: the first one counts.
pub(crate) fn documents_with_duplicates(text: &str) -> Result<Vec<Node>, Refusal> {
    read(text, DuplicateKeyPolicy::FirstWins)
}

fn read(text: &str, duplicate_keys: DuplicateKeyPolicy) -> Result<Vec<Node>, Refusal> {
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_documents: MAX_DOCUMENTS,
            max_depth: MAX_DEPTH,
            max_nodes: MAX_NODES,
            max_events: 4 * MAX_NODES,
            // What an alias repeats is counted again.
            max_total_scalar_bytes: MAX_EXPANDED_BYTES,
        },
        alias_limits: serde_saphyr::alias_limits! {
            max_total_replayed_events: MAX_NODES,
        },
        duplicate_keys: duplicate_keys,
        legacy_octal_numbers: true,
        non_finite_float_policy: NonFiniteFloatPolicy::AsString,
        with_snippet: false,
    };
    serde_saphyr::from_multiple_with_options(text, options).map_err(refusal)
}

fn refusal(error: Error) -> Refusal {
    let line = error.location().map_or(1, |location| location.line() as usize);
    match error {
        Error::DuplicateMappingKey { key, .. } => {
            Refusal::DuplicateKey { line, key: key.unwrap_or_default() }
        }
        Error::Budget { breach, .. } => Refusal::Excess(match breach {
            BudgetBreach::Depth { .. } => Limit::Depth,
            BudgetBreach::Documents { .. } => Limit::Documents,
            BudgetBreach::Anchors { .. }
            | BudgetBreach::Aliases { .. }
            | BudgetBreach::AliasAnchorRatio { .. }
            | BudgetBreach::ScalarBytes { .. } => Limit::Aliases,
            _ => Limit::Nodes,
        }),
        Error::AliasReplayLimitExceeded { .. }
        | Error::AliasReplayStackDepthExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. }
        | Error::AliasReplayCounterOverflow { .. } => Refusal::Excess(Limit::Aliases),
        Error::AliasError { error, .. } => refusal(*error),
        error => Refusal::Syntax { line, message: error.to_string() },
    }
}

impl Node {
    /// A field of an object, unless it is null: for Kubernetes that is the same as absent.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.entries()
            .iter()
            .find(|entry| entry.key == key)
            .map(|entry| &entry.node)
            .filter(|node| !matches!(node.value, Value::Null))
    }

    /// A field of a field.
    pub(crate) fn at(&self, keys: &[&str]) -> Option<&Node> {
        keys.iter().try_fold(self, |node, key| node.get(key))
    }

    pub(crate) fn entries(&self) -> &[Entry] {
        if let Value::Object(entries) = &self.value { entries } else { &[] }
    }

    pub(crate) fn items(&self) -> &[Node] {
        if let Value::Array(items) = &self.value { items } else { &[] }
    }

    pub(crate) fn as_str(&self) -> Option<&str> {
        if let Value::String(text) = &self.value { Some(text) } else { None }
    }

    pub(crate) fn as_bool(&self) -> Option<bool> {
        if let Value::Bool(value) = self.value { Some(value) } else { None }
    }

    /// A whole number, `2.0` included.
    pub(crate) fn as_i64(&self) -> Option<i64> {
        match self.value {
            Value::Integer(value) => Some(value),
            Value::Float(value) if value.fract() == 0.0 && value.abs() < 9e15 => Some(value as i64),
            _ => None,
        }
    }

    /// The text of a field.
    pub(crate) fn str_at(&self, keys: &[&str]) -> Option<&str> {
        self.at(keys).and_then(Node::as_str)
    }

    /// The fields of a field whose values are texts; null is the empty text.
    pub(crate) fn texts_at(&self, keys: &[&str]) -> Vec<(&str, &str)> {
        let entries = self.at(keys).map_or(&[][..], Node::entries);
        entries
            .iter()
            .filter_map(|entry| match &entry.node.value {
                Value::String(text) => Some((entry.key.as_str(), text.as_str())),
                Value::Null => Some((entry.key.as_str(), "")),
                _ => None,
            })
            .collect()
    }

    /// The text of a value. A number or a boolean is not valid where a string is required, but it is clear what
    /// was meant.
    pub(crate) fn text(&self) -> Option<String> {
        match &self.value {
            Value::Null => Some(String::new()),
            Value::Bool(value) => Some(value.to_string()),
            Value::Integer(value) => Some(value.to_string()),
            Value::Float(value) => Some(value.to_string()),
            Value::String(text) => Some(text.clone()),
            Value::Array(_) | Value::Object(_) => None,
        }
    }

    /// The value, as a finding has it.
    pub(crate) fn found(&self) -> Found {
        match &self.value {
            Value::Null => Found::Null,
            Value::Array(_) => Found::List,
            Value::Object(_) => Found::Object,
            _ => Found::Scalar(clip(&self.text().unwrap_or_default())),
        }
    }

    /// How many values it has, itself included.
    pub(crate) fn count(&self) -> usize {
        1 + match &self.value {
            Value::Array(items) => items.iter().map(Node::count).sum(),
            Value::Object(entries) => entries.iter().map(|entry| 1 + entry.node.count()).sum(),
            _ => 0,
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<Value>::deserialize(deserializer)?;
        Ok(Self { line: spanned.referenced.line() as usize, value: spanned.value })
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Integer(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(i64::try_from(value).map_or(Value::Float(value as f64), Value::Integer))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Float(value))
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut array = Vec::new();
        while let Some(item) = items.next_element()? {
            array.push(item);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut entries: Vec<Entry> = Vec::new();
        while let Some(key) = fields.next_key::<Spanned<String>>()? {
            let line = key.referenced.line() as usize;
            if entries.len() >= MAX_NODES {
                return Err(A::Error::custom("too many fields"));
            }
            entries.push(Entry { key: key.value, line, node: fields.next_value()? });
        }
        Ok(Value::Object(entries))
    }
}
