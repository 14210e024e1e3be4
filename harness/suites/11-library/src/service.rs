//! The three services, and their paths.

use serde_json::Value;

pub const BOOKS: &str = "/api/livres";
pub const BOOK: &str = "/api/livres/{livre}";
pub const RESERVATION: &str = "/api/livres/{livre}/reservations/{emprunt}";
pub const MEMBERS: &str = "/api/membres";
pub const MEMBER: &str = "/api/membres/{membre}";
pub const LOANS: &str = "/api/emprunts";
pub const LOAN: &str = "/api/emprunts/{emprunt}";
pub const LOANS_OF_MEMBER: &str = "/api/emprunts?membre={membre}";
pub const RETURN: &str = "/api/emprunts/{emprunt}/retour";

/// The variable that selects the service of a process.
pub const SERVICE: &str = "SERVICE";

/// One of the three services.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    Livres,
    Membres,
    Emprunts,
}

pub const SERVICES: [Service; 3] = [Service::Livres, Service::Membres, Service::Emprunts];

impl Service {
    /// Its name, as the value of [`SERVICE`].
    pub fn name(self) -> &'static str {
        match self {
            Self::Livres => "livres",
            Self::Membres => "membres",
            Self::Emprunts => "emprunts",
        }
    }

    /// The variable that tells the others where it is.
    pub fn variable(self) -> &'static str {
        match self {
            Self::Livres => "LIVRES_URL",
            Self::Membres => "MEMBRES_URL",
            Self::Emprunts => "EMPRUNTS_URL",
        }
    }

    /// The same in a history.
    pub fn in_history(self) -> history::Service {
        match self {
            Self::Livres => history::Service::Livres,
            Self::Membres => history::Service::Membres,
            Self::Emprunts => history::Service::Emprunts,
        }
    }

    /// Its port in the README.
    pub fn port(self) -> u16 {
        match self {
            Self::Livres => 5001,
            Self::Membres => 5002,
            Self::Emprunts => 5003,
        }
    }
}

/// How many copies of a book are available, in a response.
pub fn available(book: &Value) -> Value {
    book.get("disponibles").unwrap_or(book).clone()
}

/// The name of a member, in a response. Its id may be equal to that of a loan.
pub fn name(member: &Value) -> Value {
    member.get("nom").unwrap_or(member).clone()
}
