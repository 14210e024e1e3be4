//! What each violation says, in English. The French texts stand beside the English ones.

use history::{Answer, Request};
use texts::Lang;

use crate::script::{OPEN, RETURNED, Script, borrow, loan, one};

/// The sentence about the last violation of a library with two copies of `b`, after `write`.
fn sentence(write: &dyn Fn(&Script)) -> String {
    let script = Script::library(2);
    write(&script);
    let last = script.violations().pop().expect("a violation");
    last.message.text(Lang::En)
}

fn borrowed(script: &Script, loans: &[(&str, &str)]) {
    loans.iter().for_each(|(key, id)| script.borrowed(key, id));
}

#[test]
fn loans_and_keys() {
    let too_many = |script: &Script| borrowed(script, &[("k", "e"), ("l", "f"), ("j", "g")]);
    assert_eq!(
        sentence(&too_many),
        "Book b has fewer copies (2) than loans open at the same time (3): e, f, g."
    );
    let limit = |script: &Script| {
        for key in ["1", "2", "3", "4"] {
            let call = script.ask(borrow(key, "m", "c"));
            call.done(Answer::Loan(loan(key, "m", "c", OPEN)));
        }
    };
    assert_eq!(
        sentence(&limit),
        "Member m has 4 loans open at the same time, but only three are allowed: 1, 2, 3, 4."
    );
    assert_eq!(
        sentence(&|script| borrowed(script, &[("k", "e"), ("k", "f")])),
        "Key k gave two loans, e and f: the same request must always give the same one."
    );
    let other = |script: &Script| {
        script.borrowed("k", "e");
        script.ask(borrow("k", "m", "c")).done(Answer::Loan(loan("f", "m", "c", OPEN)));
    };
    assert_eq!(
        sentence(&other),
        "Key k belongs to loan e: with other content, the response must be 422."
    );
    let refused = |script: &Script| {
        script.borrowed("k", "e");
        script.kill();
        script.borrow("k").refused(409);
    };
    assert_eq!(
        sentence(&refused),
        "Key k has already given loan e: the response must be 201 with this loan, not 409."
    );
    let shown = |script: &Script| {
        script.listed(&["e"]);
        script.borrowed("k", "e");
    };
    assert_eq!(sentence(&shown), "Loan e exists before anybody asked for it.");
    let two = |script: &Script| {
        script.kill();
        script.borrow("k").unknown(None);
        script.listed(&["e", "f"]);
    };
    assert_eq!(
        sentence(&two),
        "Loans of book b by member m that no 201 has confirmed: 2. Unanswered requests that may have \
         created them: 1. One key may have created two loans."
    );
    assert_eq!(
        sentence(&|script| borrowed(script, &[("k", "e"), ("l", "e")])),
        "The id e was given twice."
    );
}

#[test]
fn what_is_lost_or_contradicts_itself() {
    assert_eq!(
        sentence(&|script| script.read_book(3, 2)),
        "The responses contradict each other about the id b."
    );
    let lost = |write: &dyn Fn(&Script)| {
        sentence(&|script| {
            script.borrowed("k", "e");
            write(script);
        })
    };
    assert_eq!(
        lost(&|script| script.read("e").refused(404)),
        "Loan e exists, but is no longer found."
    );
    assert_eq!(
        lost(&|script| script.listed(&[])),
        "Loan e exists, but is missing from the list of its member."
    );
    assert_eq!(
        lost(&|script| script.ask(Request::ReadBook { book: "b".into() }).refused(404)),
        "Book b exists, but is no longer found."
    );
    assert_eq!(
        lost(&|script| script.ask(Request::ReadMember { member: "m".into() }).refused(404)),
        "Member m exists, but is no longer found, although nobody deleted it."
    );
    let again = |script: &Script| {
        script.returned("e");
        script.read("e").done(one("e", OPEN));
    };
    assert_eq!(lost(&again), "Loan e is returned, but a response still shows it as open.");
    assert_eq!(
        lost(&|script| script.read("e").done(one("e", RETURNED))),
        "Loan e is returned although nobody asked to return it."
    );
    let reversed = |script: &Script| {
        script.borrowed("l", "f");
        script.listed(&["f", "e"]);
    };
    assert_eq!(
        lost(&reversed),
        "In the list of member m, loan f comes before e, which was created earlier."
    );
    assert_eq!(
        lost(&|script| script.listed(&["e", "e"])),
        "The lists of member m cannot all be in the order of creation, with each loan once."
    );
}

#[test]
fn members_and_copies() {
    let deletion = |script: &Script| {
        script.borrowed("k", "e");
        script.delete().done(Answer::Deleted);
    };
    assert_eq!(
        sentence(&deletion),
        "Member m is deleted while a loan is open: the response must be 409."
    );
    let after = |write: &dyn Fn(&Script)| {
        sentence(&|script| {
            script.delete().done(Answer::Deleted);
            write(script);
        })
    };
    let read = |script: &Script| {
        script.ask(Request::ReadMember { member: "m".into() }).done(Answer::Member("m".into()));
    };
    assert_eq!(after(&read), "Member m is deleted, but is still found.");
    assert_eq!(
        after(&|script| script.borrowed("k", "e")),
        "Member m is deleted, but still borrows."
    );
    assert_eq!(
        sentence(&|script| script.borrow("k").refused(422)),
        "Member m and book b exist: the response cannot be 422."
    );
    let served = |script: &Script| {
        script.borrowed("k", "e");
        script.borrow("l").refused(409);
    };
    assert_eq!(
        sentence(&served),
        "Without faults, this request for book b should have succeeded (copies: 2, held by \
         others: at most 1)."
    );
    let leaked = |script: &Script| {
        script.settle();
        script.read_book(2, 1);
    };
    assert_eq!(sentence(&leaked), "`disponibles` of book b is 1 (copies: 2, open loans: 0).");
    let unknown = |script: &Script| {
        script.kill();
        script.borrow("k").unknown(None);
        script.settle();
        script.read_book(2, 0);
    };
    assert_eq!(sentence(&unknown), "`disponibles` of book b is 0 (copies: 2, open loans: 0 to 1).");
    assert_eq!(
        sentence(&|script| script.read_book(2, -1)),
        "`disponibles` of book b cannot be -1 (copies: 2)."
    );
}
