//! What does not depend on the order of effects: what loans are, which responses contradict each other, and
//! the numbers of loans that a response allows.

use std::collections::{BTreeMap, BTreeSet};

use history::{
    Answer, Event, History, Id, Loan, Moment, Operation, Outcome, Request, State, Subject,
};

use super::{borrow, is_unknown};

type Found = BTreeSet<(&'static str, Subject)>;

/// What the whole history says about each loan and key.
pub struct Known<'h> {
    pub loans: BTreeMap<&'h Id, KnownLoan<'h>>,
    pub racing_keys: BTreeSet<&'h Id>,
    /// keys with their content that were answered by 201
    pub confirmed: BTreeSet<(&'h Id, &'h Id, &'h Id)>,
    pub copies: BTreeMap<&'h Id, i64>,
}

pub struct KnownLoan<'h> {
    pub member: &'h Id,
    pub book: &'h Id,
    pub key: Option<&'h Id>,
    pub is_judged: bool,
}

impl<'h> Known<'h> {
    pub fn of(history: &'h History) -> Self {
        let mut by_arrival: Vec<&Operation> = history.operations().iter().collect();
        by_arrival.sort_by_key(|one| one.received);
        let mut known = Self {
            loans: BTreeMap::new(),
            racing_keys: BTreeSet::new(),
            confirmed: BTreeSet::new(),
            copies: BTreeMap::new(),
        };
        let mut racing_members = BTreeSet::new();
        for (one, other) in pairs(history) {
            if let (Some((key, member, _)), Request::DeleteMember { member: deleted }) =
                (borrow(one), &other.request)
                && member == deleted
                && !is_refused(one)
                && !is_refused(other)
                && may_overlap(one, other)
            {
                known.racing_keys.insert(key);
                racing_members.insert(member);
            }
        }
        for operation in by_arrival {
            if let (Some(content), Outcome::Done(_)) = (borrow(operation), &operation.outcome) {
                known.confirmed.insert(content);
            }
            if let (Request::AddBook { .. }, Outcome::Done(Answer::Book(book))) =
                (&operation.request, &operation.outcome)
            {
                let copies = known.copies.entry(&book.id).or_insert(book.copies);
                *copies = book.copies.max(*copies);
            }
            for loan in shown(operation) {
                let first = KnownLoan {
                    member: &loan.member,
                    book: &loan.book,
                    key: None,
                    is_judged: true,
                };
                let known = known.loans.entry(&loan.id).or_insert(first);
                known.key = known.key.or(borrow(operation).map(|(key, _, _)| key));
            }
        }
        for loan in known.loans.values_mut() {
            loan.is_judged = match loan.key {
                Some(key) => !known.racing_keys.contains(key),
                None => !racing_members.contains(loan.member),
            };
        }
        known
    }
}

fn is_refused(operation: &Operation) -> bool {
    matches!(operation.outcome, Outcome::Refused(_))
}

fn may_overlap(one: &Operation, other: &Operation) -> bool {
    let ends_before =
        |one: &Operation, other: &Operation| !is_unknown(one) && one.received < other.sent;
    !ends_before(one, other) && !ends_before(other, one)
}

fn pairs(history: &History) -> impl Iterator<Item = (&Operation, &Operation)> {
    let all = history.operations();
    all.iter().flat_map(move |one| {
        all.iter().filter(|other| other.number != one.number).map(move |other| (one, other))
    })
}

fn shown(operation: &Operation) -> &[Loan] {
    match &operation.outcome {
        Outcome::Done(Answer::Loan(loan)) => std::slice::from_ref(loan),
        Outcome::Done(Answer::Loans(loans)) => loans,
        _ => &[],
    }
}

/// What is broken whatever the order.
pub fn found<'h>(history: &'h History, known: &Known<'h>) -> Found {
    let mut found = contradictions(history, known);
    for operation in history.operations() {
        if is_unserved(history, known, operation) {
            found.insert(("served", Subject::Operation(operation.number)));
        }
        if is_wrong_number(history, known, operation) {
            found.insert(("available", Subject::Operation(operation.number)));
        }
    }
    found
}

