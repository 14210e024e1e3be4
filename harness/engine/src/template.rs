//! Placeholders: `{nom}` stands for a drawn value, in what is asked and in what is expected.
//!
//! A request is written with placeholders and filled before it is sent. An answer goes the other
//! way: every drawn value found in it becomes its placeholder, the longest value first. A
//! placeholder that stands literally in an answer is escaped (`\{nom}`), so that a server which
//! answers the placeholder itself never passes.

use crate::draw::Drawn;

/// The drawn values of one check, by name.
#[derive(Clone, Debug, Default)]
pub struct Values {
    /// longest text first, so that a value inside another is not taken for it
    values: Vec<(String, Drawn)>,
}

/// A part of a normalised text.
#[derive(Debug, PartialEq)]
pub enum Piece<'a> {
    /// text that holds no drawn value
    Literal(&'a str),
    /// a drawn value, by its name
    Placeholder(&'a str),
    /// a placeholder that the server wrote itself
    Forged(&'a str),
}

impl Values {
    /// Adds a value.
    pub fn insert(&mut self, name: &str, value: Drawn) {
        self.values.push((name.to_owned(), value));
        self.values.sort_by_key(|(_, value)| std::cmp::Reverse(value.text().len()));
    }

    /// Whether `candidate` could be mistaken for a value already drawn.
    pub fn clashes(&self, candidate: &Drawn) -> bool {
        let candidate = candidate.text().to_lowercase();
        self.values.iter().any(|(_, value)| {
            let value = value.text().to_lowercase();
            value.contains(&candidate) || candidate.contains(&value)
        })
    }

    /// The value of that name.
    pub fn get(&self, name: &str) -> Option<&Drawn> {
        self.values.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// `template` with every placeholder replaced by its value, passed through `encode`.
    pub fn fill(&self, template: &str, encode: impl Fn(&str) -> String) -> String {
        let mut filled = String::new();
        let mut rest = template;
        while let Some(step) = rest.chars().next() {
            match self.placeholder(rest) {
                Some((name, value)) => {
                    filled.push_str(&encode(&value.text()));
                    rest = &rest[name.len() + 2..];
                }
                None => {
                    filled.push(step);
                    rest = &rest[step.len_utf8()..];
                }
            }
        }
        filled
    }

    /// `text` with drawn values and forged placeholders told apart from the rest.
    pub fn pieces<'a>(&'a self, text: &'a str) -> Vec<Piece<'a>> {
        let mut pieces = Vec::new();
        let (mut start, mut at) = (0, 0);
        while let Some(step) = text[at..].chars().next() {
            let rest = &text[at..];
            let found = match (self.placeholder(rest), self.value_at(rest)) {
                (Some((name, _)), _) => Some((Piece::Forged(name), name.len() + 2)),
                (None, Some((name, length))) => Some((Piece::Placeholder(name), length)),
                (None, None) => None,
            };
            let Some((piece, length)) = found else {
                at += step.len_utf8();
                continue;
            };
            if start < at {
                pieces.push(Piece::Literal(&text[start..at]));
            }
            pieces.push(piece);
            at += length;
            start = at;
        }
        if start < text.len() {
            pieces.push(Piece::Literal(&text[start..]));
        }
        pieces
    }

    /// `text` as a transcript holds it, its literal parts passed through `escape`.
    pub fn normalise(&self, text: &str, escape: impl Fn(&str) -> String) -> String {
        self.pieces(text)
            .into_iter()
            .map(|piece| match piece {
                Piece::Literal(text) => escape(text),
                Piece::Placeholder(name) => format!("{{{name}}}"),
                Piece::Forged(name) => format!("\\{{{name}}}"),
            })
            .collect()
    }

    /// The name of the drawn integer that equals `number`.
    pub fn integer(&self, number: i64) -> Option<&str> {
        self.values
            .iter()
            .find(|(_, value)| *value == Drawn::Integer(number))
            .map(|(name, _)| name.as_str())
    }

    /// A transcript as a person reads it: with this run's values in place of the placeholders.
    pub fn expand(&self, transcript: &str) -> String {
        // What a server forged stays as it wrote it: hide it from `fill`, then show it again.
        const HIDDEN: &str = "\u{0}";
        let hidden = transcript.replace("\\{", HIDDEN);
        self.fill(&hidden, str::to_owned).replace(HIDDEN, "{")
    }

    /// The placeholder that `text` begins with.
    fn placeholder(&self, text: &str) -> Option<(&str, &Drawn)> {
        let inside = text.strip_prefix('{')?;
        self.values
            .iter()
            .find(|(name, _)| {
                inside.strip_prefix(name.as_str()).is_some_and(|rest| rest.starts_with('}'))
            })
            .map(|(name, value)| (name.as_str(), value))
    }

    /// The drawn text that `text` begins with: its name, and its length in bytes.
    fn value_at(&self, text: &str) -> Option<(&str, usize)> {
        self.values.iter().find_map(|(name, value)| match value {
            Drawn::Text(value) if text.starts_with(value.as_str()) => {
                Some((name.as_str(), value.len()))
            }
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Values;
    use crate::draw::Drawn;

    fn values() -> Values {
        let mut values = Values::default();
        values.insert("nom", Drawn::Text("Zoé".into()));
        values.insert("complet", Drawn::Text("Zoé Ménard".into()));
        values.insert("age", Drawn::Integer(37));
        values
    }

    fn normalised(text: &str) -> String {
        values().normalise(text, str::to_owned)
    }

    #[test]
    fn the_longest_value_wins() {
        assert_eq!(normalised("Zoé Ménard, dite Zoé"), "{complet}, dite {nom}");
    }

    #[test]
    fn a_forged_placeholder_never_equals_a_value() {
        assert_eq!(normalised("{nom}"), "\\{nom}");
        assert_eq!(normalised("\\{nom}"), "\\\\{nom}");
        assert_eq!(normalised("\\Zoé"), "\\{nom}");
        assert_eq!(normalised("{unknown}"), "{unknown}");
    }

    #[test]
    fn integers_are_left_alone_inside_text() {
        assert_eq!(normalised("37"), "37");
        assert_eq!(values().integer(37), Some("age"));
        assert_eq!(values().integer(38), None);
    }

    #[test]
    fn filling_and_expanding_put_the_values_back() {
        let values = values();
        assert_eq!(values.fill("/{nom}/{x}?{age}", |v| v.to_uppercase()), "/ZOÉ/{x}?37");
        assert_eq!(values.expand("{complet} \\{nom}"), "Zoé Ménard {nom}");
    }
}
