//! What a server can do wrong, told apart, with a sentence for each.

use serde::{Deserialize, Serialize};

use crate::difference::Difference;
use crate::text::{Lang, Text};

/// The stable word of the contract for a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// the conversation differs from what was expected
    Mismatch,
    /// the server does not compile
    BuildFailed,
    /// the server ended by itself
    Exited,
    /// nothing listened on the port in time
    NeverListened,
    /// what came is not HTTP
    NotHttp,
    /// no whole answer in time
    TimedOut,
    /// the connection closed before the answer was whole
    ConnectionLost,
}

/// A failure of the server under test, with what is known of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "kebab-case")]
pub enum Fault {
    /// The conversation differs from what was expected.
    Mismatch {
        /// in what
        difference: Difference,
    },
    /// The server breaks a promise of its own, its document's for instance.
    Broken {
        /// which promise, and how it is broken, in the language of the run
        sentence: String,
    },
    /// A longer body than [`crate::limits`] allows.
    TooLong {
        /// how long it may be, in bytes
        most: usize,
    },
    /// The server does not compile; the compiler has said why.
    BuildFailed,
    /// The server ended by itself.
    Exited {
        /// its exit status, absent when a signal ended it
        status: Option<i32>,
        /// the signal that ended it
        signal: Option<i32>,
        /// when it ended
        moment: Moment,
    },
    /// Nothing listened on 127.0.0.1 in time.
    NeverListened {
        /// how long was waited, in seconds
        seconds: u64,
        /// the port it was given
        port: u16,
        /// where something was found to listen instead
        elsewhere: Option<String>,
    },
    /// What came is not HTTP, or breaks its rules.
    NotHttp {
        /// what is wrong with it
        problem: HttpProblem,
        /// the beginning of what came, control characters escaped
        received: String,
    },
    /// No whole answer in time.
    TimedOut {
        /// how long was waited, in seconds
        seconds: u64,
        /// how many bytes had come by then
        bytes: usize,
    },
    /// The connection closed before the answer was whole.
    ConnectionLost {
        /// how many bytes had come by then
        bytes: usize,
    },
}

/// When a server ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Moment {
    /// before it listened for the first time
    Start,
    /// while it was talked to
    Exchange,
    /// before it listened again, on what the one before it left
    Restart,
}

/// Which rule of HTTP an answer breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HttpProblem {
    /// it does not begin with a status line
    NoStatusLine,
    /// a header line cannot be parsed
    Headers,
    /// more or longer headers than [`crate::limits`] allows
    HeadersTooLarge,
    /// `Content-Length` is no number, or there are two that differ
    ContentLength,
    /// a chunk of a chunked body cannot be parsed
    Chunk,
}

impl HttpProblem {
    /// What is wrong with the answer.
    fn text(self) -> Text {
        let (fr, en) = match self {
            Self::NoStatusLine => (
                "elle ne commence pas par une ligne de statut",
                "it does not begin with a status line",
            ),
            Self::Headers => {
                ("un de ses en-têtes est mal formé", "one of its headers is malformed")
            }
            Self::HeadersTooLarge => (
                "ses en-têtes sont trop nombreux ou trop longs",
                "its headers are too many or too long",
            ),
            Self::ContentLength => (
                "sa longueur (Content-Length) n'est pas un nombre",
                "its Content-Length is not a number",
            ),
            Self::Chunk => {
                ("un de ses morceaux (chunked) est mal formé", "one of its chunks is malformed")
            }
        };
        Text { fr, en }
    }
}

impl Fault {
    /// The contract's word for it.
    pub fn reason(&self) -> Reason {
        match self {
            Self::Mismatch { .. } | Self::Broken { .. } | Self::TooLong { .. } => Reason::Mismatch,
            Self::BuildFailed => Reason::BuildFailed,
            Self::Exited { .. } => Reason::Exited,
            Self::NeverListened { .. } => Reason::NeverListened,
            Self::NotHttp { .. } => Reason::NotHttp,
            Self::TimedOut { .. } => Reason::TimedOut,
            Self::ConnectionLost { .. } => Reason::ConnectionLost,
        }
    }

    /// Whether the server never got as far as a first request, so that every check would tell the
    /// same.
    pub fn at_start(&self) -> bool {
        matches!(
            self,
            Self::BuildFailed
                | Self::NeverListened { .. }
                | Self::Exited { moment: Moment::Start, .. }
        )
    }

    /// What happened and what to look at, in one or two sentences.
    pub fn sentence(&self, lang: Lang) -> String {
        match lang {
            Lang::Fr => self.french(),
            Lang::En => self.english(),
        }
    }