fn contradictions(history: &History, known: &Known<'_>) -> Found {
    let mut found = Found::new();
    for one in history.operations() {
        for loan in shown(one).iter().filter(|loan| known.loans[&loan.id].is_judged) {
            let facts = &known.loans[&loan.id];
            if shown(one).iter().any(|other| other.id == loan.id && other.state != loan.state) {
                found.insert(("returned", Subject::Loan(loan.id.clone())));
            }
            let is_asked = match &one.request {
                Request::Borrow { member, book, .. } => {
                    *member == loan.member && *book == loan.book
                }
                Request::ListLoans { member } => *member == loan.member,
                Request::ReadLoan { loan: asked } | Request::Return { loan: asked } => {
                    *asked == loan.id
                }
                _ => true,
            };
            if !is_asked || *facts.member != loan.member || *facts.book != loan.book {
                found.insert(("content", Subject::Loan(loan.id.clone())));
            }
        }
        match (&one.request, &one.outcome) {
            (Request::ReadBook { book: asked }, Outcome::Done(Answer::Book(book)))
                if *asked != book.id =>
            {
                found.insert(("content", Subject::Book(book.id.clone())));
            }
            (Request::ReadMember { member: asked }, Outcome::Done(Answer::Member(member)))
                if asked != member =>
            {
                found.insert(("content", Subject::Member(member.clone())));
            }
            _ => {}
        }
    }
    for (one, other) in pairs(history) {
        let (Outcome::Done(first), Outcome::Done(second)) = (&one.outcome, &other.outcome) else {
            continue;
        };
        let are_added = one.request == Request::AddMember && other.request == Request::AddMember;
        let are_books = [one, other].map(|one| matches!(one.request, Request::AddBook { .. }));
        match (first, second) {
            (Answer::Book(first), Answer::Book(second)) if first.id == second.id => {
                if are_books == [true, true] {
                    found.insert(("ids", Subject::Book(first.id.clone())));
                }
                if first.copies != second.copies {
                    found.insert(("content", Subject::Book(first.id.clone())));
                }
            }
            (Answer::Member(first), Answer::Member(second)) if first == second && are_added => {
                found.insert(("ids", Subject::Member(first.clone())));
            }
            (Answer::Loan(first), Answer::Loan(second)) if first.id == second.id => {
                let keys = [one, other].map(|one| borrow(one).map(|(key, _, _)| key));
                let is_judged = known.loans[&first.id].is_judged;
                if keys[0] != keys[1] && keys.iter().all(Option::is_some) && is_judged {
                    found.insert(("ids", Subject::Loan(first.id.clone())));
                }
            }
            _ => {}
        }
    }
    found
}

fn settled(history: &History) -> Vec<Moment> {
    let events = history.events().iter();
    events.filter(|one| one.event == Event::Settled).map(|one| one.moment).collect()
}

fn is_quiet_between(history: &History, from: Option<Moment>, to: Moment) -> bool {
    let is_between = |moment: Moment| Some(moment) > from && moment < to;
    !history.events().iter().any(|one| one.event != Event::Settled && is_between(one.moment))
}

