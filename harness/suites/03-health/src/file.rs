//! The patients' file as the contract wants it.

use engine::json;
use engine::{Lang, Text};
use serde::Serialize;
use serde_json::Value;
use serde_json::ser::{PrettyFormatter, Serializer};

/// The content, or why it is not valid, not sorted or not indented.
pub fn tidy(text: &str, lang: Lang) -> Result<Value, String> {
    let value = valid(text, lang)?;
    if let Some((before, after)) = json::unsorted(text) {
        return Err(match lang {
            Lang::Fr => format!("les clés ne sont pas triées : {after:?} vient après {before:?}"),
            Lang::En => format!("the keys are not sorted: {after:?} comes after {before:?}"),
        });
    }
    if is_indented(text, &value) { Ok(value) } else { Err(NOT_INDENTED.get(lang).to_owned()) }
}

/// The content, or why it is not valid.
pub fn valid(text: &str, lang: Lang) -> Result<Value, String> {
    if text.trim().is_empty() {
        return Err(EMPTY.get(lang).to_owned());
    }
    json::parse(text.as_bytes()).map_err(|error| match lang {
        Lang::Fr => format!("ce fichier n'est pas du JSON : {error}"),
        Lang::En => format!("this file is not JSON: {error}"),
    })
}

const EMPTY: Text = Text { fr: "ce fichier est vide", en: "this file is empty" };

const NOT_INDENTED: Text = Text {
    fr: "le fichier n'est pas indenté : une clé par ligne, décalée de son niveau",
    en: "the file is not indented: a key on each line, shifted by its level",
};

/// Whether every line begins as far to the right as serde_json would begin it, whatever the unit.
fn is_indented(text: &str, value: &Value) -> bool {
    let unit = text.lines().nth(1).map_or("", indentation);
    let mut pretty = Vec::new();
    let formatter = PrettyFormatter::with_indent(unit.as_bytes());
    let written = value.serialize(&mut Serializer::with_formatter(&mut pretty, formatter));
    let pretty = String::from_utf8_lossy(&pretty);
    let empty = value.as_object().is_some_and(serde_json::Map::is_empty);
    written.is_ok()
        && (empty || !unit.is_empty())
        && pretty.lines().map(indentation).eq(text.trim_end().lines().map(indentation))
}

fn indentation(line: &str) -> &str {
    &line[..line.len() - line.trim_start().len()]
}

#[cfg(test)]
mod tests {
    use engine::Lang;

    use super::tidy;

    fn is_tidy(text: &str) -> bool {
        tidy(text, Lang::En).is_ok()
    }

    #[test]
    fn any_unit_of_indentation_is_tidy() {
        assert!(is_tidy("{\n  \"a\": {\n    \"b\": 1\n  }\n}\n"));
        assert!(is_tidy("{\n\t\"a\": {\n\t\t\"b\": 1,\n\t\t\"c\": 2\n\t}\n}"));
        assert!(is_tidy("{}"));
    }

    #[test]
    fn what_is_flat_unsorted_or_torn_is_not() {
        assert!(!is_tidy("{\"a\": {\"b\": 1}}"));
        assert!(!is_tidy("{\n\"a\": {\n\"b\": 1\n}\n}"));
        assert!(!is_tidy("{\n  \"b\": 1,\n  \"a\": 1\n}"));
        assert!(!is_tidy("{\n  \"a\": {\n    \"c\": 1,\n    \"b\": 1\n  }\n}"));
        assert!(!is_tidy("{\n  \"a\": {\n"));
        assert!(!is_tidy(""));
    }
}
