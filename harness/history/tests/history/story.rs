//! Stories, in both languages.

use history::invariants::COPIES;
use history::{Answer, Client, Event, Recorder, Request, Service, Story, shrink, violations};
use texts::Lang;

use crate::script::{OPEN, RETURNED, Script, book, borrow, list, loan, one};

const FRENCH: &str = "\
1. A ajoute un livre (1 exemplaire) : 201, livre 7, exemplaires 1, disponibles 1.
2. B emprunte le livre 7 pour le membre 3 (clé k1). La réponse n'arrive que plus tard.
3. Le service livres est tué.
4. La liaison du service emprunts vers le service livres est coupée.
5. C emprunte le livre 7 pour le membre 4 (clé k2) : 201, emprunt 13, ouvert.
6. B reçoit la réponse à la requête de l'étape 2 : 201, emprunt 12, ouvert.
7. Le livre 7 a moins d'exemplaires (1) que d'emprunts ouverts en même temps (2) : 13, 12.";

const ENGLISH: &str = "\
1. A adds a book (1 copy): 201, book 7, exemplaires 1, disponibles 1.
2. B borrows book 7 for member 3 (key k1). The response arrives only later.
3. The service livres is killed.
4. The link from the service emprunts to the service livres is cut.
5. C borrows book 7 for member 4 (key k2): 201, loan 13, ouvert.
6. B receives the response to the request of step 2: 201, loan 12, ouvert.
7. Book 7 has fewer copies (1) than loans open at the same time (2): 13, 12.";

#[test]
fn a_violation_is_told_step_by_step() {
    let recorder = Recorder::new();
    recorder.send(Client(0), Request::AddBook { copies: 1 }).done(book("7", 1, 1));
    recorder.send(Client(0), Request::AddMember).done(Answer::Member("3".into()));
    let slow = recorder.send(Client(1), borrow("k1", "3", "7"));
    recorder.event(Event::Killed(Service::Livres));
    recorder.event(Event::Cut(Service::Emprunts, Service::Livres));
    let call = recorder.send(Client(2), borrow("k2", "4", "7"));
    call.done(Answer::Loan(loan("13", "4", "7", OPEN)));
    slow.done(Answer::Loan(loan("12", "3", "7", OPEN)));
    let history = recorder.history().expect("a short history");
    let found = violations(&history, &[COPIES]);
    let story = Story::of(&shrink(&history, &COPIES, &found[0]), &found[0]);
    assert_eq!(story.text(Lang::Fr), FRENCH);
    assert_eq!(story.text(Lang::En), ENGLISH);
    let times: Vec<_> = story.steps.iter().filter_map(|step| step.time).collect();
    assert_eq!(times.len(), 6, "all but the last step have a time");
    assert!(times.is_sorted());
}

#[test]
fn of_a_long_list_the_loans_that_matter_are_told() {
    let script = Script::library(9);
    script.borrowed("k", "e4");
    let mut loans: Vec<_> =
        (0..9).map(|number| loan(&format!("e{number}"), "m", "b", RETURNED)).collect();
    (loans[4].state, loans[7].state) = (OPEN, OPEN);
    script.list().done(Answer::Loans(loans));
    script.read("e4").refused(404);
    let found = script.violations();
    let lost = found.iter().find(|one| one.invariant == "kept").expect("the loan is lost");
    let told = Story::of(&script.history(), lost).text(Lang::En);
    let list = "4. A lists the loans of member m: 200, loans …, e4 (ouvert), …, e7 (ouvert), ….";
    assert!(told.contains(list), "{told}");
}

#[test]
fn every_request_and_every_answer_can_be_told() {
    let script = Script::library(2);
    script.borrowed("k", "e");
    script.read("e").refused(404);
    script.give_back("e").unknown(Some(503));
    script.list().done(list(&[]));
    script.listed(&["e"]);
    script.ask(Request::ReadMember { member: "m".into() }).unknown(None);
    script.read_book(2, 1);
    script.event(Event::Healed(Service::Membres, Service::Emprunts));
    script.event(Event::Started(Service::Membres));
    script.settle();
    script.delete().done(Answer::Deleted);
    let _under_way = script.read("e");
    let mut found = script.violations();
    let told = Story::of(&script.history(), &found.swap_remove(0)).text(Lang::En);
    let expected = "\
1. A adds a book (2 copies): 201, book b, exemplaires 2, disponibles 2.
2. A adds a member: 201, member m.
3. A borrows book b for member m (key k): 201, loan e, ouvert.
4. A looks up loan e: 404.
5. A returns loan e: 503.
6. A lists the loans of member m: 200, no loans.
7. A lists the loans of member m: 200, loans e (ouvert).
8. A looks up member m: no response.
9. A looks up book b: 200, book b, exemplaires 2, disponibles 1.
10. The link from the service membres to the service emprunts works again.
11. The service membres is started again.
12. Nobody borrows any more, and the time allowed for convergence is over.
13. A deletes member m: 204.
14. A looks up loan e: no response.
15. Loan e exists, but is no longer found.";
    assert_eq!(told, expected);
}

#[test]
fn a_story_can_be_told_without_shrinking() {
    let script = Script::library(5);
    script.borrowed("k", "e");
    script.borrow("k").done(one("f", OPEN));
    let found = script.violations();
    let story = Story::of(&script.history(), &found[0]);
    assert_eq!(story.steps.len(), 5);
    assert_eq!(story.steps[4].message, found[0].message);
}
