//! Placeholders: `{nom}` stands for a drawn value, in requests and in expected responses.
//!
//! A request is written with placeholders, which are filled before it is sent. In a response, every
//! drawn value becomes its placeholder, the longest value first. A placeholder that the server sent
//! literally is escaped (`\{nom}`), so that sending placeholders never passes.

use serde_json::Value;

use crate::draw::Drawn;
use crate::json::{self, Names};

/// The drawn values of one check, by name.
#[derive(Clone, Debug, Default)]
pub struct Values {
    /// longest text first, so that a value that is part of another does not hide it
    values: Vec<(String, Drawn)>,
    /// the keys that may contain ids which the server chose
    id_keys: &'static [&'static str],
}

/// A part of a normalised text.
#[derive(Debug, PartialEq)]
pub enum Piece<'a> {
    /// text without drawn values
    Literal(&'a str),
    /// a drawn value, by its name
    Placeholder(&'a str),
    /// a placeholder that the server sent literally
    Forged(&'a str),
}

impl Values {
    /// No values yet; ids may appear under these keys.
    pub fn with_id_keys(id_keys: &'static [&'static str]) -> Self {
        Self { values: Vec::new(), id_keys }
    }

    /// Adds a value, or replaces that of the same name.
    pub fn insert(&mut self, name: &str, value: Drawn) {
        self.values.retain(|(known, _)| known != name);
        self.values.push((name.to_owned(), value));
        self.values.sort_by_key(|(_, value)| std::cmp::Reverse(value.text().len()));
    }

    /// Whether `candidate` could be confused with a value that has been drawn already.
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

    /// `template` with every placeholder replaced by its value; `encode` is applied to the values.
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

    /// `text`, split into drawn values, literal placeholders, and the rest.
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

    /// `text` as it is written in a transcript; `escape` is applied to its literal parts.
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

    /// The name of an id, as it is written in a path.
    fn id(&self, segment: &str) -> Option<&str> {
        let is_it = |value: &Drawn| match value {
            Drawn::Id(number) => segment.parse() == Ok(*number),
            Drawn::TextId(text) => segment == text,
            _ => false,
        };
        self.named_ids(is_it).next()
    }

    /// The names of an id, the latest first: the id of one thing may be equal to that of another.
    fn named_ids(&self, is_it: impl Fn(&Drawn) -> bool) -> impl Iterator<Item = &str> {
        let ids = self.values.iter().rev().filter(move |(_, value)| is_it(value));
        ids.map(|(name, _)| name.as_str())
    }

    fn named(&self, is_it: impl Fn(&Drawn) -> bool) -> Option<&str> {
        self.values.iter().find(|(_, value)| is_it(value)).map(|(name, _)| name.as_str())
    }

    /// `path` with the segments that are ids replaced by their placeholders.
    pub fn normalise_path(&self, path: &str) -> String {
        let normalised = |segment: &str| match self.id(segment) {
            Some(name) => format!("{{{name}}}"),
            None => self.normalise(segment, str::to_owned),
        };
        path.split('/').map(normalised).collect::<Vec<_>>().join("/")
    }

    /// A transcript for a reader: with the values of this run in place of the placeholders.
    pub fn expand(&self, transcript: &str) -> String {
        // A literal placeholder must stay as it is: hide it from `fill`, then restore it.
        const HIDDEN: &str = "\u{0}";
        let hidden = transcript.replace("\\{", HIDDEN);
        let lines: Vec<String> = hidden.split('\n').map(|line| self.expand_line(line)).collect();
        lines.join("\n").replace(HIDDEN, "{")
    }

    /// A drawn JSON object or array becomes several lines, indented like this one. A template of a
    /// request has quotation marks around placeholders of numbers, which the request does not.
    fn expand_line(&self, line: &str) -> String {
        let indent = &line[..line.len() - line.trim_start().len()];
        let mut line = line.to_owned();
        for (name, value) in &self.values {
            if !matches!(value, Drawn::Text(_) | Drawn::TextId(_)) {
                line = line.replace(&format!("\"{{{name}}}\""), &format!("{{{name}}}"));
            }
            let placeholder = format!("{{{name}}}");
            if let Drawn::TextId(text) = value {
                let quoted = format!(": {}", Value::from(text.as_str()));
                line = line.replace(&format!(": {placeholder}"), &quoted);
            }
            if let Drawn::Json(value @ (Value::Object(_) | Value::Array(_))) = value
                && line.contains(&placeholder)
            {
                let printed = json::print_template(value).replace('\n', &format!("\n{indent}"));
                // Braces in a drawn value are no placeholders, so it must not be filled again.
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

impl Names for Values {
    fn of_value(&self, value: &Value) -> Option<&str> {
        self.named(|known| matches!(known, Drawn::Json(known) if json::equal(known, value)))
    }

    fn of_integer(&self, number: i64) -> Option<&str> {
        self.named(|value| *value == Drawn::Integer(number))
    }

    fn of_id(&self, key: &str, value: &Value) -> Option<&str> {
        let is_it = |known: &Drawn| match known {
            Drawn::Id(number) => json::integer(value) == Some(*number),
            Drawn::TextId(text) => value.as_str() == Some(text),
            _ => false,
        };
        let mut names = self.named_ids(is_it).filter(|_| self.id_keys.contains(&key));
        let latest = names.next()?;
        // Under `livre`, an id is that of `{livre}`.
        [latest].into_iter().chain(names).find(|name| *name == key).or(Some(latest))
    }

    fn in_text(&self, text: &str, escape: fn(&str) -> String) -> String {
        self.normalise(text, escape)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Values;
    use crate::draw::Drawn;
    use crate::json::{self, Names};

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
    fn a_literal_placeholder_never_equals_a_value() {
        assert_eq!(normalised("{nom}"), "\\{nom}");
        assert_eq!(normalised("\\{nom}"), "\\\\{nom}");
        assert_eq!(normalised("\\Zoé"), "\\{nom}");
        assert_eq!(normalised("{unknown}"), "{unknown}");
    }

    #[test]
    fn an_empty_value_is_found_nowhere() {
        let mut values = values();
        values.insert("vide", Drawn::Text(String::new()));
        assert_eq!(values.normalise("a", str::to_owned), "a");
        assert!(!values.clashes(&Drawn::Text("Ada".into())));
    }

    #[test]
    fn integers_are_left_alone_inside_text() {
        assert_eq!(normalised("37"), "37");
        assert_eq!(values().of_integer(37), Some("age"));
        assert_eq!(values().of_integer(38), None);
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
    fn of_two_equal_ids_the_name_of_the_key_is_right_and_else_the_latest() {
        let mut values = Values::with_id_keys(&["id", "livre", "membre"]);
        for name in ["livre", "membre", "emprunt"] {
            values.insert(name, Drawn::Id(1));
        }
        let loan = json!({"id": 1, "livre": 1, "membre": 1});
        let printed = json::print(&loan, &values);
        let expected = "{\n  \"id\": {emprunt},\n  \"livre\": {livre},\n  \"membre\": {membre}\n}";
        assert_eq!(printed, expected);
        assert_eq!(values.normalise_path("/api/emprunts/1"), "/api/emprunts/{emprunt}");
    }

    #[test]
    fn filling_and_expanding_put_the_values_back() {
        let values = values();
        assert_eq!(values.fill("/{nom}/{x}?{age}", |v| v.to_uppercase()), "/ZOÉ/{x}?37");
        assert_eq!(values.expand("{complet} \\{nom}"), "Zoé Ménard {nom}");
    }

    fn printed(text: &str) -> String {
        json::print(&json::parse(text.as_bytes()).expect("valid JSON"), &values())
    }

    #[test]
    fn drawn_values_become_placeholders_of_their_own_type() {
        assert_eq!(
            printed(r#"{"n": "Bonjour Zo\u00e9", "a": 37}"#),
            "{\n  \"a\": {age},\n  \"n\": \"Bonjour {nom}\"\n}"
        );
        assert_eq!(printed(r#""37""#), r#""37""#);
        assert_eq!(printed(r#""{nom} \"""#), r#""\{nom} \"""#);
    }

    #[test]
    fn an_id_has_a_name_under_the_keys_of_the_lab_alone() {
        let mut values = Values::with_id_keys(&["id"]);
        values.insert("id", Drawn::Id(7));
        let document = json!({"id": 7, "stock": 7});
        assert_eq!(json::print(&document, &values), "{\n  \"id\": {id},\n  \"stock\": 7\n}");
    }
}
