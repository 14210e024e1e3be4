//! Values that are words in the file.

use anyhow::{Context, Result};
use serde::Serialize;

/// A tier or a language, as the file has it.
pub(crate) fn word(value: impl Serialize) -> Result<String> {
    let value = serde_json::to_value(value).context("writing a word")?;
    value.as_str().map(str::to_owned).context("a tier or a language is a word")
}
