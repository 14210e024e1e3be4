//! From the events of the YAML parser to the tree.

use std::collections::BTreeMap;

use serde_saphyr::granit_parser::{Event, Parser, ScalarStyle, ScanError, Span};

use crate::error::ParseError;
use crate::limits::{MAX_BYTES, MAX_DEPTH, MAX_NODES, MAX_TEXT};
use crate::yaml::node::{Entry, Node, Text, Value};

/// The documents of a file, empty ones left out.
///
/// # Errors
/// When the file is not YAML, has a key twice, or passes a bound.
pub(crate) fn documents(text: &str) -> Result<Vec<Node>, ParseError> {
    if text.len() > MAX_BYTES {
        return Err(ParseError::TooLong { bytes: text.len() });
    }
    let mut builder = Builder::default();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| syntax(&error))?;
        builder.take(event, span)?;
    }
    Ok(builder.documents.into_iter().filter(|document| !document.is_null()).collect())
}

fn syntax(error: &ScanError) -> ParseError {
    ParseError::Yaml { line: error.marker().line(), detail: error.to_string() }
}

#[derive(Default)]
struct Builder {
    documents: Vec<Node>,
    open: Vec<Open>,
    anchors: BTreeMap<usize, (Node, Size)>,
    size: Size,
}

#[derive(Debug, Clone, Copy, Default)]
struct Size {
    nodes: usize,
    bytes: usize,
}

/// A list or mapping that has not ended.
struct Open {
    line: usize,
    anchor: usize,
    before: Size,
    kind: Kind,
}

enum Kind {
    List(Vec<Node>),
    Reference(Vec<Node>),
    Map(Mapping),
}

/// A mapping that has not ended, and the key whose value comes next.
#[derive(Default)]
struct Mapping {
    entries: Vec<Entry>,
    known: BTreeMap<String, (usize, Origin)>,
    key: Option<Key>,
}

#[derive(Debug, Clone, Copy)]
enum Origin {
    Own,
    Merged,
}

struct Key {
    text: String,
    line: usize,
    is_merge: bool,
}

