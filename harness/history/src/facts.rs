//! What a history says about each loan, key, book and member: what invariants are stated over.

use std::collections::BTreeMap;

use crate::history::History;
use crate::interval::Interval;
use crate::moment::Moment;
use crate::operation::{Answer, Book, Id, Loan, Operation, Outcome, Request, State};
use crate::periods::Periods;

/// A history, sorted by what its operations are about.
#[derive(Debug)]
pub struct Facts<'h> {
    history: &'h History,
    /// Those that a response shows.
    pub loans: BTreeMap<&'h Id, LoanFacts<'h>>,
    /// Those that were used to borrow.
    pub keys: BTreeMap<&'h Id, KeyFacts<'h>>,
    /// Those that a request or a response names.
    pub books: BTreeMap<&'h Id, BookFacts<'h>>,
    /// Those that a request or a response names.
    pub members: BTreeMap<&'h Id, MemberFacts<'h>>,
    /// When nothing disturbed the services.
    pub periods: Periods,
}

/// What there is about a loan.
#[derive(Debug)]
pub struct LoanFacts<'h> {
    /// Its member, as the first response says.
    pub member: &'h Id,
    /// Its book, as the first response says.
    pub book: &'h Id,
    /// The key of the first 201 with this loan: nothing when the loan is known from reads alone.
    pub key: Option<&'h Id>,
    /// The responses that show it, in the order in which they arrived.
    pub shown: Vec<Shown<'h>>,
    /// Its reads and returns that were answered by 404.
    pub absent: Vec<&'h Operation>,
    /// The requests to return it, in the order in which they were sent.
    pub returns: Vec<&'h Operation>,
    /// Whether it does not race the deletion of its member.
    pub is_judged: bool,
}

/// A response that shows a loan.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'h> {
    /// The operation.
    pub by: &'h Operation,
    /// The loan in it.
    pub loan: &'h Loan,
}

/// What there is about a key.
#[derive(Debug, Default)]
pub struct KeyFacts<'h> {
    /// The requests with it, in the order in which they were sent.
    pub borrows: Vec<Borrow<'h>>,
    /// Whether one of them races the deletion of its member.
    pub is_racing: bool,
}

/// A request to borrow.
#[derive(Clone, Copy, Debug)]
pub struct Borrow<'h> {
    /// The operation.
    pub by: &'h Operation,
    /// Its key.
    pub key: &'h Id,
    /// Who borrows.
    pub member: &'h Id,
    /// What is borrowed.
    pub book: &'h Id,
}

/// What there is about a book.
#[derive(Debug, Default)]
pub struct BookFacts<'h> {
    /// How many copies it was added with.
    pub copies: Option<i64>,
    /// The responses that show it, in the order in which they arrived.
    pub shown: Vec<(&'h Operation, &'h Book)>,
    /// The reads that were answered by 404.
    pub absent: Vec<&'h Operation>,
    /// The requests to borrow it, in the order in which they were sent.
    pub borrows: Vec<Borrow<'h>>,
    /// Its loans, in the order of the responses that show them first.
    pub loans: Vec<&'h Id>,
}

/// What there is about a member.
#[derive(Debug, Default)]
pub struct MemberFacts<'h> {
    /// The responses that show that the member exists, in the order in which they arrived.
    pub shown: Vec<&'h Operation>,
    /// What was answered by 404.
    pub absent: Vec<&'h Operation>,
    /// The deletions that were not refused, in the order in which they were sent.
    pub deletions: Vec<&'h Operation>,
    /// The lists of the member's loans, in the order in which they arrived.
    pub lists: Vec<&'h Operation>,
    /// The requests of the member to borrow, in the order in which they were sent.
    pub borrows: Vec<Borrow<'h>>,
    /// The member's loans, in the order of the responses that show them first.
    pub loans: Vec<&'h Id>,
    /// Whether a borrow of the member races the deletion.
    pub is_racing: bool,
}

impl<'h> Facts<'h> {
    /// The facts of a history.
    pub fn of(history: &'h History) -> Self {
        let mut facts = Self {
            history,
            loans: BTreeMap::new(),
            keys: BTreeMap::new(),
            books: BTreeMap::new(),
            members: BTreeMap::new(),
            periods: Periods::of(history),
        };
        for operation in history.operations() {
            facts.add_request(operation);
        }
        facts.find_races();
        let mut by_arrival: Vec<&Operation> = history.operations().iter().collect();
        by_arrival.sort_by_key(|one| one.received);
        for operation in by_arrival {
            facts.add_answer(operation);
        }
        facts.add_what_needs_loans();
        facts
    }

