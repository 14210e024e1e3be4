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
    /// its status, where any of success would have done
    Unsuccessful {
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
    /// no single answer: those to many requests at the same time, counted
    Many,
    /// no single answer: some of those to clients who write at the same time
    Storm,
    /// no answer: a file
    File {
        /// its name
        name: String,
        /// whether it was read over and over during a storm
        watched: bool,
    },
    /// no answer: a start that must fail
    Start {
        /// what came of it
        ending: Ending,
    },
}

/// What came of a start that must fail.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ending {
    /// the server listens
    Listens,
    /// it ended with status 0
    Succeeded,
    /// it ended with another one, and did not say why in one line
    Unsaid,
    /// a signal ended it
    Killed,
}

impl Difference {
    /// That of two exchanges, as a [transcript](crate::transcript) has them.
    pub fn between(expected: &str, received: &str) -> Self {
        let first = expected.lines().next().unwrap_or_default();
        if let Some(name) = first.strip_prefix("cat ") {
            let (name, watched) =
                name.split_once("  ").map_or((name, false), |(name, _)| (name, true));
            return Self::File { name: name.to_owned(), watched };
        }
        match (Parts::of(expected), Parts::of(received)) {
            _ if first.contains(" × ") && counts(expected) => Self::Many,
            _ if first.contains(" × ") => Self::Storm,
            (Some(expected), Some(received)) => expected.against(&received),
            (None, _) => Self::Start { ending: Ending::of(received) },
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
            Self::Unsuccessful { received } => {
                let cause = cause(SUCCESS, *received).get(Lang::Fr);
                format!("Cette requête doit réussir ; le statut est {received}.{cause}")
            }
            Self::Missing { name } => {
                format!("Le statut est juste, mais il manque l'en-tête `{name}`.")
            }
            Self::Header { name } => format!("Le statut est juste, mais pas l'en-tête `{name}`."),
            Self::Body => "Le statut est juste, mais pas le corps.".to_owned(),
            Self::Word { word } => {
                format!("Le statut est juste, mais le corps ne contient pas le mot `{word}`.")
            }
            Self::Many => "Envoyées en même temps, ces requêtes n'ont pas toutes reçu la réponse \
                           attendue ; le nombre devant `×` dit combien de réponses de chaque sorte \
                           sont venues."
                .to_owned(),
            Self::Storm => {
                "Pendant que plusieurs clients écrivaient à la fois, une requête au moins \
                            n'a pas reçu la réponse attendue."
                    .to_owned()
            }
            Self::File { name, watched: true } => format!(
                "Relu sans cesse pendant que des clients écrivaient, le fichier `{name}` n'a pas \
                 toujours été entier."
            ),
            Self::File { name, watched: false } => format!(
                "Après la dernière requête, le fichier `{name}` n'a pas le contenu ou la forme \
                 attendus."
            ),
            Self::Start { ending } => ending.text().get(Lang::Fr).to_owned(),
        }
    }

    fn english(&self) -> String {
        match self {
            Self::Status { expected, received } => {
                let cause = cause(*expected, *received).get(Lang::En);
                format!("The status is {received} instead of {expected}.{cause}")
            }
            Self::Unsuccessful { received } => {
                let cause = cause(SUCCESS, *received).get(Lang::En);
                format!("This request must succeed; the status is {received}.{cause}")
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
                "Sent at the same time, these requests did not all get the expected answer; \
                           the number before `×` says how many of each kind came."
                    .to_owned()
            }
            Self::Storm => {
                "While several clients were writing at once, at least one request did not \
                            get the expected answer."
                    .to_owned()
            }
            Self::File { name, watched: true } => format!(
                "Read over and over while clients were writing, the file `{name}` was not always \
                 whole."
            ),
            Self::File { name, watched: false } => format!(
                "After the last request, the file `{name}` does not have the expected content or \
                 form."
            ),
            Self::Start { ending } => ending.text().get(Lang::En).to_owned(),
        }
    }
}

impl Ending {
    fn of(received: &str) -> Self {
        match received.split_once("\n\n").map_or(received, |(_, said)| said) {
            said if said.starts_with("exit 0") => Self::Succeeded,
            said if said.starts_with("exit ") => Self::Unsaid,
            said if said.starts_with("signal ") => Self::Killed,
            _ => Self::Listens,
        }
    }

