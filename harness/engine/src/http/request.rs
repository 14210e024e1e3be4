//! Requests, written with placeholders.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::draw::Drawn;
use crate::template::Values;

/// `text` as a segment of a path, or as a name or a value in a query.
pub fn percent_encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

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
    /// JSON; placeholders in strings are filled, and a string that is only the placeholder of an
    /// integer or of a JSON value becomes that value
    Json(Value),
    /// a text of any type
    Raw {
        /// the value of `Content-Type`, if there is one
        content_type: Option<Cow<'static, str>>,
        /// sent as it is, placeholders filled
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
    /// in addition to those that every request has; `accept` replaces `*/*`
    pub headers: Vec<(&'static str, Cow<'static, str>)>,
    /// the body
    pub body: Body,
    /// names of the response headers that are compared, in lower case
    pub shown: &'static [&'static str],
    /// the name of the placeholder for the `id` in the response
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

    /// Adds a header; its name is in lower case.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<Cow<'static, str>>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// From this response on, `{name}` stands for the `id` in it: under the keys that may contain
    /// ids, and as a segment of the path in `Location`.
    #[must_use]
    pub fn naming(mut self, name: &'static str) -> Self {
        self.named = Some(name);
        self
    }

    /// Adds a JSON body.
    #[must_use]
    pub fn json(mut self, body: Value) -> Self {
        self.body = Body::Json(body);
        self
    }

    /// Adds a body of any type, or without a type.
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

    /// Compares these headers of the response too; their names are in lower case.
    #[must_use]
    pub fn showing(mut self, headers: &'static [&'static str]) -> Self {
        self.shown = headers;
        self
    }

    /// Path and query with the values filled in, percent-encoded.
    pub fn target(&self, values: &Values) -> String {
        values.fill(&self.path, percent_encoded)
    }

    /// The declared type, and the body with the values filled in.
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

    /// The bytes to send to `host`.
    ///
    /// They are the same as those of the `curl` command in the report of a failure, so that the
    /// command reproduces the exchange, and a server cannot tell a check from a client.
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

    /// A command for a POSIX shell that sends this request to the server at `base`.
    pub fn curl(&self, base: &str, values: &Values) -> String {
        let mut words = vec!["curl".to_owned(), "-i".to_owned()];
        if base.starts_with("https:") {
            // The certificate was made for the check: nobody vouches for it.
            words.push("-k".to_owned());
        }
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
                // `--data-raw` declares a form; an empty value removes that header.
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
    fn a_shell_reads_the_curl_command_as_it_is_meant() {
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
