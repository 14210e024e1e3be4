//! In what an answer differs from the expected one, in a sentence: the first thing that a student
//! reads of a failure. The diff below it shows the rest.

use serde::{Deserialize, Serialize};

use crate::text::{Lang, Text};

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
    /// a header that did not come
    Missing {
        /// its name, in lower case
        name: String,
    },
    /// a header, superfluous or with another value
    Header {
        /// its name, in lower case
        name: String,
    },
    /// its body
    Body,
    /// a body that lacks a word
    Word {
        /// the word
        word: String,
    },
    /// no single answer: those to many requests at the same time
    Many,
    /// no answer: a file
    File {
        /// its name
        name: String,
    },
    /// no answer: a start that must fail
    Start,
}

impl Difference {
    /// That of two exchanges, as a [transcript](crate::transcript) has them.
    pub fn between(expected: &str, received: &str) -> Self {
        let first = expected.lines().next().unwrap_or_default();
        if let Some(name) = first.strip_prefix("cat ") {
            return Self::File { name: name.split("  ").next().unwrap_or(name).to_owned() };
        }
        match (Parts::of(expected), Parts::of(received)) {
            _ if first.contains(" × ") => Self::Many,
            (Some(expected), Some(received)) => expected.against(&received),
            (None, _) => Self::Start,
            (_, None) => Self::Body,
        }
    }

    /// What is wrong, and what that most often means.
    pub fn sentence(&self, lang: Lang) -> String {
        match lang {
            Lang::Fr => self.french(),
            Lang::En => self.english(),
        }
    }

    fn french(&self) -> String {
        match self {
            Self::Status { expected, received } => {
                let cause = cause(*expected, *received).get(Lang::Fr);
                format!("Le statut est {received}, au lieu de {expected}.{cause}")
            }
            Self::Missing { name } => {
                format!("Le statut est juste, mais il manque l'en-tête `{name}`.")
            }
            Self::Header { name } => format!("Le statut est juste, mais pas l'en-tête `{name}`."),
            Self::Body => "Le statut est juste, mais pas le corps.".to_owned(),
            Self::Word { word } => {
                format!("Le statut est juste, mais le corps ne contient pas le mot `{word}`.")
            }
            Self::Many => "Envoyées en même temps, ces requêtes n'ont pas reçu les réponses \
                           attendues ; devant `×`, combien sont venues de chaque sorte."
                .to_owned(),
            Self::File { name } => {
                format!("Le fichier `{name}` n'est pas comme il doit être à ce moment.")
            }
            Self::Start => {
                "Avec ce qu'il trouve là, le serveur ne doit pas démarrer : il s'arrête \
                            avec un statut autre que 0, et dit pourquoi en une ligne sur la sortie \
                            d'erreur."
                    .to_owned()
            }
        }
    }

    fn english(&self) -> String {
        match self {
            Self::Status { expected, received } => {
                let cause = cause(*expected, *received).get(Lang::En);
                format!("The status is {received} instead of {expected}.{cause}")
            }
            Self::Missing { name } => {
                format!("The status is right, but the header `{name}` is missing.")
            }
            Self::Header { name } => {
                format!("The status is right, but the header `{name}` is not.")
            }
            Self::Body => "The status is right, but the body is not.".to_owned(),
            Self::Word { word } => {
                format!("The status is right, but the body does not hold the word `{word}`.")
            }
            Self::Many => {
                "Sent at the same time, these requests did not get the answers that they \
                           must; before `×`, how many came of each kind."
                    .to_owned()
            }
            Self::File { name } => {
                format!("The file `{name}` is not as it must be at this moment.")
            }
            Self::Start => "With what it finds there, the server must not start: it ends with a \
                            status other than 0, and says why in one line on standard error."
                .to_owned(),
        }
    }
}

