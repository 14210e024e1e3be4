//! The objects of a document: which fields of which object hold which objects.
//!
//! Everything that reads a document walks along this table, and so never takes an example, a default
//! value or an extension for a part of the description. (OpenAPI 3.1.0, section 4.8; JSON Schema
//! 2020-12, sections 8, 10 and 11)

use serde_json::Value;

use crate::pointer;

/// A kind of object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Root,
    Server,
    Components,
    Paths,
    PathItem,
    Operation,
    Parameter,
    RequestBody,
    MediaType,
    Encoding,
    Responses,
    Response,
    Callback,
    Example,
    Link,
    Header,
    SecurityScheme,
    Schema,
}

/// How a field holds objects.
#[derive(Clone, Copy)]
enum Holds {
    One,
    List,
    Map,
}

/// A field that holds objects: its name, how it holds them, and of which kind they are.
type Field = (&'static str, Holds, Kind);

/// The keywords of a schema that hold schemas.
const SCHEMA: &[Field] = &[
    ("allOf", Holds::List, Kind::Schema),
    ("anyOf", Holds::List, Kind::Schema),
    ("oneOf", Holds::List, Kind::Schema),
    ("prefixItems", Holds::List, Kind::Schema),
    ("not", Holds::One, Kind::Schema),
    ("if", Holds::One, Kind::Schema),
    ("then", Holds::One, Kind::Schema),
    ("else", Holds::One, Kind::Schema),
    ("items", Holds::One, Kind::Schema),
    ("contains", Holds::One, Kind::Schema),
    ("propertyNames", Holds::One, Kind::Schema),
    ("additionalProperties", Holds::One, Kind::Schema),
    ("unevaluatedItems", Holds::One, Kind::Schema),
    ("unevaluatedProperties", Holds::One, Kind::Schema),
    ("contentSchema", Holds::One, Kind::Schema),
    ("properties", Holds::Map, Kind::Schema),
    ("patternProperties", Holds::Map, Kind::Schema),
    ("dependentSchemas", Holds::Map, Kind::Schema),
    ("$defs", Holds::Map, Kind::Schema),
    ("definitions", Holds::Map, Kind::Schema),
];

/// An object inside another one.
pub struct Child<'a> {
    /// a JSON pointer to it
    pub pointer: String,
    pub kind: Kind,
    pub node: &'a Value,
}

impl Kind {
    /// Whether `$ref` may stand for an object of this kind.
    pub fn may_be_reference(self) -> bool {
        !matches!(
            self,
            Self::Root
                | Self::Server
                | Self::Components
                | Self::Paths
                | Self::Operation
                | Self::MediaType
                | Self::Encoding
                | Self::Responses
        )
    }

    /// Whether fields beside `$ref` count too.
    pub fn keeps_siblings(self) -> bool {
        matches!(self, Self::Schema | Self::PathItem)
    }

    /// The fixed fields that hold objects.
    fn fields(self) -> &'static [Field] {
        use Holds::{List, Map, One};
        match self {
            Self::Root => &[
                ("servers", List, Self::Server),
                ("paths", One, Self::Paths),
                ("webhooks", Map, Self::PathItem),
                ("components", One, Self::Components),
            ],
            Self::Components => &[
                ("schemas", Map, Self::Schema),
                ("responses", Map, Self::Response),
                ("parameters", Map, Self::Parameter),
                ("examples", Map, Self::Example),
                ("requestBodies", Map, Self::RequestBody),
                ("headers", Map, Self::Header),
                ("securitySchemes", Map, Self::SecurityScheme),
                ("links", Map, Self::Link),
                ("callbacks", Map, Self::Callback),
                ("pathItems", Map, Self::PathItem),
            ],
            Self::PathItem => &[
                ("servers", List, Self::Server),
                ("parameters", List, Self::Parameter),
                ("get", One, Self::Operation),
                ("put", One, Self::Operation),
                ("post", One, Self::Operation),
                ("delete", One, Self::Operation),
                ("options", One, Self::Operation),
                ("head", One, Self::Operation),
                ("patch", One, Self::Operation),
                ("trace", One, Self::Operation),
            ],
            Self::Operation => &[
                ("parameters", List, Self::Parameter),
                ("requestBody", One, Self::RequestBody),
                ("responses", One, Self::Responses),
                ("callbacks", Map, Self::Callback),
                ("servers", List, Self::Server),
            ],
            Self::Parameter | Self::Header => &[
                ("schema", One, Self::Schema),
                ("content", Map, Self::MediaType),
                ("examples", Map, Self::Example),
            ],
            Self::RequestBody => &[("content", Map, Self::MediaType)],
            Self::MediaType => &[
                ("schema", One, Self::Schema),
                ("examples", Map, Self::Example),
                ("encoding", Map, Self::Encoding),
            ],
            Self::Encoding => &[("headers", Map, Self::Header)],
            Self::Response => &[
                ("headers", Map, Self::Header),
                ("content", Map, Self::MediaType),
                ("links", Map, Self::Link),
            ],
            Self::Link => &[("server", One, Self::Server)],
            Self::Schema => SCHEMA,
            Self::Server
            | Self::Paths
            | Self::Responses
            | Self::Callback
            | Self::Example
            | Self::SecurityScheme => &[],
        }
    }

    /// The kind of the object under a key that is not fixed.
    fn of_key(self, key: &str) -> Option<Self> {
        match self {
            Self::Paths if key.starts_with('/') => Some(Self::PathItem),
            Self::Responses if !key.starts_with("x-") => Some(Self::Response),
            Self::Callback if !key.starts_with("x-") && key != "$ref" => Some(Self::PathItem),
            _ => None,
        }
    }

    /// The objects that lie directly in `node`, which is of this kind and lies at `at`.
    pub fn children<'a>(self, node: &'a Value, at: &str) -> Vec<Child<'a>> {
        let Some(object) = node.as_object() else { return Vec::new() };
        if object.contains_key("$ref") && self.may_be_reference() && !self.keeps_siblings() {
            return Vec::new();
        }
        let mut children = Vec::new();
        for (key, holds, kind) in self.fields() {
            let Some(value) = object.get(*key) else { continue };
            let at = format!("{at}/{key}");
            let kind = *kind;
            match (holds, value) {
                (Holds::One, node) => children.push(Child { pointer: at, kind, node }),
                (Holds::List, Value::Array(items)) => {
                    children.extend(items.iter().enumerate().map(|(index, node)| Child {
                        pointer: format!("{at}/{index}"),
                        kind,
                        node,
                    }));
                }
                (Holds::Map, Value::Object(items)) => {
                    children.extend(items.iter().map(|(key, node)| Child {
                        pointer: format!("{at}/{}", pointer::escaped(key)),
                        kind,
                        node,
                    }));
                }
                _ => {}
            }
        }
        children.extend(object.iter().filter_map(|(key, node)| {
            let pointer = format!("{at}/{}", pointer::escaped(key));
            Some(Child { pointer, kind: self.of_key(key)?, node })
        }));
        children
    }
}
