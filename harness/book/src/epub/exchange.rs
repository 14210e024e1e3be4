//! Requests and responses, told apart. `exchange` in `book/theme/head.hbs` does the same on screen.

use askama::Template;

use crate::language::Language;

/// A request or a response, as text.
#[derive(Debug, PartialEq, Eq)]
pub enum Message<'a> {
    Request(&'a str),
    Response(&'a str),
}

impl<'a> Message<'a> {
    fn text(&self) -> &'a str {
        match self {
            Self::Request(text) | Self::Response(text) => text,
        }
    }

    /// The first line.
    fn start(&self) -> &'a str {
        let text = self.text();
        &text[..text.find('\n').unwrap_or(text.len())]
    }

    /// What follows the first line.
    fn rest(&self) -> &'a str {
        &self.text()[self.start().len()..]
    }

    fn class(&self) -> &'static str {
        match self {
            Self::Request(_) => "request",
            Self::Response(_) => "response",
        }
    }

    fn name(&self, language: &Language) -> &'static str {
        match (self, language) {
            (Self::Request(_), Language::Fr) => "Requête →",
            (Self::Request(_), Language::En) => "Request →",
            (Self::Response(_), Language::Fr) => "← Réponse",
            (Self::Response(_), Language::En) => "← Response",
        }
    }
}

/// The messages of a recorded exchange; nothing when the text has no response.
pub fn messages(text: &str) -> Option<Vec<Message<'_>>> {
    let mut found = Vec::new();
    for exchange in text.split("\n###\n") {
        let exchange = exchange.trim_matches('\n');
        let response = exchange.find("\n\nHTTP ").map(|blank| blank + 2);
        let (request, response) = exchange.split_at(response.unwrap_or(exchange.len()));
        for part in [request.trim_end(), response].into_iter().filter(|part| !part.is_empty()) {
            found.push(match part.starts_with("HTTP ") {
                true => Message::Response(part),
                false => Message::Request(part),
            });
        }
    }
    found.iter().any(|message| matches!(message, Message::Response(_))).then_some(found)
}

/// The messages, each under its name.
///
/// # Errors
/// None is expected: a template that cannot be filled.
pub fn html(language: Language, messages: Vec<Message<'_>>) -> askama::Result<String> {
    Exchange { language, messages }.render()
}

#[derive(Template)]
#[template(path = "epub/exchange.html")]
struct Exchange<'a> {
    language: Language,
    messages: Vec<Message<'a>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_and_responses_alternate() {
        let text = "PUT /a\ncontent-type: text/plain\n\n{}\n\nHTTP 201\n\n{\n}\n\n###\n\nGET /b\n\nHTTP 200\n";
        let expected = [
            Message::Request("PUT /a\ncontent-type: text/plain\n\n{}"),
            Message::Response("HTTP 201\n\n{\n}"),
            Message::Request("GET /b"),
            Message::Response("HTTP 200"),
        ];
        assert_eq!(messages(text).expect("an exchange"), expected);
        assert_eq!(messages("GET /a\n"), None);
    }
}
