//! What a document promises of an answer, and which promise an answer breaks.
//!
//! The promises are those that Schemathesis checks: no server error; a documented status, content
//! type, header and body; what is forbidden refused, what is allowed accepted.
//! (<https://schemathesis.readthedocs.io/en/stable/reference/checks/>)

use engine::http::Answer;
use engine::{Lang, json};
use serde_json::Value;

use crate::case::Side;
use crate::document::{Operation, Response};
use crate::schemas::Schemas;
use crate::violate::reads_as_allowed;

/// A promise that an answer breaks.
#[derive(Clone, Debug)]
pub struct Promise {
    /// which one; a smaller request must break the same
    pub kind: Kind,
    /// which one, in a sentence
    pub sentence: String,
    /// the sentence of the document, with its place
    pub said: String,
    /// what came instead
    pub came: String,
}

/// The promises, in the order in which an answer is held against them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    ServerError,
    Accepted,
    Status,
    Refused,
    ContentType,
    Header,
    HeaderValue,
    Body,
}

/// What an answer is held against.
pub struct Promises<'a> {
    pub schemas: &'a Schemas<'a>,
    pub operation: &'a Operation<'a>,
    pub side: Side,
    pub lang: Lang,
}

impl Promises<'_> {
    /// The first promise that `answer` breaks; `rule` is the sentence of the document about the
    /// request.
    pub fn broken(&self, answer: &Answer, rule: &str) -> Option<Promise> {
        let refused = (400..500).contains(&answer.status);
        if answer.status >= 500 {
            return Some(self.promise(Kind::ServerError, self.documented(), shown(answer)));
        }
        if self.side == Side::Forbidden && !refused {
            return Some(self.promise(Kind::Accepted, rule.to_owned(), shown(answer)));
        }
        let document = self.schemas.document();
        let Some(response) = document.response(self.operation, answer.status) else {
            return Some(self.promise(Kind::Status, self.documented(), shown(answer)));
        };
        // An id that is gone, or a name that is taken, is no fault of the document's.
        let excused = matches!(answer.status, 404 | 409);
        if self.side == Side::Allowed && refused && !excused {
            return Some(self.promise(Kind::Refused, rule.to_owned(), shown(answer)));
        }
        self.header(&response, answer).or_else(|| self.content(&response, answer))
    }

    /// `#/paths/…/responses: 200, 404`
    fn documented(&self) -> String {
        format!("{}/responses: {}", self.operation.place, self.operation.statuses().join(", "))
    }

    fn header(&self, response: &Response<'_>, answer: &Answer) -> Option<Promise> {
        let headers = response.said.get("headers")?.as_object()?;
        headers.iter().find_map(|(name, node)| {
            let header = self.schemas.document().follow(node)?;
            let required = header.get("required").and_then(Value::as_bool) == Some(true);
            let place = format!("{}/headers/{name}", response.place);
            let Some(came) = answer.header(&name.to_ascii_lowercase()) else {
                return required.then(|| {
                    self.promise(Kind::Header, format!("{place}/required"), shown(answer))
                });
            };
            let schema = header.get("schema")?;
            if reads_as_allowed(self.schemas, schema, came) {
                return None;
            }
            let said = format!("{place}/schema: {}", clipped(&schema.to_string()));
            let came = format!("{}: {}", name.to_ascii_lowercase(), clipped(came));
            Some(self.promise(Kind::HeaderValue, said, came))
        })
    }

    fn content(&self, response: &Response<'_>, answer: &Answer) -> Option<Promise> {
        let place = format!("{}/content", response.place);
        let content = response.said.get("content").and_then(Value::as_object);
        let Some(content) = content.filter(|content| !content.is_empty()) else {
            let empty = answer.body.is_empty();
            return (!empty)
                .then(|| self.promise(Kind::Body, format!("{place}: –"), shown(answer)));
        };
        let came = answer.media_type().unwrap_or_default();
        let Some((media, said)) = content.iter().find(|(media, _)| matches(media, &came)) else {
            let types: Vec<&str> = content.keys().map(String::as_str).collect();
            let said = format!("{place}: {}", types.join(", "));
            return Some(self.promise(Kind::ContentType, said, format!("content-type: {came}")));
        };
        if !media.ends_with("json") {
            return None;
        }
        let schema = said.get("schema")?;
        let place = format!("{place}/{}/schema", crate::pointer::escaped(media));
        let value = match json::parse(&answer.body) {
            Ok(value) => value,
            Err(error) => {
                return Some(self.promise(
                    Kind::Body,
                    place,
                    format!("{}\n{error}", shown(answer)),
                ));
            }
        };
        let breach = self.schemas.breach(schema, &place, &value)?;
        let at = if breach.at.is_empty() { "/" } else { &breach.at };
        let said = format!("{}: {}", breach.place, clipped(&breach.said.to_string()));
        let came = format!("{at}: {}", clipped(&breach.value));
        Some(self.promise(Kind::Body, said, came))
    }

    fn promise(&self, kind: Kind, said: String, came: String) -> Promise {
        Promise { kind, sentence: self.sentence(kind), said, came }
    }

    fn sentence(&self, kind: Kind) -> String {
        let name = self.operation.name();
        match (kind, self.lang) {
            (Kind::ServerError, Lang::Fr) => format!(
                "{name} répond par une erreur du serveur : aucune requête, juste ou fausse, ne doit \
                 en provoquer."
            ),
            (Kind::ServerError, Lang::En) => format!(
                "{name} answers with a server error: no request, right or wrong, must ever cause one."
            ),
            (Kind::Accepted, Lang::Fr) => {
                format!("{name} accepte une requête que le document interdit.")
            }
            (Kind::Accepted, Lang::En) => {
                format!("{name} accepts a request that the document forbids.")
            }
            (Kind::Status, Lang::Fr) => {
                format!("{name} répond par un statut que le document ne décrit pas.")
            }
            (Kind::Status, Lang::En) => {
                format!("{name} answers with a status that the document does not describe.")
            }
            (Kind::Refused, Lang::Fr) => {
                format!("{name} refuse une requête que le document permet.")
            }
            (Kind::Refused, Lang::En) => {
                format!("{name} refuses a request that the document allows.")
            }
            (Kind::ContentType, Lang::Fr) => {
                format!("{name} répond par un type de contenu que le document ne décrit pas.")
            }
            (Kind::ContentType, Lang::En) => {
                format!("{name} answers with a content type that the document does not describe.")
            }
            (Kind::Header, Lang::Fr) => {
                format!("{name} répond sans un en-tête que le document promet.")
            }
            (Kind::Header, Lang::En) => {
                format!("{name} answers without a header that the document promises.")
            }
            (Kind::HeaderValue, Lang::Fr) => {
                format!("{name} répond par un en-tête qui n'est pas celui que le document décrit.")
            }
            (Kind::HeaderValue, Lang::En) => {
                format!(
                    "{name} answers with a header that is not the one that the document describes."
                )
            }
            (Kind::Body, Lang::Fr) => {
                format!("{name} répond par un corps qui n'est pas celui que le document décrit.")
            }
            (Kind::Body, Lang::En) => {
                format!(
                    "{name} answers with a body that is not the one that the document describes."
                )
            }
        }
    }
}

/// Whether a media range of the document covers a media type. (RFC 9110, section 12.5.1)
fn matches(range: &str, media: &str) -> bool {
    let range = range.split(';').next().unwrap_or(range).trim().to_ascii_lowercase();
    match range.strip_suffix("/*") {
        Some("*") => true,
        Some(family) => media.split('/').next() == Some(family),
        None => range == media,
    }
}

/// An answer in two lines.
fn shown(answer: &Answer) -> String {
    let body = String::from_utf8_lossy(&answer.body);
    format!("HTTP {}\n{}", answer.status, clipped(&body)).trim_end().to_owned()
}

/// As much of a text as one line holds.
pub fn clipped(text: &str) -> String {
    const MOST: usize = 300;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
