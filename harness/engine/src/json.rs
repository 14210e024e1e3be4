//! JSON as the contract reads it: the order of keys and the form of escapes do not matter, `1.0`
//! equals `1`, and a key that appears twice in one object is an error.

use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// Parses one document.
///
/// # Errors
/// What is malformed and where. A key that appears twice in one object is malformed too.
pub fn parse(bytes: &[u8]) -> Result<Value, serde_json::Error> {
    serde_json::from_slice::<Strict>(bytes).map(|strict| strict.0)
}

/// The names of values, for printing a document with placeholders.
pub trait Names {
    /// The name of this whole value.
    fn of_value(&self, value: &Value) -> Option<&str>;

    /// The name of this number.
    fn of_integer(&self, number: i64) -> Option<&str>;

    /// The name of this value as an id, if `key` may contain ids.
    fn of_id(&self, key: &str, value: &Value) -> Option<&str>;

    /// `text` with placeholders in the place of values; `escape` is applied to the rest.
    fn in_text(&self, text: &str, escape: fn(&str) -> String) -> String;
}

/// The document as it is written in a transcript: indented, keys sorted, a placeholder for every
/// value that has a name.
pub fn print(value: &Value, names: &dyn Names) -> String {
    let mut printed = String::new();
    Printer { names: Some(names), printed: &mut printed }.value(value, 0);
    printed
}

/// The template of a request as it is written in a transcript: like [`print()`], placeholders
/// unchanged.
pub fn print_template(template: &Value) -> String {
    let mut printed = String::new();
    Printer { names: None, printed: &mut printed }.value(template, 0);
    printed
}

/// Whether two documents are equal as the contract reads them.
pub fn equal(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => number(one) == number(other),
        (Value::Array(ones), Value::Array(others)) => {
            ones.len() == others.len() && ones.iter().zip(others).all(|(a, b)| equal(a, b))
        }
        (Value::Object(ones), Value::Object(others)) => {
            ones.len() == others.len()
                && ones.iter().all(|(key, one)| others.get(key).is_some_and(|b| equal(one, b)))
        }
        (one, other) => one == other,
    }
}

/// The value as an integer, however it is written: `1.0` is 1.
pub fn integer(value: &Value) -> Option<i64> {
    let Value::Number(number) = value else { return None };
    number.as_i64().or_else(|| integral(number))
}

/// `text`, which should be a document but may be malformed, with `1.0` written as `1`.
pub fn with_plain_integers(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let (mut in_string, mut escaped) = (false, false);
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let after = &rest[letter.len_utf8()..];
        let zeros = after.len() - after.trim_start_matches('0').len();
        let goes_on = after[zeros..].starts_with(|next: char| next.is_ascii_alphanumeric());
        if letter == '.' && !in_string && zeros > 0 && !goes_on {
            rest = &after[zeros..];
            continue;
        }
        if letter == '"' && !escaped {
            in_string = !in_string;
        }
        escaped = letter == '\\' && !escaped;
        plain.push(letter);
        rest = after;
    }
    plain
}

/// The number in a form that is the same for equal numbers.
fn number(number: &Number) -> String {
    let integer = number.as_i64().or_else(|| integral(number));
    integer.map_or_else(|| number.to_string(), |integer| integer.to_string())
}

struct Printer<'a> {
    names: Option<&'a dyn Names>,
    printed: &'a mut String,
}

impl Printer<'_> {
    fn value(&mut self, value: &Value, depth: usize) {
        if let Some(name) = self.names.and_then(|names| names.of_value(value)) {
            self.printed.push_str(&format!("{{{name}}}"));
            return;
        }
        match value {
            Value::Array(items) if !items.is_empty() => {
                self.block('[', ']', items, depth, |printer, item| printer.value(item, depth + 1));
            }
            Value::Object(fields) if !fields.is_empty() => {
                let mut sorted: Vec<_> = fields.iter().collect();
                sorted.sort_by_key(|(key, _)| *key);
                self.block('{', '}', sorted, depth, |printer, (key, value)| {
                    printer.string(key);
                    printer.printed.push_str(": ");
                    printer.field(key, value, depth + 1);
                });
            }
            Value::String(text) => self.string(text),
            Value::Number(number) => self.number(number),
            other => self.printed.push_str(&other.to_string()),
        }
    }

    fn field(&mut self, key: &str, value: &Value, depth: usize) {
        match self.names.and_then(|names| names.of_id(key, value)) {
            Some(name) => self.printed.push_str(&format!("{{{name}}}")),
            None => self.value(value, depth),
        }
    }

    fn block<T>(
        &mut self,
        open: char,
        close: char,
        items: impl IntoIterator<Item = T>,
        depth: usize,
        mut print: impl FnMut(&mut Self, T),
    ) {
        self.printed.push(open);
        for (index, item) in items.into_iter().enumerate() {
            self.printed.push_str(if index == 0 { "\n" } else { ",\n" });
            self.printed.push_str(&"  ".repeat(depth + 1));
            print(self, item);
        }
        self.printed.push('\n');
        self.printed.push_str(&"  ".repeat(depth));
        self.printed.push(close);
    }

    fn string(&mut self, text: &str) {
        let inside = match self.names {
            Some(names) => names.in_text(text, escaped),
            None => escaped(text),
        };
        self.printed.push('"');
        self.printed.push_str(&inside);
        self.printed.push('"');
    }

    fn number(&mut self, value: &Number) {
        let integer = value.as_i64().or_else(|| integral(value));
        match integer.and_then(|integer| self.names?.of_integer(integer)) {
            Some(name) => self.printed.push_str(&format!("{{{name}}}")),
            None => self.printed.push_str(&number(value)),
        }
    }
}

