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
    pub request: Request,
    pub what: Wrong,
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

/// Where a service is, and how often it has been killed before.
pub struct Place {
    pub address: SocketAddr,
    pub kills: usize,
}

impl Question {
    /// Sends the request, and records both sides of it. `kills` says how often the service has been killed
    /// until now: a connection may break because of that, and for no other reason.
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
        Trouble { service: self.service, request: self.request.clone(), what }
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
