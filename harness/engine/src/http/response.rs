//! Responses.

use crate::draw::Drawn;
use crate::json;
use crate::lab::Ids;

/// A whole response.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// the status code
    pub status: u16,
    /// names in lower case, values as received, in the order received
    pub headers: Vec<(String, String)>,
    /// the body, its transfer coding undone
    pub body: Vec<u8>,
    /// bytes that arrived after the announced end
    pub surplus: usize,
}

impl Response {
    /// The first header of that name, given in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether the status is 2xx.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The integer under the key `id`, when the body is a JSON object that has one.
    pub fn id(&self) -> Option<i64> {
        json::integer(json::parse(&self.body).ok()?.get("id")?)
    }

    /// The value under the key `id`, when the body is a JSON object that has one, and it may be an id.
    pub fn drawn_id(&self, ids: Ids) -> Option<Drawn> {
        let body = json::parse(&self.body).ok()?;
        let id = body.get("id")?;
        let text = || id.as_str().filter(|_| ids == Ids::IntegersOrTexts);
        let number = json::integer(id).map(Drawn::Id);
        number.or_else(|| Some(Drawn::TextId(text()?.to_owned())))
    }

    /// The elements of a header that is a list, which may be spread over several lines.
    /// (RFC 9110, section 5.6.1)
    pub fn list(&self, name: &str) -> Vec<&str> {
        self.headers
            .iter()
            .filter(|(known, _)| known == name)
            .flat_map(|(_, value)| value.split(','))
            .map(str::trim)
            .filter(|element| !element.is_empty())
            .collect()
    }

    /// The declared type without its parameters, in lower case: `text/html`.
    pub fn media_type(&self) -> Option<String> {
        let declared = self.header("content-type")?;
        let essence = declared.split(';').next().unwrap_or(declared);
        Some(essence.trim().to_ascii_lowercase())
    }
}
