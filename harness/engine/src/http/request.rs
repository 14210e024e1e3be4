//! What is asked, written with placeholders.

use std::borrow::Cow;

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
    /// neither safe nor idempotent (RFC 5789)
    Patch,
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
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// The body of a request.
#[derive(Clone, Debug)]
pub enum Body {
    /// no body, no `Content-Length`
    None,
    /// JSON; a placeholder in a string is filled, and a string that is the placeholder of an integer
    /// or of a JSON value becomes that value
    Json(Value),
    /// these bytes, declared as this type, or not declared at all
    Raw {
        /// the value of `Content-Type`
        content_type: Option<Cow<'static, str>>,
        /// sent as they are, placeholders filled
        text: Cow<'static, str>,
    },
}

/// A request with placeholders: `get("/bonjour/{nom}")`.
#[derive(Clone, Debug)]
pub struct Request {
    /// the method
    pub method: Method,
    /// path and query; values are percent-encoded when they are filled in
    pub path: Cow<'static, str>,
    /// beside those that every request has; `accept` takes the place of `*/*`
    pub headers: Vec<(&'static str, Cow<'static, str>)>,
    /// the body
    pub body: Body,
    /// names of the answer's headers that the check looks at, lower case
    pub shown: &'static [&'static str],
    /// the placeholder for the integer under the key `id` of the answer
    pub named: Option<&'static str>,
}

/// A GET request.
pub fn get(path: impl Into<Cow<'static, str>>) -> Request {
    Request::new(Method::Get, path)
}

/// A POST request.
pub fn post(path: impl Into<Cow<'static, str>>) -> Request {
    Request::new(Method::Post, path)
}

/// A PUT request.
pub fn put(path: impl Into<Cow<'static, str>>) -> Request {
    Request::new(Method::Put, path)
}

/// A PATCH request.
pub fn patch(path: impl Into<Cow<'static, str>>) -> Request {
    Request::new(Method::Patch, path)
}

/// A DELETE request.
pub fn delete(path: impl Into<Cow<'static, str>>) -> Request {
    Request::new(Method::Delete, path)
}

impl Request {
    /// A request without a body.
    pub fn new(method: Method, path: impl Into<Cow<'static, str>>) -> Self {
        let path = path.into();
        Self { method, path, headers: Vec::new(), body: Body::None, shown: &[], named: None }
    }

    /// With one more header; its name is lower case.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<Cow<'static, str>>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// `{name}` stands for the integer under the key `id` of the answer, from this answer on: under
    /// the keys that hold ids, and as a segment of the path in `Location`.
    #[must_use]
    pub fn naming(mut self, name: &'static str) -> Self {
        self.named = Some(name);
        self
    }

    /// With a JSON body.
    #[must_use]
    pub fn json(mut self, body: Value) -> Self {
        self.body = Body::Json(body);
        self
    }

    /// With a body of any type, or of none.
    #[must_use]
    pub fn raw(
        mut self,
        content_type: Option<&'static str>,
        text: impl Into<Cow<'static, str>>,
    ) -> Self {
        let content_type = content_type.map(Cow::Borrowed);
        self.body = Body::Raw { content_type, text: text.into() };
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
        values.fill(&self.path, |value| utf8_percent_encode(value, RESERVED).to_string())
    }

    /// The body with the values filled in, and its declared type.
    pub fn payload(&self, values: &Values) -> Option<(Option<&str>, String)> {
        match &self.body {
            Body::None => None,
            Body::Json(template) => {
                Some((Some("application/json"), filled(template, values).to_string()))
            }
            Body::Raw { content_type, text } => {
                Some((content_type.as_deref(), values.fill(text, str::to_owned)))
            }
        }
    }

    /// The bytes that go over the wire to `host`.
    ///
    /// They are those of the `curl` line that a failure shows, so that the line reproduces the
    /// exchange, and nothing tells a check from a client.
    pub fn wire(&self, host: &str, values: &Values) -> Vec<u8> {
        let mut wire = format!(
            "{} {} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: curl/8.14.1\r\n",
            self.method.name(),
            self.target(values)
        );
        if !self.headers.iter().any(|(name, _)| *name == "accept") {
            wire.push_str("Accept: */*\r\n");
        }
        for (name, value) in &self.headers {
            wire.push_str(&format!("{name}: {}\r\n", values.fill(value, str::to_owned)));
        }
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
        for (name, value) in &self.headers {
            let value = values.fill(value, str::to_owned);
            words.extend(["-H".to_owned(), format!("{name}: {value}")]);
        }
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
                Some(Drawn::Integer(number) | Drawn::Id(number)) => Value::from(*number),
                Some(Drawn::Json(value)) => value.clone(),
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
