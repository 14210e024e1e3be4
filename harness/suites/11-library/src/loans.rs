//! The conversation of the check on `emprunts` alone, and what all checks on it share.

use std::thread;
use std::time::Instant;

use engine::draw::{self, Drawn};
use engine::http::{Request, get, post};
use engine::transcript::Projection::{Json, Refusal, Status, Success};
use engine::{Conversation, Stop, json, limits};
use fastrand::Rng;
use serde_json::{Value, json};

use crate::alone::{PATIENCE, alone, draw_ids, errors};
use crate::messages::promises;
use crate::played::{Books, Members, Played};
use crate::service::{LOAN, LOANS, LOANS_OF_MEMBER, RETURN, Service};
use crate::values::wrong_loans;

/// The header of a key, in lower case.
pub const KEY: &str = "idempotency-key";

/// `emprunts` with its neighbours, and the ids of what they know.
pub struct Desk {
    pub books: Played<Books>,
    pub members: Played<Members>,
    /// two members
    pub membres: [i64; 2],
    /// a book of one copy, and three of three copies
    pub livres: [i64; 4],
}

impl Desk {
    /// Starts the neighbours. `{membre}` is the first member, `{livre}` the first book, and `{livre2}` to
    /// `{livre4}` are the others.
    ///
    /// # Errors
    /// When the server runs already.
    pub fn open(c: &mut Conversation<'_>) -> Result<Self, Stop> {
        let books = Played::<Books>::start(c, Service::Livres)?;
        let members = Played::<Members>::start(c, Service::Membres)?;
        alone(c, Service::Emprunts, &[])?;
        let [first, second, single, one, two, three]: [i64; 6] = draw_ids(c);
        members.world(|members| [first, second].map(|id| members.add(id)));
        books.world(|books| {
            books.add(single, 1);
            [one, two, three].map(|id| books.add(id, 3))
        });
        let desk =
            Self { books, members, membres: [first, second], livres: [single, one, two, three] };
        for (name, id) in ["livre2", "livre3", "livre4"].into_iter().zip([one, two, three]) {
            c.bind(name, Drawn::Id(id));
        }
        desk.choose(c, 0, 0);
        Ok(desk)
    }

    /// From now on, `{membre}` and `{livre}` are these.
    pub fn choose(&self, c: &mut Conversation<'_>, membre: usize, livre: usize) {
        c.bind("membre", Drawn::Id(self.membres[membre]));
        c.bind("livre", Drawn::Id(self.livres[livre]));
    }

    /// Requires that a book has that many reservations, now or within 5 s.
    ///
    /// # Errors
    /// When it has not.
    pub fn require(&self, c: &Conversation<'_>, livre: usize, count: usize) -> Result<(), Stop> {
        self.books.require(c, self.livres[livre], count)
    }

    /// Requires that a book has as many reservations as `{membre}` has open loans of it, now or within 5 s.
    ///
    /// # Errors
    /// When it has not.
    pub fn agrees(&self, c: &mut Conversation<'_>, livre: usize) -> Result<(), Stop> {
        let (livre, deadline) = (self.livres[livre], Instant::now() + PATIENCE);
        let steps = c.steps();
        loop {
            c.forget_steps_after(steps);
            let list = c.send(&get(LOANS_OF_MEMBER))?;
            let open = open_loans(&json::parse(&list.body).unwrap_or_default(), livre);
            let reserved = self.books.reserved(livre);
            if open == reserved {
                return Ok(());
            }
            if Instant::now() >= deadline {
                let promise = promises::reservations(livre, open, reserved);
                let shown = [open, reserved].map(|count| format!("{count} × reservation"));
                return Err(c.broken(promise, &shown[0], shown[1].as_str()));
            }
            thread::sleep(limits::AGAIN);
        }
    }
}

