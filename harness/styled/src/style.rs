//! The styles.

use std::fmt::Write as _;
use std::time::Duration;

use clap::ValueEnum;
use serde_json::Value;

use crate::response::Response;

/// How the response differs from that of the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Style {
    /// The keys of JSON objects in reverse order
    KeyOrder,
    /// All characters beyond ASCII and all slashes escaped in JSON
    Escapes,
    /// JSON with spaces, line breaks and a trailing newline
    Spaced,
    /// Integers written as 1.0
    Fractions,
    /// Bodies in chunks of a few bytes
    Chunked,
    /// Connection: close
    Close,
    /// HTTP/1.0: the end of the connection marks the end of the body
    Http10,
    /// Header names in lower case, no space after the colon, no reason phrase
    LowerCase,
    /// Additional headers, and a charset
    Headers,
    /// The server listens only after two seconds
    SlowStart,
    /// Every response takes a tenth of a second and is sent in pieces
    Slow,
    /// Listens on ::1 only, which the contract does not allow
    Ipv6,
}

impl Style {
    /// How long to wait before listening.
    pub fn start_delay(self) -> Duration {
        Duration::from_secs(if self == Self::SlowStart { 2 } else { 0 })
    }

    /// How long to wait before the response.
    pub fn response_delay(self) -> Duration {
        Duration::from_millis(if self == Self::Slow { 100 } else { 0 })
    }

    /// The response in this style, in the pieces in which it is sent.
    pub fn pieces(self, mut response: Response) -> Vec<Vec<u8>> {
        if response.is_json()
            && let Ok(value) = serde_json::from_slice(&response.body)
            && let Some(text) = self.json(&value)
        {
            response.body = text.into_bytes();
        }
        self.change_headers(&mut response);
        let head = self.head(&response);
        match self {
            Self::Chunked if response.may_have_body => {
                let chunks = response.body.chunks(7).map(|part| {
                    [format!("{:x}\r\n", part.len()).as_bytes(), part, b"\r\n"].concat()
                });
                let mut pieces = vec![head.into_bytes()];
                pieces.extend(chunks);
                pieces.push(b"0\r\n\r\n".to_vec());
                pieces
            }
            Self::Slow => {
                let middle = response.body.len() / 2;
                let (first, second) = response.body.split_at(middle);
                vec![head.into_bytes(), first.to_vec(), second.to_vec()]
            }
            _ => vec![[head.as_bytes(), &response.body].concat()],
        }
    }

    fn json(self, value: &Value) -> Option<String> {
        let mut text = String::new();
        match self {
            Self::KeyOrder | Self::Escapes | Self::Spaced | Self::Fractions => {
                self.write(value, &mut text);
            }
            _ => return None,
        }
        if self == Self::Spaced {
            text.push('\n');
        }
        Some(text)
    }

    fn write(self, value: &Value, text: &mut String) {
        let gap = if self == Self::Spaced { " \r\n\t" } else { "" };
        match value {
            Value::Object(fields) => {
                let mut pairs: Vec<_> = fields.iter().collect();
                if self == Self::KeyOrder {
                    pairs.reverse();
                }
                text.push('{');
                for (index, (key, value)) in pairs.into_iter().enumerate() {
                    text.push_str(if index > 0 { "," } else { "" });
                    text.push_str(gap);
                    text.push_str(&self.string(key));
                    text.push_str(gap);
                    text.push(':');
                    text.push_str(gap);
                    self.write(value, text);
                }
                text.push_str(gap);
                text.push('}');
            }
            Value::Array(items) => {
                text.push('[');
                for (index, item) in items.iter().enumerate() {
                    text.push_str(if index > 0 { "," } else { "" });
                    text.push_str(gap);
                    self.write(item, text);
                }
                text.push_str(gap);
                text.push(']');
            }
            Value::String(string) => text.push_str(&self.string(string)),
            Value::Number(number) if self == Self::Fractions && !number.is_f64() => {
                text.push_str(&format!("{number}.0"));
            }
            other => text.push_str(&other.to_string()),
        }
    }

    /// A string of JSON with its quotation marks.
    fn string(self, string: &str) -> String {
        let plain = Value::from(string).to_string();
        if self != Self::Escapes {
            return plain;
        }
        let mut escaped = String::new();
        for letter in plain.chars() {
            match letter {
                '/' => escaped.push_str("\\/"),
                letter if letter.is_ascii() => escaped.push(letter),
                letter => {
                    for unit in letter.encode_utf16(&mut [0; 2]) {
                        // Writing to a string cannot fail.
                        let _ = write!(escaped, "\\u{unit:04X}");
                    }
                }
            }
        }
        escaped
    }

    fn change_headers(self, response: &mut Response) {
        if self == Self::Headers {
            for (name, value) in &mut response.headers {
                if name.eq_ignore_ascii_case("content-type") && !value.contains("charset") {
                    value.push_str(";Charset=UTF-8");
                }
            }
            let more = [("Server", "styled"), ("X-Request-Id", "7"), ("Cache-Control", "no-store")];
            response.headers.extend(more.map(|(name, value)| (name.to_owned(), value.to_owned())));
        }
        if self == Self::Close {
            response.headers.push(("Connection".to_owned(), "close".to_owned()));
        }
        match self {
            Self::Http10 => {}
            _ if !response.may_have_body => {}
            Self::Chunked => {
                response.headers.push(("Transfer-Encoding".to_owned(), "chunked".to_owned()));
            }
            _ => response
                .headers
                .push(("Content-Length".to_owned(), response.body.len().to_string())),
        }
    }

    fn head(self, response: &Response) -> String {
        let version = if self == Self::Http10 { "1.0" } else { "1.1" };
        let reason = if self == Self::LowerCase { "" } else { "Answer" };
        let mut head = format!("HTTP/{version} {} {reason}\r\n", response.status);
        for (name, value) in &response.headers {
            let line = match self {
                Self::LowerCase => format!("{}:{value}\r\n", name.to_ascii_lowercase()),
                _ => format!("{name}: {value}\r\n"),
            };
            head.push_str(&line);
        }
        head.push_str("\r\n");
        head
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Style;

    #[test]
    fn the_meaning_stays_the_same() {
        let value = json!({ "nom": "Zoé 🎉/", "prix": 12, "rien": [null, 1.5] });
        for style in [Style::KeyOrder, Style::Escapes, Style::Spaced] {
            let text = style.json(&value).expect("another text");
            let read: serde_json::Value = serde_json::from_str(&text).expect("JSON");
            assert_eq!(read, value, "{text}");
        }
        let text = Style::Escapes.json(&value).expect("another text");
        assert!(text.contains("\\u00E9 \\uD83C\\uDF89\\/"), "{text}");
        let text = Style::KeyOrder.json(&value).expect("another text");
        assert!(text.starts_with("{\"rien\""), "{text}");
        let text = Style::Fractions.json(&value).expect("another text");
        assert!(text.contains("12.0"), "{text}");
    }
}
