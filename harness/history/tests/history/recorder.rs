//! Recording, from many threads and up to the limits.

use std::thread;

use history::{
    Answer, Client, Event, Excess, MAX_EVENTS, MAX_LISTED, MAX_OPERATIONS, Moment, Outcome,
    Recorder, Request, Service,
};

use crate::script::{OPEN, Script, book, list, one};

#[test]
fn moments_are_in_the_order_of_recording_and_never_equal() {
    let recorder = Recorder::new();
    thread::scope(|scope| {
        for client in 0..4 {
            let recorder = recorder.clone();
            scope.spawn(move || {
                for _ in 0..100 {
                    let call = recorder.send(Client(client), Request::AddMember);
                    call.done(Answer::Member("m".into()));
                }
            });
        }
    });
    let history = recorder.history().expect("a short history");
    let all = history.operations();
    let mut moments: Vec<Moment> = all.iter().flat_map(|one| [one.sent, one.received]).collect();
    assert!(
        all.iter().all(|one| one.sent < one.received && one.sent.time() <= one.received.time())
    );
    moments.sort();
    moments.dedup();
    assert_eq!(moments.len(), 800);
}

#[test]
fn a_call_that_is_dropped_has_an_unknown_outcome() {
    let script = Script::library(1);
    drop(script.borrow("k"));
    let under_way = script.borrow("l");
    let history = script.history();
    let [.., dropped, open] = history.operations() else { panic!("two operations") };
    assert_eq!(dropped.outcome, Outcome::Unknown(None));
    assert!(dropped.received < Moment::NEVER);
    assert_eq!((&open.outcome, open.received), (&Outcome::Unknown(None), Moment::NEVER));
    under_way.done(one("e", OPEN));
    assert!(script.history().operations()[3].is_done());
}

#[test]
#[should_panic(expected = "not an answer to this request")]
fn an_answer_to_another_request_is_an_error_of_the_caller() {
    Script::library(1).borrow("k").done(book("b", 1, 1));
}

#[test]
fn clients_have_letters() {
    let names = [0, 25, 26, 27, 701, 702].map(|client| Client(client).to_string());
    assert_eq!(names, ["A", "Z", "AA", "AB", "ZZ", "AAA"]);
}

#[test]
fn a_history_has_limits() {
    let script = Script::empty();
    for _ in 0..MAX_OPERATIONS {
        script.ask(Request::AddMember).unknown(None);
    }
    assert_eq!(script.history().operations().len(), MAX_OPERATIONS);
    script.ask(Request::AddMember).unknown(None);
    assert_eq!(script.recorder().history().err(), Some(Excess::Operations));

    let script = Script::empty();
    (0..MAX_EVENTS).for_each(|_| script.event(Event::Killed(Service::Livres)));
    assert_eq!(script.history().events().len(), MAX_EVENTS);
    script.settle();
    assert_eq!(script.recorder().history().err(), Some(Excess::Events));

    let script = Script::empty();
    script.list().done(list(&vec!["e"; MAX_LISTED]));
    assert_eq!(script.history().operations().len(), 1);
    script.list().done(list(&["e"]));
    assert_eq!(script.recorder().history().err(), Some(Excess::Listed));
}
