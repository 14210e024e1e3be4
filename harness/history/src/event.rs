//! What happens to the services of the library.

use std::fmt;

use crate::moment::Moment;

/// A service of the library.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Service {
    /// `livres`
    Livres,
    /// `membres`
    Membres,
    /// `emprunts`
    Emprunts,
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Livres => "livres",
            Self::Membres => "membres",
            Self::Emprunts => "emprunts",
        })
    }
}

/// Something that the harness does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// a service is killed
    Killed(Service),
    /// a service is started again, and listens
    Started(Service),
    /// requests of the first service no longer reach the second
    Cut(Service, Service),
    /// requests of the first service reach the second again
    Healed(Service, Service),
    /// all services listen, all cuts are healed, every request has ended, and the time that the contract
    /// allows for convergence is over
    Settled,
}

impl Event {
    /// Whether 409 and 503 are allowed from this event on, until [`Event::Settled`].
    pub fn is_disturbance(self) -> bool {
        self != Self::Settled
    }
}

/// An event of a history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// when it happened
    pub moment: Moment,
    /// what happened
    pub event: Event,
}
