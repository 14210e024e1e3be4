//! What a document promises about a response, and which promise a response breaks.
//!
//! The promises are those that Schemathesis checks: no server error; a documented status, content
//! type, header and body; what is forbidden refused, what is allowed accepted.
//! (<https://schemathesis.readthedocs.io/en/stable/reference/checks/>)

use engine::http::Response;
use engine::json;
use serde_json::Value;
use texts::Message;

use crate::case::{Outcome, Side};
use crate::clip::clipped;
use crate::document::{DocumentedResponse, Operation};
use crate::edges::reads_as_allowed;
use crate::media;
use crate::messages::promises;
use crate::pointer::escaped;
use crate::schemas::Schemas;

/// A promise that a response breaks.
#[derive(Clone, Debug)]
pub struct Promise {
    /// its kind; a smaller request must break the same
    pub kind: Kind,
    /// the promise in words
    pub message: Message,
    /// the part of the document, after a pointer to it
    pub promised: String,
    /// what was received instead
    pub received: String,
}

/// The promises, in the order in which they are checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    ServerError,
    Accepted,
    Status,
    Refused,
    DemandAccepted,
    DemandRefused,
    DemandStatus,
    ContentType,
    Header,
    HeaderValue,
    Body,
}

/// What a response is compared with.
pub struct Promises<'a> {
    pub schemas: &'a Schemas<'a>,
    pub operation: &'a Operation<'a>,
    pub side: Side,
    /// whether the document allows the request
    pub is_allowed: bool,
    /// whether the request is about something that exists
    pub names_known_id: bool,
    /// what is demanded whatever the document says
    pub outcome: Outcome,
}

