//! Writes a history in a few lines: requests that are answered at once, and [`Call`]s that are under way.

use history::invariants::ALL;
use history::{
    Answer, Book, Call, Client, Event, History, Id, Loan, Recorder, Request, Service, State,
    Violation, violations,
};

pub const OPEN: State = State::Open;
pub const RETURNED: State = State::Returned;

/// A history that is being written. Loans are those of member `m` of book `b`, unless a test says otherwise.
pub struct Script(Recorder);

impl Script {
    /// Nothing has happened.
    pub fn empty() -> Self {
        Self(Recorder::new())
    }

    /// The book `b` with so many copies, and the member `m`.
    pub fn library(copies: i64) -> Self {
        let script = Self::empty();
        script.ask(Request::AddBook { copies }).done(book("b", copies, copies));
        script.ask(Request::AddMember).done(Answer::Member("m".into()));
        script
    }

    pub fn recorder(&self) -> Recorder {
        self.0.clone()
    }

    pub fn ask(&self, request: Request) -> Call {
        self.0.send(Client(0), request)
    }

    pub fn event(&self, event: Event) {
        self.0.event(event);
    }

    pub fn kill(&self) {
        self.event(Event::Killed(Service::Emprunts));
    }

    pub fn settle(&self) {
        self.event(Event::Settled);
    }

    /// Sends a request of `m` to borrow `b`.
    pub fn borrow(&self, key: &str) -> Call {
        self.ask(borrow(key, "m", "b"))
    }

    /// `m` borrows `b`.
    pub fn borrowed(&self, key: &str, id: &str) {
        self.borrow(key).done(one(id, OPEN));
    }

    /// Sends a request to return a loan.
    pub fn give_back(&self, id: &str) -> Call {
        self.ask(Request::Return { loan: id.into() })
    }

    /// A loan is returned.
    pub fn returned(&self, id: &str) {
        self.give_back(id).done(one(id, RETURNED));
    }

    /// Sends a request to read a loan.
    pub fn read(&self, id: &str) -> Call {
        self.ask(Request::ReadLoan { loan: id.into() })
    }

    /// Sends a request for the list of `m`.
    pub fn list(&self) -> Call {
        self.ask(Request::ListLoans { member: "m".into() })
    }

    /// The list of `m` shows these loans, all open.
    pub fn listed(&self, ids: &[&str]) {
        self.list().done(list(ids));
    }

    /// The book `b` is read.
    pub fn read_book(&self, copies: i64, available: i64) {
        self.ask(Request::ReadBook { book: "b".into() }).done(book("b", copies, available));
    }

    /// A member is added.
    pub fn member(&self, id: &str) {
        self.ask(Request::AddMember).done(Answer::Member(id.into()));
    }

    /// Sends a request to delete `m`.
    pub fn delete(&self) -> Call {
        self.ask(Request::DeleteMember { member: "m".into() })
    }

    pub fn history(&self) -> History {
        self.0.history().expect("a short history")
    }

    pub fn violations(&self) -> Vec<Violation> {
        violations(&self.history(), &ALL)
    }

    /// The names of the broken invariants.
    pub fn broken(&self) -> Vec<&'static str> {
        let mut names: Vec<_> = self.violations().iter().map(|one| one.invariant).collect();
        names.dedup();
        names
    }
}

pub fn borrow(key: &str, member: &str, book: &str) -> Request {
    Request::Borrow { key: key.into(), member: member.into(), book: book.into() }
}

pub fn loan(id: &str, member: &str, book: &str, state: State) -> Loan {
    Loan { id: id.into(), member: member.into(), book: book.into(), state }
}

/// A loan of `m` of `b`.
pub fn one(id: &str, state: State) -> Answer {
    Answer::Loan(loan(id, "m", "b", state))
}

/// Open loans of `m` of `b`.
pub fn list(ids: &[&str]) -> Answer {
    Answer::Loans(ids.iter().map(|id| loan(id, "m", "b", OPEN)).collect())
}

pub fn book(id: &str, copies: i64, available: i64) -> Answer {
    Answer::Book(Book { id: Id::from(id), copies, available })
}
