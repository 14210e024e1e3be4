//! `keys`, `asked`, `ids` and `content`.

use history::{Answer, Request};

use crate::script::{OPEN, RETURNED, Script, book, borrow, list, loan, one};

#[test]
fn the_same_key_gives_the_same_loan() {
    let script = Script::library(5);
    script.borrowed("k", "e");
    script.borrowed("k", "e");
    script.returned("e");
    script.borrow("k").done(one("e", RETURNED));
    assert!(script.broken().is_empty());
    script.borrowed("k", "f");
    assert_eq!(script.broken(), ["keys"]);
}

#[test]
fn two_requests_with_one_key_at_the_same_time_give_one_loan() {
    let script = Script::library(5);
    let (first, second) = (script.borrow("k"), script.borrow("k"));
    first.done(one("e", OPEN));
    second.done(one("f", OPEN));
    assert_eq!(script.broken(), ["keys"]);
}

#[test]
fn other_content_under_a_bound_key_is_refused() {
    let script = Script::library(5);
    script.ask(Request::AddBook { copies: 5 }).done(book("c", 5, 5));
    script.borrowed("k", "e");
    script.ask(borrow("k", "m", "c")).refused(422);
    script.ask(borrow("k", "m", "c")).unknown(Some(503));
    assert!(script.broken().is_empty());
    script.ask(borrow("k", "m", "c")).done(Answer::Loan(loan("f", "m", "c", OPEN)));
    assert_eq!(script.broken(), ["keys"], "a 503 does not free a bound key");
}

#[test]
fn other_content_under_a_bound_key_is_not_accepted() {
    let script = Script::library(5);
    script.borrowed("k", "e");
    script.ask(borrow("k", "m", "c")).done(Answer::Loan(loan("e", "m", "c", OPEN)));
    assert_eq!(script.broken(), ["keys", "content"]);
}

#[test]
fn other_content_is_not_judged_after_an_unknown_outcome() {
    let script = Script::library(5);
    script.borrow("k").unknown(None);
    script.ask(borrow("k", "m", "c")).done(Answer::Loan(loan("f", "m", "c", OPEN)));
    script.borrowed("k", "e");
    assert!(script.broken().is_empty());
}

#[test]
fn several_unknown_outcomes_leave_no_content_to_judge() {
    let script = Script::library(5);
    script.kill();
    script.borrow("k").unknown(None);
    script.ask(borrow("k", "m", "c")).unknown(None);
    script.borrowed("k", "e");
    script.borrowed("k", "f");
    assert!(script.broken().is_empty());
}

#[test]
fn an_unknown_outcome_after_the_201_changes_nothing() {
    for book in ["b", "c"] {
        let script = Script::library(5);
        script.borrowed("k", "e");
        script.ask(borrow("k", "m", book)).unknown(None);
        script.borrowed("k", "f");
        assert_eq!(script.broken(), ["keys"]);
    }
}

#[test]
fn a_bound_key_is_not_refused() {
    let script = Script::library(1);
    script.kill();
    script.borrow("k").refused(409);
    script.borrowed("k", "e");
    script.borrow("k").unknown(Some(503));
    assert!(script.broken().is_empty(), "refused before, unknown after");
    script.borrow("k").refused(409);
    assert_eq!(script.broken(), ["keys"]);
}

#[test]
fn a_refusal_at_the_same_time_as_the_201_may_have_come_first() {
    let script = Script::library(1);
    script.kill();
    let slow = script.borrow("k");
    script.borrowed("k", "e");
    slow.refused(409);
    assert!(script.broken().is_empty());
}

#[test]
fn a_key_without_an_answer_makes_one_loan() {
    let script = Script::library(5);
    script.kill();
    script.borrow("k").unknown(Some(503));
    script.borrow("k").unknown(Some(503));
    script.listed(&["e"]);
    script.borrowed("k", "e");
    assert!(script.broken().is_empty());
    script.listed(&["e", "f"]);
    assert_eq!(script.broken(), ["asked"], "the key has made two loans");
}

#[test]
fn unconfirmed_loans_are_as_many_as_unanswered_keys() {
    let script = Script::library(5);
    script.kill();
    script.borrow("k").unknown(Some(503));
    script.borrow("l").unknown(Some(503));
    script.listed(&["e", "f"]);
    assert!(script.broken().is_empty());
    script.listed(&["e", "f", "g"]);
    assert_eq!(script.broken(), ["asked"]);
}

#[test]
fn a_loan_is_not_shown_before_anybody_asks() {
    let script = Script::library(5);
    let slow = script.list();
    script.borrowed("k", "e");
    slow.done(list(&["e"]));
    assert!(script.broken().is_empty());
    let script = Script::library(5);
    script.listed(&["e"]);
    script.borrowed("k", "e");
    assert_eq!(script.broken(), ["asked"]);
}

#[test]
fn ids_are_never_given_twice() {
    let script = Script::library(5);
    script.member("n");
    script.borrowed("k", "e");
    script.borrowed("k", "e");
    assert!(script.broken().is_empty());
    script.borrowed("l", "e");
    assert_eq!(script.broken(), ["ids"]);
    let script = Script::library(5);
    script.ask(Request::AddBook { copies: 5 }).done(book("b", 5, 5));
    assert_eq!(script.broken(), ["ids"]);
    let script = Script::library(5);
    script.delete().done(Answer::Deleted);
    script.member("m");
    assert_eq!(script.broken(), ["ids"]);
}

#[test]
fn a_loan_keeps_its_member_and_its_book() {
    let script = Script::library(5);
    script.borrowed("k", "e");
    script.read("e").done(one("e", OPEN));
    assert!(script.broken().is_empty());
    script.read("e").done(Answer::Loan(loan("e", "m", "c", OPEN)));
    assert_eq!(script.broken(), ["content"]);
    let script = Script::library(5);
    script.borrowed("k", "e");
    script.borrowed("l", "f");
    script.read("e").done(one("f", OPEN));
    assert_eq!(script.broken(), ["content"]);
    let script = Script::library(5);
    script.borrow("k").done(Answer::Loan(loan("e", "n", "b", OPEN)));
    assert_eq!(script.broken(), ["content"]);
}

#[test]
fn a_list_has_no_loan_of_another_member() {
    let script = Script::library(5);
    script.borrowed("k", "e");
    let request = Request::ListLoans { member: "n".into() };
    script.ask(request.clone()).done(list(&[]));
    assert!(script.broken().is_empty());
    script.ask(request).done(list(&["e"]));
    assert_eq!(script.broken(), ["content"]);
}

#[test]
fn a_book_keeps_its_copies() {
    let script = Script::library(5);
    script.read_book(5, 5);
    assert!(script.broken().is_empty());
    script.read_book(4, 4);
    assert_eq!(script.broken(), ["content"]);
}
