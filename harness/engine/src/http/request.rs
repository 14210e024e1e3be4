//! What is asked, written with placeholders.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::draw::Drawn;
use crate::template::Values;

/// Everything but the unreserved characters of RFC 3986, section 2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The methods that the labs use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// safe and idempotent
    Get,
    /// neither safe nor idempotent
    Post,
    /// idempotent
    Put,
    /// idempotent
    Delete,
}

impl Method {
    /// The method as it stands in a request line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

/// The body of a request.
#[derive(Clone, Debug)]
pub enum Body {
    /// no body, no `Content-Length`
    None,
    /// JSON; a placeholder in a string is filled, and a string that is a placeholder of an integer
    /// becomes that integer
    Json(Value),
    /// these bytes, declared as this type, or not declared at all
    Raw {
        /// the value of `Content-Type`
        content_type: Option<&'static str>,
        /// sent as they are, placeholders filled
        text: &'static str,
    },
}

/// A request with placeholders: `get("/bonjour/{nom}")`.
#[derive(Clone, Debug)]
pub struct Request {
    /// the method
    pub method: Method,
    /// path and query; values are percent-encoded when they are filled in
    pub path: &'static str,
    /// the body
    pub body: Body,
    /// names of the answer's headers that the check looks at, lower case
    pub shown: &'static [&'static str],
}

/// A GET request.
pub fn get(path: &'static str) -> Request {
    Request::new(Method::Get, path)
}

/// A POST request.
pub fn post(path: &'static str) -> Request {
    Request::new(Method::Post, path)
}

/// A PUT request.
pub fn put(path: &'static str) -> Request {
    Request::new(Method::Put, path)
}

/// A DELETE request.
pub fn delete(path: &'static str) -> Request {
    Request::new(Method::Delete, path)
}

impl Request {
    fn new(method: Method, path: &'static str) -> Self {
        Self { method, path, body: Body::None, shown: &[] }
    }

    /// With a JSON body.
    #[must_use]
    pub fn json(mut self, body: Value) -> Self {
        self.body = Body::Json(body);
        self
    }

    /// With a body of any type, or of none.
    #[must_use]
    pub fn raw(mut self, content_type: Option<&'static str>, text: &'static str) -> Self {
        self.body = Body::Raw { content_type, text };
        self
    }

    /// Looks at these headers of the answer; their names are lower case.
    #[must_use]
    pub fn showing(mut self, headers: &'static [&'static str]) -> Self {
        self.shown = headers;
        self
    }

    /// Path and query with the values filled in, percent-encoded.
    pub fn target(&self, values: &Values) -> String {
        values.fill(self.path, |value| utf8_percent_encode(value, RESERVED).to_string())
    }

    /// The body with the values filled in, and its declared type.
    pub fn payload(&self, values: &Values) -> Option<(Option<&'static str>, String)> {
        match &self.body {
            Body::None => None,
            Body::Json(template) => {
                Some((Some("application/json"), filled(template, values).to_string()))
            }
            Body::Raw { content_type, text } => {
                Some((*content_type, values.fill(text, str::to_owned)))
            }
        }
    }

    /// The bytes that go over the wire to `host`.
    ///
    /// They are those of the `curl` line that a failure shows, so that the line reproduces the
    /// exchange, and nothing tells a check from a client.
    pub fn wire(&self, host: &str, values: &Values) -> Vec<u8> {
        let mut wire = format!(
            "{} {} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: curl/8.14.1\r\nAccept: */*\r\n",
            self.method.name(),
            self.target(values)
        );
        let payload = self.payload(values);
        if let Some((content_type, text)) = &payload {
            if let Some(content_type) = content_type {
                wire.push_str(&format!("Content-Type: {content_type}\r\n"));
            }
            wire.push_str(&format!("Content-Length: {}\r\n", text.len()));
        }
        wire.push_str("\r\n");
        if let Some((_, text)) = payload {
            wire.push_str(&text);
        }
        wire.into_bytes()
    }

    /// A command that asks the same of a server at `base`, to be pasted into a POSIX shell.
    pub fn curl(&self, base: &str, values: &Values) -> String {
        let mut words = vec!["curl".to_owned(), "-i".to_owned()];
        let payload = self.payload(values);
        let implied = if payload.is_some() { Method::Post } else { Method::Get };
        if self.method != implied {
            words.extend(["-X".to_owned(), self.method.name().to_owned()]);
        }
        words.push(format!("{base}{}", self.target(values)));
        if let Some((content_type, text)) = payload {
            let header = match content_type {
                Some(content_type) => format!("Content-Type: {content_type}"),
                // `--data` declares a form; an empty value removes the header.
                None => "Content-Type:".to_owned(),
            };
            words.extend(["-H".to_owned(), header, "--data-raw".to_owned(), text]);
        }
        shlex::try_join(words.iter().map(String::as_str)).unwrap_or_else(|_| words.join(" "))
    }
}

/// `template` with every placeholder in its strings filled.
fn filled(template: &Value, values: &Values) -> Value {
    match template {
        Value::String(text) => {
            let whole = text.strip_prefix('{').and_then(|text| text.strip_suffix('}'));
            match whole.and_then(|name| values.get(name)) {
                Some(Drawn::Integer(number)) => Value::from(*number),
                _ => Value::String(values.fill(text, str::to_owned)),
            }
        }
        Value::Array(items) => items.iter().map(|item| filled(item, values)).collect(),
        Value::Object(fields) => fields
            .iter()
            .map(|(key, value)| (values.fill(key, str::to_owned), filled(value, values)))
            .collect(),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{get, post};
    use crate::draw::Drawn;
    use crate::template::Values;

    fn values() -> Values {
        let mut values = Values::default();
        values.insert("nom", Drawn::Text("Zoé d'Or".into()));
        values.insert("age", Drawn::Integer(37));
        values
    }

    #[test]
    fn values_are_encoded_in_the_path_and_plain_in_the_body() {
        let request = post("/api/{nom}").json(json!({"nom": "{nom}", "age": "{age}"}));
        let wire = String::from_utf8(request.wire("h:1", &values())).expect("UTF-8");
        assert_eq!(
            wire,
            "POST /api/Zo%C3%A9%20d%27Or HTTP/1.1\r\nHost: h:1\r\nUser-Agent: curl/8.14.1\r\n\
             Accept: */*\r\nContent-Type: application/json\r\nContent-Length: 28\r\n\r\n\
             {\"age\":37,\"nom\":\"Zoé d'Or\"}"
        );
    }

    #[test]
    fn the_curl_line_survives_a_shell() {
        let base = "http://127.0.0.1:5000";
        assert_eq!(get("/a?b=1").curl(base, &values()), "curl -i 'http://127.0.0.1:5000/a?b=1'");
        assert_eq!(
            post("/a").json(json!("{nom}")).curl(base, &values()),
            "curl -i http://127.0.0.1:5000/a -H 'Content-Type: application/json' \
             --data-raw \"\\\"Zoé d'Or\\\"\""
        );
        assert_eq!(
            post("/a").raw(None, "x").curl(base, &values()),
            "curl -i http://127.0.0.1:5000/a -H Content-Type: --data-raw x"
        );
    }
}