    /// The operations, in the order in which they were sent.
    pub fn operations(&self) -> &'h [Operation] {
        self.history.operations()
    }

    /// The responses that show the book and the member of a borrow, when both certainly existed throughout.
    pub fn certainly_known(&self, borrow: &Borrow<'h>) -> Option<[&'h Operation; 2]> {
        let (book, _) = *self.books[borrow.book].shown.first()?;
        let member = &self.members[borrow.member];
        let shown = *member.shown.first()?;
        let is_deleted = member.deletions.first().is_some_and(|one| one.sent < borrow.by.received);
        let is_known = book.precedes(borrow.by) && shown.precedes(borrow.by) && !is_deleted;
        is_known.then_some([book, shown])
    }

    fn add_request(&mut self, operation: &'h Operation) {
        match &operation.request {
            Request::Borrow { key, member, book } => {
                let borrow = Borrow { by: operation, key, member, book };
                self.keys.entry(key).or_default().borrows.push(borrow);
                self.books.entry(book).or_default().borrows.push(borrow);
                self.members.entry(member).or_default().borrows.push(borrow);
            }
            Request::DeleteMember { member } if operation.refusal().is_none() => {
                self.members.entry(member).or_default().deletions.push(operation);
            }
            _ => {}
        }
    }

    fn find_races(&mut self) {
        for member in self.members.values_mut() {
            for borrow in member.borrows.iter().filter(|borrow| borrow.by.refusal().is_none()) {
                let mut deletions = member.deletions.iter();
                if deletions.any(|one| !one.precedes(borrow.by) && !borrow.by.precedes(one)) {
                    member.is_racing = true;
                    self.keys.entry(borrow.key).or_default().is_racing = true;
                }
            }
        }
    }

    fn add_answer(&mut self, operation: &'h Operation) {
        match (&operation.request, &operation.outcome) {
            (_, Outcome::Done(Answer::Book(book))) => {
                let facts = self.books.entry(&book.id).or_default();
                facts.shown.push((operation, book));
                if matches!(operation.request, Request::AddBook { .. }) {
                    facts.copies = facts.copies.max(Some(book.copies));
                }
            }
            (_, Outcome::Done(Answer::Member(member))) => {
                self.members.entry(member).or_default().shown.push(operation);
            }
            (Request::ListLoans { member }, Outcome::Done(_)) => {
                self.members.entry(member).or_default().lists.push(operation);
            }
            (Request::ReadBook { book }, Outcome::Refused(404)) => {
                self.books.entry(book).or_default().absent.push(operation);
            }
            (
                Request::ReadMember { member } | Request::DeleteMember { member },
                Outcome::Refused(404),
            ) => {
                self.members.entry(member).or_default().absent.push(operation);
            }
            _ => {}
        }
        for loan in operation.shown() {
            self.add_loan(Shown { by: operation, loan });
        }
    }

    fn add_loan(&mut self, shown: Shown<'h>) {
        let Loan { id, member, book, .. } = shown.loan;
        let facts = self.loans.entry(id).or_insert_with(|| {
            self.books.entry(book).or_default().loans.push(id);
            self.members.entry(member).or_default().loans.push(id);
            LoanFacts::new(member, book)
        });
        facts.shown.push(shown);
        if let (None, Request::Borrow { key, .. }) = (facts.key, &shown.by.request) {
            facts.key = Some(key);
        }
    }

    fn add_what_needs_loans(&mut self) {
        for operation in self.history.operations() {
            if let Request::ReadLoan { loan } | Request::Return { loan } = &operation.request
                && let Some(facts) = self.loans.get_mut(loan)
            {
                if operation.refusal() == Some(404) {
                    facts.absent.push(operation);
                }
                if matches!(operation.request, Request::Return { .. }) {
                    facts.returns.push(operation);
                }
            }
        }
        for facts in self.loans.values_mut() {
            facts.is_judged = !match facts.key {
                Some(key) => self.keys[key].is_racing,
                None => self.members[facts.member].is_racing,
            };
        }
    }
}

impl<'h> LoanFacts<'h> {
    fn new(member: &'h Id, book: &'h Id) -> Self {
        let (shown, absent, returns) = (Vec::new(), Vec::new(), Vec::new());
        Self { member, book, key: None, shown, absent, returns, is_judged: true }
    }

    /// While it is open for certain: from the first response that shows it open until its return is sent.
    pub fn certainly_open(&self) -> Option<Interval<Shown<'h>>> {
        let of = *self.shown.iter().find(|shown| shown.loan.state == State::Open)?;
        let to = self.returns.first().map_or(Moment::NEVER, |first| first.sent);
        Some(Interval { from: of.by.received, to, of })
    }

    /// The request that may have created it at the earliest, and the first 201 with it; nothing when no 201
    /// has arrived.
    pub fn creation(&self, facts: &Facts<'h>) -> Option<(&'h Operation, &'h Operation)> {
        let confirmed = self.shown.iter().filter(|shown| shown.is_confirmation());
        let confirmed = confirmed.map(|shown| shown.by);
        let key = &facts.keys[self.key?];
        let unknown = key.borrows.iter().map(|borrow| borrow.by).filter(|one| one.is_unknown());
        let first = confirmed.clone().next()?;
        Some((confirmed.chain(unknown).min_by_key(|one| one.sent)?, first))
    }
}

impl KeyFacts<'_> {
    /// Whether the key may belong to other content than that of `borrow`.
    pub fn may_hold_other(&self, borrow: &Borrow<'_>) -> bool {
        let mut others = self.borrows.iter().filter(|one| one.by.refusal().is_none());
        others.any(|one| one.by.sent < borrow.by.received && !one.has_content_of(borrow))
    }
}

impl Borrow<'_> {
    /// Whether both ask for the same.
    pub fn has_content_of(&self, other: &Self) -> bool {
        (self.member, self.book) == (other.member, other.book)
    }
}

impl Shown<'_> {
    /// Whether it is the response to a request to borrow.
    pub fn is_confirmation(&self) -> bool {
        matches!(self.by.request, Request::Borrow { .. })
    }
}
