//! The first difference between a response and the expected one: what a student reads first about a
//! failure. The [diff](crate::diff) below it shows the rest.

use serde::{Deserialize, Serialize};

use crate::lines::{Line, Lines};

/// The first part of a response that is not as expected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "part", rename_all = "kebab-case")]
pub enum Difference {
    /// its status
    Status {
        /// the expected one
        expected: u16,
        /// the received one
        received: u16,
    },
    /// its status, where any 2xx would have been right
    Unsuccessful {
        /// the received one
        received: u16,
    },
    /// a header that is missing
    Missing {
        /// its name, in lower case
        name: String,
    },
    /// a header that has another value
    Header {
        /// its name, in lower case
        name: String,
    },
    /// a header that must not be there
    Superfluous {
        /// its name, in lower case
        name: String,
    },
    /// its body
    Body,
    /// the part of its body that the check compares: the diff shows nothing else of the body
    Part,
    /// its body, which is empty
    NoBody,
    /// bytes beyond its end
    Surplus,
    /// a character that cannot be seen, or not be told from another
    Invisible {
        /// its code point
        code: u32,
    },
    /// after the server was killed and started again: something that it had acknowledged
    Lost {
        /// the status, where 2xx was expected
        received: Option<u16>,
    },
    /// that it has not changed: the server had so much time to do what it must do by itself
    Never {
        /// how long the check asked again
        seconds: u64,
    },
    /// a word that is missing in its body
    Word {
        /// the word
        word: String,
    },
    /// not a single response: how many responses of each kind many concurrent requests got
    Concurrent,
    /// not a single response: some of the responses to clients that write at the same time
    Load,
    /// not a response: the calls that another service received
    Calls {
        /// the variable that tells the server where this service is
        variable: String,
    },
    /// not a response: the properties of a queue
    Queue {
        /// whether there is such a queue
        exists: bool,
    },
    /// not a response: a message in a queue
    Message {
        /// the name of the queue
        queue: String,
    },
    /// not a response: a file
    File {
        /// its name
        name: String,
        /// whether it was read over and over while clients were writing
        watched: bool,
    },
    /// not a response: a start that must fail
    Start {
        /// how the start went
        outcome: StartOutcome,
    },
}

/// How a start that must fail went.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StartOutcome {
    /// the server listens
    Listens,
    /// it ended with status 0
    Succeeded,
    /// it ended with another status, and did not explain itself in one line
    Unexplained,
    /// a signal ended it
    Killed,
}

impl Difference {
    /// The first difference between two exchanges, as a [transcript](crate::transcript) has them.
    pub fn between(expected: &Lines, received: &Lines) -> Self {
        match (Parts::of(expected), Parts::of(received)) {
            (Some(expected), Some(received)) => expected.against(&received),
            _ => Self::Body,
        }
    }
}

/// The response's side of an exchange.
struct Parts<'a> {
    /// three digits, or `2xx`
    status: &'a str,
    headers: Vec<&'a str>,
    body: Vec<&'a str>,
}

impl<'a> Parts<'a> {
    fn of(exchange: &'a Lines) -> Option<Self> {
        let mut lines = exchange.iter().filter_map(|line| match line {
            Line::Verbatim(text) => Some(text.as_str()),
            Line::Remark(_) => None,
        });
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
        let missing = self.headers.iter().find(|line| !received.headers.contains(line));
        if let Some(line) = missing {
            let name = name(line);
            let start = format!("{name}:");
            let is_there = received.headers.iter().any(|line| line.starts_with(&start));
            return match is_there {
                true => Difference::Header { name },
                false => Difference::Missing { name },
            };
        }
        if let Some(line) = received.headers.iter().find(|line| !self.headers.contains(line)) {
            return Difference::Superfluous { name: name(line) };
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
    use crate::lines::Lines;

    const EXPECTED: &str = "GET /a\n\nHTTP 200\nlocation: /a\ncontent-type: text/plain\n\nhello";

    fn between(expected: &str, received: &str) -> Difference {
        Difference::between(&Lines::from(expected), &Lines::from(received))
    }

    #[test]
    fn the_first_part_that_differs_is_reported() {
        let changed = |from: &str, to: &str| between(EXPECTED, &EXPECTED.replace(from, to));
        let status = Difference::Status { expected: 200, received: 404 };
        assert_eq!(changed("200", "404"), status);
        let header = |name: &str| Difference::Header { name: name.to_owned() };
        assert_eq!(changed("text/plain", "text/html"), header("content-type"));
        let missing = Difference::Missing { name: "location".to_owned() };
        assert_eq!(changed("location: /a\n", ""), missing);
        let superfluous = Difference::Superfluous { name: "allow".to_owned() };
        assert_eq!(changed("location", "allow: GET\nlocation"), superfluous);
        assert_eq!(changed("hello", "hallo"), Difference::Body);
    }

    #[test]
    fn a_word_that_is_not_mentioned_is_reported() {
        let word = Difference::Word { word: "nom".to_owned() };
        assert_eq!(between("GET /\n\nHTTP 400\n\n… nom …", "GET /\n\nHTTP 400\n\nx"), word);
    }

    #[test]
    fn a_failure_where_any_success_would_do_is_reported() {
        let found = between("POST /a\n\nHTTP 2xx", "POST /a\n\nHTTP 404");
        assert_eq!(found, Difference::Unsuccessful { received: 404 });
    }
}
