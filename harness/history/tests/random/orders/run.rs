//! One order of effects, run from its beginning to its end.

use std::collections::{BTreeMap, BTreeSet};

use history::{Answer, Id, Loan, Operation, Outcome, Request, State, Subject};

use super::alone::Known;
use super::{borrow, is_unknown};

/// What was shown and asked so far.
pub struct Run<'h> {
    known: &'h Known<'h>,
    /// loans that were shown, and whether each is open
    loans: BTreeMap<&'h Id, bool>,
    /// loans for whose return somebody has asked, refused or not
    closed: BTreeSet<&'h Id>,
    /// loans for whose return somebody has asked, not refused
    asked_back: BTreeSet<&'h Id>,
    /// loans that are certainly returned
    returned: BTreeSet<&'h Id>,
    /// loans with a 201, or a request that may have made them, in the order of creation
    created: Vec<&'h Id>,
    /// keys that were answered by 201
    bound: BTreeMap<&'h Id, (&'h Id, &'h Id, &'h Id)>,
    /// requests with an unknown outcome whose keys were not bound
    free: Vec<&'h Operation>,
    /// requests that took effect, or may have
    borrows: Vec<&'h Operation>,
    books: BTreeSet<&'h Id>,
    members: BTreeSet<&'h Id>,
    maybe_deleted: BTreeSet<&'h Id>,
    deleted: BTreeSet<&'h Id>,
    /// keys that were first used for a deleted member
    late: BTreeSet<&'h Id>,
    broken: BTreeSet<(&'static str, Subject)>,
}

