//! `deletion`, `deleted` and `known`.

use history::{Answer, Request};

use crate::script::{OPEN, Script, book, borrow, loan, one};

#[test]
fn a_member_with_an_open_loan_is_not_deleted() {
    let script = Script::library(5);
    script.borrowed("k", "e");
    script.delete().refused(409);
    script.delete().unknown(Some(503));
    assert!(script.broken().is_empty());
    script.delete().done(Answer::Deleted);
    assert_eq!(script.broken(), ["deletion"]);
}

#[test]
fn a_member_may_be_deleted_once_a_return_is_sent() {
    let script = Script::library(5);
    script.borrowed("k", "e");
    let deletion = script.delete();
    script.give_back("e").unknown(None);
    deletion.done(Answer::Deleted);
    assert!(script.broken().is_empty());
}

#[test]
fn one_open_loan_of_two_keeps_a_member() {
    let script = Script::library(5);
    script.borrowed("k", "e");
    script.borrow("l").done(one("f", OPEN));
    let deletion = script.delete();
    script.give_back("e").unknown(None);
    deletion.done(Answer::Deleted);
    assert_eq!(script.broken(), ["deletion"]);
}

#[test]
fn a_loan_that_races_the_deletion_is_not_judged() {
    let script = Script::library(1);
    let racing = script.borrow("k");
    script.delete().done(Answer::Deleted);
    racing.done(one("e", OPEN));
    script.read("e").refused(404);
    script.listed(&[]);
    script.ask(borrow("l", "n", "b")).done(Answer::Loan(loan("f", "n", "b", OPEN)));
    assert!(script.broken().is_empty(), "neither lost nor open");
}

#[test]
fn the_list_of_a_deleted_member_may_be_empty() {
    let script = Script::library(5);
    script.borrowed("k", "e");
    script.returned("e");
    script.delete().done(Answer::Deleted);
    script.listed(&[]);
    assert!(script.broken().is_empty());
    script.read("e").refused(404);
    assert_eq!(script.broken(), ["kept"], "the loan itself is found");
}

#[test]
fn a_deleted_member_is_not_found() {
    let read = || Request::ReadMember { member: "m".into() };
    let script = Script::library(5);
    let slow = script.ask(read());
    script.delete().done(Answer::Deleted);
    slow.done(Answer::Member("m".into()));
    script.ask(read()).refused(404);
    assert!(script.broken().is_empty());
    script.ask(read()).done(Answer::Member("m".into()));
    assert_eq!(script.broken(), ["deleted"]);
}

#[test]
fn a_deleted_member_does_not_borrow() {
    let script = Script::library(5);
    script.borrowed("k", "e");
    script.returned("e");
    script.delete().done(Answer::Deleted);
    script.borrow("l").refused(422);
    script.borrow("k").done(one("e", history::State::Returned));
    assert!(script.broken().is_empty(), "the key was used before");
    script.borrowed("l", "f");
    assert_eq!(script.broken(), ["deleted"]);
}

#[test]
fn a_422_needs_an_unknown_member_or_book() {
    let script = Script::library(5);
    script.kill();
    script.ask(borrow("k", "n", "b")).refused(422);
    script.ask(borrow("k", "m", "c")).refused(422);
    script.borrow("k").refused(409);
    script.borrow("k").unknown(Some(503));
    assert!(script.broken().is_empty());
    script.borrow("k").refused(422);
    assert_eq!(script.broken(), ["known"], "with faults too");
}

#[test]
fn a_422_may_be_about_the_key() {
    let script = Script::library(5);
    script.ask(borrow("k", "m", "c")).unknown(None);
    script.borrow("k").refused(422);
    assert!(script.broken().is_empty());
}

#[test]
fn a_member_who_is_added_meanwhile_may_be_unknown() {
    let script = Script::library(5);
    let early = script.ask(borrow("k", "n", "b"));
    script.member("n");
    early.refused(422);
    assert!(script.broken().is_empty());
    let script = Script::library(5);
    script.ask(Request::AddBook { copies: 1 }).done(book("c", 1, 1));
    script.ask(borrow("k", "m", "c")).done(Answer::Loan(loan("e", "m", "c", OPEN)));
    script.ask(borrow("l", "m", "c")).refused(422);
    assert_eq!(script.broken(), ["known"]);
}
