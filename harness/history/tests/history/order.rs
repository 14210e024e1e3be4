//! `order`.

use crate::script::{OPEN, Script, list, one};

#[test]
fn a_list_is_in_the_order_of_creation() {
    let script = Script::library(5);
    script.borrowed("k", "e");
    script.borrowed("l", "f");
    script.listed(&["e", "f"]);
    assert!(script.broken().is_empty());
    script.listed(&["f", "e"]);
    assert_eq!(script.broken(), ["order"]);
}

#[test]
fn loans_of_the_same_time_have_any_order() {
    let script = Script::library(5);
    let (first, second) = (script.borrow("k"), script.borrow("l"));
    first.done(one("e", OPEN));
    second.done(one("f", OPEN));
    script.listed(&["f", "e"]);
    assert!(script.broken().is_empty());
    script.listed(&["e", "f"]);
    assert_eq!(script.broken(), ["order"], "it has one order at all times");
}

#[test]
fn a_retry_may_find_the_loan_of_the_first_attempt() {
    let script = Script::library(5);
    script.borrow("k").unknown(None);
    script.borrowed("l", "f");
    script.borrowed("k", "e");
    script.listed(&["e", "f"]);
    assert!(script.broken().is_empty());
    let script = Script::library(5);
    script.kill();
    script.borrow("k").refused(409);
    script.borrowed("l", "f");
    script.borrowed("k", "e");
    script.listed(&["e", "f"]);
    assert_eq!(script.broken(), ["order"], "a refused attempt has made nothing");
}

#[test]
fn lists_that_contradict_each_other_across_a_third_loan_are_found() {
    let script = Script::library(5);
    script.kill();
    script.borrow("u").unknown(None);
    let slow = script.list();
    script.borrowed("k", "e");
    script.borrowed("l", "f");
    script.listed(&["u", "e", "f"]);
    slow.done(list(&["f", "u"]));
    assert_eq!(script.broken(), ["order"]);
}

#[test]
fn the_order_of_creation_holds_across_lists() {
    let script = Script::library(5);
    script.kill();
    script.borrow("u").unknown(None);
    let (first, second) = (script.list(), script.list());
    script.borrowed("k", "e");
    script.borrowed("l", "f");
    first.done(list(&["f", "u"]));
    second.done(list(&["u", "e"]));
    assert_eq!(script.broken(), ["order"], "f before u before e, but e was there first");
}

#[test]
fn a_list_has_each_loan_once() {
    let script = Script::library(5);
    script.borrowed("k", "e");
    script.listed(&["e", "e"]);
    assert_eq!(script.broken(), ["order"]);
}
