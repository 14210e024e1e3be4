//! The neighbours of a service that is judged alone: they keep the contract, until the check says how they fail.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Instant;

use engine::http::percent_encoded;
use engine::{Conversation, Stop, limits};
use serde_json::{Value, json};
use texts::Message;
use upstream::{Behaviour, Call, Cut, Reply, Upstream};

use crate::alone::PATIENCE;
use crate::messages::{faults, promises, steps};
use crate::service::Service;

/// How a neighbour fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// it refuses connections
    Refuses,
    /// it answers with this status
    Fails(u16),
    /// it closes the connection when it has read the request
    Cuts,
    /// it never answers
    Silent,
    /// it does what it is asked for, and its answers are lost
    Unheard,
}

/// A service that the harness plays. `World` is what it knows.
pub struct Played<World> {
    service: Service,
    upstream: Upstream,
    state: Arc<Mutex<State<World>>>,
}

struct State<World> {
    world: World,
    fault: Option<Fault>,
}

/// What a service of the harness knows, and what it answers.
pub trait World: Send + 'static {
    /// The response to a request that arrives.
    fn answer(&mut self, call: &Call) -> Reply;
}

/// What `livres` knows.
#[derive(Default)]
pub struct Books {
    /// by the id of the book
    copies: BTreeMap<String, usize>,
    /// book and loan
    reservations: BTreeSet<(String, String)>,
}

/// What `membres` knows: ids.
#[derive(Default)]
pub struct Members(BTreeSet<String>);

/// What `emprunts` knows.
#[derive(Default)]
pub struct Loans(Vec<Value>);

impl<W: World + Default> Played<W> {
    /// Starts a service that knows nothing.
    ///
    /// # Errors
    /// When the server runs already.
    pub fn start(c: &mut Conversation<'_>, service: Service) -> Result<Self, Stop> {
        let upstream = Upstream::start(c, service.variable(), "")?;
        c.note(steps::played(service.name()));
        let state = Arc::new(Mutex::new(State { world: W::default(), fault: None }));
        let shared = Arc::clone(&state);
        upstream.follow(move |call| lock(&shared).behave(call));
        Ok(Self { service, upstream, state })
    }

    /// Changes what the service knows, or reads it.
    pub fn world<T>(&self, change: impl FnOnce(&mut W) -> T) -> T {
        change(&mut lock(&self.state).world)
    }

    /// From now on it fails.
    ///
    /// # Errors
    /// When its port cannot be closed.
    pub fn fail(&self, c: &mut Conversation<'_>, fault: Fault) -> Result<(), Stop> {
        c.note(steps::from_now_on(self.service.name(), fault.text()));
        lock(&self.state).fault = Some(fault);
        if fault == Fault::Refuses { self.upstream.refuse() } else { Ok(()) }
    }

    /// From now on it answers again.
    ///
    /// # Errors
    /// When its port cannot be opened.
    pub fn heal(&self, c: &mut Conversation<'_>) -> Result<(), Stop> {
        c.note(steps::from_now_on(self.service.name(), faults::NONE));
        lock(&self.state).fault = None;
        self.upstream.listen()
    }
}

impl Played<Books> {
    /// How many reservations a book has now.
    pub fn reserved(&self, book: i64) -> usize {
        self.world(|books| books.reservations_of(&book.to_string()))
    }

    /// Requires that a book has that many reservations, now or within 5 s.
    ///
    /// # Errors
    /// When it has another number of them all the time.
    pub fn require(&self, c: &Conversation<'_>, book: i64, expected: usize) -> Result<(), Stop> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let found = self.reserved(book);
            if found == expected {
                return Ok(());
            }
            if Instant::now() >= deadline {
                let promise = promises::reservations(book, expected, found);
                let shown = [expected, found].map(|count| format!("{count} × reservation"));
                return Err(c.broken(promise, &shown[0], shown[1].as_str()));
            }
            thread::sleep(limits::AGAIN);
        }
    }
}

