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
//! Two exchanges are separated by a line `###`, as in the `.http` files that editors know. Only
//! what the check looks at is there, normalised so that answers which the contract calls equal
//! have equal texts. What is wrong with an answer stands in parentheses; an expectation never
//! holds such a line.

use serde_json::Value;

use crate::http::{Answer, Body, Request};
use crate::json;
use crate::template::Values;
use crate::text::Lang;

/// The line between two exchanges.
pub const SEPARATOR: &str = "###";

/// Reads a document for the lines that matter; they are compared one by one.
pub type Reading = fn(&str) -> Vec<String>;

/// What a check looks at in an answer, beside the headers that the request names.
#[derive(Clone, Copy)]
pub enum Look {
    /// the status alone
    Status,
    /// that the status is one of success: what a check builds on, and another one judges
    Success,
    /// status and body, a JSON document declared as such
    Json,
    /// status and body, of any `text/…` type
    Text,
    /// status and the fact that the body holds this word
    Mention(&'static str),
    /// status and body, declared as HTML, as this function reads it
    Page(Reading),
    /// status and body, a JSON document declared as such, as this function sums it up
    Summary(fn(&Value) -> Value),
    /// status and body, of a declared type that this function reads into what JSON would say
    Decoded(fn(&str, Lang) -> Result<Value, String>),
    /// status and body: `{"erreur": "<text>"}`, whatever the text
    Refusal,
}

/// What stands for every status of success.
const ANY_SUCCESS: &str = "HTTP 2xx";

/// What stands for the text of an error, which is free.
const FREE_TEXT: &str = "…";

/// The request's side of an exchange.
pub fn asked(request: &Request) -> String {
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

/// The answer's side of an exchange.
pub fn answered(
    answer: &Answer,
    look: Look,
    shown: &[&str],
    values: &Values,
    lang: Lang,
) -> String {
    let mut text = match look {
        Look::Success if answer.is_success() => ANY_SUCCESS.to_owned(),
        _ => format!("HTTP {}", answer.status),
    };
    for name in shown {
        if let Some(value) = header(answer, name) {
            let value = match *name {
                "location" => values.normalise_path(&value),
                _ => values.normalise(&value, str::to_owned),
            };
            text.push_str(&format!("\n{name}: {value}"));
        }
    }
    if !matches!(look, Look::Status | Look::Success | Look::Mention(_))
        && let Some(declared) = content_type(answer, look)
    {
        text.push_str(&format!("\ncontent-type: {declared}"));
    }
    let body = body(answer, look, values, lang);
    if !body.is_empty() {
        text.push_str("\n\n");
        text.push_str(&body);
    }
    if answer.surplus > 0 {
        text.push_str(&format!("\n\n({})", Remark::Surplus(answer.surplus).text(lang)));
    }
    text
}

/// What a server says of its refusal, where only the status was looked at: it often names the cause.
pub fn explanation(answer: &Answer, look: Look, values: &Values, lang: Lang) -> Option<String> {
    if answer.is_success() || !matches!(look, Look::Status | Look::Success) {
        return None;
    }
    let text = body(answer, Look::Text, values, lang);
    (!text.is_empty()).then_some(text)
}

/// The value of a header, as its kind is compared.
fn header(answer: &Answer, name: &str) -> Option<String> {
    if name != "allow" {
        return answer.header(name).map(str::to_owned);
    }
    answer.header(name)?;
    let mut methods: Vec<String> =
        answer.list(name).into_iter().map(str::to_ascii_uppercase).collect();
    // Frameworks add these two by themselves, or do not.
    methods.retain(|method| method != "HEAD" && method != "OPTIONS");
    methods.sort();
    methods.dedup();
    Some(methods.join(", "))
}

/// The declared type, its parameters left out; `charset` only when it is not UTF-8.
fn content_type(answer: &Answer, look: Look) -> Option<String> {
    let declared = answer.media_type()?;
    let charset = charset(answer.header("content-type")?);
    if let Some(charset) = charset.filter(|charset| charset != "utf-8") {
        return Some(format!("{declared}; charset={charset}"));
    }
    match look {
        Look::Text if declared.starts_with("text/") => Some("text/*".to_owned()),
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

fn body(answer: &Answer, look: Look, values: &Values, lang: Lang) -> String {
    if let Look::Status | Look::Success = look {
        return String::new();
    }
    let Ok(text) = std::str::from_utf8(&answer.body) else {
        let text = String::from_utf8_lossy(&answer.body);
        return format!("{}\n({})", clipped(&text, lang), Remark::NotUtf8.text(lang));
    };
    match look {
        Look::Status | Look::Success => String::new(),
        Look::Json => document(text, values, lang, Value::clone),
        Look::Summary(sum_up) => document(text, values, lang, sum_up),
        Look::Refusal => document(text, values, lang, refusal),
        Look::Decoded(_) if text.trim().is_empty() => format!("({})", Remark::Empty.text(lang)),
        Look::Decoded(decode) => match decode(text, lang) {
            Ok(value) => clipped(&json::print(&value, values), lang),
            Err(why) => format!("{}\n({why})", clipped(&verbatim(text, values), lang)),
        },
        Look::Text => clipped(&verbatim(text, values), lang),
        Look::Mention(word) if mentions(text, word) => format!("… {word} …"),
        Look::Mention(_) if text.trim().is_empty() => format!("({})", Remark::Empty.text(lang)),
        Look::Mention(_) => clipped(&verbatim(text, values), lang),
        Look::Page(read) => {
            let lines: Vec<String> = read(text).iter().map(|line| verbatim(line, values)).collect();
            clipped(&lines.join("\n"), lang)
        }
    }
}

/// A JSON document, as `read` sees it.
pub fn document(text: &str, values: &Values, lang: Lang, read: impl Fn(&Value) -> Value) -> String {
    match json::parse(text.as_bytes()) {
        Ok(value) => clipped(&json::print(&read(&value), values), lang),
        Err(_) if text.trim().is_empty() => format!("({})", Remark::Empty.text(lang)),
        Err(error) => {
            let remark = Remark::NotJson(error.to_string()).text(lang);
            format!("{}\n({remark})", clipped(&verbatim(text, values), lang))
        }
    }
}

/// The body of an error with its text left out, when it has the contract's shape.
fn refusal(body: &Value) -> Value {
    let text = |fields: &serde_json::Map<String, Value>| {
        let text = fields.get("erreur").and_then(Value::as_str)?;
        Some(fields.len() == 1 && !text.trim().is_empty())
    };
    match body.as_object().and_then(text) {
        Some(true) => serde_json::json!({ "erreur": FREE_TEXT }),
        _ => body.clone(),
    }
}

/// `text` without its trailing line break, drawn values as placeholders.
pub fn verbatim(text: &str, values: &Values) -> String {
    let text = text.replace("\r\n", "\n");
    values.normalise(text.strip_suffix('\n').unwrap_or(&text), str::to_owned)
}

/// Whether `word` stands in `text` by itself, and not inside a longer word.
fn mentions(text: &str, word: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(|found| found == word)
}

/// What a diff can show of a body that is far too long.
pub fn clipped(text: &str, lang: Lang) -> String {
    const MOST: usize = 8 * 1024;
    if text.len() <= MOST {
        return text.to_owned();
    }
    let end = text.floor_char_boundary(MOST);
    format!("{}\n({})", &text[..end], Remark::Clipped(text.len() - end).text(lang))
}

/// What is wrong with a body, said inside the transcript.
enum Remark {
    Surplus(usize),
    NotUtf8,
    NotJson(String),
    Empty,
    Clipped(usize),
}

impl Remark {
    fn text(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Surplus(n), Lang::Fr) => {
                format!("{n} octets de plus que la longueur annoncée par Content-Length")
            }
            (Self::Surplus(n), Lang::En) => {
                format!("{n} bytes more than Content-Length announces")
            }
            (Self::NotUtf8, Lang::Fr) => "ce corps n'est pas de l'UTF-8".into(),
            (Self::NotUtf8, Lang::En) => "this body is not UTF-8".into(),
            (Self::NotJson(why), Lang::Fr) => format!("ce corps n'est pas du JSON : {why}"),
            (Self::NotJson(why), Lang::En) => format!("this body is not JSON: {why}"),
            (Self::Empty, Lang::Fr) => "corps vide".into(),
            (Self::Empty, Lang::En) => "empty body".into(),
            (Self::Clipped(n), Lang::Fr) => format!("et {n} octets de plus"),
            (Self::Clipped(n), Lang::En) => format!("and {n} bytes more"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Look, answered};
    use crate::http::Answer;
    use crate::template::Values;
    use crate::text::Lang;

    fn text(look: Look, content_type: &str, body: &[u8]) -> String {
        let headers = vec![
            ("content-type".into(), content_type.into()),
            ("allow".into(), "post, HEAD".into()),
            ("allow".into(), "GET".into()),
        ];
        let answer = Answer { status: 200, headers, body: body.into(), surplus: 0 };
        answered(&answer, look, &["allow"], &Values::default(), Lang::En)
    }

    #[test]
    fn the_text_of_an_error_is_free_its_shape_is_not() {
        let json = "application/json";
        let right = text(Look::Refusal, json, br#"{"erreur": "introuvable"}"#);
        assert_eq!(right, text(Look::Refusal, json, "{\"erreur\": \"\u{e9}\"}".as_bytes()));
        for wrong in [&br#"{"erreur": ""}"#[..], br#"{"erreur": 1}"#, br#"{"erreur": "a", "b": 1}"#]
        {
            assert_ne!(right, text(Look::Refusal, json, wrong));
        }
        assert_ne!(right, text(Look::Refusal, "text/plain", br#"{"erreur": "introuvable"}"#));
    }

    #[test]
    fn a_status_shows_nothing_of_the_body() {
        assert_eq!(text(Look::Status, "text/plain", b"oops"), "HTTP 200\nallow: GET, POST");
    }

    #[test]
    fn any_success_equals_any_other_and_no_failure() {
        let answer = |status| {
            let answer = Answer { status, headers: Vec::new(), body: Vec::new(), surplus: 0 };
            answered(&answer, Look::Success, &[], &Values::default(), Lang::En)
        };
        assert_eq!([200, 201, 299].map(answer), ["HTTP 2xx"; 3]);
        assert_eq!([199, 300, 404].map(answer), ["HTTP 199", "HTTP 300", "HTTP 404"]);
    }

    #[test]
    fn any_text_type_equals_any_other_and_utf_8_is_optional() {
        let plain = text(Look::Text, "text/plain", b"hello");
        assert_eq!(plain, text(Look::Text, "text/html; charset=UTF-8", b"hello\n"));
        assert_ne!(plain, text(Look::Text, "text/plain; charset=latin1", b"hello"));
        assert_ne!(plain, text(Look::Text, "application/json", b"hello"));
    }

    #[test]
    fn a_body_that_is_no_json_says_why() {
        let shown = text(Look::Json, "application/json", b"{'a': 1}");
        assert!(shown.contains("(this body is not JSON: key must be a string"), "{shown}");
        let shown = text(Look::Json, "application/json", b"\"\xff\"");
        assert!(shown.ends_with("(this body is not UTF-8)"), "{shown}");
        let shown = text(Look::Json, "application/json", b"");
        assert!(shown.ends_with("(empty body)"), "{shown}");
    }

    #[test]
    fn a_word_inside_another_is_no_mention() {
        assert!(text(Look::Mention("name"), "a/b", b"missing `name`").ends_with("\n… name …"));
        assert!(
            text(Look::Mention("name"), "a/b", b"missing surname").ends_with("missing surname")
        );
    }

    #[test]
    fn an_endless_body_is_clipped() {
        let shown = text(Look::Text, "text/plain", &vec![b'x'; 10_000]);
        assert!(shown.ends_with("x\n(and 1808 bytes more)"), "{}", &shown[shown.len() - 40..]);
    }
}