impl Builder {
    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), ParseError> {
        let line = span.start.line();
        match event {
            Event::DocumentStart(..) => self.anchors.clear(),
            Event::Scalar(text, style, anchor, _) => {
                let before = self.size;
                self.grow(Size { nodes: 1, bytes: text.len() }, line)?;
                let value = match (text.as_ref(), style) {
                    ("" | "~" | "null" | "Null" | "NULL", ScalarStyle::Plain) => Value::Null,
                    _ => Value::Text(Text {
                        text: text.into_owned(),
                        first_line: line,
                        is_plain: matches!(style, ScalarStyle::Plain),
                    }),
                };
                self.finish(Node { line, value }, anchor, before)?;
            }
            Event::SequenceStart(_, anchor, tag) => {
                let is_reference = tag.is_some_and(|tag| tag.suffix() == "reference");
                let kind = match is_reference {
                    true => Kind::Reference(Vec::new()),
                    false => Kind::List(Vec::new()),
                };
                self.start(kind, anchor, line)?;
            }
            Event::MappingStart(_, anchor, _) => {
                self.start(Kind::Map(Mapping::default()), anchor, line)?;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(open) = self.open.pop() {
                    let value = match open.kind {
                        Kind::List(items) => Value::List(items),
                        Kind::Reference(items) => Value::Reference(
                            items.iter().flat_map(Node::strings).collect::<Vec<_>>(),
                        ),
                        Kind::Map(mapping) => Value::Map(mapping.entries),
                    };
                    self.finish(Node { line: open.line, value }, open.anchor, open.before)?;
                }
            }
            Event::Alias(anchor) => {
                let Some((node, size)) = copied(self.anchors.get(&anchor), self.size) else {
                    return Err(ParseError::TooLarge { line });
                };
                let before = self.size;
                self.grow(size, line)?;
                if self.open.len() + depth(&node) > MAX_DEPTH {
                    return Err(ParseError::TooDeep { line });
                }
                self.finish(node, 0, before)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn start(&mut self, kind: Kind, anchor: usize, line: usize) -> Result<(), ParseError> {
        if self.open.len() >= MAX_DEPTH {
            return Err(ParseError::TooDeep { line });
        }
        let before = self.size;
        self.grow(Size { nodes: 1, bytes: 0 }, line)?;
        self.open.push(Open { line, anchor, before, kind });
        Ok(())
    }

    fn grow(&mut self, by: Size, line: usize) -> Result<(), ParseError> {
        self.size.nodes += by.nodes;
        self.size.bytes += by.bytes;
        match self.size.nodes > MAX_NODES || self.size.bytes > MAX_TEXT {
            true => Err(ParseError::TooLarge { line }),
            false => Ok(()),
        }
    }

    /// Puts a whole value where it belongs.
    fn finish(&mut self, node: Node, anchor: usize, before: Size) -> Result<(), ParseError> {
        if anchor != 0 {
            let size = Size {
                nodes: self.size.nodes - before.nodes,
                bytes: self.size.bytes - before.bytes,
            };
            // The copy that is kept for aliases counts too.
            self.grow(size, node.line)?;
            self.anchors.insert(anchor, (node.clone(), size));
        }
        match self.open.last_mut().map(|open| &mut open.kind) {
            None => self.documents.push(node),
            Some(Kind::List(items) | Kind::Reference(items)) => items.push(node),
            Some(Kind::Map(mapping)) => match mapping.key.take() {
                None => mapping.key = Some(key_of(node)?),
                Some(key) if key.is_merge => mapping.merge(node, key.line)?,
                Some(key) => mapping.add(key, node)?,
            },
        }
        Ok(())
    }
}

/// A copy of the value of an anchor, unless it would pass a bound.
fn copied(anchored: Option<&(Node, Size)>, size: Size) -> Option<(Node, Size)> {
    let (node, own) = anchored?;
    let fits = size.nodes + own.nodes <= MAX_NODES && size.bytes + own.bytes <= MAX_TEXT;
    fits.then(|| (node.clone(), *own))
}

fn depth(node: &Node) -> usize {
    match &node.value {
        Value::List(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Value::Map(entries) => {
            1 + entries.iter().map(|entry| depth(&entry.value)).max().unwrap_or(0)
        }
        Value::Null | Value::Text(_) | Value::Reference(_) => 0,
    }
}

fn key_of(node: Node) -> Result<Key, ParseError> {
    let line = node.line;
    match node.value {
        Value::Text(text) => {
            Ok(Key { is_merge: text.is_plain && text.text == "<<", text: text.text, line })
        }
        Value::Null => Ok(Key { text: String::new(), line, is_merge: false }),
        _ => Err(ParseError::InvalidKey { line }),
    }
}

impl Mapping {
    /// Adds an entry of the mapping itself, which replaces one that came through `<<`.
    fn add(&mut self, key: Key, value: Node) -> Result<(), ParseError> {
        let entry = Entry { key: key.text, line: key.line, value };
        match self.known.get(&entry.key) {
            Some(&(place, Origin::Merged)) => {
                self.known.insert(entry.key.clone(), (place, Origin::Own));
                self.entries[place] = entry;
            }
            Some((_, Origin::Own)) => {
                return Err(ParseError::DuplicateKey { line: entry.line, key: entry.key });
            }
            None => self.push(entry, Origin::Own),
        }
        Ok(())
    }

    /// Adds the entries behind `<<` whose keys are not known yet.
    fn merge(&mut self, node: Node, line: usize) -> Result<(), ParseError> {
        let sources = match node.value {
            Value::List(items) => items,
            _ => vec![node],
        };
        for source in sources {
            let Value::Map(merged) = source.value else {
                return Err(ParseError::InvalidMerge { line });
            };
            for entry in merged {
                if !self.known.contains_key(&entry.key) {
                    self.push(entry, Origin::Merged);
                }
            }
        }
        Ok(())
    }

    fn push(&mut self, entry: Entry, origin: Origin) {
        self.known.insert(entry.key.clone(), (self.entries.len(), origin));
        self.entries.push(entry);
    }
}