/// How many loans of a book are open in a list.
fn open_loans(list: &Value, livre: i64) -> usize {
    let loans = list["emprunts"].as_array().into_iter().flatten();
    let is_open =
        |loan: &&Value| json::integer(&loan["livre"]) == Some(livre) && loan["etat"] == "ouvert";
    loans.filter(is_open).count()
}

/// A key that no other loan has.
pub fn draw_key(rng: &mut Rng) -> Drawn {
    Drawn::Text(format!("{}-{:08x}", draw::word(rng).text(), rng.u32(..)))
}

/// Asks for a loan under another key than before: `{cle}`.
pub fn borrow(c: &mut Conversation<'_>) -> Request {
    c.draw("cle", draw_key);
    ask()
}

/// Asks for the loan of `{cle}`, `{membre}` and `{livre}`.
pub fn ask() -> Request {
    let loan = json!({ "membre": "{membre}", "livre": "{livre}" });
    post(LOANS).header(KEY, "{cle}").json(loan).naming("emprunt")
}

/// Asks for a loan with the member `{inconnu}`, and with the book `{inconnu}`.
pub fn with_unknown_ids() -> [Request; 2] {
    ["membre", "livre"].map(|unknown| {
        let mut loan = json!({ "membre": "{membre}", "livre": "{livre}" });
        loan[unknown] = json!("{inconnu}");
        post(LOANS).header(KEY, "{cle}").json(loan)
    })
}

/// `loans`: lent, read, listed, returned, refused.
pub fn loans(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let desk = Desk::open(c)?;
    let request = borrow(c);
    c.exchange(request.showing(&["location"]), Json)?;
    desk.require(c, 0, 1)?;
    c.exchange(get(LOAN), Json)?;
    refused(c, &desk)?;
    three_at_most(c, &desk)?;
    desk.choose(c, 0, 0);
    c.exchange(post(RETURN), Json)?;
    desk.require(c, 0, 0)?;
    c.exchange(post(RETURN), Json)?;
    c.exchange(get(LOAN), Json)?;
    c.exchange(post("/api/emprunts/{inconnu}/retour"), Refusal)?;
    c.exchange(get("/api/emprunts?membre={inconnu}"), Json)?;
    c.exchange(get(LOANS), Refusal)?;
    c.exchange(get(LOANS_OF_MEMBER), Json)?;
    // Of three loans, two are open.
    desk.choose(c, 0, 3);
    let request = borrow(c).naming("quatrieme");
    c.exchange(request, Success)?;
    desk.require(c, 3, 2)
}

/// What no loan is made for.
fn refused(c: &mut Conversation<'_>, desk: &Desk) -> Result<(), Stop> {
    // No copy is left.
    desk.choose(c, 1, 0);
    let request = borrow(c).naming("refuse");
    c.exchange(request, Refusal)?;
    desk.choose(c, 0, 1);
    let request = borrow(c).naming("refuse");
    errors(c, LOANS, &request, r#"{"membre": {membre}, "livre": {livre}}"#)?;
    for request in with_unknown_ids() {
        c.draw("cle", draw_key);
        c.exchange(request, Refusal)?;
    }
    let any = post(LOANS).header(KEY, "{cle}").json(json!("{corps}"));
    c.exchange_each(&wrong_loans(desk.membres[0], desk.livres[1]), &any, Refusal)?;
    desk.require(c, 1, 0)
}

/// A member has three open loans at most; another member is not concerned.
fn three_at_most(c: &mut Conversation<'_>, desk: &Desk) -> Result<(), Stop> {
    for (livre, name) in [(1, "deuxieme"), (2, "troisieme")] {
        desk.choose(c, 0, livre);
        let request = borrow(c).naming(name);
        c.exchange(request, Success)?;
    }
    desk.choose(c, 0, 3);
    let request = borrow(c).naming("refuse");
    c.exchange(request, Refusal)?;
    desk.choose(c, 1, 3);
    let request = borrow(c).naming("autre");
    c.exchange(request, Status)?;
    desk.require(c, 3, 1)
}
