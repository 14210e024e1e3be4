//! `kept` and `returned`.

use history::{Answer, Request};

use crate::script::{OPEN, RETURNED, Script, list, loan, one};

#[test]
fn a_loan_with_a_201_is_found() {
    let script = Script::library(5);
    let early = script.read("e");
    script.borrowed("k", "e");
    early.refused(404);
    script.read("e").unknown(None);
    assert!(script.broken().is_empty(), "it was read before it was there");
    script.read("e").refused(404);
    assert_eq!(script.broken(), ["kept"]);
}

#[test]
fn a_loan_that_was_read_is_found_to_return_it() {
    let script = Script::library(5);
    script.kill();
    script.borrow("k").unknown(None);
    script.give_back("e").refused(404);
    script.listed(&["e"]);
    assert!(script.broken().is_empty());
    script.give_back("e").refused(404);
    assert_eq!(script.broken(), ["kept"]);
}

#[test]
fn a_list_has_all_loans_of_its_member() {
    let script = Script::library(5);
    script.borrowed("k", "e");
    let slow = script.list();
    script.borrowed("l", "f");
    slow.done(list(&["e"]));
    script.listed(&["e", "f"]);
    assert!(script.broken().is_empty());
    script.listed(&["f"]);
    assert_eq!(script.broken(), ["kept"]);
}

#[test]
fn each_missing_loan_is_reported_once() {
    let script = Script::library(5);
    script.borrowed("k", "e");
    script.borrowed("l", "f");
    script.listed(&["f"]);
    script.listed(&["f"]);
    assert_eq!(script.violations().len(), 1);
    script.listed(&["e"]);
    assert_eq!(script.violations().len(), 2);
}

#[test]
fn a_book_is_found() {
    let script = Script::empty();
    script.ask(Request::ReadBook { book: "b".into() }).refused(404);
    let script = Script::library(5);
    script.read_book(5, 5);
    assert!(script.broken().is_empty());
    script.ask(Request::ReadBook { book: "b".into() }).refused(404);
    assert_eq!(script.broken(), ["kept"]);
}

#[test]
fn a_member_is_found_unless_somebody_deletes() {
    let read = || Request::ReadMember { member: "m".into() };
    let script = Script::library(5);
    script.delete().refused(409);
    script.ask(read()).done(Answer::Member("m".into()));
    assert!(script.broken().is_empty());
    script.ask(read()).refused(404);
    assert_eq!(script.broken(), ["kept"]);
    let script = Script::library(5);
    script.delete().unknown(None);
    script.ask(read()).refused(404);
    assert!(script.broken().is_empty());
    let script = Script::library(5);
    script.delete().refused(404);
    assert_eq!(script.broken(), ["kept"]);
}

#[test]
fn a_returned_loan_stays_returned() {
    let script = Script::library(5);
    script.borrowed("k", "e");
    let slow = script.read("e");
    script.returned("e");
    script.returned("e");
    slow.done(one("e", OPEN));
    assert!(script.broken().is_empty(), "it was read before the return");
    script.read("e").done(one("e", OPEN));
    assert_eq!(script.broken(), ["returned"]);
}

#[test]
fn a_loan_that_was_read_as_returned_stays_returned() {
    let script = Script::library(5);
    script.borrowed("k", "e");
    script.give_back("e").unknown(Some(503));
    script.read("e").done(one("e", OPEN));
    script.read("e").done(one("e", RETURNED));
    assert!(script.broken().is_empty());
    script.borrowed("k", "e");
    assert_eq!(script.broken(), ["returned"]);
}

#[test]
fn the_response_to_a_return_is_never_open() {
    let script = Script::library(5);
    script.borrowed("k", "e");
    script.give_back("e").done(one("e", OPEN));
    assert_eq!(script.broken(), ["returned"]);
}

#[test]
fn one_list_does_not_show_a_loan_both_ways() {
    let script = Script::library(5);
    script.borrowed("k", "e");
    let back = script.give_back("e");
    let states = [RETURNED, OPEN].map(|state| loan("e", "m", "b", state));
    script.list().done(Answer::Loans(states.into()));
    back.done(one("e", RETURNED));
    assert_eq!(script.broken(), ["returned", "order"]);
}

#[test]
fn a_loan_is_returned_only_on_request() {
    let script = Script::library(5);
    script.borrowed("k", "e");
    let back = script.give_back("e");
    script.read("e").done(one("e", RETURNED));
    back.unknown(None);
    assert!(script.broken().is_empty());
    let script = Script::library(5);
    script.borrowed("k", "e");
    script.read("e").done(one("e", RETURNED));
    script.returned("e");
    assert_eq!(script.broken(), ["returned"]);
}
