//! `available`.

use history::{Answer, Request};

use crate::script::{OPEN, RETURNED, Script, book, list, loan, one};

#[test]
fn once_settled_the_available_copies_are_those_without_an_open_loan() {
    let script = Script::library(3);
    script.borrowed("k", "e");
    script.borrowed("l", "f");
    script.returned("e");
    script.read_book(3, 1);
    assert!(script.broken().is_empty(), "the copy may be freed later");
    script.settle();
    script.read_book(3, 2);
    assert!(script.broken().is_empty());
    script.read_book(3, 1);
    assert_eq!(script.broken(), ["available"], "one copy has leaked");
}

#[test]
fn an_available_copy_is_not_counted_twice() {
    let script = Script::library(3);
    script.borrowed("k", "e");
    script.settle();
    script.read_book(3, 3);
    assert_eq!(script.broken(), ["available"]);
}

#[test]
fn available_copies_are_from_none_to_all() {
    for (available, broken) in [(-1, true), (0, false), (3, false), (4, true)] {
        let script = Script::library(3);
        script.read_book(3, available);
        assert_eq!(script.broken() == ["available"], broken, "{available}");
    }
    let script = Script::empty();
    script.ask(Request::AddBook { copies: 3 }).done(book("b", 3, 2));
    assert_eq!(script.broken(), ["available"], "a new book has all its copies");
}

#[test]
fn a_borrow_without_an_answer_leaves_both_possibilities() {
    for (available, broken) in [(1, true), (2, false), (3, false)] {
        let script = Script::library(3);
        script.kill();
        script.borrow("k").unknown(None);
        script.settle();
        script.read_book(3, available);
        assert_eq!(script.broken() == ["available"], broken, "{available}");
    }
}

#[test]
fn the_list_of_the_member_settles_a_borrow_without_an_answer() {
    for (ids, available) in [(&[][..], 3), (&["e"][..], 2)] {
        for read in [2, 3] {
            let script = Script::library(3);
            script.kill();
            script.borrow("k").unknown(None);
            script.settle();
            script.read_book(3, read);
            script.listed(ids);
            assert_eq!(script.broken().is_empty(), read == available, "{ids:?}, {read}");
        }
    }
}

#[test]
fn a_loan_without_a_201_is_counted_once() {
    for (available, broken) in [(1, true), (2, false), (3, true)] {
        let script = Script::library(3);
        script.kill();
        script.borrow("k").unknown(None);
        script.listed(&["e"]);
        script.settle();
        script.read_book(3, available);
        assert_eq!(script.broken() == ["available"], broken, "{available}");
    }
}

#[test]
fn a_borrow_that_races_a_deletion_leaves_both_possibilities() {
    for available in [2, 3] {
        let script = Script::library(3);
        script.kill();
        script.borrow("k").unknown(None);
        script.delete().done(Answer::Deleted);
        script.settle();
        script.listed(&[]);
        script.read_book(3, available);
        assert!(script.broken().is_empty(), "{available}");
    }
}

#[test]
fn a_read_settles_a_return_without_an_answer() {
    for (state, available) in [(OPEN, 2), (RETURNED, 3)] {
        for read in [2, 3] {
            let script = Script::library(3);
            script.borrowed("k", "e");
            script.kill();
            script.give_back("e").unknown(None);
            script.settle();
            script.read_book(3, read);
            assert!(script.broken().is_empty(), "nothing settles it");
            script.read("e").done(one("e", state));
            assert_eq!(script.broken().is_empty(), read == available, "{state:?}, {read}");
        }
    }
}

#[test]
fn what_is_read_after_the_next_change_settles_nothing() {
    let script = Script::library(3);
    script.kill();
    script.borrow("k").unknown(None);
    script.settle();
    script.read_book(3, 3);
    script.give_back("d").unknown(None);
    script.listed(&["e"]);
    assert!(script.broken().is_empty());
}

#[test]
fn a_request_under_way_makes_a_moment_unsettled() {
    let script = Script::library(3);
    script.borrowed("k", "e");
    let slow = script.give_back("e");
    script.settle();
    script.read_book(3, 1);
    slow.done(one("e", RETURNED));
    script.read_book(3, 1);
    assert!(script.broken().is_empty());
    script.settle();
    script.read_book(3, 2);
    assert_eq!(script.broken(), ["available"]);
}

#[test]
fn a_fault_or_a_borrow_ends_the_settled_time() {
    let script = Script::library(3);
    script.borrowed("k", "e");
    script.settle();
    script.kill();
    script.read_book(3, 3);
    assert!(script.broken().is_empty());
    let script = Script::library(3);
    script.settle();
    script.borrowed("k", "e");
    script.read_book(3, 3);
    assert!(script.broken().is_empty());
}

#[test]
fn a_list_of_returned_loans_settles_them() {
    let script = Script::library(3);
    script.kill();
    script.borrow("k").unknown(None);
    script.listed(&["e"]);
    script.give_back("e").unknown(None);
    script.settle();
    script.list().done(Answer::Loans(vec![loan("e", "m", "b", RETURNED)]));
    script.read_book(3, 3);
    assert!(script.broken().is_empty());
    script.list().done(list(&["e"]));
    assert_eq!(script.broken(), ["returned", "available"]);
}