impl Promises<'_> {
    /// The first promise that `response` breaks; `rule` is the part of the document that allows or
    /// forbids the request.
    pub fn broken(&self, response: &Response, rule: &str) -> Option<Promise> {
        let refused = (400..500).contains(&response.status);
        if response.status >= 500 {
            return Some(self.promise(
                Kind::ServerError,
                self.documented_statuses(),
                shown(response),
            ));
        }
        if self.side == Side::Forbidden && !refused {
            let (kind, promised) = match self.outcome {
                Outcome::Refused(status) if self.is_allowed => {
                    (Kind::DemandRefused, format!("HTTP {status}"))
                }
                _ => (Kind::Accepted, rule.to_owned()),
            };
            return Some(self.promise(kind, promised, shown(response)));
        }
        let document = self.schemas.document();
        let Some(documented) = document.response(self.operation, response.status) else {
            return Some(self.promise(Kind::Status, self.documented_statuses(), shown(response)));
        };
        // The document cannot know that an id is gone or a name is taken.
        let excused = match response.status {
            404 => !self.names_known_id,
            status => status == 409,
        };
        if self.side == Side::Allowed && refused && !excused {
            let kind = if self.is_allowed { Kind::Refused } else { Kind::DemandAccepted };
            return Some(self.promise(kind, rule.to_owned(), shown(response)));
        }
        if let (Side::Forbidden, Outcome::Refused(status)) = (self.side, self.outcome)
            && response.status != status
        {
            let promised = format!("HTTP {status}");
            return Some(self.promise(Kind::DemandStatus, promised, shown(response)));
        }
        self.header(&documented, response).or_else(|| self.content(&documented, response))
    }

    /// `#/paths/…/responses: 200, 404`
    fn documented_statuses(&self) -> String {
        format!("{}/responses: {}", self.operation.pointer, self.operation.statuses().join(", "))
    }

    fn header(&self, documented: &DocumentedResponse<'_>, response: &Response) -> Option<Promise> {
        let headers = documented.definition.get("headers")?.as_object()?;
        // A header of this name is ignored. (OpenAPI 3.1.0, section 4.8.17)
        let is_described = |name: &str| !name.eq_ignore_ascii_case("content-type");
        headers.iter().filter(|(name, _)| is_described(name)).find_map(|(name, node)| {
            let header = self.schemas.document().follow(node)?;
            let required = header.get("required").and_then(Value::as_bool) == Some(true);
            let pointer = format!("{}/headers/{name}", documented.pointer);
            let Some(received) = response.header(&name.to_ascii_lowercase()) else {
                return required.then(|| {
                    self.promise(Kind::Header, format!("{pointer}/required"), shown(response))
                });
            };
            let schema = header.get("schema")?;
            if reads_as_allowed(self.schemas, schema, received) {
                return None;
            }
            let promised = format!("{pointer}/schema: {}", clipped(&schema.to_string()));
            let received = format!("{}: {}", name.to_ascii_lowercase(), clipped(received));
            Some(self.promise(Kind::HeaderValue, promised, received))
        })
    }

    fn content(&self, documented: &DocumentedResponse<'_>, response: &Response) -> Option<Promise> {
        // It has none, whatever the document says. (RFC 9110, section 15.3.5)
        if response.status == 204 && response.body.is_empty() {
            return None;
        }
        let pointer = format!("{}/content", documented.pointer);
        let content = documented.definition.get("content").and_then(Value::as_object);
        let Some(content) = content.filter(|content| !content.is_empty()) else {
            let empty = response.body.is_empty();
            return (!empty)
                .then(|| self.promise(Kind::Body, format!("{pointer}: –"), shown(response)));
        };
        let received = response.header("content-type").unwrap_or_default();
        let Some((media, promised)) = media::described(content, received) else {
            let types: Vec<&str> = content.keys().map(String::as_str).collect();
            let promised = format!("{pointer}: {}", types.join(", "));
            let received = format!("content-type: {received}");
            return Some(self.promise(Kind::ContentType, promised, received));
        };
        // What the schema of a text says about it is not judged.
        if !media::is_json(received) {
            return None;
        }
        let schema = promised.get("schema")?;
        let pointer = format!("{pointer}/{}/schema", escaped(media));
        let value = match json::parse(&response.body) {
            Ok(value) => value,
            Err(error) => {
                return Some(self.promise(
                    Kind::Body,
                    pointer,
                    format!("{}\n{error}", shown(response)),
                ));
            }
        };
        let breach = self.schemas.breach(schema, &pointer, &value)?;
        let at = if breach.instance_path.is_empty() { "/" } else { &breach.instance_path };
        let promised = format!("{}: {}", breach.pointer, clipped(&breach.keyword.to_string()));
        let received = format!("{at}: {}", clipped(&breach.instance));
        Some(self.promise(Kind::Body, promised, received))
    }

    fn promise(&self, kind: Kind, promised: String, received: String) -> Promise {
        Promise { kind, message: self.message(kind), promised, received }
    }

    fn message(&self, kind: Kind) -> Message {
        let operation = self.operation.name();
        match kind {
            Kind::ServerError => promises::server_error(operation),
            Kind::Accepted => promises::accepted(operation),
            Kind::Status => promises::status(operation),
            Kind::Refused => promises::refused(operation),
            Kind::DemandAccepted => promises::demand_accepted(operation),
            Kind::DemandRefused => promises::demand_refused(operation),
            Kind::DemandStatus => promises::demand_status(operation),
            Kind::ContentType => promises::content_type(operation),
            Kind::Header => promises::header(operation),
            Kind::HeaderValue => promises::header_value(operation),
            Kind::Body => promises::body(operation),
        }
    }
}

/// A response in two lines.
fn shown(response: &Response) -> String {
    let body = String::from_utf8_lossy(&response.body);
    format!("HTTP {}\n{}", response.status, clipped(&body)).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use engine::http::Response;
    use serde_json::json;

    use super::{Outcome, Promises, Side};
    use crate::{Document, Schemas};

    /// What is promised of a response without content that has this status, and is not kept.
    fn promised(status: u16) -> Option<String> {
        let content = json!({ "application/json": { "schema": { "not": {} } } });
        let described = json!({ "description": "d", "content": content });
        let document = json!({
            "openapi": "3.1.0",
            "info": { "title": "t", "version": "1" },
            "paths": { "/a": { "delete": { "responses": { "2XX": described } } } },
        });
        let document = Document::read(document.to_string().as_bytes(), "http://127.0.0.1/d");
        let document = document.expect("a document");
        let schemas = Schemas::of(&document);
        let operations = document.operations();
        let promises = Promises {
            schemas: &schemas,
            operation: &operations[0],
            side: Side::Allowed,
            is_allowed: true,
            names_known_id: true,
            outcome: Outcome::AsDescribed,
        };
        let response = Response { status, headers: Vec::new(), body: Vec::new(), surplus: 0 };
        promises.broken(&response, "").map(|promise| promise.promised)
    }

    #[test]
    fn only_a_204_never_has_the_content_that_the_document_describes() {
        assert_eq!(promised(204), None);
        let promised = promised(200).expect("a broken promise");
        assert_eq!(promised, "#/paths/~1a/delete/responses/2XX/content: application/json");
    }
}
