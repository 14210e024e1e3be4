//! What a suite tells the engine about its lab. The engine itself knows no lab.

use crate::database::Databases;

/// A lab, as far as its checks depend on it.
#[derive(Clone, Copy)]
pub struct Lab {
    /// its name
    pub name: &'static str,
    /// the section of the book that shows how a server starts, for one that does not
    pub start_chapter: &'static str,
    /// the only key in the body of an error, with any text as its value, when the lab prescribes
    /// such a body
    pub error_key: Option<&'static str>,
    /// the keys whose values may be ids that the server chose
    pub id_keys: &'static [&'static str],
    /// what such an id may be
    pub ids: Ids,
    /// what its checks spend their time on
    pub pace: Pace,
    /// the variables that its servers read, besides `PORT` and that of the database: what the judge's
    /// own environment says in them does not reach a server
    pub variables: &'static [&'static str],
    /// how the servers find their database, when the lab has one
    pub databases: Option<Databases>,
}

/// What an id may be that a server chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ids {
    /// an integer
    Integers,
    /// an integer or a string
    IntegersOrTexts,
}

/// What the checks of a lab spend their time on: how many can be made at the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// they wait for their server about a third of the time
    Working,
    /// they wait most of the time, for pauses and timeouts
    Waiting,
}

impl Pace {
    /// How many checks to make at the same time on so many cores.
    pub fn checks_at_once(self, cores: usize) -> usize {
        match self {
            Self::Working => cores + cores / 2,
            Self::Waiting => 8 * cores,
        }
    }
}
