//! An invariant, and what breaks it.

use texts::Message;

use crate::facts::Facts;
use crate::history::History;
use crate::limits::MAX_VIOLATIONS;
use crate::operation::{Id, Operation};

/// A line of the contract that a history must keep.
#[derive(Clone, Copy, Debug)]
pub struct Invariant {
    /// its name
    pub name: &'static str,
    /// what breaks it, each subject once
    pub find: fn(&Facts<'_>) -> Vec<Violation>,
}

/// Something that breaks an invariant, whatever happened between the requests and their responses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// the name of the invariant
    pub invariant: &'static str,
    /// what it is about
    pub subject: Subject,
    /// what is wrong
    pub message: Message,
    /// the numbers of the operations that show it: without the others it is still wrong, and still true
    pub witnesses: Vec<usize>,
}

/// What a violation is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// a book
    Book(Id),
    /// a member
    Member(Id),
    /// a loan
    Loan(Id),
    /// an idempotency key
    Key(Id),
    /// the loans of a member of a book
    Loans {
        /// who has borrowed
        member: Id,
        /// what was borrowed
        book: Id,
    },
    /// the operation of this number
    Operation(usize),
}

/// What breaks these invariants in a history, in the order of the invariants.
pub fn violations(history: &History, invariants: &[Invariant]) -> Vec<Violation> {
    let facts = Facts::of(history);
    invariants.iter().flat_map(|invariant| invariant.violations(&facts)).collect()
}

impl Invariant {
    /// A violation of it. Witnesses may be named several times.
    pub fn violated<'h>(
        &self,
        subject: Subject,
        message: Message,
        witnesses: impl IntoIterator<Item = &'h Operation>,
    ) -> Violation {
        let mut witnesses: Vec<usize> = witnesses.into_iter().map(|one| one.number).collect();
        witnesses.sort_unstable();
        witnesses.dedup();
        Violation { invariant: self.name, subject, message, witnesses }
    }

    /// What breaks it, up to [`MAX_VIOLATIONS`].
    pub fn violations(&self, facts: &Facts<'_>) -> Vec<Violation> {
        let mut found = (self.find)(facts);
        found.truncate(MAX_VIOLATIONS);
        found
    }
}