    fn french(&self) -> String {
        match self {
            Self::Mismatch { difference } => difference.sentence(Lang::Fr),
            Self::Broken { sentence } => sentence.clone(),
            Self::TooLong { most } => format!(
                "Le corps de la réponse dépasse {} Mio, bien plus que ce que le contrat demande : \
                 tout est-il envoyé d'un coup, au lieu d'une page ?",
                most / 1024 / 1024
            ),
            Self::BuildFailed => {
                "Le serveur ne compile pas : corrigez d'abord la première erreur du compilateur, \
                 ci-dessus."
                    .into()
            }
            Self::Exited { status, signal, moment } => {
                let how = match (status, signal) {
                    (Some(status), _) => format!("avec le statut {status}"),
                    (None, Some(signal)) => format!("tué par le signal {signal}"),
                    (None, None) => "sans dire pourquoi".into(),
                };
                match moment {
                    Moment::Start => format!(
                        "Le serveur s'est arrêté {how} avant d'avoir répondu. `main` doit servir \
                         sans fin : cherchez ce qui le fait revenir ou échouer au démarrage ; ce \
                         qu'il affiche dit peut-être pourquoi."
                    ),
                    Moment::Exchange => format!(
                        "Le serveur s'est arrêté {how} pendant l'échange. Une requête, même \
                         mauvaise, ne doit jamais arrêter le serveur."
                    ),
                    Moment::Restart => format!(
                        "Redémarré, le serveur s'est arrêté {how} avant d'avoir répondu : il ne \
                         s'accommode pas de ce que le précédent a laissé."
                    ),
                }
            }
            Self::NeverListened { seconds, port, elsewhere } => {
                let mut text = format!(
                    "Le serveur tourne, mais rien n'écoute sur 127.0.0.1:{port} après {seconds} s. \
                     Le port à écouter est dans la variable d'environnement PORT."
                );
                if let Some(place) = elsewhere {
                    text.push_str(&format!(
                        " Quelque chose écoute sur {place} : est-ce votre serveur, à la mauvaise adresse ?"
                    ));
                }
                text
            }
            Self::NotHttp { problem, received } => {
                let problem = problem.text().get(Lang::Fr);
                format!("La réponse n'est pas du HTTP : {problem}. Elle commence par {received}.")
            }
            Self::TimedOut { seconds, bytes: 0 } => format!(
                "Aucune réponse en {seconds} s. Le gestionnaire attend-il quelque chose qui \
                 n'arrive jamais, un verrou par exemple ?"
            ),
            Self::TimedOut { seconds, bytes } => format!(
                "La réponse n'était pas complète après {seconds} s : {bytes} octets reçus, puis \
                 plus rien ou presque. La longueur annoncée est-elle la bonne ?"
            ),
            Self::ConnectionLost { bytes: 0 } => {
                "La connexion s'est fermée sans réponse : le gestionnaire de cette route a sans \
                 doute paniqué."
                    .into()
            }
            Self::ConnectionLost { bytes } => format!(
                "La connexion s'est fermée au milieu de la réponse, après {bytes} octets. La \
                 longueur annoncée est-elle la bonne ?"
            ),
        }
    }

    fn english(&self) -> String {
        match self {
            Self::Mismatch { difference } => difference.sentence(Lang::En),
            Self::Broken { sentence } => sentence.clone(),
            Self::TooLong { most } => format!(
                "The body of the answer is longer than {} MiB, far more than the contract asks for: \
                 is everything sent at once, instead of a page?",
                most / 1024 / 1024
            ),
            Self::BuildFailed => {
                "The server does not compile: mend the compiler's first error, above, first.".into()
            }
            Self::Exited { status, signal, moment } => {
                let how = match (status, signal) {
                    (Some(status), _) => format!("with status {status}"),
                    (None, Some(signal)) => format!("killed by signal {signal}"),
                    (None, None) => "without saying why".into(),
                };
                match moment {
                    Moment::Start => format!(
                        "The server stopped {how} before it answered anything. `main` must serve for ever: \
                         look for what makes it return, or fail, at the start; what it prints may \
                         say why."
                    ),
                    Moment::Exchange => format!(
                        "The server stopped {how} during the exchange. A request, even a bad one, \
                         must never stop the server."
                    ),
                    Moment::Restart => format!(
                        "Started again, the server stopped {how} before it answered anything: it does not \
                         cope with what the one before it left."
                    ),
                }
            }
            Self::NeverListened { seconds, port, elsewhere } => {
                let mut text = format!(
                    "The server runs, but nothing listens on 127.0.0.1:{port} after {seconds} s. \
                     The port to listen on is in the environment variable PORT."
                );
                if let Some(place) = elsewhere {
                    text.push_str(&format!(
                        " Something listens on {place}: is it your server, at the wrong address?"
                    ));
                }
                text
            }
            Self::NotHttp { problem, received } => {
                let problem = problem.text().get(Lang::En);
                format!("The answer is not HTTP: {problem}. It begins with {received}.")
            }
            Self::TimedOut { seconds, bytes: 0 } => format!(
                "No answer within {seconds} s. Does the handler wait for something that never \
                 comes, a lock for instance?"
            ),
            Self::TimedOut { seconds, bytes } => format!(
                "The answer was not complete after {seconds} s: {bytes} bytes came, then next to \
                 nothing. Is the announced length right?"
            ),
            Self::ConnectionLost { bytes: 0 } => {
                "The connection closed without an answer: the handler of this route has most \
                 likely panicked."
                    .into()
            }
            Self::ConnectionLost { bytes } => format!(
                "The connection closed in the middle of the answer, after {bytes} bytes. Is the \
                 announced length right?"
            ),
        }
    }
}