/// The integer that `1.0` or `1e2` stands for, if a double represents it exactly.
fn integral(number: &Number) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0; // 2^53
    let float = number.as_f64().filter(|_| number.is_f64())?;
    #[expect(clippy::cast_possible_truncation, reason = "whole, and below 2^53")]
    (float.fract() == 0.0 && float.abs() < EXACT).then_some(float as i64)
}

/// `text` as it is written between the quotes of a JSON string.
fn escaped(text: &str) -> String {
    let quoted = Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

/// The first two keys of one object that are in the wrong order, if any: a key, and a smaller one
/// further down. Keys are compared by code point.
pub fn unsorted(text: &str) -> Option<(String, String)> {
    let mut found = None;
    let mut deserializer = serde_json::Deserializer::from_str(text);
    // Whether the document is complete is checked elsewhere.
    let _ = Order(&mut found).deserialize(&mut deserializer);
    found
}

/// Looks for keys in the wrong order.
struct Order<'a>(&'a mut Option<(String, String)>);

impl<'de> DeserializeSeed<'de> for Order<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Order<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        while access.next_element_seed(Order(self.0))?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        let mut before: Option<String> = None;
        while let Some(key) = access.next_key::<String>()? {
            access.next_value_seed(Order(self.0))?;
            if let Some(before) = before.filter(|before| *before > key && self.0.is_none()) {
                *self.0 = Some((before, key.clone()));
            }
            before = Some(key);
        }
        Ok(())
    }
}

/// A document in which no object has the same key twice.
struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor).map(Strict)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(Strict(item)) = access.next_element()? {
            items.push(item);
        }
        Ok(items.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut fields = Map::new();
        while let Some((key, Strict(value))) = access.next_entry::<String, Strict>()? {
            if fields.contains_key(&key) {
                return Err(A::Error::custom(format_args!("duplicate key {key:?}")));
            }
            fields.insert(key, value);
        }
        Ok(fields.into())
    }
}

#[cfg(test)]
mod tests {
    use super::{parse, print_template};

    fn printed(text: &str) -> String {
        print_template(&parse(text.as_bytes()).expect("valid JSON"))
    }

    #[test]
    fn whole_numbers_are_written_plainly() {
        let text = r#"{"a": 141.0, "b": 1.50, "c": 2.00, "d": "3.0 \" 4.0", "e": 1.0e3}"#;
        let plain = r#"{"a": 141, "b": 1.50, "c": 2, "d": "3.0 \" 4.0", "e": 1.0e3}"#;
        assert_eq!(super::with_plain_integers(text), plain);
    }

    #[test]
    fn equal_documents_are_printed_equally() {
        assert_eq!(printed(r#"{"b": 1.0, "a": "\u00e9"}"#), printed("{\"a\":\"é\",\"b\":1}\n"));
        assert_eq!(printed("1e2"), "100");
        assert_eq!(printed("-0.0"), "0");
        assert_eq!(printed("[]"), "[]");
        assert_eq!(printed("{}"), "{}");
    }

    #[test]
    fn different_numbers_are_printed_differently() {
        assert_ne!(printed("1"), printed("1.0000001"));
        assert_ne!(printed("1"), printed("\"1\""));
        assert_ne!(printed("9007199254740993"), printed("9007199254740992"));
        assert_ne!(printed("18446744073709551615"), printed("18446744073709551614"));
    }

    #[test]
    fn a_repeated_key_is_refused() {
        let error = parse(br#"{"a": 1, "b": {"c": 1, "c": 2}}"#).expect_err("a duplicate");
        assert!(error.to_string().starts_with("duplicate key \"c\""), "{error}");
    }
}
