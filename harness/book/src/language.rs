//! The languages of the book.

use clap::ValueEnum;

/// A language of the book. Each has its own tree of pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Language {
    /// the default, for a browser that asks for neither
    Fr,
    /// English
    En,
}

impl Language {
    /// Both languages, the default first.
    pub const ALL: [Self; 2] = [Self::Fr, Self::En];

    /// The code of the language, in paths and in HTTP.
    pub fn code(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
        }
    }

    /// The language that this `Accept-Language` prefers.
    pub fn preferred(accepted: &str) -> Self {
        let mut best = (Self::Fr, 0.0);
        for range in accepted.split(',') {
            let mut parts = range.split(';').map(str::trim);
            let tag = parts.next().unwrap_or_default().to_ascii_lowercase();
            let primary = tag.split('-').next();
            let named = Self::ALL.into_iter().find(|language| primary == Some(language.code()));
            let weight = parts.find_map(|part| part.strip_prefix("q=")?.trim().parse().ok());
            let weight = weight.unwrap_or(1.0_f32);
            if let Some(language) = named.filter(|_| weight > best.1) {
                best = (language, weight);
            }
        }
        best.0
    }
}

#[cfg(test)]
mod tests {
    use super::Language;

    #[test]
    fn the_language_with_the_highest_weight_is_preferred() {
        for (accepted, expected) in [
            ("fr-FR,fr;q=0.9,en;q=0.8", Language::Fr),
            ("en-GB, en; q=0.9, fr; q=0.5", Language::En),
            ("fr;q=0.3, en;q=0.7", Language::En),
            ("de, en;q=0.4", Language::En),
            ("de, it;q=0.4", Language::Fr),
            ("en;q=0", Language::Fr),
            ("EN", Language::En),
            ("", Language::Fr),
            (";;,q=,", Language::Fr),
        ] {
            assert_eq!(Language::preferred(accepted), expected, "{accepted}");
        }
    }
}