/// Whether a borrow failed without a reason.
fn is_unserved(history: &History, known: &Known<'_>, operation: &Operation) -> bool {
    let Some((key, member, book)) = borrow(operation) else { return false };
    let all = history.operations();
    let is_failure = match operation.outcome {
        Outcome::Done(_) => false,
        Outcome::Refused(status) => status != 422,
        Outcome::Unknown(_) => !known.confirmed.iter().any(|(confirmed, _, _)| *confirmed == key),
    };
    let since = settled(history).into_iter().rfind(|moment| *moment < operation.sent);
    let is_before = |one: &Operation| one.received < operation.sent;
    let is_shown = all.iter().any(|one| {
        let is_book =
            matches!(&one.outcome, Outcome::Done(Answer::Book(shown)) if shown.id == *book);
        is_book && is_before(one)
    });
    let has_member = all.iter().any(|one| {
        let is_member =
            matches!(&one.outcome, Outcome::Done(Answer::Member(shown)) if shown == member);
        is_member && is_before(one)
    });
    let has_reason = all.iter().any(|one| {
        let may_precede = !is_refused(one) && one.sent < operation.received;
        let is_deletion =
            matches!(&one.request, Request::DeleteMember { member: m } if m == member);
        let is_other = borrow(one).is_some_and(|(k, m, b)| k == key && (m, b) != (member, book));
        may_precede && (is_deletion || is_other)
    });
    let Some(copies) = known.copies.get(book) else { return false };
    if !is_failure
        || !is_quiet_between(history, since, operation.received)
        || !is_shown
        || !has_member
        || has_reason
    {
        return false;
    }
    let taken = holders(history, operation, book);
    let places = places(history, operation, member);
    let rivals = refused_meanwhile(history, operation);
    let for_book = rivals.iter().filter(|one| {
        let (_, m, b) = borrow(one).expect("a borrow");
        b == book && self::places(history, one, m) >= 3
    });
    let for_member = rivals.iter().filter(|one| {
        let (_, m, b) = borrow(one).expect("a borrow");
        let copies = known.copies.get(b);
        m == member && copies.is_none_or(|copies| holders(history, one, b) as i64 >= *copies)
    });
    let copies = *copies;
    (taken as i64) < copies
        && places < 3
        && ((taken + for_book.count()) as i64) < copies
        && places + for_member.count() < 3
}

/// The other borrows that were refused, and may hold something during this one.
fn refused_meanwhile<'h>(history: &'h History, during: &Operation) -> Vec<&'h Operation> {
    let may_hold = |one: &&Operation| {
        let mut settled = settled(history).into_iter();
        borrow(one).is_some()
            && is_refused(one)
            && one.number != during.number
            && one.sent < during.received
            && !settled.any(|settled| settled > one.received && settled < during.sent)
    };
    history.operations().iter().filter(may_hold).collect()
}

/// How many keys may hold a copy of the book at some moment during a borrow.
fn holders(history: &History, during: &Operation, book: &Id) -> usize {
    rivals(
        history,
        during,
        |_, other| other == book,
        |returned| {
            let after = settled(history).into_iter().find(|settled| *settled > returned.received);
            after.is_some_and(|settled| settled < during.sent)
        },
    )
}

/// How many other keys may have a loan of the member open at some moment during a borrow.
fn places(history: &History, during: &Operation, member: &Id) -> usize {
    rivals(history, during, |other, _| other == member, |returned| returned.received < during.sent)
}

fn rivals(
    history: &History,
    during: &Operation,
    is_same: impl Fn(&Id, &Id) -> bool,
    is_over: impl Fn(&Operation) -> bool,
) -> usize {
    let own = borrow(during).expect("a borrow").0;
    let all = history.operations();
    let with_key = |key: &Id| -> Vec<&Operation> {
        let has_key = |one: &&Operation| {
            borrow(one).is_some_and(|(other, m, b)| other == key && is_same(m, b))
                && !is_refused(one)
        };
        all.iter().filter(has_key).collect()
    };
    let keys: BTreeSet<&Id> = all.iter().filter_map(borrow).map(|(key, _, _)| key).collect();
    let is_rival = |key: &&&Id| {
        let borrows = with_key(key);
        let loans: Vec<&Loan> = borrows.iter().flat_map(|one| shown(one)).collect();
        let is_returned = |loan: &&Loan| {
            all.iter().any(|one| {
                let is_return = one.request == Request::Return { loan: loan.id.clone() };
                is_return && matches!(one.outcome, Outcome::Done(_)) && is_over(one)
            })
        };
        **key != own
            && borrows.iter().any(|one| one.sent < during.received)
            && (loans.is_empty() || !loans.iter().all(is_returned))
            && (!loans.is_empty() || !is_unknown(during))
    };
    keys.iter().filter(is_rival).count()
}

