//! `served`.

use history::{Answer, Call, Request};

use crate::script::{OPEN, Script, book, borrow, loan, one};

/// The book `b` with so many copies, and as many members, each of whom asks for it at the same time.
fn at_once(copies: i64, members: usize) -> (Script, Vec<Call>) {
    let script = Script::empty();
    script.ask(Request::AddBook { copies }).done(book("b", copies, copies));
    (0..members).for_each(|number| script.member(&format!("m{number}")));
    let calls = (0..members)
        .map(|number| script.ask(borrow(&format!("k{number}"), &format!("m{number}"), "b")));
    let calls = calls.collect();
    (script, calls)
}

/// The first so many get 201, all others 409.
fn answer(calls: Vec<Call>, served: usize) {
    for (number, call) in calls.into_iter().enumerate() {
        match number < served {
            true => call.done(Answer::Loan(loan(
                &format!("e{number}"),
                &format!("m{number}"),
                "b",
                OPEN,
            ))),
            false => call.refused(409),
        }
    }
}

#[test]
fn as_many_borrowers_succeed_as_there_are_copies() {
    let (script, calls) = at_once(3, 30);
    answer(calls, 3);
    assert!(script.broken().is_empty());
    let (script, calls) = at_once(3, 30);
    answer(calls, 2);
    assert_eq!(script.broken(), ["served"]);
    let (script, calls) = at_once(3, 30);
    answer(calls, 4);
    assert_eq!(script.broken(), ["copies"]);
}

#[test]
fn requests_without_an_answer_do_not_excuse_each_other() {
    let (script, calls) = at_once(3, 30);
    calls.into_iter().for_each(|call| call.unknown(Some(503)));
    assert_eq!(script.broken(), ["served"]);
    let (script, mut calls) = at_once(1, 2);
    calls.remove(0).unknown(Some(503));
    answer(calls, 0);
    let wrong = script.violations();
    assert_eq!(wrong.len(), 1, "the first may hold the copy that the second did not get");
    assert_eq!(wrong[0].witnesses, [0, 1, 3]);
}

#[test]
fn with_faults_a_borrow_may_fail_until_everything_has_settled() {
    let script = Script::library(1);
    script.kill();
    script.borrow("k").refused(409);
    assert!(script.broken().is_empty());
    script.settle();
    script.borrow("l").refused(409);
    assert_eq!(script.broken(), ["served"]);
}

#[test]
fn a_fault_during_a_borrow_excuses_it() {
    let script = Script::library(1);
    let slow = script.borrow("k");
    script.kill();
    slow.unknown(Some(503));
    assert!(script.broken().is_empty());
    let script = Script::library(1);
    script.kill();
    let slow = script.borrow("k");
    script.settle();
    slow.refused(409);
    assert!(script.broken().is_empty());
}

#[test]
fn a_copy_may_be_freed_some_time_after_its_return() {
    let script = Script::library(1);
    script.borrowed("k", "e");
    script.returned("e");
    script.borrow("l").refused(409);
    assert!(script.broken().is_empty());
    script.settle();
    script.borrow("j").refused(409);
    assert_eq!(script.broken(), ["served"]);
}

#[test]
fn a_place_is_free_at_once_after_a_return() {
    let script = Script::library(10);
    for (key, id) in [("1", "e1"), ("2", "e2"), ("3", "e3")] {
        script.borrowed(key, id);
    }
    script.borrow("4").refused(409);
    script.give_back("e1").unknown(None);
    script.borrow("4").refused(409);
    assert!(script.broken().is_empty());
    script.returned("e1");
    script.borrow("4").refused(409);
    assert_eq!(script.broken(), ["served"]);
}

#[test]
fn a_request_that_is_refused_for_its_member_may_hold_a_copy_meanwhile() {
    let script = Script::library(10);
    script.ask(Request::AddBook { copies: 1 }).done(book("c", 1, 1));
    script.member("n");
    for (key, id) in [("1", "e1"), ("2", "e2"), ("3", "e3")] {
        script.borrowed(key, id);
    }
    let rival = script.ask(borrow("4", "m", "c"));
    script.ask(borrow("5", "n", "c")).refused(409);
    rival.refused(409);
    assert!(script.broken().is_empty());
    script.settle();
    script.ask(borrow("6", "n", "c")).refused(409);
    assert_eq!(script.broken(), ["served"]);
}

#[test]
fn a_request_that_is_refused_for_its_book_may_hold_a_place_meanwhile() {
    let script = Script::library(10);
    script.ask(Request::AddBook { copies: 1 }).done(book("c", 1, 1));
    script.member("n");
    script.ask(borrow("0", "n", "c")).done(Answer::Loan(loan("e0", "n", "c", OPEN)));
    script.borrowed("1", "e1");
    script.borrowed("2", "e2");
    let rival = script.ask(borrow("3", "m", "c"));
    script.borrow("4").refused(409);
    rival.refused(409);
    assert!(script.broken().is_empty());
    script.settle();
    script.borrow("5").refused(409);
    assert_eq!(script.broken(), ["served"]);
}

#[test]
fn one_key_twice_at_the_same_time_is_201_or_503() {
    let script = Script::library(1);
    let (first, second) = (script.borrow("k"), script.borrow("k"));
    first.done(one("e", OPEN));
    second.unknown(Some(503));
    assert!(script.broken().is_empty());
    let script = Script::library(1);
    let (first, second) = (script.borrow("k"), script.borrow("k"));
    first.done(one("e", OPEN));
    second.refused(409);
    assert_eq!(script.broken(), ["served"]);
}
