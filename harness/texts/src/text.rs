//! A text without arguments, in both languages.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// A language that the course is taught in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// French
    Fr,
    /// English
    En,
}

impl Lang {
    /// The language of a locale such as `fr_FR.UTF-8`, or of its own name: French, and English for all
    /// others.
    pub fn named(name: &str) -> Self {
        if name.to_lowercase().starts_with("fr") { Self::Fr } else { Self::En }
    }
}

/// One text in both languages.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Text {
    /// in French
    pub fr: Cow<'static, str>,
    /// in English
    pub en: Cow<'static, str>,
}

impl Text {
    /// A text that is part of the program.
    pub const fn fixed(fr: &'static str, en: &'static str) -> Self {
        Self { fr: Cow::Borrowed(fr), en: Cow::Borrowed(en) }
    }

    /// The text in `lang`.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Fr => &self.fr,
            Lang::En => &self.en,
        }
    }
}

/// What a student reads about one check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckTexts {
    /// what is checked, in one line
    pub title: Text,
    /// the first hint: where to look
    pub nudge: Text,
    /// the second hint: the idea of the solution
    pub idea: Text,
}