impl<'h> Run<'h> {
    /// What is broken in this order.
    pub fn of(known: &'h Known<'h>, order: &[&'h Operation]) -> BTreeSet<(&'static str, Subject)> {
        let mut run = Self {
            known,
            loans: BTreeMap::new(),
            closed: BTreeSet::new(),
            asked_back: BTreeSet::new(),
            returned: BTreeSet::new(),
            created: Vec::new(),
            bound: BTreeMap::new(),
            free: Vec::new(),
            borrows: Vec::new(),
            books: BTreeSet::new(),
            members: BTreeSet::new(),
            maybe_deleted: BTreeSet::new(),
            deleted: BTreeSet::new(),
            late: BTreeSet::new(),
            broken: BTreeSet::new(),
        };
        for operation in order {
            run.step(operation);
            run.count_open();
        }
        run.compare_lists(order);
        run.broken
    }

    fn breaks(&mut self, name: &'static str, subject: Subject) {
        self.broken.insert((name, subject));
    }

    fn step(&mut self, operation: &'h Operation) {
        match (&operation.request, &operation.outcome) {
            (Request::Borrow { key, member, book }, outcome) => {
                self.borrow(operation, [key, member, book], outcome);
            }
            (Request::DeleteMember { member }, Outcome::Done(_) | Outcome::Unknown(_)) => {
                self.maybe_deleted.insert(member);
                if !is_unknown(operation) {
                    let open = self.loans.iter().filter(|(_, open)| **open);
                    if open.clone().any(|(loan, _)| self.known.loans[*loan].member == member) {
                        self.breaks("deletion", Subject::Operation(operation.number));
                    }
                    self.deleted.insert(member);
                }
            }
            (
                Request::DeleteMember { member } | Request::ReadMember { member },
                Outcome::Refused(404),
            ) if self.members.contains(member) && !self.maybe_deleted.contains(member) => {
                self.breaks("kept", Subject::Member(member.clone()));
            }
            (Request::Return { loan }, outcome) => {
                self.closed.insert(loan);
                self.loans.entry(loan).and_modify(|open| *open = false);
                if !matches!(outcome, Outcome::Refused(_)) {
                    self.asked_back.insert(loan);
                }
                if matches!(outcome, Outcome::Done(_)) && self.is_judged(loan) {
                    self.returned.insert(loan);
                }
                self.read_loan(operation, loan);
            }
            (Request::ReadLoan { loan }, _) => self.read_loan(operation, loan),
            (Request::ListLoans { member }, Outcome::Done(Answer::Loans(loans))) => {
                let expected: Vec<&Id> = self.loans.keys().copied().collect();
                for id in expected {
                    let is_his = self.known.loans[id].member == member;
                    let may_be_unknown = self.maybe_deleted.contains(member);
                    if is_his && !may_be_unknown && !loans.iter().any(|loan| loan.id == *id) {
                        self.breaks("kept", Subject::Loan(id.clone()));
                    }
                }
                self.show(loans, operation);
            }
            (Request::ReadBook { book }, Outcome::Refused(404)) if self.books.contains(book) => {
                self.breaks("kept", Subject::Book(book.clone()));
            }
            (_, Outcome::Done(Answer::Book(book))) => {
                self.books.insert(&book.id);
            }
            (request, Outcome::Done(Answer::Member(member))) => {
                if *request != Request::AddMember && self.deleted.contains(member) {
                    self.breaks("deleted", Subject::Member(member.clone()));
                }
                self.members.insert(member);
            }
            _ => {}
        }
    }

    fn read_loan(&mut self, operation: &'h Operation, asked: &Id) {
        match &operation.outcome {
            Outcome::Done(Answer::Loan(loan)) => self.show(std::slice::from_ref(loan), operation),
            Outcome::Refused(404) if self.loans.contains_key(asked) => {
                self.breaks("kept", Subject::Loan(asked.clone()));
            }
            _ => {}
        }
    }

    fn is_judged(&self, loan: &Id) -> bool {
        self.known.loans.get(loan).is_some_and(|loan| loan.is_judged)
    }

    fn borrow(&mut self, operation: &'h Operation, ids: [&'h Id; 3], outcome: &'h Outcome) {
        let [key, member, book] = ids;
        let with_key = self.borrows.iter().filter(|one| borrow(one).expect("a borrow").0 == key);
        let is_other = |one: &&Operation| borrow(one) != Some((key, member, book));
        let is_foreign = with_key.clone().any(is_other);
        let has_key = |one: &Operation| borrow(one).is_some_and(|(other, _, _)| other == key);
        let is_free = self.free.iter().any(|one| has_key(one) && is_other(one));
        let is_first = !with_key.clone().any(|one| borrow(one).expect("a borrow").1 == member);
        let is_racing = self.known.racing_keys.contains(key);
        if let Outcome::Refused(status) = outcome {
            let is_bound = self.bound.get(key).is_some_and(|(m, b, _)| (*m, *b) == (member, book));
            if is_bound && !is_free && !is_racing {
                self.breaks("keys", Subject::Key(key.clone()));
            }
            let is_known = self.books.contains(book)
                && self.members.contains(member)
                && !self.maybe_deleted.contains(member);
            if *status == 422 && is_known && !is_foreign {
                self.breaks("known", Subject::Operation(operation.number));
            }
            return;
        }
        self.borrows.push(operation);
        if is_first && self.deleted.contains(member) {
            self.late.insert(key);
        }
        if is_unknown(operation) {
            if !self.bound.contains_key(key) {
                self.free.push(operation);
            }
            for (id, loan) in &self.known.loans {
                if loan.key == Some(key) {
                    self.create(id);
                }
            }
            return;
        }
        let Outcome::Done(Answer::Loan(loan)) = outcome else { return };
        if !is_free && !is_racing {
            let content = (member, book, &loan.id);
            if *self.bound.entry(key).or_insert(content) != content {
                self.breaks("keys", Subject::Key(key.clone()));
            }
        }
        if self.late.contains(key) && !is_racing {
            self.breaks("deleted", Subject::Key(key.clone()));
        }
        self.create(&loan.id);
        self.show(std::slice::from_ref(loan), operation);
    }

    fn create(&mut self, loan: &'h Id) {
        if !self.created.contains(&loan) {
            self.created.push(loan);
        }
    }

