//! A conversation as text: what a snapshot holds and a diff shows.
//!
//! ```text
//! POST /api/utilisateurs
//! content-type: application/json
//!
//! {
//!   "nom": "{nom}"
//! }
//!
//! HTTP 201
//! content-type: application/json
//!
//! {
//!   "message": "Utilisateur {nom} ajouté avec succès!"
//! }
//! ```
//! A line `###` separates two exchanges, as in the `.http` files of editors. The text contains only
//! what the check compares, normalised so that responses which the contract calls equal have equal
//! texts. Problems of a response are [remarks](crate::lines::Line) among its lines; an expectation
//! never contains one.

use std::net::SocketAddr;

use serde_json::Value;
use texts::Message;

use crate::http::{Body, Request, Response};
use crate::json;
use crate::lines::Lines;
use crate::location;
use crate::messages::remarks;
use crate::template::Values;

/// The line between two exchanges.
pub const SEPARATOR: &str = "###";

/// Extracts the lines to compare from a page.
pub type PageReader = fn(&str) -> Vec<String>;

/// Parses a text into a JSON value, or says why it cannot.
pub type TextReader = fn(&str) -> Result<Value, Message>;

/// Selects which part of a response to compare, besides the headers that the request names.
#[derive(Clone, Copy)]
pub enum Projection {
    /// the status alone
    Status,
    /// whether the status is 2xx; another check tests which one
    Success,
    /// status and body, a JSON document declared as such
    Json,
    /// status and body, of any `text/…` type
    Text,
    /// the status, and whether the body contains this word
    Mention(&'static str),
    /// status and body, declared as HTML: the lines that this function extracts
    Page(PageReader),
    /// status and body, a JSON document declared as such: what this function takes from it
    Summary(fn(&Value) -> Value),
    /// status and body, of another declared type that this function parses
    Decoded(TextReader),
    /// status and body: an object with the lab's key for errors only, and any text as its value
    Refusal,
}

/// Stands for every status 2xx.
const ANY_SUCCESS: &str = "HTTP 2xx";

/// Stands for the text of an error, which the contract leaves open.
const FREE_TEXT: &str = "…";

/// The request's side of an exchange.
pub fn request_text(request: &Request) -> String {
    let mut text = format!("{} {}", request.method.name(), request.path);
    for (name, value) in &request.headers {
        text.push_str(&format!("\n{name}: {value}"));
    }
    match &request.body {
        Body::None => {}
        Body::Json(template) => {
            text.push_str("\ncontent-type: application/json\n\n");
            text.push_str(&json::print_template(template));
        }
        Body::Raw { content_type, text: body } => {
            if let Some(content_type) = content_type {
                text.push_str(&format!("\ncontent-type: {content_type}"));
            }
            text.push_str(&format!("\n\n{body}"));
        }
    }
    text
}

/// Writes responses into a transcript.
#[derive(Clone)]
pub struct Normaliser<'a> {
    /// which part of the response is compared
    pub projection: Projection,
    /// names of the headers that are compared
    pub shown: &'a [&'a str],
    /// the drawn values
    pub values: &'a Values,
    /// the lab's key for errors
    pub error_key: Option<&'a str>,
    /// path and query of the request
    pub target: String,
    /// where the server listens
    pub address: Option<SocketAddr>,
}