    fn text(self) -> Text {
        let (fr, en) = match self {
            Self::Listens => (
                "Le serveur a démarré ; avec ce qu'il a trouvé, il devait s'arrêter, avec un statut \
                 autre que 0 et une ligne qui dit pourquoi.",
                "The server started; with what it found, it had to stop, with a status other than 0 \
                 and a line that says why.",
            ),
            Self::Succeeded => (
                "Le serveur s'est arrêté, mais avec le statut 0, qui veut dire que tout va bien.",
                "The server stopped, but with status 0, which means that all is well.",
            ),
            Self::Unsaid => (
                "Le serveur s'est arrêté comme il faut, mais sa sortie d'erreur n'est pas une seule \
                 ligne qui nomme ce qui manque ou ne va pas.",
                "The server stopped as it must, but its standard error is not a single line that names \
                 what is missing or wrong.",
            ),
            Self::Killed => (
                "Le serveur devait s'arrêter de lui-même, avec un statut autre que 0 ; un signal l'a \
                 tué.",
                "The server had to stop by itself, with a status other than 0; a signal killed it.",
            ),
        };
        Text { fr, en }
    }
}

/// Whether answers are counted there.
fn counts(exchange: &str) -> bool {
    exchange.lines().skip(1).any(|line| line.contains(" × HTTP "))
}

/// What stands for every status of success.
const SUCCESS: u16 = 200;

/// What a status most often means in the place of another.
fn cause(expected: u16, received: u16) -> Text {
    let (fr, en) = match (expected, received) {
        (404, 200..=299) => (
            " Le serveur répond comme s'il y avait quelque chose à cet endroit.",
            " The server answers as if something were there.",
        ),
        (405, 404) => (
            " Le serveur répond comme s'il ne connaissait pas ce chemin : sa route y est-elle, ses \
             paramètres entre accolades ? Si elle y est, c'est le statut donné à ce refus qui est \
             faux.",
            " The server answers as if it did not know this path: is its route there, its \
             parameters in braces? If it is, the status given to this refusal is wrong.",
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
    /// three digits, or `2xx`
    status: &'a str,
    headers: Vec<&'a str>,
    body: Vec<&'a str>,
}

impl<'a> Parts<'a> {
    fn of(exchange: &'a str) -> Option<Self> {
        let mut lines = exchange.lines();
        let status = lines.find_map(|line| line.strip_prefix("HTTP "))?;
        let headers = lines.by_ref().take_while(|line| !line.is_empty()).collect();
        Some(Self { status, headers, body: lines.collect() })
    }

    fn against(&self, received: &Parts<'_>) -> Difference {
        if self.status != received.status {
            let [expected, received] = [self.status, received.status].map(|code| code.parse().ok());
            return match (expected, received) {
                (Some(expected), Some(received)) => Difference::Status { expected, received },
                (_, received) => {
                    Difference::Unsuccessful { received: received.unwrap_or_default() }
                }
            };
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
    use super::{Difference, Ending};

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
        let file = Difference::File { name: "a.json".to_owned(), watched: true };
        assert_eq!(Difference::between("cat a.json  # × ∞\n\n✓", "cat a.json  # × ∞\n\n{"), file);
        let storm = Difference::between("20 × PUT /a\n\nHTTP 200", "20 × PUT /a\n\nHTTP 500");
        assert_eq!(storm, Difference::Storm);
    }

    #[test]
    fn a_start_that_must_fail_is_told_by_what_came_of_it() {
        let ends = |said| Difference::between("start\n\nexit ≠ 0", &format!("start\n\n{said}"));
        let cases = [
            ("exit 0\nstderr:\n… a …", Ending::Succeeded),
            ("exit ≠ 0\nstderr:\n(nothing)", Ending::Unsaid),
            ("signal 6\nstderr:\n(nothing)", Ending::Killed),
            ("(it listens)", Ending::Listens),
        ];
        for (said, ending) in cases {
            assert_eq!(ends(said), Difference::Start { ending });
        }
    }

    #[test]
    fn a_failure_where_any_success_would_do_is_told() {
        let told = Difference::between("POST /a\n\nHTTP 2xx", "POST /a\n\nHTTP 404");
        assert_eq!(told, Difference::Unsuccessful { received: 404 });
    }
}
