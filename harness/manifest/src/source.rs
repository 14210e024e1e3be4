//! The manifests of the course itself, which must be well-formed.

use std::error::Error;
use std::fmt::{self, Display};

use toml::Table;

/// A manifest of the course that cannot be understood.
#[derive(Clone, Debug)]
pub struct SourceError {
    which: &'static str,
    why: String,
}

impl Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.which, self.why)
    }
}

impl Error for SourceError {}

pub(crate) fn parse(which: &'static str, text: &str) -> Result<Table, SourceError> {
    text.parse().map_err(|error: toml::de::Error| SourceError { which, why: error.to_string() })
}