/// Whether no number of open loans explains what a response says about a book.
fn is_wrong_number(history: &History, known: &Known<'_>, operation: &Operation) -> bool {
    let Outcome::Done(Answer::Book(book)) = &operation.outcome else { return false };
    let Some(copies) = known.copies.get(&book.id).copied() else { return false };
    let is_new = matches!(operation.request, Request::AddBook { .. });
    if book.available < 0 || book.available > copies || is_new && book.available != copies {
        return true;
    }
    let before = settled(history).into_iter().rfind(|moment| *moment < operation.sent);
    let Some(since) = before else { return false };
    let changes = || history.operations().iter().filter(|one| one.request.changes_loans());
    let mut until = changes().map(|one| one.sent).filter(|sent| *sent > since).collect::<Vec<_>>();
    until.extend(history.events().iter().map(|one| one.moment).filter(|moment| *moment > since));
    let until = until.into_iter().min().unwrap_or(Moment::NEVER);
    let is_under_way = changes().any(|one| one.sent < since && one.received > since);
    if operation.received > until || is_under_way || is_new {
        return false;
    }
    let mut numbers = BTreeSet::from([0_i64]);
    for choices in choices(history, known, &book.id, since, until) {
        numbers = numbers.iter().flat_map(|sum| choices.iter().map(move |one| sum + one)).collect();
    }
    !numbers.contains(&(copies - book.available))
}

/// For each loan of a book that there may be, 1 if it may be open, and 0 if it may be closed.
fn choices(
    history: &History,
    known: &Known<'_>,
    book: &Id,
    since: Moment,
    until: Moment,
) -> Vec<Vec<i64>> {
    let mut arrived: Vec<&Operation> =
        history.operations().iter().filter(|one| one.received < until).collect();
    arrived.sort_by_key(|one| one.received);
    let mut choices = Vec::new();
    let mut unconfirmed: BTreeMap<&Id, i64> = BTreeMap::new();
    for (id, loan) in known.loans.iter().filter(|(_, loan)| loan.book == book) {
        let showing: Vec<(&Operation, State)> = arrived
            .iter()
            .filter_map(|one| {
                let loan = shown(one).iter().rfind(|loan| loan.id == **id)?;
                Some((*one, loan.state))
            })
            .collect();
        let Some((last, state)) = showing.last() else { continue };
        if !showing.iter().any(|(one, _)| borrow(one).is_some()) {
            *unconfirmed.entry(loan.member).or_default() += 1;
        }
        let returns = history.operations().iter().filter(|one| {
            one.request == Request::Return { loan: (*id).clone() } && one.sent < until
        });
        let is_returned = showing.iter().any(|(_, state)| *state == State::Returned)
            || returns.clone().any(|one| matches!(one.outcome, Outcome::Done(_)));
        choices.push(match state {
            _ if !loan.is_judged => vec![0, 1],
            State::Open if last.sent > since => vec![1],
            State::Returned if last.sent > since => vec![0],
            _ if is_returned => vec![0],
            _ if returns.clone().any(is_unknown) => vec![0, 1],
            _ => vec![1],
        });
    }
    let mut asked: BTreeMap<&Id, BTreeSet<&Id>> = BTreeMap::new();
    let mut racing = BTreeSet::new();
    for one in history.operations().iter().filter(|one| is_unknown(one) && one.sent < since) {
        let Some((key, member, _)) = borrow(one).filter(|(_, _, other)| *other == book) else {
            continue;
        };
        let is_confirmed = |other: &&&Operation| {
            borrow(other) == Some((key, member, book)) && matches!(other.outcome, Outcome::Done(_))
        };
        if !arrived.iter().any(|other| is_confirmed(&other)) {
            asked.entry(member).or_default().insert(key);
        }
    }
    for (key, member, _) in history.operations().iter().filter_map(borrow) {
        if known.racing_keys.contains(key) {
            racing.insert(member);
        }
    }
    for (member, keys) in asked {
        let is_list = |one: &&&Operation| {
            one.request == Request::ListLoans { member: member.clone() }
                && matches!(one.outcome, Outcome::Done(_))
                && one.sent > since
        };
        let is_listed = arrived.iter().any(|one| is_list(&one)) && !racing.contains(member);
        let shown = unconfirmed.get(member).copied().unwrap_or(0);
        let more = if is_listed { 0 } else { (keys.len() as i64 - shown).max(0) };
        choices.extend((0..more).map(|_| vec![0, 1]));
    }
    choices
}
