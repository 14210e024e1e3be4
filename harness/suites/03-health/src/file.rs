//! Reads the file of the patients.

use engine::json;
use serde::Serialize;
use serde_json::Value;
use serde_json::ser::{PrettyFormatter, Serializer};
use texts::Message;

use crate::messages::files;

/// The content, or in what way it is not valid, not sorted or not indented.
pub fn tidy(text: &str) -> Result<Value, Message> {
    let value = valid(text)?;
    if let Some((before, after)) = json::unsorted(text) {
        return Err(files::unsorted(format!("{after:?}"), format!("{before:?}")));
    }
    if is_indented(text, &value) { Ok(value) } else { Err(files::NOT_INDENTED) }
}

/// The content, or why it is not valid.
pub fn valid(text: &str) -> Result<Value, Message> {
    if text.trim().is_empty() {
        return Err(files::EMPTY);
    }
    json::parse(text.as_bytes()).map_err(|error| files::not_json(error.to_string()))
}

/// Whether every line is indented as `serde_json` would indent it, with any unit.
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
    use super::tidy;

    fn is_tidy(text: &str) -> bool {
        tidy(text).is_ok()
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
