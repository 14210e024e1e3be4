//! What each kind of program sees and may use up. Everything that a submission is allowed stands here.

pub mod broker;
pub mod compiler;
pub mod git;
pub mod judge;
pub mod server;

/// The variable that names the socket of a broker to a judge. No server has it.
pub const BROKER_VARIABLE: &str = "ATELIER_BROKER";
