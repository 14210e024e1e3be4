//! A library that keeps the contract, or breaks it in one way.

use history::{Answer, Book, Id, Loan, Outcome, Request, State};

/// How a library breaks the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bug {
    None,
    NoCopies,
    NoLimit,
    NoKeys,
    SameId,
    OtherKeyRefused,
    ReturnLost,
    LoanLost,
    LoanSwapped,
    ListReversed,
    ListLacks,
    ListTwice,
    DeletesAll,
    DeletionLost,
    UnknownMember,
    Greedy,
    Leaks,
    MemberIdAgain,
}

pub const BUGS: [Bug; 17] = [
    Bug::NoCopies,
    Bug::NoLimit,
    Bug::NoKeys,
    Bug::SameId,
    Bug::OtherKeyRefused,
    Bug::ReturnLost,
    Bug::LoanLost,
    Bug::LoanSwapped,
    Bug::ListReversed,
    Bug::ListLacks,
    Bug::ListTwice,
    Bug::DeletesAll,
    Bug::DeletionLost,
    Bug::UnknownMember,
    Bug::Greedy,
    Bug::Leaks,
    Bug::MemberIdAgain,
];

#[derive(Debug)]
pub struct Server {
    bug: Bug,
    books: Vec<(Id, i64)>,
    members: Vec<Id>,
    next_member: usize,
    keys: Vec<(Id, Loan)>,
    pub loans: Vec<Loan>,
    next_loan: usize,
    /// copies that were never freed
    leaked: Vec<Id>,
}

impl Server {
    /// With the book `b0` of ten copies and the members `m0` and `m1`, who were added before the history.
    pub fn new(bug: Bug) -> Self {
        Self {
            bug,
            books: vec![("b0".into(), 10)],
            members: vec!["m0".into(), "m1".into()],
            next_member: 2,
            keys: Vec::new(),
            loans: Vec::new(),
            next_loan: 0,
            leaked: Vec::new(),
        }
    }

    pub fn book(&self) -> Id {
        self.books.last().expect("a book").0.clone()
    }

    pub fn newest_member(&self) -> Id {
        format!("m{}", self.next_member - 1).into()
    }

    pub fn carry_out(&mut self, request: &Request) -> Outcome {
        match request {
            Request::AddBook { copies } => {
                let id: Id = format!("b{}", self.books.len()).into();
                self.books.push((id.clone(), *copies));
                Outcome::Done(Answer::Book(Book { id, copies: *copies, available: *copies }))
            }
            Request::ReadBook { book } => match self.books.iter().find(|(id, _)| id == book) {
                Some((id, copies)) => {
                    let available = copies - self.taken(id);
                    Outcome::Done(Answer::Book(Book { id: id.clone(), copies: *copies, available }))
                }
                None => Outcome::Refused(404),
            },
            Request::AddMember => {
                if self.bug != Bug::MemberIdAgain || self.members.contains(&self.newest_member()) {
                    self.next_member += 1;
                }
                let id = self.newest_member();
                self.members.push(id.clone());
                Outcome::Done(Answer::Member(id))
            }
            Request::ReadMember { member } => match self.members.contains(member) {
                true => Outcome::Done(Answer::Member(member.clone())),
                false => Outcome::Refused(404),
            },
            Request::DeleteMember { member } => self.delete(member),
            Request::Borrow { key, member, book } => self.borrow(key, member, book),
            Request::ReadLoan { loan } => match self.loans.iter().find(|one| one.id == *loan) {
                Some(loan) => Outcome::Done(Answer::Loan(loan.clone())),
                None => Outcome::Refused(404),
            },
            Request::Return { loan } => self.give_back(loan),
            Request::ListLoans { member } => self.list(member),
        }
    }

    fn taken(&self, book: &Id) -> i64 {
        let open = self.open().filter(|loan| loan.book == *book).count();
        let leaked = self.leaked.iter().filter(|leaked| *leaked == book).count();
        i64::try_from(open + leaked).expect("a few")
    }

    fn open(&self) -> impl Iterator<Item = &Loan> {
        self.loans.iter().filter(|loan| loan.state == State::Open)
    }

    fn delete(&mut self, member: &Id) -> Outcome {
        if !self.members.contains(member) {
            return Outcome::Refused(404);
        }
        if self.bug != Bug::DeletesAll && self.open().any(|loan| loan.member == *member) {
            return Outcome::Refused(409);
        }
        if self.bug != Bug::DeletionLost {
            self.members.retain(|one| one != member);
        }
        Outcome::Done(Answer::Deleted)
    }

    fn borrow(&mut self, key: &Id, member: &Id, book: &Id) -> Outcome {
        if self.bug != Bug::NoKeys
            && let Some((_, loan)) = self.keys.iter().find(|(known, _)| known == key)
        {
            if self.bug == Bug::OtherKeyRefused {
                return Outcome::Refused(409);
            }
            if (&loan.member, &loan.book) != (member, book) {
                return Outcome::Refused(422);
            }
            let current = self.loans.iter().find(|one| one.id == loan.id).unwrap_or(loan);
            return Outcome::Done(Answer::Loan(current.clone()));
        }
        let copies = self.books.iter().find(|(id, _)| id == book).map(|(_, copies)| *copies);
        let Some(copies) = copies.filter(|_| self.members.contains(member)) else {
            return Outcome::Refused(422);
        };
        if self.bug == Bug::UnknownMember {
            return Outcome::Refused(422);
        }
        let open = self.open().filter(|loan| loan.member == *member).count();
        let kept_back = i64::from(self.bug == Bug::Greedy);
        if self.bug != Bug::NoCopies && self.taken(book) + kept_back >= copies
            || self.bug != Bug::NoLimit && open >= 3
        {
            return Outcome::Refused(409);
        }
        self.next_loan += usize::from(self.bug != Bug::SameId || self.next_loan == 0);
        let id: Id = format!("e{}", self.next_loan).into();
        let loan = Loan { id, member: member.clone(), book: book.clone(), state: State::Open };
        self.keys.push((key.clone(), loan.clone()));
        if self.bug == Bug::Leaks {
            self.leaked.push(book.clone());
        }
        if self.bug != Bug::LoanLost {
            self.loans.push(loan.clone());
        }
        Outcome::Done(Answer::Loan(loan))
    }

    fn give_back(&mut self, id: &Id) -> Outcome {
        let is_lost = self.bug == Bug::ReturnLost;
        let Some(loan) = self.loans.iter_mut().find(|loan| loan.id == *id) else {
            return Outcome::Refused(404);
        };
        let before = loan.clone();
        loan.state = State::Returned;
        let answer = loan.clone();
        if is_lost {
            *loan = before;
        }
        Outcome::Done(Answer::Loan(answer))
    }

    fn list(&mut self, member: &Id) -> Outcome {
        let mut loans: Vec<Loan> =
            self.loans.iter().filter(|loan| loan.member == *member).cloned().collect();
        match self.bug {
            Bug::ListReversed => loans.reverse(),
            Bug::ListLacks => drop(loans.pop()),
            Bug::ListTwice => loans.extend(loans.last().cloned()),
            Bug::LoanSwapped => {
                for loan in &mut loans {
                    loan.book = "b0".into();
                }
            }
            _ => {}
        }
        Outcome::Done(Answer::Loans(loans))
    }
}
