//! `disponibles`, once everything has converged.

use std::collections::{BTreeMap, BTreeSet};

use crate::facts::{BookFacts, Borrow, Facts, LoanFacts, Shown};
use crate::limits::MAX_UNANSWERED;
use crate::messages::violations as messages;
use crate::operation::{Book, Id, Operation, Request, State};
use crate::periods::Quiet;
use crate::violation::{Invariant, Subject, Violation};

/// `disponibles` is from 0 to `exemplaires`, all of them for a new book, and the copies less the open loans
/// once everything has converged. Unknown outcomes are settled by what is read before the next change.
pub const AVAILABLE: Invariant = Invariant { name: "available", find: available };

fn available(facts: &Facts<'_>) -> Vec<Violation> {
    let mut found = impossible(facts);
    for quiet in &facts.periods.quiet {
        let listed = listed(facts, quiet);
        for (id, book) in &facts.books {
            let Some(copies) = book.copies else { continue };
            let first = book.shown.partition_point(|(read, _)| read.received < quiet.from);
            let reads = book.shown[first..].iter().take_while(|(read, _)| read.received < quiet.to);
            let reads = reads.filter(|(read, _)| is_read(read) && read.sent > quiet.from);
            let mut reads = reads.peekable();
            if reads.peek().is_none() {
                continue;
            }
            let open = OpenLoans::of(facts, book, quiet, &listed);
            for (read, shown) in reads {
                let used = copies - shown.available;
                let is_possible = (open.certain as i64..=open.possible as i64).contains(&used);
                let is_in_range = (0..=copies).contains(&shown.available);
                if !is_possible && is_in_range {
                    found.push(wrong(id, read, shown, copies, &open, book));
                }
            }
        }
    }
    found
}

fn is_read(operation: &Operation) -> bool {
    matches!(operation.request, Request::ReadBook { .. })
}

fn wrong(
    id: &Id,
    read: &Operation,
    shown: &Book,
    copies: i64,
    open: &OpenLoans<'_>,
    book: &BookFacts<'_>,
) -> Violation {
    let (id, available) = (id.to_string(), shown.available);
    let message = match open.certain == open.possible {
        true => messages::available(id, available, copies, open.certain),
        false => messages::available_between(id, available, copies, open.certain, open.possible),
    };
    let added = book.shown.iter().map(|(by, _)| *by).filter(|by| !is_read(by));
    let witnesses = open.witnesses.iter().copied().chain(added).chain([read]);
    AVAILABLE.violated(Subject::Operation(read.number), message, witnesses)
}

/// Responses that are wrong at any time.
fn impossible(facts: &Facts<'_>) -> Vec<Violation> {
    let mut found = Vec::new();
    for (id, book) in &facts.books {
        let Some(copies) = book.copies else { continue };
        for (by, shown) in &book.shown {
            let least = if is_read(by) { 0 } else { copies };
            if !(least..=copies).contains(&shown.available) {
                let message =
                    messages::impossible(id.to_string(), shown.available.to_string(), copies);
                let added = book.shown.iter().map(|(by, _)| *by).filter(|by| !is_read(by));
                let witnesses = added.chain([*by]);
                found.push(AVAILABLE.violated(Subject::Operation(by.number), message, witnesses));
            }
        }
    }
    found
}

/// The members whose loans were listed in a quiet time, each with the first list.
fn listed<'h>(facts: &Facts<'h>, quiet: &Quiet) -> BTreeMap<&'h Id, &'h Operation> {
    let list = |lists: &[&'h Operation]| {
        let mut lists = lists.iter().filter(|list| list.sent > quiet.from);
        lists.next().filter(|list| list.received < quiet.to).copied()
    };
    facts.members.iter().filter_map(|(id, member)| Some((*id, list(&member.lists)?))).collect()
}

/// How many loans of a book are open in a quiet time.
#[derive(Default)]
struct OpenLoans<'h> {
    certain: usize,
    possible: usize,
    witnesses: Vec<&'h Operation>,
}

impl<'h> OpenLoans<'h> {
    fn of(
        facts: &Facts<'h>,
        book: &BookFacts<'h>,
        quiet: &Quiet,
        listed: &BTreeMap<&'h Id, &'h Operation>,
    ) -> Self {
        let mut open = Self::default();
        // Loans that are known from reads alone, by member: they belong to requests without an answer.
        let mut unconfirmed: BTreeMap<&Id, usize> = BTreeMap::new();
        for loan in book.loans.iter().map(|id| &facts.loans[*id]) {
            let until = loan.shown.partition_point(|shown| shown.by.received < quiet.to);
            let shown = &loan.shown[..until];
            if shown.is_empty() {
                continue;
            }
            if !shown.iter().any(Shown::is_confirmation) {
                *unconfirmed.entry(loan.member).or_default() += 1;
            }
            open.add(loan, shown, quiet);
        }
        for (member, requests) in unanswered(&book.borrows, quiet) {
            let is_listed = listed.get(member).filter(|_| !facts.members[member].is_racing);
            let shown = unconfirmed.get(member).copied().unwrap_or(0);
            match is_listed {
                // The list shows that they have no loan. The last of them lead to the fault most probably.
                Some(list) => {
                    open.witnesses.push(list);
                    open.witnesses.extend(requests.into_iter().rev().take(MAX_UNANSWERED));
                }
                None => {
                    open.possible += requests.len().saturating_sub(shown);
                    open.witnesses.extend(requests);
                }
            }
        }
        open
    }

    fn add(&mut self, loan: &LoanFacts<'h>, shown: &[Shown<'h>], quiet: &Quiet) {
        let settled = shown.last().filter(|last| last.by.sent > quiet.from);
        let returns = || loan.returns.iter().filter(|one| one.sent < quiet.to);
        let is_returned = || {
            returns().any(|one| one.is_done())
                || shown.iter().any(|shown| shown.loan.state == State::Returned)
        };
        let is_open = match settled {
            _ if !loan.is_judged => None,
            Some(last) => Some(last.loan.state == State::Open),
            None if is_returned() => Some(false),
            None if returns().all(|one| one.refusal().is_some()) => Some(true),
            None => None,
        };
        if is_open == Some(false) {
            return;
        }
        self.certain += usize::from(is_open == Some(true));
        self.possible += 1;
        self.witnesses.push(shown[0].by);
        self.witnesses.extend(settled.map(|last| last.by));
        if is_open.is_none() {
            self.witnesses.extend(returns());
        }
    }
}

/// By member, the first request of each key that no 201 had answered when the quiet time began.
fn unanswered<'h>(borrows: &[Borrow<'h>], quiet: &Quiet) -> BTreeMap<&'h Id, Vec<&'h Operation>> {
    let before: Vec<&Borrow<'_>> =
        borrows.iter().take_while(|one| one.by.sent < quiet.from).collect();
    let confirmed: BTreeSet<(&Id, &Id)> =
        before.iter().filter(|one| one.by.is_done()).map(|one| (one.key, one.member)).collect();
    let mut counted = BTreeSet::new();
    let mut unanswered: BTreeMap<&Id, Vec<&Operation>> = BTreeMap::new();
    for one in before.into_iter().filter(|one| one.by.is_unknown()) {
        let key = (one.key, one.member);
        if !confirmed.contains(&key) && counted.insert(key) {
            unanswered.entry(one.member).or_default().push(one.by);
        }
    }
    unanswered
}
