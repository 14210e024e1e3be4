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
    /// how the servers find their database, when the lab has one
    pub databases: Option<Databases>,
}
