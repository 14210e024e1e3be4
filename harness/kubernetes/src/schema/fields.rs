//! A field, and its type.

/// A field of a definition.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) required: bool,
    pub(crate) of: Type,
}

/// The type of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    Any,
    Bool,
    Int32,
    Int64,
    Number,
    String,
    Base64,
    Quantity,
    IntOrString,
    List(Box<Type>),
    Map(Box<Type>),
    /// A definition, by its name.
    Named(&'static str),
}

impl Type {
    /// Reads a type as the table writes it.
    pub(crate) fn read(text: &'static str) -> Self {
        let inner = |open, close| text.strip_prefix(open).and_then(|t: &str| t.strip_suffix(close));
        if let Some(item) = inner('[', ']') {
            return Self::List(Box::new(Self::read(item)));
        }
        if let Some(value) = inner('{', '}') {
            return Self::Map(Box::new(Self::read(value)));
        }
        match text {
            "any" => Self::Any,
            "bool" => Self::Bool,
            "int32" => Self::Int32,
            "int64" => Self::Int64,
            "number" => Self::Number,
            "string" => Self::String,
            "base64" => Self::Base64,
            "quantity" => Self::Quantity,
            "int-or-string" => Self::IntOrString,
            name => Self::Named(name),
        }
    }
}
