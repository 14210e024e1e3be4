//! In what an answer differs from the expected one, in a sentence: the first thing that a student
//! reads of a failure. The diff below it shows the rest.

use serde::{Deserialize, Serialize};

use crate::text::Lang;

/// The first part of an answer that is not as expected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "part", rename_all = "kebab-case")]
pub enum Difference {
    /// its status
    Status {
        /// the one of the contract
        expected: u16,
        /// the one that came
        received: u16,
    },
    /// a header, missing, superfluous or with another value
    Header {
        /// its name, in lower case
        name: String,
    },
    /// its body
    Body,
    /// what was compared is no single answer: a file, a start, the count of many answers
    Other,
}

impl Difference {
    /// That of two exchanges, as a [transcript](crate::transcript) has them.
    pub fn between(expected: &str, received: &str) -> Self {
        let (Some(expected), Some(received)) = (Parts::of(expected), Parts::of(received)) else {
            return Self::Other;
        };
        if expected.status != received.status {
            return Self::Status { expected: expected.status, received: received.status };
        }
        let name = |line: &&str| line.split(':').next().unwrap_or_default().to_owned();
        let lacks = |lines: &[&str], line: &&&str| !lines.contains(line);
        let missing = expected.headers.iter().find(|line| lacks(&received.headers, line));
        let surplus = received.headers.iter().find(|line| lacks(&expected.headers, line));
        match missing.or(surplus) {
            Some(line) => Self::Header { name: name(line) },
            None => Self::Body,
        }
    }

    /// What is wrong, and what that most often means.
    pub fn sentence(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Status { expected, received }, Lang::Fr) => {
                let cause = cause_in_french(*expected, *received);
                format!("Le statut est {received}, au lieu de {expected}.{cause}")
            }
            (Self::Status { expected, received }, Lang::En) => {
                let cause = cause_in_english(*expected, *received);
                format!("The status is {received} instead of {expected}.{cause}")
            }
            (Self::Header { name }, Lang::Fr) => {
                format!("Le statut est juste, mais pas l'en-tête `{name}`.")
            }
            (Self::Header { name }, Lang::En) => {
                format!("The status is right, but the header `{name}` is not.")
            }
            (Self::Body, Lang::Fr) => "Le statut est juste, mais pas le corps.".to_owned(),
            (Self::Body, Lang::En) => "The status is right, but the body is not.".to_owned(),
            (Self::Other, Lang::Fr) => {
                "Ce qui est venu n'est pas ce que le contrat demande.".to_owned()
            }
            (Self::Other, Lang::En) => "What came is not what the contract asks for.".to_owned(),
        }
    }
}

fn cause_in_french(expected: u16, received: u16) -> &'static str {
    match received {
        200..=299 if expected >= 400 => " Le serveur accepte ce qu'il doit refuser.",
        400 => " Le serveur dit qu'il n'a pas su lire la requête.",
        404 => " Le serveur dit qu'il ne connaît pas ce chemin, ou qu'il n'y a rien à cet endroit.",
        405 => " Le serveur connaît ce chemin, mais pas avec cette méthode.",
        415 => " Le serveur dit que le corps n'est pas déclaré comme du JSON.",
        422 => " Le serveur a lu la requête, et refuse ce qu'elle dit.",
        500..=599 => " Le serveur a échoué : ce qu'il affiche dit peut-être pourquoi.",
        _ => "",
    }
}

fn cause_in_english(expected: u16, received: u16) -> &'static str {
    match received {
        200..=299 if expected >= 400 => " The server accepts what it must refuse.",
        400 => " The server says that it could not read the request.",
        404 => " The server says that it does not know this path, or that nothing is there.",
        405 => " The server knows this path, but not with this method.",
        415 => " The server says that the body is not declared as JSON.",
        422 => " The server has read the request, and refuses what it says.",
        500..=599 => " The server has failed: what it prints may say why.",
        _ => "",
    }
}

/// The answer's side of an exchange, up to its body.
struct Parts<'a> {
    status: u16,
    headers: Vec<&'a str>,
}

impl<'a> Parts<'a> {
    fn of(exchange: &'a str) -> Option<Self> {
        let mut lines = exchange.lines();
        let status = lines.find_map(|line| line.strip_prefix("HTTP ")?.parse().ok())?;
        Some(Self { status, headers: lines.take_while(|line| !line.is_empty()).collect() })
    }
}

#[cfg(test)]
mod tests {
    use super::Difference;

    const EXPECTED: &str = "GET /a\n\nHTTP 200\nlocation: /a\ncontent-type: text/plain\n\nhello";

    #[test]
    fn the_first_part_that_differs_is_told() {
        let changed =
            |from: &str, to: &str| Difference::between(EXPECTED, &EXPECTED.replace(from, to));
        let status = Difference::Status { expected: 200, received: 404 };
        assert_eq!(changed("200", "404"), status);
        let header = |name: &str| Difference::Header { name: name.to_owned() };
        assert_eq!(changed("text/plain", "text/html"), header("content-type"));
        assert_eq!(changed("location: /a\n", ""), header("location"));
        assert_eq!(changed("location", "allow: GET\nlocation"), header("allow"));
        assert_eq!(changed("hello", "hallo"), Difference::Body);
    }

    #[test]
    fn what_is_no_single_answer_is_told_as_such() {
        let counted = "20 × GET /a\n\n13 × HTTP 200";
        assert_eq!(Difference::between(counted, EXPECTED), Difference::Other);
    }
}
