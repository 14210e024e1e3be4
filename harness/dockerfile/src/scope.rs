//! The variables of a stage.

use std::collections::BTreeMap;

/// `ENV` and `ARG` at some instruction. `ENV` wins over an `ARG` of the same name.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    pub env: BTreeMap<String, String>,
    pub args: BTreeMap<String, String>,
}

impl Scope {
    /// The value of a variable.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.env.get(name).or_else(|| self.args.get(name)).map(String::as_str)
    }

    /// How many variables there are.
    pub fn len(&self) -> usize {
        self.env.len() + self.args.len()
    }
}
