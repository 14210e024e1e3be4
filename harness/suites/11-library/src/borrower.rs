//! One client of many: it borrows, returns, reads, and adds books and members, in a drawn order.

use std::sync::Arc;

use engine::draw;
use fastrand::Rng;
use history::{Client, Id};

use crate::ask::{Known, Question, Reply, known};
use crate::questions::{
    add_book, add_member, borrow, delete_member, give_back, list_loans, read_book, read_loan,
    read_member,
};
use crate::rounds::Rounds;

/// A client.
pub struct Borrower {
    client: Client,
    rounds: Arc<Rounds>,
    rng: Rng,
    /// open loans, as far as it knows
    loans: Vec<Id>,
    /// a loan that it has asked for and that it may have or not
    in_doubt: Option<Wish>,
    /// members that it has added, and may delete
    members: Vec<Id>,
}

/// A loan that a client wants.
#[derive(Clone)]
struct Wish {
    key: String,
    member: Known,
    book: Known,
}

impl Borrower {
    pub fn new(number: usize, rounds: Arc<Rounds>, rng: Rng) -> Self {
        let (loans, members) = (Vec::new(), Vec::new());
        Self { client: Client(number), rounds, rng, loans, in_doubt: None, members }
    }

    /// Goes on until the clients are to end.
    pub fn run(mut self) {
        while self.act().is_some() {}
    }

    /// Sends one request; nothing when the clients are to end.
    fn act(&mut self) -> Option<()> {
        if let Some(wish) = self.in_doubt.take() {
            // Most clients ask again. The others never know whether they have the loan.
            if self.rng.u32(0..4) > 0 {
                return self.borrow(wish);
            }
        }
        match self.rng.u32(0..100) {
            0..55 if self.loans.len() < 2 => self.borrow_another(),
            0..75 if !self.loans.is_empty() => self.give_back(),
            0..75 => self.borrow_another(),
            75..84 => self.read(),
            84..94 => self.list(),
            94..97 => self.add_member(),
            97 => self.add_book(),
            _ => self.delete_member(),
        }
    }

    fn ask(&self, question: &Question) -> Option<Reply> {
        self.rounds.ask(self.client, question)
    }

    fn borrow_another(&mut self) -> Option<()> {
        let stock = &self.rounds.stock;
        let member = draw_one(&mut self.rng, &stock.members).clone();
        let book = draw_one(&mut self.rng, &stock.books).clone();
        let key = format!("{}-{:08x}", draw::word(&mut self.rng).text(), self.rng.u32(..));
        self.borrow(Wish { key, member, book })
    }

    fn borrow(&mut self, wish: Wish) -> Option<()> {
        match self.ask(&borrow(&wish.key, &wish.member, &wish.book))? {
            Reply::Done(body, _) => self.loans.extend(known(&body, "id").map(|loan| loan.id)),
            Reply::Unknown => self.in_doubt = Some(wish),
            Reply::Refused => {}
        }
        Some(())
    }

    fn give_back(&mut self) -> Option<()> {
        let index = self.rng.usize(0..self.loans.len());
        let loan = self.loans[index].clone();
        // Without a response, it is asked for again.
        if !matches!(self.ask(&give_back(&loan))?, Reply::Unknown) {
            self.loans.swap_remove(index);
        }
        Some(())
    }

    fn read(&mut self) -> Option<()> {
        let question = match self.loans.last() {
            Some(loan) => read_loan(loan),
            None => read_book(&draw_one(&mut self.rng, &self.rounds.stock.books).id),
        };
        self.ask(&question).map(drop)
    }

    fn list(&mut self) -> Option<()> {
        let member = draw_one(&mut self.rng, &self.rounds.stock.members);
        self.ask(&list_loans(&member.id)).map(drop)
    }

    fn add_member(&mut self) -> Option<()> {
        let name = draw::full_name(&mut self.rng).text();
        if let Reply::Done(body, _) = self.ask(&add_member(name))? {
            let member = known(&body, "id")?.id;
            self.ask(&read_member(&member))?;
            self.members.push(member);
        }
        Some(())
    }

    fn add_book(&mut self) -> Option<()> {
        let title = draw::full_name(&mut self.rng).text();
        let copies = self.rng.i64(1..=9);
        self.ask(&add_book(title, copies)).map(drop)
    }

    /// Deletes a member of its own, who has borrowed nothing.
    fn delete_member(&mut self) -> Option<()> {
        match self.members.pop() {
            Some(member) => self.ask(&delete_member(&member)).map(drop),
            None => self.add_member(),
        }
    }
}

/// One of several, drawn.
fn draw_one<'a>(rng: &mut Rng, all: &'a [Known]) -> &'a Known {
    &all[rng.usize(0..all.len())]
}
