//! A text that a client sends: a title, an author, a name.

use serde::Deserialize;

/// 1 to 100 characters after trimming. None is NUL, which PostgreSQL cannot store.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct Texte(String);

/// The rule that a text breaks. axum's `Json` responds with 422 and this text.
#[derive(Debug, thiserror::Error)]
#[error("un texte a de 1 à {} caractères", Texte::MAX_CHARS)]
pub struct Invalid;

impl Texte {
    const MAX_CHARS: usize = 100;

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Texte {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        let trimmed = text.trim();
        if !(1..=Self::MAX_CHARS).contains(&trimmed.chars().count()) || trimmed.contains('\0') {
            return Err(Invalid);
        }
        Ok(Self(trimmed.to_owned()))
    }
}
