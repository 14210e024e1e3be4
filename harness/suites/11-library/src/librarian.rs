//! Who adds the books and the members before many clients borrow, and reads everything afterwards.

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

use history::{Answer, Client, Id, Outcome, Recorder, Request, State};

use crate::alone::PATIENCE;
use crate::ask::{Known, Place, Question, Reply, Trouble, known};
use crate::library::Links;
use crate::questions;
use crate::rounds::Stock;

/// How many members the clients borrow for, and how many copies each of the books has. Of most books, copies are
/// scarce: one that is free by mistake is lent again before the loan that had it is returned.
const MEMBERS: usize = 6;
const COPIES: [i64; 5] = [1, 1, 2, 2, 40];

/// How many copies the book of the witness has: more than it ever wants.
const OWN_COPIES: i64 = 9;

/// The pause before everything is read again that does not agree yet.
const AGAIN: Duration = Duration::from_millis(100);

/// The librarian.
pub struct Librarian<'l> {
    pub client: Client,
    pub recorder: Recorder,
    pub links: &'l Links,
}

impl Librarian<'_> {
    /// Adds the books and the members.
    ///
    /// # Errors
    /// When one is not added.
    pub fn stock(&self) -> Result<Stock, Trouble> {
        let mut stock = Stock::default();
        for (number, copies) in (1..).zip(COPIES) {
            stock.books.extend(self.add(&questions::add_book(format!("Tome {number}"), copies))?);
        }
        for number in 1..=MEMBERS {
            stock.members.extend(self.add(&questions::add_member(format!("Membre {number}")))?);
        }
        Ok(stock)
    }

    /// Adds the book of the witness, and a member who borrows it.
    ///
    /// # Errors
    /// When one is not added.
    pub fn own_stock(&self) -> Result<Stock, Trouble> {
        let book = self.add(&questions::add_book("Tome à part".to_owned(), OWN_COPIES))?;
        let member = self.add(&questions::add_member("Membre à part".to_owned()))?;
        Ok(Stock { books: book.into_iter().collect(), members: member.into_iter().collect() })
    }

    fn add(&self, question: &Question) -> Result<Option<Known>, Trouble> {
        match self.ask(&self.recorder, question)? {
            Reply::Done(body, _) => Ok(known(&body, "id")),
            Reply::Refused | Reply::Unknown => Ok(None),
        }
    }

    /// Waits until `disponibles` of every book is its copies less its open loans, 5 s at most.
    ///
    /// # Errors
    /// When a response is not allowed.
    pub fn wait_for_agreement(&self) -> Result<(), Trouble> {
        let deadline = Instant::now() + PATIENCE;
        while !self.agrees()? && Instant::now() < deadline {
            thread::sleep(AGAIN);
        }
        Ok(())
    }

    /// Whether everything agrees now. This is no part of the history, which says later what does not.
    fn agrees(&self) -> Result<bool, Trouble> {
        let (ignored, added) = (Recorder::new(), self.added());
        let mut lent: BTreeMap<Id, i64> = BTreeMap::new();
        for member in &added.members {
            let list = self.ask(&ignored, &questions::list_loans(member))?;
            let Reply::Done(_, Answer::Loans(loans)) = list else { continue };
            for loan in loans.into_iter().filter(|loan| loan.state == State::Open) {
                *lent.entry(loan.book).or_default() += 1;
            }
        }
        for id in added.books {
            let read = self.ask(&ignored, &questions::read_book(&id))?;
            let Reply::Done(_, Answer::Book(book)) = read else { continue };
            if book.copies - book.available != lent.get(&id).copied().unwrap_or_default() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Reads every book, every member and all loans.
    ///
    /// # Errors
    /// When a response is not allowed.
    pub fn read_all(&self) -> Result<(), Trouble> {
        let added = self.added();
        let books = added.books.iter().map(questions::read_book);
        let members = added
            .members
            .iter()
            .flat_map(|member| [questions::read_member(member), questions::list_loans(member)]);
        for question in books.chain(members) {
            self.ask(&self.recorder, &question)?;
        }
        Ok(())
    }

    /// All books and members that a response has shown as added.
    fn added(&self) -> Added {
        let mut added = Added::default();
        let history = self.recorder.history().unwrap_or_default();
        for operation in history.operations() {
            match (&operation.request, &operation.outcome) {
                (Request::AddBook { .. }, Outcome::Done(Answer::Book(book))) => {
                    added.books.push(book.id.clone());
                }
                (Request::AddMember, Outcome::Done(Answer::Member(id))) => {
                    added.members.push(id.clone());
                }
                _ => {}
            }
        }
        added
    }

    /// Asks a service that runs.
    fn ask(&self, recorder: &Recorder, question: &Question) -> Result<Reply, Trouble> {
        let (_, address) = &self.links.addresses()[question.service as usize];
        let Some(address) = address.get() else {
            return Err(question.unanswered());
        };
        question.ask(recorder, self.client, &Place { address, kills: 0 }, || 0)
    }
}

/// Ids.
#[derive(Default)]
struct Added {
    books: Vec<Id>,
    members: Vec<Id>,
}
