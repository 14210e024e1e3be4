//! Which media type of a document a response has. (RFC 9110, sections 8.3.1 and 12.5.1)

use serde_json::{Map, Value};

/// The JSON that the service speaks.
pub const JSON: &str = "application/json";

/// The key of `content` that describes `received`, the value of a `Content-Type`: the most specific
/// one counts. (OpenAPI 3.1.0, section 4.8.14)
pub fn described<'a>(
    content: &'a Map<String, Value>,
    received: &str,
) -> Option<(&'a str, &'a Value)> {
    let received = MediaType::read(received);
    let fitting = content.iter().filter_map(|(key, value)| {
        Some((MediaType::read(key).specificity(&received)?, key.as_str(), value))
    });
    let best = fitting.max_by_key(|(specificity, _, _)| *specificity);
    best.map(|(_, key, value)| (key, value))
}

/// Whether a body of this type is JSON. (RFC 6839, section 3.1)
pub fn is_json(received: &str) -> bool {
    let essence = MediaType::read(received).essence;
    essence == JSON || essence.ends_with("+json")
}

/// A media type or a range.
struct MediaType {
    /// in lower case
    essence: String,
    /// in lower case, but `charset=utf-8`, which JSON always has
    parameters: Vec<String>,
}

impl MediaType {
    fn read(text: &str) -> Self {
        let mut parts = text.split(';').map(|part| part.trim().to_ascii_lowercase());
        let essence = parts.next().unwrap_or_default();
        let without_quotes = |part: String| part.replace(['"', ' '], "");
        let parameters = parts.map(without_quotes);
        let counts = |part: &String| {
            !part.is_empty() && !matches!(part.as_str(), "charset=utf-8" | "charset=utf8")
        };
        Self { essence, parameters: parameters.filter(counts).collect() }
    }

    /// How closely this range describes a type, if it does.
    fn specificity(&self, received: &Self) -> Option<usize> {
        if !self.parameters.iter().all(|parameter| received.parameters.contains(parameter)) {
            return None;
        }
        let closeness = match self.essence.strip_suffix("/*") {
            Some("*") => 0,
            Some(family) if received.essence.split('/').next() == Some(family) => 1,
            None if self.essence == received.essence => 2,
            _ => return None,
        };
        Some(closeness * 100 + self.parameters.len())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::{described, is_json};

    fn key(keys: &[&str], received: &str) -> Option<String> {
        let content: Map<String, Value> =
            keys.iter().map(|key| ((*key).to_owned(), json!({}))).collect();
        described(&content, received).map(|(key, _)| key.to_owned())
    }

    #[test]
    fn the_most_specific_key_describes_a_type() {
        let keys = ["*/*", "application/*", "Application/JSON; charset=UTF-8"];
        let found = |received| key(&keys, received);
        assert_eq!(found("application/json").as_deref(), Some(keys[2]));
        assert_eq!(found("application/xml").as_deref(), Some(keys[1]));
        assert_eq!(found("text/html; charset=utf-8").as_deref(), Some(keys[0]));
        assert_eq!(key(&["text/*", "application/json;v=2"], "application/json"), None);
        assert!(key(&["application/json; v=2"], "application/json; v=\"2\"").is_some());
    }

    #[test]
    fn json_has_several_names() {
        assert!(is_json("Application/Problem+JSON; charset=utf-8"));
        assert!(!is_json("text/plain"));
    }
}
