//! One request of one client of many, recorded in the history with what was answered.

use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use engine::fault::Fault;
use engine::http::{self, Request, Response};
use engine::json;
use engine::template::Values;
use history::{Answer, Book, Client, Id, Loan, Recorder, State};
use serde_json::Value;
use texts::Message;

use crate::alone::PATIENCE;
use crate::messages::promises;
use crate::service::Service;

/// Something that a service has given an id.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// as the history has it
    pub id: Id,
    /// as it stands in JSON
    pub value: Value,
}

/// A response that the contract does not allow at any time, or none although the service ran.
#[derive(Debug)]
pub struct Trouble {
    pub service: Service,
    pub request: Box<Request>,
    pub what: Box<Wrong>,
}

/// What is wrong with a response.
#[derive(Debug)]
pub enum Wrong {
    /// there is none, or it is not HTTP
    Fault(Fault),
    /// it says something else than was promised
    Promise { promise: Message, received: String },
}

/// A request as a client sends it and as the history has it, and what may be answered.
pub struct Question {
    pub service: Service,
    pub request: Request,
    pub recorded: history::Request,
    /// the status of a success
    pub success: u16,
    /// the other statuses that the contract allows
    pub others: &'static [u16],
    /// what the body of a success says; nothing when it has not the promised form
    pub read: fn(&Value) -> Option<Answer>,
}

/// What a client makes of a response.
#[derive(Debug)]
pub enum Reply {
    /// a success, with its body
    Done(Value, Answer),
    /// the request has changed nothing
    Refused,
    /// nobody knows what became of the request
    Unknown,
}

/// Where a service is, and a count that changes when it is killed.
pub struct Place {
    pub address: SocketAddr,
    pub kills: usize,
}

impl Question {
    /// Sends the request, and records both sides of it. When `kills` is no longer
    /// what it was, the service has been killed: a connection may break because of that, and for no other
    /// reason.
    ///
    /// # Errors
    /// When the contract does not allow what happens.
    pub fn ask(
        &self,
        recorder: &Recorder,
        client: Client,
        place: &Place,
        kills: impl Fn() -> usize,
    ) -> Result<Reply, Trouble> {
        let call = recorder.send(client, self.recorded.clone());
        let response = match send(place.address, &self.request) {
            Ok(response) => response,
            Err(Fault::ConnectionLost { .. }) if kills() != place.kills => {
                call.unknown(None);
                return Ok(Reply::Unknown);
            }
            Err(fault) => return Err(self.trouble(Wrong::Fault(fault))),
        };
        let status = response.status;
        if status == self.success {
            let body = json::parse(&response.body).unwrap_or_default();
            let answer = (self.read)(&body).ok_or_else(|| self.shapeless(&response))?;
            call.done(answer.clone());
            return Ok(Reply::Done(body, answer));
        }
        if !self.others.contains(&status) {
            return Err(self.unexpected(&response));
        }
        if status >= 500 {
            call.unknown(Some(status));
            return Ok(Reply::Unknown);
        }
        call.refused(status);
        Ok(Reply::Refused)
    }

    /// What is wrong with a service that does not run.
    pub fn unanswered(&self) -> Trouble {
        self.trouble(Wrong::Fault(Fault::ConnectionLost { bytes: 0 }))
    }

    fn unexpected(&self, response: &Response) -> Trouble {
        let others = self.others.iter().map(u16::to_string);
        let allowed: Vec<String> = [self.success.to_string()].into_iter().chain(others).collect();
        let promise = promises::status(allowed.join(", "), response.status);
        self.trouble(Wrong::Promise { promise, received: shown(response) })
    }

    fn shapeless(&self, response: &Response) -> Trouble {
        let promise = promises::form(response.status);
        self.trouble(Wrong::Promise { promise, received: shown(response) })
    }

    fn trouble(&self, what: Wrong) -> Trouble {
        let (request, what) = (Box::new(self.request.clone()), Box::new(what));
        Trouble { service: self.service, request, what }
    }
}

fn shown(response: &Response) -> String {
    format!("HTTP {}\n\n{}", response.status, String::from_utf8_lossy(&response.body))
}

/// Sends one request on a connection of its own.
///
/// # Errors
/// When no whole response arrives in time.
pub fn send(address: SocketAddr, request: &Request) -> Result<Response, Fault> {
    // Requests of many clients have no placeholders.
    let wire = request.wire(&address.to_string(), &Values::default());
    let stream = TcpStream::connect_timeout(&address, CONNECT);
    let stream = stream.map_err(|_| Fault::ConnectionLost { bytes: 0 })?;
    http::exchange(stream, &wire, PATIENCE)
}

/// How long a connection to a service that listens may take.
const CONNECT: Duration = Duration::from_secs(5);