/// What a status most often means in the place of another.
fn cause(expected: u16, received: u16) -> Text {
    let (fr, en) = match (expected, received) {
        (404, 200..=299) => (
            " Le serveur répond comme s'il y avait quelque chose à cet endroit.",
            " The server answers as if something were there.",
        ),
        (405, 404) => (
            " Le serveur ne connaît pas du tout ce chemin : sa route y est-elle, et ses paramètres \
             sont-ils entre accolades ?",
            " The server does not know this path at all: is its route there, and are its parameters \
             in braces?",
        ),
        (405, _) => (
            " Le serveur prend une méthode que ce chemin n'a pas.",
            " The server takes a method that this path does not have.",
        ),
        (400.., 200..=299) => (
            " Le serveur accepte ce qu'il doit refuser.",
            " The server accepts what it must refuse.",
        ),
        (422, 400) => (
            " 400 est pour ce qui ne se lit pas ; cette requête se lit, et enfreint une règle.",
            " 400 is for what cannot be read; this request can be read, and breaks a rule.",
        ),
        (_, 400) => (
            " Le serveur dit qu'il n'a pas su lire la requête.",
            " The server says that it could not read the request.",
        ),
        (_, 404) => (
            " Le serveur dit qu'il ne connaît pas ce chemin, ou qu'il n'y a rien à cet endroit.",
            " The server says that it does not know this path, or that nothing is there.",
        ),
        (_, 405) => (
            " Le serveur connaît ce chemin, mais pas avec cette méthode.",
            " The server knows this path, but not with this method.",
        ),
        (_, 409) => (
            " Le serveur dit que la requête est en conflit avec ce qu'il garde.",
            " The server says that the request conflicts with what it keeps.",
        ),
        (_, 415) => (
            " Le serveur dit que le corps n'est pas déclaré comme du JSON.",
            " The server says that the body is not declared as JSON.",
        ),
        (_, 422) => (
            " Le serveur dit qu'il a su lire la requête, et que ce qu'elle dit enfreint une règle.",
            " The server says that it could read the request, and that what it says breaks a rule.",
        ),
        (_, 500..=599) => (
            " Le serveur a échoué : ce qu'il affiche dit peut-être pourquoi.",
            " The server has failed: what it prints may say why.",
        ),
        _ => ("", ""),
    };
    Text { fr, en }
}

/// The answer's side of an exchange.
struct Parts<'a> {
    status: u16,
    headers: Vec<&'a str>,
    body: Vec<&'a str>,
}

impl<'a> Parts<'a> {
    fn of(exchange: &'a str) -> Option<Self> {
        let mut lines = exchange.lines();
        let status = lines.find_map(|line| line.strip_prefix("HTTP ")?.parse().ok())?;
        let headers = lines.by_ref().take_while(|line| !line.is_empty()).collect();
        Some(Self { status, headers, body: lines.collect() })
    }

    fn against(&self, received: &Parts<'_>) -> Difference {
        if self.status != received.status {
            return Difference::Status { expected: self.status, received: received.status };
        }
        let name = |line: &str| line.split(':').next().unwrap_or_default().to_owned();
        let lacking = self.headers.iter().find(|line| !received.headers.contains(line));
        if let Some(line) = lacking {
            let name = name(line);
            let came = received.headers.iter().any(|line| line.starts_with(&format!("{name}:")));
            return if came { Difference::Header { name } } else { Difference::Missing { name } };
        }
        if let Some(line) = received.headers.iter().find(|line| !self.headers.contains(line)) {
            return Difference::Header { name: name(line) };
        }
        let word = self.body.iter().find_map(|line| line.strip_prefix("… ")?.strip_suffix(" …"));
        match word {
            Some(word) => Difference::Word { word: word.to_owned() },
            None => Difference::Body,
        }
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
        let missing = Difference::Missing { name: "location".to_owned() };
        assert_eq!(changed("location: /a\n", ""), missing);
        assert_eq!(changed("location", "allow: GET\nlocation"), header("allow"));
        assert_eq!(changed("hello", "hallo"), Difference::Body);
    }

    #[test]
    fn a_word_that_is_not_mentioned_is_told() {
        let word = Difference::Word { word: "nom".to_owned() };
        assert_eq!(
            Difference::between("GET /\n\nHTTP 400\n\n… nom …", "GET /\n\nHTTP 400\n\nx"),
            word
        );
    }

    #[test]
    fn what_is_no_single_answer_is_told_as_such() {
        assert_eq!(Difference::between("20 × GET /a\n\n13 × HTTP 200", EXPECTED), Difference::Many);
        let file = Difference::File { name: "a.json".to_owned() };
        assert_eq!(Difference::between("cat a.json  # × ∞\n\n✓", "cat a.json  # × ∞\n\n{"), file);
        assert_eq!(Difference::between("start\n\nexit ≠ 0", "start\n\nexit 0"), Difference::Start);
    }
}
