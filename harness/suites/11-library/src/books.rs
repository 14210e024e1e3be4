//! The conversations of the checks on `livres` alone.

use std::ops::Range;

use engine::draw::{self, Drawn};
use engine::http::{Request, delete, get, post, put};
use engine::transcript::Projection::{Json, Refusal, Status, Success, Summary};
use engine::{Conversation, Row, Stop};
use serde_json::{Value, json};

use crate::alone::{alone, draw_ids, errors, unknown};
use crate::service::{BOOK, BOOKS, RESERVATION, Service, available};
use crate::values::{right_books, wrong_books};

fn livres(c: &mut Conversation<'_>) -> Result<(), Stop> {
    alone(c, Service::Livres, &[Service::Membres, Service::Emprunts])
}

/// Draws a book of that many copies: `{titre}`, `{auteur}`, `{exemplaires}`.
pub fn draw_book(c: &mut Conversation<'_>, copies: i64) {
    c.draw("titre", draw::full_name);
    c.draw("auteur", draw::full_name);
    c.bind("exemplaires", Drawn::Integer(copies));
}

/// Creates the book that was drawn.
pub fn create_book() -> Request {
    post(BOOKS).json(book("{titre}", "{auteur}")).naming("livre")
}

fn book(titre: &str, auteur: &str) -> Value {
    json!({ "titre": titre, "auteur": auteur, "exemplaires": "{exemplaires}" })
}

/// `books`: created, read, refused.
pub fn books(c: &mut Conversation<'_>) -> Result<(), Stop> {
    livres(c)?;
    let copies = c.rng().i64(3..=900);
    draw_book(c, copies);
    c.exchange(create_book().showing(&["location"]), Json)?;
    c.exchange(get(BOOK), Json)?;
    let spaced = book("  {titre} ", "\t{auteur}\n");
    c.exchange(post(BOOKS).json(spaced).naming("autre").showing(&["location"]), Json)?;
    let any = || post(BOOKS).json(json!("{corps}"));
    c.exchange_each(&right_books(), &any(), Status)?;
    c.exchange_each(&wrong_books(), &any(), Refusal)?;
    const VALID: &str = r#"{"titre": "{titre}", "auteur": "{auteur}", "exemplaires": 2}"#;
    errors(c, BOOKS, &post(BOOKS), VALID)?;
    c.exchange(get(BOOK), Json)
}

/// How many copies are available.
fn left(c: &mut Conversation<'_>, count: i64) -> Result<(), Stop> {
    c.bind("reste", Drawn::Integer(count));
    c.exchange(get(BOOK), Summary(available))
}

/// `reservations`: each loan has at most one of a book, however often it is asked for.
pub fn reservations(c: &mut Conversation<'_>) -> Result<(), Stop> {
    livres(c)?;
    let copies = c.rng().i64(3..=5);
    draw_book(c, copies);
    c.exchange(create_book().naming("autre"), Success)?;
    c.exchange(create_book(), Success)?;
    let [first, others]: [i64; 2] = draw_ids(c);
    // The smallest id and the largest.
    let (second, third) = (1, 1 << 31);
    let reserve = || put(RESERVATION);
    let release = || delete(RESERVATION);
    // Two copies are left.
    let others: Vec<Row> = (1..copies - 1).map(|number| loan(others + number)).collect();
    c.exchange_each(&others, &reserve(), Status)?;
    left(c, 2)?;
    let steps = [
        (reserve(), first, 1),
        (reserve(), first, 1),
        (reserve(), second, 0),
        // No copy is left, and the loans that have one keep it.
        (reserve(), third, 0),
        (reserve(), first, 0),
        (release(), third, 0),
        (release(), first, 1),
        (release(), first, 1),
        (reserve(), third, 0),
        (reserve(), first, 0),
        (release(), third, 1),
        (reserve(), first, 0),
        (reserve(), first, 0),
    ];
    for (request, id, rest) in steps {
        c.exchange_each(&[loan(id)], &request, Status)?;
        left(c, rest)?;
    }
    c.exchange_each(&[loan(third)], &reserve(), Refusal)?;
    unknown(c);
    c.exchange(put("/api/livres/{inconnu}/reservations/{emprunt}"), Refusal)?;
    // The same loan may have a copy of another book.
    c.exchange_each(&[loan(first)], &put("/api/livres/{autre}/reservations/{emprunt}"), Status)
}

fn loan(id: i64) -> Row {
    vec![("emprunt", Drawn::Integer(id))]
}

/// `copies`: many requests at the same time, and a kill.
pub fn copies(c: &mut Conversation<'_>) -> Result<(), Stop> {
    const ROUNDS: usize = 6;
    const COPIES: i64 = 10;
    const LOANS: i64 = 25;
    livres(c)?;
    c.allow_time_for(ROUNDS * 100);
    let [first]: [i64; 1] = draw_ids(c);
    let loans = |range: Range<i64>| range.map(|number| loan(first + number)).collect::<Vec<Row>>();
    let (put, delete) = (put(RESERVATION), delete(RESERVATION));
    draw_book(c, COPIES);
    c.rounds(ROUNDS, |c, _| {
        c.exchange(create_book(), Success)?;
        // Each loan asks twice: the second time, it has its copy already, or no copy is left.
        let twice: Vec<Row> = loans(0..LOANS).into_iter().flat_map(|row| vec![row; 2]).collect();
        c.concurrently(&twice, &put, Success)?;
        left(c, 0)?;
        let all: Vec<Row> = [loans(0..LOANS), loans(0..LOANS)].concat();
        c.concurrently(&all, &delete, Success)?;
        left(c, COPIES)
    })?;
    c.exchange_each(&loans(0..COPIES), &put, Success)?;
    c.kill()?;
    left(c, 0)?;
    c.exchange_each(&loans(0..COPIES), &put, Success)?;
    c.exchange_each(&[loan(first + LOANS)], &put, Refusal)?;
    c.exchange_each(&loans(0..2), &delete, Success)?;
    c.kill()?;
    left(c, 2)?;
    // All of that is in the database of `DATABASE_URL`, and nowhere else.
    c.switch_database()?;
    c.exchange(get(BOOK), Refusal)
}
