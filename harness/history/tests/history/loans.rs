//! `copies` and `limit`.

use history::{Answer, Request};

use crate::script::{OPEN, RETURNED, Script, book, borrow, list, loan, one};

/// A borrow of `b` by a member of its own.
fn lend(script: &Script, number: usize) {
    let (key, member, id) = (format!("k{number}"), format!("m{number}"), format!("e{number}"));
    let call = script.ask(borrow(&key, &member, "b"));
    call.done(Answer::Loan(loan(&id, &member, "b", OPEN)));
}

#[test]
fn as_many_loans_as_copies_may_be_open() {
    let script = Script::library(3);
    (0..3).for_each(|number| lend(&script, number));
    assert!(script.broken().is_empty());
    lend(&script, 3);
    assert_eq!(script.broken(), ["copies"]);
}

#[test]
fn a_copy_is_free_from_the_moment_its_return_is_sent() {
    let script = Script::library(1);
    script.borrowed("k", "e");
    let back = script.give_back("e");
    script.borrowed("l", "f");
    back.done(one("e", RETURNED));
    assert!(script.broken().is_empty());
}

#[test]
fn a_copy_is_not_free_before_its_return_is_sent() {
    let script = Script::library(1);
    script.borrowed("k", "e");
    script.borrowed("l", "f");
    script.returned("e");
    assert_eq!(script.broken(), ["copies"]);
}

#[test]
fn a_loan_is_open_for_certain_once_its_201_has_arrived() {
    let script = Script::library(1);
    let slow = script.borrow("k");
    script.borrowed("l", "f");
    script.returned("f");
    slow.done(one("e", OPEN));
    assert!(script.broken().is_empty(), "it may have been created last");
    script.borrowed("j", "g");
    assert_eq!(script.broken(), ["copies"]);
}

#[test]
fn a_loan_without_an_answer_is_open_once_it_is_shown() {
    let script = Script::library(1);
    script.kill();
    script.borrow("k").unknown(Some(503));
    script.borrowed("l", "f");
    assert!(script.broken().is_empty(), "the first one may never have been created");
    script.listed(&["e", "f"]);
    assert_eq!(script.broken(), ["copies"]);
}

#[test]
fn copies_are_not_judged_for_a_book_that_nobody_added() {
    let script = Script::empty();
    lend(&script, 0);
    lend(&script, 1);
    script.ask(Request::ReadBook { book: "b".into() }).done(book("b", 1, 0));
    assert!(script.broken().is_empty());
}

#[test]
fn a_member_may_have_three_loans_open() {
    let script = Script::library(10);
    for (key, id) in [("1", "e1"), ("2", "e2"), ("3", "e3")] {
        script.borrowed(key, id);
    }
    assert!(script.broken().is_empty());
    script.borrowed("4", "e4");
    assert_eq!(script.broken(), ["limit"]);
}

#[test]
fn a_fourth_loan_is_right_once_one_is_returned() {
    let script = Script::library(10);
    for (key, id) in [("1", "e1"), ("2", "e2"), ("3", "e3")] {
        script.borrowed(key, id);
    }
    script.give_back("e1").unknown(None);
    script.borrowed("4", "e4");
    assert!(script.broken().is_empty(), "the return may have been carried out");
    script.read("e1").done(one("e1", OPEN));
    assert!(script.broken().is_empty(), "it may still be carried out");
}

#[test]
fn loans_that_are_shown_as_returned_are_not_open() {
    let script = Script::library(1);
    script.borrowed("k", "e");
    script.returned("e");
    script.borrowed("l", "f");
    script
        .list()
        .done(Answer::Loans(vec![loan("e", "m", "b", RETURNED), loan("f", "m", "b", OPEN)]));
    assert!(script.broken().is_empty());
    script.list().done(list(&["e", "f"]));
    assert_eq!(script.broken(), ["returned"]);
}
