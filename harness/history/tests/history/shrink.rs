//! Shrinking.

use history::invariants::{ALL, SERVED};
use history::{Event, History, Invariant, Service, Violation, shrink, violations};

use crate::script::{OPEN, RETURNED, Script, one};

/// The first violation, and the part of the history that shows it.
fn shrunk(script: &Script) -> (Invariant, Violation, History) {
    let violation = script.violations().swap_remove(0);
    let named = |one: &&Invariant| one.name == violation.invariant;
    let invariant = *ALL.iter().find(named).expect("an invariant");
    let part = shrink(&script.history(), &invariant, &violation);
    (invariant, violation, part)
}

/// The numbers of the operations.
fn numbers(history: &History) -> Vec<usize> {
    history.operations().iter().map(|one| one.number).collect()
}

/// A long history of loans that are returned.
fn busy(script: &Script, times: usize) {
    for time in 0..times {
        let (key, id) = (format!("busy{time}"), format!("f{time}"));
        script.borrowed(&key, &id);
        script.returned(&id);
        script.kill();
        script.event(Event::Started(Service::Emprunts));
        script.settle();
        script.read_book(2, 2);
    }
}

#[test]
fn what_is_not_needed_is_left_out() {
    let script = Script::library(2);
    busy(&script, 50);
    for (key, id) in [("k", "e"), ("l", "f"), ("m", "g")] {
        script.borrowed(key, id);
    }
    busy(&script, 50);
    let (_, violation, part) = shrunk(&script);
    assert_eq!(violation.invariant, "copies");
    assert_eq!(numbers(&part), violation.witnesses);
    assert_eq!(numbers(&part).len(), 4, "the book and three loans");
    assert!(part.events().is_empty());
}

#[test]
fn the_last_faults_between_the_steps_stay() {
    let script = Script::library(1);
    script.kill();
    script.borrowed("k", "e");
    script.kill();
    script.event(Event::Started(Service::Emprunts));
    script.borrowed("l", "f");
    script.kill();
    let (_, _, part) = shrunk(&script);
    let events: Vec<Event> = part.events().iter().map(|one| one.event).collect();
    assert_eq!(events, [Event::Killed(Service::Emprunts), Event::Started(Service::Emprunts)]);
}

#[test]
fn a_return_is_never_left_out_to_make_a_loan_look_open() {
    let script = Script::library(3);
    script.borrowed("j", "d");
    script.returned("d");
    script.borrowed("k", "e");
    script.settle();
    script.read_book(3, 3);
    let (_, violation, part) = shrunk(&script);
    assert_eq!(violation.invariant, "available");
    let without_returned: Vec<usize> = vec![0, 4, 5];
    assert_eq!(numbers(&part), without_returned, "the book, the open loan, the read");
    assert_eq!(part.events().len(), 1, "the settled moment is needed");
}

#[test]
fn operations_that_a_witness_depends_on_stay() {
    // The list shows a loan that a part without its return would take for open.
    let script = Script::library(1);
    script.kill();
    script.borrow("j").unknown(None);
    script.borrow("k").unknown(None);
    script.borrow("l").unknown(None);
    script.give_back("d").done(one("d", RETURNED));
    script.listed(&["d", "e", "f"]);
    let found = script.violations();
    let copies = found.iter().find(|one| one.invariant == "copies").expect("two are open");
    let part = shrink(&script.history(), &history::invariants::COPIES, copies);
    assert!(violations(&part, &ALL).contains(copies));
    assert!(numbers(&part).contains(&5), "the return of d: {:?}", numbers(&part));
}

#[test]
fn no_operation_of_a_part_can_be_spared() {
    for script in wrong() {
        let (invariant, violation, part) = shrunk(&script);
        assert!(violations(&part, &[invariant]).contains(&violation));
        if invariant.name == SERVED.name {
            continue; // Its story needs those that did borrow.
        }
        for number in numbers(&part) {
            let less = part.part(|one| one.number != number, |_| true);
            let still = violations(&less, &[invariant]);
            assert!(!still.contains(&violation), "{}: without {number}", invariant.name);
        }
    }
}

/// A history for each invariant but one.
fn wrong() -> Vec<Script> {
    let with = |write: &dyn Fn(&Script)| {
        let script = Script::library(2);
        busy(&script, 3);
        write(&script);
        script
    };
    vec![
        with(&|script| ["1", "2", "3"].iter().for_each(|key| script.borrowed(key, key))),
        with(&|script| ["a", "b"].iter().for_each(|id| script.borrowed("k", id))),
        with(&|script| ["k", "l"].iter().for_each(|key| script.borrowed(key, "e"))),
        with(&|script| script.listed(&["f0", "f1", "f2", "u"])),
        with(&|script| script.read_book(3, 3)),
        with(&|script| script.listed(&["f0", "f2"])),
        with(&|script| script.read("f0").refused(404)),
        with(&|script| script.read("f0").done(one("f0", OPEN))),
        with(&|script| {
            script.borrowed("k", "e");
            script.delete().done(history::Answer::Deleted);
        }),
        with(&|script| {
            script.delete().done(history::Answer::Deleted);
            script.borrowed("k", "e");
        }),
        with(&|script| script.borrow("k").refused(422)),
        with(&|script| script.borrow("k").refused(409)),
        with(&|script| script.read_book(2, 1)),
    ]
}
