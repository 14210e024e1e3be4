//! A YAML file as a tree whose values know their lines.
//!
//! No scalar is converted: `on` stays the text `on`, `1.10` stays `1.10`. Aliases and merge keys are
//! replaced by copies, within [`MAX_NODES`](crate::MAX_NODES) and [`MAX_TEXT`](crate::MAX_TEXT).

mod builder;
mod node;

pub(crate) use builder::documents;
pub(crate) use node::{Entry, Node, Text, Value};