impl Normaliser<'_> {
    /// The response's side of an exchange.
    pub fn lines(&self, response: &Response) -> Lines {
        let mut text = match self.projection {
            Projection::Success if response.is_success() => ANY_SUCCESS.to_owned(),
            _ => format!("HTTP {}", response.status),
        };
        for name in self.shown {
            if let Some(value) = header(response, name) {
                let value = match *name {
                    "location" => {
                        let path = location::resolved(&value, &self.target, self.address);
                        self.values.normalise_path(&path)
                    }
                    _ => self.values.normalise(&value, str::to_owned),
                };
                text.push_str(&format!("\n{name}: {value}"));
            }
        }
        let is_typed = !matches!(
            self.projection,
            Projection::Status | Projection::Success | Projection::Mention(_)
        );
        if is_typed && let Some(declared) = content_type(response, self.projection) {
            text.push_str(&format!("\ncontent-type: {declared}"));
        }
        let mut lines = Lines::from(text);
        let body = self.body(response, self.projection);
        if !body.is_empty() {
            lines = lines.then("");
            lines.extend(body);
        }
        if response.surplus > 0 {
            let remark = match response.status {
                204 | 304 => remarks::forbidden_body(response.surplus),
                _ => remarks::surplus(response.surplus),
            };
            lines = lines.then("").remark(remark);
        }
        lines
    }

    /// The body of a refusal where only the status was compared: it often names the cause.
    pub fn explanation(&self, response: &Response) -> Lines {
        let is_status = matches!(self.projection, Projection::Status | Projection::Success);
        if response.is_success() || !is_status {
            return Lines::default();
        }
        self.body(response, Projection::Text)
    }

    fn body(&self, response: &Response, projection: Projection) -> Lines {
        if let Projection::Status | Projection::Success = projection {
            return Lines::default();
        }
        let Ok(text) = std::str::from_utf8(&response.body) else {
            let text = String::from_utf8_lossy(&response.body);
            return clipped(&text).remark(remarks::NOT_UTF_8);
        };
        let is_blank = text.trim().is_empty();
        match projection {
            Projection::Status | Projection::Success => Lines::default(),
            Projection::Json => self.document(text, Value::clone),
            Projection::Summary(sum_up) => self.document(text, sum_up),
            Projection::Refusal => self.document(text, |body| self.refusal(body)),
            Projection::Decoded(_) if is_blank => Lines::default().remark(remarks::EMPTY_BODY),
            Projection::Decoded(read) => match read(text) {
                Ok(value) => clipped(&json::print(&value, self.values)),
                Err(why) => clipped(&verbatim(text, self.values)).remark(why),
            },
            Projection::Text => clipped(&verbatim(text, self.values)),
            Projection::Mention(word) if mentions(text, word) => Lines::from(format!("… {word} …")),
            Projection::Mention(_) if is_blank => Lines::default().remark(remarks::EMPTY_BODY),
            Projection::Mention(_) => clipped(&verbatim(text, self.values)),
            Projection::Page(read) => {
                let lines: Vec<String> =
                    read(text).iter().map(|line| verbatim(line, self.values)).collect();
                clipped(&lines.join("\n"))
            }
        }
    }

    /// What `read` takes from a JSON document.
    fn document(&self, text: &str, read: impl Fn(&Value) -> Value) -> Lines {
        let without_mark = text.strip_prefix('\u{feff}');
        if let Some(Ok(value)) = without_mark.map(|text| json::parse(text.as_bytes())) {
            let mut lines = Lines::default().remark(remarks::BYTE_ORDER_MARK);
            lines.extend(clipped(&json::print(&read(&value), self.values)));
            return lines;
        }
        match json::parse(text.as_bytes()) {
            Ok(value) => clipped(&json::print(&read(&value), self.values)),
            Err(_) if text.trim().is_empty() => Lines::default().remark(remarks::EMPTY_BODY),
            Err(error) => {
                let why = remarks::not_json(error.to_string());
                clipped(&verbatim(text, self.values)).remark(why)
            }
        }
    }

    /// The body of an error without its text, if it has the shape that the contract asks for.
    fn refusal(&self, body: &Value) -> Value {
        let fields = body.as_object().filter(|fields| fields.len() == 1);
        let text = |key: &str| fields?.get(key)?.as_str();
        match self.error_key.and_then(|key| Some((key, text(key)?))) {
            Some((key, text)) if !text.trim().is_empty() => serde_json::json!({ key: FREE_TEXT }),
            _ => body.clone(),
        }
    }
}

/// The value of a header in the form in which it is compared.
fn header(response: &Response, name: &str) -> Option<String> {
    if name == "retry-after" {
        return response.header(name).map(retry_after);
    }
    if name != "allow" {
        return response.header(name).map(str::to_owned);
    }
    response.header(name)?;
    let mut methods: Vec<String> =
        response.list(name).into_iter().map(str::to_ascii_uppercase).collect();
    // Some frameworks add these two by themselves.
    methods.retain(|method| method != "HEAD" && method != "OPTIONS");
    methods.sort();
    methods.dedup();
    Some(methods.join(", "))
}

/// A number of seconds, if it is one from 1 to 60: the labs leave open which.
fn retry_after(value: &str) -> String {
    match value.parse::<u32>() {
        Ok(1..=60) if value.bytes().all(|byte| byte.is_ascii_digit()) => "1…60".to_owned(),
        _ => value.to_owned(),
    }
}

/// The declared type without its parameters, except a `charset` other than UTF-8.
fn content_type(response: &Response, projection: Projection) -> Option<String> {
    let declared = response.media_type()?;
    let charset = charset(response.header("content-type")?);
    if let Some(charset) = charset.filter(|charset| charset != "utf-8" && charset != "utf8") {
        return Some(format!("{declared}; charset={charset}"));
    }
    match projection {
        Projection::Text if declared.starts_with("text/") => Some("text/*".to_owned()),
        _ => Some(declared),
    }
}

fn charset(declared: &str) -> Option<String> {
    declared.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let named = name.trim().eq_ignore_ascii_case("charset");
        named.then(|| value.trim().trim_matches('"').to_ascii_lowercase())
    })
}

