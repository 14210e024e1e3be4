//! Placeholders: `{nom}` stands for a drawn value, in what is asked and in what is expected.
//!
//! A request is written with placeholders and filled before it is sent. An answer goes the other
//! way: every drawn value found in it becomes its placeholder, the longest value first. A
//! placeholder that stands literally in an answer is escaped (`\{nom}`), so that a server which
//! answers the placeholder itself never passes.

use serde_json::Value;

use crate::draw::Drawn;
use crate::json;

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
    /// Adds a value, or gives a name another one.
    pub fn insert(&mut self, name: &str, value: Drawn) {
        self.values.retain(|(known, _)| known != name);
        self.values.push((name.to_owned(), value));
        self.values.sort_by_key(|(_, value)| std::cmp::Reverse(value.text().len()));
    }

    /// Whether `candidate` could be mistaken for a value already drawn.
    pub fn clashes(&self, candidate: &Drawn) -> bool {
        self.values.iter().any(|(_, value)| match (value, candidate) {
            (Drawn::Text(empty), _) if empty.is_empty() => false,
            (Drawn::Text(value), Drawn::Text(candidate)) => {
                let (value, candidate) = (value.to_lowercase(), candidate.to_lowercase());
                value.contains(&candidate) || candidate.contains(&value)
            }
            (value, candidate) => value == candidate,
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
        self.named(|value| *value == Drawn::Integer(number))
    }

    /// The name of the id that equals `number`.
    pub fn id(&self, number: i64) -> Option<&str> {
        self.named(|value| *value == Drawn::Id(number))
    }

    /// The name of the drawn JSON value that equals `whole`, as the contract compares.
    pub fn json(&self, whole: &Value) -> Option<&str> {
        self.named(|value| matches!(value, Drawn::Json(value) if json::equal(value, whole)))
    }

    fn named(&self, is_it: impl Fn(&Drawn) -> bool) -> Option<&str> {
        self.values.iter().find(|(_, value)| is_it(value)).map(|(name, _)| name.as_str())
    }

    /// `path` with the segments that are ids replaced by their placeholders.
    pub fn normalise_path(&self, path: &str) -> String {
        let normalised = |segment: &str| match segment.parse().ok().and_then(|id| self.id(id)) {
            Some(name) => format!("{{{name}}}"),
            None => self.normalise(segment, str::to_owned),
        };
        path.split('/').map(normalised).collect::<Vec<_>>().join("/")
    }

    /// A transcript as a person reads it: with this run's values in place of the placeholders.
    pub fn expand(&self, transcript: &str) -> String {
        // What a server forged stays as it wrote it: hide it from `fill`, then show it again.
        const HIDDEN: &str = "\u{0}";
        let hidden = transcript.replace("\\{", HIDDEN);
        let lines: Vec<String> = hidden.split('\n').map(|line| self.expand_line(line)).collect();
        lines.join("\n").replace(HIDDEN, "{")
    }

    /// A JSON value that stands in a line is written over several, indented like the line. In
    /// quotation marks stands a value that a request's body holds unquoted.
    fn expand_line(&self, line: &str) -> String {
        let indent = &line[..line.len() - line.trim_start().len()];
        let mut line = line.to_owned();
        for (name, value) in &self.values {
            if !matches!(value, Drawn::Text(_)) {
                line = line.replace(&format!("\"{{{name}}}\""), &format!("{{{name}}}"));
            }
            let placeholder = format!("{{{name}}}");
            if let Drawn::Json(value @ (Value::Object(_) | Value::Array(_))) = value
                && line.contains(&placeholder)
            {
                let printed = json::print_template(value).replace('\n', &format!("\n{indent}"));
                // What a drawn value holds is no placeholder: it is not to be filled again.
                return line.replace(&placeholder, &printed);
            }
        }
        self.fill(&line, str::to_owned)
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
            Drawn::Text(value) if !value.is_empty() && text.starts_with(value.as_str()) => {
                Some((name.as_str(), value.len()))
            }
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

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
    fn an_empty_value_stands_nowhere() {
        let mut values = values();
        values.insert("vide", Drawn::Text(String::new()));
        assert_eq!(values.normalise("a", str::to_owned), "a");
        assert!(!values.clashes(&Drawn::Text("Ada".into())));
    }

    #[test]
    fn integers_are_left_alone_inside_text() {
        assert_eq!(normalised("37"), "37");
        assert_eq!(values().integer(37), Some("age"));
        assert_eq!(values().integer(38), None);
    }

    #[test]
    fn a_whole_json_value_is_expanded_where_it_stands() {
        let mut values = values();
        values.insert("fiche", Drawn::Json(json!({"b": [1], "a": "{nom}"})));
        assert_eq!(
            values.expand("[\n  {fiche},\n  \"{age}\"\n]"),
            "[\n  {\n    \"a\": \"{nom}\",\n    \"b\": [\n      1\n    ]\n  },\n  37\n]"
        );
    }

    #[test]
    fn an_id_stands_for_a_segment_of_a_path() {
        let mut values = values();
        values.insert("id", Drawn::Id(7));
        assert_eq!(values.normalise_path("/api/7/77"), "/api/{id}/77");
        assert_eq!(values.normalise("7", str::to_owned), "7");
    }

    #[test]
    fn filling_and_expanding_put_the_values_back() {
        let values = values();
        assert_eq!(values.fill("/{nom}/{x}?{age}", |v| v.to_uppercase()), "/ZOÉ/{x}?37");
        assert_eq!(values.expand("{complet} \\{nom}"), "Zoé Ménard {nom}");
    }
}
