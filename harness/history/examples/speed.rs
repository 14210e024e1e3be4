//! Prints how long histories of 10,000 operations take to record, to check and to shrink, in milliseconds:
//! `cargo run -p history --example speed`.
//!
//! Each is as a library that keeps the contract would answer it, but for one loan too many at its end, or for
//! a copy that nobody gets.

use std::time::{Duration, Instant};

use history::invariants::{ALL, COPIES, SERVED};
use history::{
    Answer, Book, Client, Event, Id, Invariant, Loan, Recorder, Request, Service, State, shrink,
    violations,
};

const OPERATIONS: usize = 10_000;

/// How a history is spread.
struct Spread {
    name: &'static str,
    books: usize,
    members: usize,
    /// how many requests apart the faults are
    between_faults: usize,
    /// how many requests have a list instead of a return
    lists: usize,
}

const SPREADS: [Spread; 4] = [
    Spread { name: "spread out", books: 50, members: 200, between_faults: 600, lists: 50 },
    Spread { name: "one book", books: 1, members: 2_000, between_faults: 600, lists: 50 },
    Spread { name: "one member", books: 50, members: 1, between_faults: 600, lists: 1_000 },
    Spread { name: "many faults", books: 5, members: 200, between_faults: 20, lists: 50 },
];

fn main() {
    println!("history      operations     record      check     shrink");
    for spread in SPREADS {
        measure(spread.name, &COPIES, |recorder| record(recorder, &spread));
    }
    measure("race", &SERVED, race);
}

/// Prints a line about a history that breaks this invariant alone.
fn measure(name: &str, broken: &Invariant, record: impl Fn(&Recorder)) {
    let start = Instant::now();
    let recorder = Recorder::new();
    record(&recorder);
    let history = recorder.history().expect("within the limits");
    let recorded = start.elapsed();
    let start = Instant::now();
    let found = violations(&history, &ALL);
    let checked = start.elapsed();
    assert!(found.iter().all(|one| one.invariant == broken.name), "{name}: {found:?}");
    let start = Instant::now();
    let shortest = shrink(&history, broken, &found[0]);
    let shrunk = start.elapsed();
    assert!(shortest.operations().len() < 10);
    let operations = history.operations().len();
    let [recorded, checked, shrunk] = [recorded, checked, shrunk].map(milliseconds);
    println!("{name:12} {operations:>10} {recorded:>10} {checked:>10} {shrunk:>10}");
}

/// Two of three copies are lent, and everybody else is refused.
fn race(recorder: &Recorder) {
    let call = recorder.send(Client(0), Request::AddBook { copies: 3 });
    call.done(Answer::Book(Book { id: "b".into(), copies: 3, available: 3 }));
    let members = (OPERATIONS - 1) / 2;
    for number in 0..members {
        let call = recorder.send(Client(0), Request::AddMember);
        call.done(Answer::Member(format!("m{number}").into()));
    }
    lend(recorder, 0, &"m0".into(), &"b".into());
    lend(recorder, 1, &"m1".into(), &"b".into());
    let refused = (2..members).map(|number| {
        let (key, member) = (format!("k{number}").into(), format!("m{number}").into());
        recorder.send(Client(number), Request::Borrow { key, member, book: "b".into() })
    });
    let refused: Vec<_> = refused.collect();
    refused.into_iter().for_each(|call| call.refused(409));
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1_000.0)
}

fn record(recorder: &Recorder, spread: &Spread) {
    let mut loans: Vec<Loan> = Vec::new();
    for number in 0..spread.books {
        let id = Id::from(format!("b{number}"));
        let call = recorder.send(Client(0), Request::AddBook { copies: 2 });
        call.done(Answer::Book(Book { id, copies: 2, available: 2 }));
    }
    for number in 0..spread.members {
        let call = recorder.send(Client(0), Request::AddMember);
        call.done(Answer::Member(format!("m{number}").into()));
    }
    let setup = spread.books + spread.members;
    let times = (OPERATIONS - setup - 3) / 4;
    for time in 0..times {
        let book = Id::from(format!("b{}", time % spread.books));
        let member = Id::from(format!("m{}", time % spread.members));
        let loan = lend(recorder, time, &member, &book);
        let call = recorder.send(Client(1), Request::ReadLoan { loan: loan.id.clone() });
        call.done(Answer::Loan(loan.clone()));
        let returned = Loan { state: State::Returned, ..loan };
        let call = recorder.send(Client(2), Request::Return { loan: returned.id.clone() });
        call.done(Answer::Loan(returned.clone()));
        loans.push(returned);
        if time % spread.between_faults == 0 {
            recorder.event(Event::Killed(Service::Livres));
            recorder.event(Event::Started(Service::Livres));
            recorder.event(Event::Settled);
        }
        if time % (times / spread.lists) == 0 {
            let own = loans.iter().filter(|loan| loan.member == member).rev().take(200);
            let own: Vec<Loan> = own.cloned().collect();
            let is_whole = loans.iter().filter(|loan| loan.member == member).count() <= 200;
            let call = recorder.send(Client(3), Request::ListLoans { member });
            match is_whole {
                true => call.done(Answer::Loans(own.into_iter().rev().collect())),
                false => call.unknown(Some(503)),
            }
        } else {
            let call = recorder.send(Client(3), Request::ReadBook { book: book.clone() });
            call.done(Answer::Book(Book { id: book, copies: 2, available: 2 }));
        }
    }
    recorder.event(Event::Killed(Service::Emprunts));
    for number in 0..3 {
        lend(recorder, times + number, &format!("x{number}").into(), &"b0".into());
    }
}

fn lend(recorder: &Recorder, number: usize, member: &Id, book: &Id) -> Loan {
    let request = Request::Borrow {
        key: format!("k{number}").into(),
        member: member.clone(),
        book: book.clone(),
    };
    let call = recorder.send(Client(0), request);
    let id = Id::from(format!("e{number}"));
    let loan = Loan { id, member: member.clone(), book: book.clone(), state: State::Open };
    call.done(Answer::Loan(loan.clone()));
    loan
}
