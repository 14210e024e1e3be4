//! `extends` and `!reference`: jobs as GitLab sees them.

use std::collections::BTreeMap;

use crate::error::ParseError;
use crate::limits::{MAX_JOBS, MAX_NODES};
use crate::yaml::{Entry, Node, Value};

/// GitLab allows as many levels of `extends`, and of `!reference`.
const MAX_LEVELS: usize = 11;
/// The number of values of all jobs together, with what they extend.
const MAX_MERGED: usize = 10 * MAX_NODES;

/// Keys of the file that are not jobs.
const GLOBAL: [&str; 12] = [
    "default",
    "include",
    "stages",
    "types",
    "variables",
    "workflow",
    "image",
    "services",
    "cache",
    "before_script",
    "after_script",
    "spec",
];

/// The jobs of a file, without templates.
pub(crate) struct Jobs {
    pub jobs: Vec<MergedJob>,
    /// The file includes others, which are not read.
    pub has_includes: bool,
}

pub(crate) struct MergedJob {
    pub name: String,
    pub line: usize,
    pub node: Node,
    /// It extends a template of another file.
    pub is_incomplete: bool,
}

/// Whether a key of the file is not a job.
fn is_global(key: &str) -> bool {
    GLOBAL.contains(&key)
}

/// Keys that only a job has.
const OF_JOBS: [&str; 4] = ["script", "stage", "trigger", "extends"];

/// A job with a name that has another meaning.
fn reserved(root: &Node) -> Option<&Entry> {
    root.entries().iter().find(|entry| {
        let is_free = !is_global(&entry.key) || matches!(entry.key.as_str(), "variables" | "spec");
        !is_free && OF_JOBS.into_iter().any(|key| entry.value.get(key).is_some())
    })
}

/// # Errors
/// When a job has a reserved name, there are too many jobs, or `extends` and `!reference` repeat too much.
pub(crate) fn merged(root: &Node) -> Result<Jobs, ParseError> {
    if let Some(entry) = reserved(root) {
        return Err(ParseError::ReservedName { line: entry.line, name: entry.key.clone() });
    }
    let entries: Vec<&Entry> =
        root.entries().iter().filter(|entry| !is_global(&entry.key)).collect();
    if entries.len() > MAX_JOBS {
        return Err(ParseError::TooManyJobs { found: entries.len() });
    }
    let mut merger = Merger { root, merged: BTreeMap::new(), nodes: 0 };
    let mut jobs = Vec::new();
    for entry in entries.into_iter().filter(|entry| !entry.key.starts_with('.')) {
        let (node, is_incomplete) = merger.job(&entry.key, 0)?;
        let node = merger.expanded(&node, 0)?;
        jobs.push(MergedJob { name: entry.key.clone(), line: entry.line, node, is_incomplete });
    }
    Ok(Jobs { jobs, has_includes: root.get("include").is_some() })
}

struct Merger<'a> {
    root: &'a Node,
    merged: BTreeMap<String, (Node, bool)>,
    nodes: usize,
}

impl Merger<'_> {
    fn count(&mut self, node: &Node) -> Result<(), ParseError> {
        self.nodes += size(node);
        match self.nodes > MAX_MERGED {
            true => Err(ParseError::TooLarge { line: node.line }),
            false => Ok(()),
        }
    }

    /// The job with what it extends, and whether a part of that is in another file.
    fn job(&mut self, name: &str, level: usize) -> Result<(Node, bool), ParseError> {
        if let Some((node, is_incomplete)) = self.merged.get(name).cloned() {
            self.count(&node)?;
            return Ok((node, is_incomplete));
        }
        let Some(own) = self.root.get(name).cloned() else { return Ok((Node::null(1), true)) };
        if level > MAX_LEVELS {
            return Err(ParseError::Cycle { line: own.line, job: name.to_owned() });
        }
        let mut node = Node { line: own.line, value: Value::Map(Vec::new()) };
        let mut is_incomplete = false;
        for parent in own.get("extends").map(Node::strings).unwrap_or_default() {
            if self.root.get(&parent).is_none() && self.root.get("include").is_none() {
                return Err(ParseError::UnknownJob {
                    line: own.line,
                    job: name.to_owned(),
                    needs: parent,
                });
            }
            let (parent, incomplete) = self.job(&parent, level + 1)?;
            is_incomplete |= incomplete;
            node = merge(node, parent);
        }
        node = merge(node, own);
        self.count(&node)?;
        self.merged.insert(name.to_owned(), (node.clone(), is_incomplete));
        Ok((node, is_incomplete))
    }

    /// Replaces each `!reference`. One to another file becomes null.
    fn expanded(&mut self, node: &Node, level: usize) -> Result<Node, ParseError> {
        let value = match &node.value {
            Value::Reference(path) if level <= MAX_LEVELS => {
                let Some((job, keys)) = path.split_first() else {
                    return Ok(Node::null(node.line));
                };
                let (mut found, _) = self.job(job, 0)?;
                for key in keys {
                    found = found.get(key).cloned().unwrap_or(Node::null(node.line));
                }
                return self.expanded(&found, level + 1);
            }
            Value::Reference(_) => Value::Null,
            Value::List(items) => {
                let mut list = Vec::new();
                for item in items {
                    let is_reference = matches!(item.value, Value::Reference(_));
                    let item = self.expanded(item, level)?;
                    self.count(&item)?;
                    match item.value {
                        // A list in a list is part of it.
                        Value::List(inner) if is_reference => list.extend(inner),
                        value => list.push(Node { line: item.line, value }),
                    }
                }
                Value::List(list)
            }
            Value::Map(entries) => {
                let mut map = Vec::new();
                for entry in entries {
                    let value = self.expanded(&entry.value, level)?;
                    map.push(Entry { value, ..entry.clone() });
                }
                Value::Map(map)
            }
            other => other.clone(),
        };
        Ok(Node { line: node.line, value })
    }
}

/// Mappings are merged, key by key; anything else is replaced.
fn merge(base: Node, over: Node) -> Node {
    match (base.value, over.value) {
        (Value::Map(mut entries), Value::Map(over_entries)) => {
            for entry in over_entries {
                match entries.iter().position(|known| known.key == entry.key) {
                    Some(at) => {
                        let known = std::mem::replace(&mut entries[at].value, Node::null(0));
                        entries[at] = Entry { value: merge(known, entry.value), ..entry };
                    }
                    None => entries.push(entry),
                }
            }
            Node { line: over.line, value: Value::Map(entries) }
        }
        (_, value) => Node { line: over.line, value },
    }
}

fn size(node: &Node) -> usize {
    match &node.value {
        Value::List(items) => 1 + items.iter().map(size).sum::<usize>(),
        Value::Map(entries) => 1 + entries.iter().map(|entry| size(&entry.value)).sum::<usize>(),
        Value::Text(text) => 1 + text.text.len() / 256,
        Value::Null | Value::Reference(_) => 1,
    }
}
