//! One client beside the many, whose requests and the kills around them are in an order that leaves nothing to
//! chance: a service is killed right after it has answered, or before it hears that its request has succeeded.

use std::thread;
use std::time::{Duration, Instant};

use engine::limits;
use history::{Answer, Client, Id};

use crate::ask::{Known, Question, Reply, known};
use crate::questions::{add_member, borrow, give_back, read_book};
use crate::rounds::{Rounds, Stock};

/// How long a reservation may take before the kill that is to come after it.
const PATIENCE: Duration = Duration::from_secs(3);

/// The client, with a book that nobody else borrows.
pub struct Witness<'w> {
    client: Client,
    rounds: &'w Rounds,
    /// its book, and a member for each loan: what became of another loan does not matter
    stock: Stock,
    /// the loan that it has had from the beginning
    first: Option<Id>,
}

impl<'w> Witness<'w> {
    /// The witness borrows its book before anything happens.
    pub fn new(client: Client, rounds: &'w Rounds, stock: Stock) -> Self {
        let mut witness = Self { client, rounds, stock, first: None };
        witness.first = witness.borrow("premier").map(|loan| loan.id);
        witness
    }

    /// Registers a member, and remembers it.
    pub fn add_member(&mut self) {
        let reply = self.ask(&add_member("Membre de passage".to_owned()));
        if let Some(Reply::Done(body, _)) = reply {
            self.stock.members.extend(known(&body, "id"));
        }
    }

    /// Borrows a copy for the last member.
    pub fn borrow(&self, key: &str) -> Option<Known> {
        match self.ask(&self.wish(key)?)? {
            Reply::Done(body, _) => known(&body, "id"),
            Reply::Refused | Reply::Unknown => None,
        }
    }

    /// Asks for a loan whose response does not come, and calls `meanwhile` once its copy is reserved.
    pub fn borrow_unheard<T>(&self, key: &str, meanwhile: impl FnOnce() -> T) -> T {
        let before = self.available();
        thread::scope(|scope| {
            if let Some(wish) = self.wish(key)
                && let Some(place) = self.rounds.place_now(&wish)
            {
                scope.spawn(move || self.rounds.ask_at(self.client, &wish, &place));
            }
            let deadline = Instant::now() + PATIENCE;
            while self.available() >= before && Instant::now() < deadline {
                thread::sleep(limits::POLL);
            }
            meanwhile()
        })
    }

    /// Returns the loan that it has had from the beginning.
    pub fn give_back(&mut self) {
        if let Some(loan) = self.first.take() {
            self.ask(&give_back(&loan));
        }
    }

    fn wish(&self, key: &str) -> Option<Question> {
        Some(borrow(
            &format!("temoin-{key}"),
            self.stock.members.last()?,
            self.stock.books.first()?,
        ))
    }

    fn available(&self) -> Option<i64> {
        match self.ask(&read_book(&self.stock.books.first()?.id))? {
            Reply::Done(_, Answer::Book(book)) => Some(book.available),
            _ => None,
        }
    }

    fn ask(&self, question: &Question) -> Option<Reply> {
        self.rounds.ask_now(self.client, question)
    }
}