/// `text` without its trailing line break, drawn values as placeholders.
pub fn verbatim(text: &str, values: &Values) -> String {
    let text = text.replace("\r\n", "\n");
    values.normalise(text.strip_suffix('\n').unwrap_or(&text), str::to_owned)
}

/// Whether `text` contains `word` as a whole word.
fn mentions(text: &str, word: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(|found| found == word)
}

/// The beginning of a text, as much as a diff can show.
pub fn clipped(text: &str) -> Lines {
    const MOST: usize = 8 * 1024;
    if text.is_empty() {
        return Lines::default();
    }
    if text.len() <= MOST {
        return Lines::from(text);
    }
    let end = text.floor_char_boundary(MOST);
    Lines::from(&text[..end]).remark(remarks::clipped(text.len() - end))
}

#[cfg(test)]
mod tests {
    use texts::Lang;

    use super::{Normaliser, Projection};
    use crate::http::Response;
    use crate::template::Values;

    fn written(response: &Response, projection: Projection, shown: &[&str]) -> String {
        let values = Values::default();
        let normaliser = Normaliser {
            projection,
            shown,
            values: &values,
            error_key: Some("erreur"),
            target: "/a".to_owned(),
            address: None,
        };
        normaliser.lines(response).text(Lang::En)
    }

    fn text(projection: Projection, content_type: &str, body: &[u8]) -> String {
        let headers = vec![
            ("content-type".into(), content_type.into()),
            ("allow".into(), "post, HEAD".into()),
            ("allow".into(), "GET".into()),
        ];
        let response = Response { status: 200, headers, body: body.into(), surplus: 0 };
        written(&response, projection, &["allow"])
    }

    #[test]
    fn an_error_may_have_any_text_but_not_any_shape() {
        let json = "application/json";
        let right = text(Projection::Refusal, json, br#"{"erreur": "introuvable"}"#);
        assert_eq!(right, text(Projection::Refusal, json, "{\"erreur\": \"\u{e9}\"}".as_bytes()));
        for wrong in [&br#"{"erreur": ""}"#[..], br#"{"erreur": 1}"#, br#"{"erreur": "a", "b": 1}"#]
        {
            assert_ne!(right, text(Projection::Refusal, json, wrong));
        }
        assert_ne!(right, text(Projection::Refusal, "text/plain", br#"{"erreur": "introuvable"}"#));
    }

    #[test]
    fn a_status_shows_nothing_of_the_body() {
        assert_eq!(text(Projection::Status, "text/plain", b"oops"), "HTTP 200\nallow: GET, POST");
    }

    #[test]
    fn all_statuses_2xx_are_equal_and_no_others() {
        let response = |status| {
            let response = Response { status, headers: Vec::new(), body: Vec::new(), surplus: 0 };
            written(&response, Projection::Success, &[])
        };
        assert_eq!([200, 201, 299].map(response), ["HTTP 2xx"; 3]);
        assert_eq!([199, 300, 404].map(response), ["HTTP 199", "HTTP 300", "HTTP 404"]);
    }

    #[test]
    fn all_text_types_are_equal_and_utf_8_is_the_default() {
        let plain = text(Projection::Text, "text/plain", b"hello");
        assert_eq!(plain, text(Projection::Text, "text/html; charset=UTF-8", b"hello\n"));
        assert_eq!(plain, text(Projection::Text, "text/plain; charset=utf8", b"hello"));
        assert_ne!(plain, text(Projection::Text, "text/plain; charset=latin1", b"hello"));
        assert_ne!(plain, text(Projection::Text, "application/json", b"hello"));
    }

    #[test]
    fn a_body_that_is_not_json_gets_a_remark() {
        let shown = text(Projection::Json, "application/json", b"{'a': 1}");
        assert!(shown.contains("(this body is not JSON: key must be a string"), "{shown}");
        let shown = text(Projection::Json, "application/json", b"\"\xff\"");
        assert!(shown.ends_with("(this body is not UTF-8)"), "{shown}");
        let shown = text(Projection::Json, "application/json", b"");
        assert!(shown.ends_with("(empty body)"), "{shown}");
    }

    #[test]
    fn a_word_that_is_part_of_another_does_not_count() {
        assert!(
            text(Projection::Mention("name"), "a/b", b"missing `name`").ends_with("\n… name …")
        );
        assert!(
            text(Projection::Mention("name"), "a/b", b"missing surname")
                .ends_with("missing surname")
        );
    }

    #[test]
    fn a_long_body_is_clipped() {
        let shown = text(Projection::Text, "text/plain", &vec![b'x'; 10_000]);
        assert!(shown.ends_with("x\n(and 1808 more bytes)"), "{}", &shown[shown.len() - 40..]);
    }
}
