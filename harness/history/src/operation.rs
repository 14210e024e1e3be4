//! What a client asks, and what it is answered.

use std::fmt;
use std::sync::Arc;

use crate::moment::Moment;

/// The id of a book, a member or a loan, or an idempotency key, as it came back from the server.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(Arc<str>);

impl From<&str> for Id {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for Id {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Who asks: A, B, …, Z, AA, …
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Client(pub usize);

impl fmt::Display for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(before) = (self.0 / 26).checked_sub(1) {
            write!(f, "{}", Self(before))?;
        }
        write!(f, "{}", char::from(b'A' + (self.0 % 26) as u8))
    }
}

/// The `etat` of a loan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// `ouvert`
    Open,
    /// `rendu`
    Returned,
}

/// A loan, as a response shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loan {
    /// its id
    pub id: Id,
    /// who has borrowed
    pub member: Id,
    /// what is borrowed
    pub book: Id,
    /// whether it is open
    pub state: State,
}

/// A book, as a response shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Book {
    /// its id
    pub id: Id,
    /// `exemplaires`
    pub copies: i64,
    /// `disponibles`
    pub available: i64,
}

/// What a client asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// `POST /api/livres`
    AddBook {
        /// `exemplaires`
        copies: i64,
    },
    /// `GET /api/livres/{id}`
    ReadBook {
        /// its id
        book: Id,
    },
    /// `POST /api/membres`
    AddMember,
    /// `GET /api/membres/{id}`
    ReadMember {
        /// their id
        member: Id,
    },
    /// `DELETE /api/membres/{id}`
    DeleteMember {
        /// their id
        member: Id,
    },
    /// `POST /api/emprunts`
    Borrow {
        /// `Idempotency-Key`
        key: Id,
        /// `membre`
        member: Id,
        /// `livre`
        book: Id,
    },
    /// `GET /api/emprunts/{id}`
    ReadLoan {
        /// its id
        loan: Id,
    },
    /// `POST /api/emprunts/{id}/retour`
    Return {
        /// its id
        loan: Id,
    },
    /// `GET /api/emprunts?membre=M`
    ListLoans {
        /// `membre`
        member: Id,
    },
}

/// The content of a 2xx response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// to [`Request::AddBook`] and [`Request::ReadBook`]
    Book(Book),
    /// to [`Request::AddMember`] and [`Request::ReadMember`]: its id
    Member(Id),
    /// to [`Request::DeleteMember`]
    Deleted,
    /// to [`Request::Borrow`], [`Request::ReadLoan`] and [`Request::Return`]
    Loan(Loan),
    /// to [`Request::ListLoans`], in the order of the response
    Loans(Vec<Loan>),
}

/// The result of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// a 2xx response
    Done(Answer),
    /// a 4xx response: the request has changed nothing
    Refused(u16),
    /// a 5xx response, or none: the request may have been carried out or not, now or later
    Unknown(Option<u16>),
}

/// A request with its result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// its place among all operations that were recorded, from 0
    pub number: usize,
    /// who asks
    pub client: Client,
    /// what is asked
    pub request: Request,
    /// the result
    pub outcome: Outcome,
    /// just before the request was sent
    pub sent: Moment,
    /// when the response had arrived, or the client gave up
    pub received: Moment,
}

impl Request {
    /// Whether a response to this request has such a content.
    pub fn accepts(&self, answer: &Answer) -> bool {
        match self {
            Self::AddBook { .. } | Self::ReadBook { .. } => matches!(answer, Answer::Book(_)),
            Self::AddMember | Self::ReadMember { .. } => matches!(answer, Answer::Member(_)),
            Self::DeleteMember { .. } => matches!(answer, Answer::Deleted),
            Self::Borrow { .. } | Self::ReadLoan { .. } | Self::Return { .. } => {
                matches!(answer, Answer::Loan(_))
            }
            Self::ListLoans { .. } => matches!(answer, Answer::Loans(_)),
        }
    }

    /// Whether it changes loans.
    pub fn changes_loans(&self) -> bool {
        matches!(self, Self::Borrow { .. } | Self::Return { .. } | Self::DeleteMember { .. })
    }
}

impl Operation {
    /// Whether the answer was 2xx.
    pub fn is_done(&self) -> bool {
        matches!(self.outcome, Outcome::Done(_))
    }

    /// Whether it may have been carried out or not.
    pub fn is_unknown(&self) -> bool {
        matches!(self.outcome, Outcome::Unknown(_))
    }

    /// The status of a refusal.
    pub fn refusal(&self) -> Option<u16> {
        match self.outcome {
            Outcome::Refused(status) => Some(status),
            _ => None,
        }
    }

    /// Until when it may have an effect: that of an unknown outcome may come at any time.
    pub fn end(&self) -> Moment {
        if self.is_unknown() { Moment::NEVER } else { self.received }
    }

    /// Whether it has certainly ended before `other` began.
    pub fn precedes(&self, other: &Self) -> bool {
        self.end() < other.sent
    }

    /// The loans that the response shows.
    pub fn shown(&self) -> &[Loan] {
        match &self.outcome {
            Outcome::Done(Answer::Loan(loan)) => std::slice::from_ref(loan),
            Outcome::Done(Answer::Loans(loans)) => loans,
            _ => &[],
        }
    }
}
