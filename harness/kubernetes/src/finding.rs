//! What is wrong, and where.

use std::fmt;

use crate::reason::clip;
use crate::{Reason, Rule};

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule that is broken.
    pub rule: Rule,
    /// The file, as it was named; empty when something is in none of the files.
    pub file: String,
    /// The line, counted from 1; 0 when something is in none of the files. What is missing is reported where
    /// it belongs.
    pub line: usize,
    /// The object.
    pub object: Option<ObjectName>,
    /// The path of a field in the object, as `spec.ports[0].name`; empty for the object as a whole.
    pub path: String,
    /// What is wrong, with its data.
    pub reason: Reason,
}

/// The kind and the name of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectName {
    /// As in `Deployment`.
    pub kind: String,
    /// Empty when the object has none.
    pub name: String,
}

/// `Deployment/shop`, or `Deployment` without a name.
impl fmt::Display for ObjectName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = [&self.kind, &self.name].map(|part| clip(part));
        f.write_str(name.join("/").trim_end_matches('/'))
    }
}
