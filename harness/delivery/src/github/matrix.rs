//! `strategy.matrix`: the commands of each combination.

use std::collections::BTreeMap;

use crate::expression::github::templates;
use crate::yaml::{Node, Value};

/// How many combinations are tried, and how many variants of a text.
const MAX_COMBINATIONS: usize = 64;
const MAX_VARIANTS: usize = 24;
/// The longest value, in characters.
const MAX_VALUE: usize = 200;

/// The values of a matrix, each of them in one combination at least.
#[derive(Debug, Default)]
pub(super) struct Matrix {
    /// By their names in lower case; `config.os` for a value that is a mapping.
    combinations: Vec<BTreeMap<String, String>>,
}

impl Matrix {
    pub(super) fn of(job: &Node) -> Self {
        let Some(matrix) = job.get("strategy").and_then(|strategy| strategy.get("matrix")) else {
            return Self::default();
        };
        let axes = || {
            matrix
                .entries()
                .iter()
                .filter(|axis| !matches!(axis.key.as_str(), "include" | "exclude"))
        };
        let mut first = BTreeMap::new();
        for axis in axes() {
            if let Some(value) = axis.value.items().first() {
                add(&mut first, &axis.key, value);
            }
        }
        let mut combinations = vec![first.clone()];
        for axis in axes() {
            for value in axis.value.items().iter().skip(1).take(MAX_COMBINATIONS) {
                let mut combination = first.clone();
                add(&mut combination, &axis.key, value);
                combinations.push(combination);
            }
        }
        for included in matrix.get("include").map(Node::items).unwrap_or_default() {
            let mut combination = first.clone();
            for entry in included.entries() {
                add(&mut combination, &entry.key, &entry.value);
            }
            combinations.push(combination);
        }
        combinations.truncate(MAX_COMBINATIONS);
        Self { combinations }
    }

    /// The text for each combination, without repetition; the text itself where it has no value of
    /// the matrix.
    pub(super) fn variants(&self, text: &str) -> Vec<String> {
        let reads_matrix = templates(text).iter().any(|(_, inner)| name_of(inner).is_some());
        if !reads_matrix || self.combinations.is_empty() {
            return vec![text.to_owned()];
        }
        let mut variants: Vec<String> = Vec::new();
        for combination in &self.combinations {
            let variant = replaced(text, combination);
            if variants.len() < MAX_VARIANTS && !variants.contains(&variant) {
                variants.push(variant);
            }
        }
        variants
    }
}

fn add(combination: &mut BTreeMap<String, String>, key: &str, value: &Node) {
    match &value.value {
        Value::Map(entries) => {
            for entry in entries {
                if let Some(text) = entry.value.text() {
                    combination.insert(format!("{key}.{}", entry.key).to_lowercase(), short(text));
                }
            }
        }
        _ => {
            if let Some(text) = value.text() {
                combination.insert(key.to_lowercase(), short(text));
            }
        }
    }
}

/// On one line, so that the lines of a script stay what they are.
fn short(text: &str) -> String {
    text.trim().replace('\n', ";").chars().take(MAX_VALUE).collect()
}

/// `matrix.os` names `os`.
fn name_of(inner: &str) -> Option<String> {
    Some(inner.trim().strip_prefix("matrix.")?.to_lowercase())
}

fn replaced(text: &str, combination: &BTreeMap<String, String>) -> String {
    let mut result = String::new();
    let mut from = 0;
    for (start, inner) in templates(text) {
        if let Some(value) = name_of(inner).and_then(|name| combination.get(&name)) {
            result.push_str(&text[from..start]);
            result.push_str(value);
            from = start + inner.len() + "${{}}".len();
        }
    }
    result.push_str(&text[from..]);
    result
}