/// The id under a key.
pub fn known(body: &Value, key: &str) -> Option<Known> {
    let value = body.get(key)?;
    let text = match value {
        Value::String(text) => text.clone(),
        number => json::integer(number)?.to_string(),
    };
    Some(Known { id: text.into(), value: value.clone() })
}

/// A book as a response shows it.
pub fn book(body: &Value) -> Option<Answer> {
    let number = |key: &str| json::integer(body.get(key)?);
    let (copies, available) = (number("exemplaires")?, number("disponibles")?);
    Some(Answer::Book(Book { id: known(body, "id")?.id, copies, available }))
}

/// A member as a response shows it.
pub fn member(body: &Value) -> Option<Answer> {
    Some(Answer::Member(known(body, "id")?.id))
}

/// The body of a deletion may be anything.
#[expect(clippy::unnecessary_wraps, reason = "it has the form of the other readers")]
pub fn deleted(_: &Value) -> Option<Answer> {
    Some(Answer::Deleted)
}

/// A loan as a response shows it.
pub fn loan(body: &Value) -> Option<Answer> {
    read_loan(body).map(Answer::Loan)
}

/// The loans of a member as a response shows them.
pub fn loans(body: &Value) -> Option<Answer> {
    let loans = body.get("emprunts")?.as_array()?;
    loans.iter().map(read_loan).collect::<Option<Vec<Loan>>>().map(Answer::Loans)
}

fn read_loan(body: &Value) -> Option<Loan> {
    let id = |key| known(body, key).map(|known| known.id);
    let state = match body.get("etat")?.as_str()? {
        "ouvert" => State::Open,
        "rendu" => State::Returned,
        _ => return None,
    };
    Some(Loan { id: id("id")?, member: id("membre")?, book: id("livre")?, state })
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::{SocketAddr, TcpListener};
    use std::thread;

    use engine::fault::Fault;
    use history::{Client, Recorder};

    use super::{Known, Place, Reply, Trouble, Wrong};
    use crate::questions::{borrow, give_back};

    /// A server that answers one request with these bytes, and closes the connection.
    fn answering(answer: String) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("a connection");
            let mut request = [0; 4096];
            assert_ne!(stream.read(&mut request).expect("a request"), 0);
            stream.write_all(answer.as_bytes()).expect("sent");
        });
        address
    }

    fn response(status: u16, body: &str) -> String {
        format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\n\r\n{body}", body.len())
    }

    fn known(id: i64) -> Known {
        Known { id: id.to_string().into(), value: id.into() }
    }

    /// Asks for a loan; `kills` is the count after that, which was 0 before.
    fn asked(answer: String, kills: usize) -> (Result<Reply, Trouble>, Recorder) {
        let (recorder, place) = (Recorder::new(), Place { address: answering(answer), kills: 0 });
        let question = borrow("k", &known(1), &known(2));
        (question.ask(&recorder, Client(0), &place, || kills), recorder)
    }

    #[test]
    fn a_connection_may_break_when_the_service_is_killed_and_at_no_other_time() {
        let (reply, recorder) = asked(String::new(), 1);
        assert!(matches!(reply, Ok(Reply::Unknown)), "{reply:?}");
        let history = recorder.history().expect("a short history");
        assert!(history.operations()[0].is_unknown());
        let (reply, _) = asked(String::new(), 0);
        let trouble = reply.expect_err("the service was not killed");
        let is_lost = matches!(*trouble.what, Wrong::Fault(Fault::ConnectionLost { .. }));
        assert!(is_lost, "{trouble:?}");
    }

    #[test]
    fn what_the_contract_allows_is_recorded_and_everything_else_is_told() {
        const LOAN: &str = r#"{"id": "e1", "membre": 1, "livre": 2, "etat": "ouvert"}"#;
        let (reply, recorder) = asked(response(201, LOAN), 0);
        assert!(matches!(reply, Ok(Reply::Done(..))), "{reply:?}");
        let history = recorder.history().expect("a short history");
        assert_eq!(history.operations()[0].shown()[0].id, "e1".into());
        let (reply, recorder) = asked(response(409, "{}"), 0);
        assert!(matches!(reply, Ok(Reply::Refused)), "{reply:?}");
        let history = recorder.history().expect("a short history");
        assert_eq!(history.operations()[0].refusal(), Some(409));
        for wrong in [response(500, "{}"), response(201, "{}"), response(200, LOAN)] {
            let (reply, _) = asked(wrong, 1);
            let trouble = reply.expect_err("not what the contract allows");
            assert!(matches!(*trouble.what, Wrong::Promise { .. }), "{trouble:?}");
        }
    }

    #[test]
    fn ids_may_be_texts_that_a_path_cannot_hold_as_they_are() {
        let path = give_back(&"a b/c".into()).request.path;
        assert_eq!(path, "/api/emprunts/a%20b%2Fc/retour");
    }
}
