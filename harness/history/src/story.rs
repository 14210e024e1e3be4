//! A violation, told step by step.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use texts::{Lang, Message};

use crate::event::Event;
use crate::history::History;
use crate::limits::MAX_TOLD;
use crate::messages::{answers, requests, steps};
use crate::moment::Moment;
use crate::operation::{Answer, Id, Loan, Operation, Outcome, Request, State};
use crate::violation::Violation;

/// The steps that lead to a violation, in the order of time. The last one says what is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// From the first on.
    pub steps: Vec<Step>,
}

/// A step of a story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// the time since the beginning of the history; nothing for the last one, which says what is wrong
    pub time: Option<Duration>,
    /// what happened
    pub message: Message,
}

/// What happens at a moment.
enum Part<'h> {
    Sent(&'h Operation),
    Received(&'h Operation),
    Event(Event),
}

impl Story {
    /// Tells a history that shows a violation, such as [`shrink`](crate::shrink) makes.
    pub fn of(history: &History, violation: &Violation) -> Self {
        let told = told(history);
        let mut parts: BTreeMap<Moment, Part<'_>> = BTreeMap::new();
        for operation in history.operations() {
            parts.insert(operation.sent, Part::Sent(operation));
            if operation.received != Moment::NEVER {
                parts.insert(operation.received, Part::Received(operation));
            }
        }
        parts.extend(history.events().iter().map(|one| (one.moment, Part::Event(one.event))));
        let mut steps: Vec<Step> = Vec::new();
        let mut sent_in: BTreeMap<usize, usize> = BTreeMap::new();
        let mut parts = parts.into_iter().peekable();
        while let Some((moment, part)) = parts.next() {
            let message = match part {
                Part::Event(event) => happens(event),
                Part::Sent(operation) => {
                    let number = operation.number;
                    let ends = parts.next_if(
                        |(_, next)| matches!(next, Part::Received(next) if next.number == number),
                    );
                    if ends.is_some() || operation.received == Moment::NEVER {
                        steps::whole(request(operation), answer(operation, &told))
                    } else {
                        sent_in.insert(number, steps.len() + 1);
                        steps::sent(request(operation))
                    }
                }
                Part::Received(operation) => {
                    let step = sent_in.get(&operation.number).copied().unwrap_or_default();
                    steps::received(operation.client.to_string(), step, answer(operation, &told))
                }
            };
            steps.push(Step { time: Some(moment.time()), message });
        }
        steps.push(Step { time: None, message: violation.message.clone() });
        Self { steps }
    }

    /// All steps with their numbers.
    pub fn message(&self) -> Message {
        let numbered = self
            .steps
            .iter()
            .enumerate()
            .map(|(index, step)| steps::numbered(index + 1, step.message.clone()));
        Message::joined(numbered.collect(), "\n")
    }

    /// All steps with their numbers, one a line.
    pub fn text(&self, lang: Lang) -> String {
        self.message().text(lang)
    }
}

fn happens(event: Event) -> Message {
    match event {
        Event::Killed(service) => steps::killed(service.to_string()),
        Event::Started(service) => steps::started(service.to_string()),
        Event::Cut(from, to) => steps::cut(from.to_string(), to.to_string()),
        Event::Healed(from, to) => steps::healed(from.to_string(), to.to_string()),
        Event::Settled => steps::SETTLED,
    }
}

fn request(operation: &Operation) -> Message {
    let client = operation.client.to_string();
    match &operation.request {
        Request::AddBook { copies } => requests::add_book(client, *copies),
        Request::ReadBook { book } => requests::read_book(client, book.to_string()),
        Request::AddMember => requests::add_member(client),
        Request::ReadMember { member } => requests::read_member(client, member.to_string()),
        Request::DeleteMember { member } => requests::delete_member(client, member.to_string()),
        Request::Borrow { key, member, book } => {
            requests::borrow(client, book.to_string(), member.to_string(), key.to_string())
        }
        Request::ReadLoan { loan } => requests::read_loan(client, loan.to_string()),
        Request::Return { loan } => requests::return_loan(client, loan.to_string()),
        Request::ListLoans { member } => requests::list_loans(client, member.to_string()),
    }
}

fn answer(operation: &Operation, told: &BTreeSet<&Id>) -> Message {
    let status = match operation.request {
        Request::AddBook { .. } | Request::AddMember | Request::Borrow { .. } => 201,
        Request::DeleteMember { .. } => 204,
        _ => 200,
    };
    match &operation.outcome {
        Outcome::Done(Answer::Book(book)) => {
            let available = book.available.to_string();
            answers::book(status, book.id.to_string(), book.copies.to_string(), available)
        }
        Outcome::Done(Answer::Member(member)) => answers::member(status, member.to_string()),
        Outcome::Done(Answer::Deleted) => answers::status(status),
        Outcome::Done(Answer::Loan(loan)) => {
            answers::loan(status, loan.id.to_string(), state(loan))
        }
        Outcome::Done(Answer::Loans(loans)) if loans.is_empty() => answers::NO_LOANS,
        Outcome::Done(Answer::Loans(loans)) => {
            answers::loans(Message::joined(listed(loans, told), ", "))
        }
        Outcome::Refused(status) | Outcome::Unknown(Some(status)) => answers::status(*status),
        Outcome::Unknown(None) => answers::NONE,
    }
}

/// The loans of a list. Of a long one, those that are open or that another step is about; an ellipsis stands
/// for the others.
fn listed(loans: &[Loan], told: &BTreeSet<&Id>) -> Vec<Message> {
    let is_short = loans.len() <= MAX_TOLD;
    let is_told = |loan: &Loan| is_short || loan.state == State::Open || told.contains(&loan.id);
    let mut listed = Vec::new();
    for run in loans.chunk_by(|one, other| !is_told(one) && !is_told(other)) {
        listed.push(match run {
            [loan] if is_told(loan) => answers::listed(loan.id.to_string(), state(loan)),
            _ => answers::LEFT_OUT,
        });
    }
    listed
}

/// The loans that steps other than lists are about.
fn told(history: &History) -> BTreeSet<&Id> {
    let of = |operation: &'_ Operation| !matches!(operation.request, Request::ListLoans { .. });
    let shown = history.operations().iter().filter(|one| of(one)).flat_map(Operation::shown);
    let asked = history.operations().iter().filter_map(|one| match &one.request {
        Request::ReadLoan { loan } | Request::Return { loan } => Some(loan),
        _ => None,
    });
    shown.map(|loan| &loan.id).chain(asked).collect()
}

fn state(loan: &Loan) -> &'static str {
    match loan.state {
        State::Open => "ouvert",
        State::Returned => "rendu",
    }
}