    /// A response shows these loans.
    fn show(&mut self, loans: &'h [Loan], by: &Operation) {
        let returned_before = self.returned.clone();
        for loan in loans.iter().filter(|loan| self.known.loans[&loan.id].is_judged) {
            let id = &loan.id;
            let is_open = loan.state == State::Open;
            let open = self.loans.entry(id).or_default();
            *open |= is_open && !self.closed.contains(id);
            let is_late = is_open && returned_before.contains(id);
            let is_early = !is_open && !self.asked_back.contains(id);
            if is_late || is_early {
                self.breaks("returned", Subject::Loan(id.clone()));
            }
            if !is_open {
                self.returned.insert(id);
            }
            let is_confirmed = self.known.loans[id].key.is_some();
            if is_confirmed && borrow(by).is_none() && !self.created.contains(&id) {
                self.breaks("asked", Subject::Loan(id.clone()));
            }
        }
        for loan in loans.iter().filter(|loan| self.known.loans[&loan.id].is_judged) {
            let facts = &self.known.loans[&loan.id];
            let is_same = |id: &&&Id| {
                let other = &self.known.loans[**id];
                (other.key, other.member, other.book) == (None, facts.member, facts.book)
            };
            let shown = self.loans.keys().filter(is_same).count();
            let possible = self.borrows.iter().filter(|one| is_unknown(one));
            let possible = possible.filter_map(|one| borrow(one));
            let possible: BTreeSet<&Id> = possible
                .filter(|(key, member, book)| {
                    (*member, *book) == (facts.member, facts.book)
                        && !self.known.confirmed.contains(&(*key, *member, *book))
                })
                .map(|(key, _, _)| key)
                .collect();
            if shown > possible.len() {
                let (member, book) = (facts.member.clone(), facts.book.clone());
                self.breaks("asked", Subject::Loans { member, book });
            }
        }
    }

    fn count_open(&mut self) {
        let open: Vec<&Id> =
            self.loans.iter().filter(|(_, open)| **open).map(|(id, _)| *id).collect();
        for id in &open {
            let (member, book) = (self.known.loans[*id].member, self.known.loans[*id].book);
            let of_member = open.iter().filter(|id| self.known.loans[**id].member == member);
            if of_member.count() > 3 {
                self.breaks("limit", Subject::Member(member.clone()));
            }
            let of_book = open.iter().filter(|id| self.known.loans[**id].book == book);
            let copies = self.known.copies.get(book);
            if copies.is_some_and(|copies| of_book.count() as i64 > *copies) {
                self.breaks("copies", Subject::Book(book.clone()));
            }
        }
    }

    /// Looks for an order of all loans that agrees with the lists and with the creation.
    fn compare_lists(&mut self, order: &[&'h Operation]) {
        let mut lists: BTreeMap<&Id, Vec<Vec<&Id>>> = BTreeMap::new();
        for operation in order {
            if let (Request::ListLoans { member }, Outcome::Done(Answer::Loans(loans))) =
                (&operation.request, &operation.outcome)
            {
                let ids = loans.iter().map(|loan| &loan.id).filter(|id| self.is_judged(id));
                lists.entry(member).or_default().push(ids.collect());
            }
        }
        for (member, lists) in lists {
            let ids: BTreeSet<&Id> = lists.iter().flatten().copied().collect();
            let is_confirmed = |id: &&Id| ids.contains(id) && self.known.loans[*id].key.is_some();
            let created: Vec<&Id> = self.created.iter().copied().filter(is_confirmed).collect();
            let mut all = lists.clone();
            all.push(created);
            if !has_common_order(ids, &all) {
                self.breaks("order", Subject::Member(member.clone()));
            }
        }
    }
}

/// Whether some order of the ids contains all lists: takes one that is first wherever it stands, again and
/// again.
fn has_common_order(mut ids: BTreeSet<&Id>, lists: &[Vec<&Id>]) -> bool {
    let mut lists = lists.to_vec();
    while !ids.is_empty() {
        let is_first =
            |id: &&&Id| lists.iter().all(|list| !list.iter().skip(1).any(|other| other == *id));
        let Some(first) = ids.iter().find(is_first).copied() else { return false };
        ids.remove(first);
        for list in &mut lists {
            list.retain(|id| *id != first);
        }
    }
    true
}