impl<W: World> State<W> {
    fn behave(&mut self, call: &Call) -> Behaviour {
        match self.fault {
            None => Behaviour::Answer(self.world.answer(call)),
            Some(Fault::Fails(status)) => Behaviour::Answer(refusal(status)),
            Some(Fault::Refuses | Fault::Cuts) => Behaviour::Broken(refusal(503), Cut::Before),
            Some(Fault::Silent) => Behaviour::Silent,
            Some(Fault::Unheard) => {
                self.world.answer(call);
                Behaviour::Silent
            }
        }
    }
}

fn lock<W>(state: &Mutex<State<W>>) -> MutexGuard<'_, State<W>> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Fault {
    fn text(self) -> Message {
        match self {
            Self::Refuses => faults::REFUSES,
            Self::Fails(status) => faults::fails(status),
            Self::Cuts => faults::CUTS,
            Self::Silent => faults::SILENT,
            Self::Unheard => faults::UNHEARD,
        }
    }
}

impl Books {
    /// Adds a book with that many copies.
    pub fn add(&mut self, id: i64, copies: usize) {
        self.copies.insert(id.to_string(), copies);
    }

    fn reservations_of(&self, book: &str) -> usize {
        self.reservations.iter().filter(|(of, _)| of == book).count()
    }

    fn book(&self, id: &str) -> Reply {
        let Some(copies) = self.copies.get(id) else { return refusal(404) };
        let left = copies.saturating_sub(self.reservations_of(id));
        let id = id.parse::<i64>().unwrap_or_default();
        let book = json!({
            "id": id, "titre": "T", "auteur": "A", "exemplaires": copies, "disponibles": left,
        });
        Reply::json(200, &book)
    }

    fn reserve(&mut self, book: &str, loan: &str) -> Reply {
        let Some(copies) = self.copies.get(book) else { return refusal(404) };
        let reservation = (book.to_owned(), loan.to_owned());
        if self.reservations.contains(&reservation) {
            return Reply::json(200, &json!({}));
        }
        if self.reservations_of(book) >= *copies {
            return refusal(409);
        }
        self.reservations.insert(reservation);
        Reply::json(201, &json!({}))
    }
}

impl World for Books {
    fn answer(&mut self, call: &Call) -> Reply {
        let parts: Vec<&str> = call.path().split('/').skip(1).collect();
        match (call.method.as_str(), parts.as_slice()) {
            ("GET", ["api", "livres", id]) => self.book(id),
            ("PUT", ["api", "livres", book, "reservations", loan]) => self.reserve(book, loan),
            ("DELETE", ["api", "livres", book, "reservations", loan]) => {
                self.reservations.remove(&((*book).to_owned(), (*loan).to_owned()));
                Reply::json(204, &json!({}))
            }
            _ => refusal(404),
        }
    }
}

impl Members {
    /// Adds a member.
    pub fn add(&mut self, id: i64) {
        self.0.insert(id.to_string());
    }
}

impl World for Members {
    fn answer(&mut self, call: &Call) -> Reply {
        let id = call.path().strip_prefix("/api/membres/").unwrap_or_default();
        match call.method.as_str() {
            "GET" if self.0.contains(id) => {
                let id = id.parse::<i64>().unwrap_or_default();
                Reply::json(200, &json!({ "id": id, "nom": "Ada" }))
            }
            _ => refusal(404),
        }
    }
}

impl Loans {
    /// Replaces all loans by these, one for each state, of one member.
    pub fn set(&mut self, membre: &Value, states: &[&str]) {
        let loan = |(id, state): (usize, &&str)| json!({ "id": id, "membre": membre, "livre": 7, "etat": state });
        self.0 = (1..).zip(states).map(loan).collect();
    }
}

impl World for Loans {
    fn answer(&mut self, call: &Call) -> Reply {
        let member = call.target.strip_prefix("/api/emprunts?membre=");
        let Some(member) = member.filter(|_| call.method == "GET") else { return refusal(404) };
        let of_member = |loan: &&Value| {
            let id =
                loan["membre"].as_str().map_or_else(|| loan["membre"].to_string(), str::to_owned);
            id == member || percent_encoded(&id) == member
        };
        let loans: Vec<&Value> = self.0.iter().filter(of_member).collect();
        Reply::json(200, &json!({ "emprunts": loans }))
    }
}

fn refusal(status: u16) -> Reply {
    Reply::json(status, &json!({ "erreur": "refus" }))
}
