//! What a conversation keeps of one of several servers.

use crate::server::{CurrentAddress, Server, Setting};

/// One of several servers. While it is selected, its state is that of the conversation, and what is here
/// is the state of the conversation before any was selected.
pub(super) struct Instance {
    pub name: &'static str,
    /// its port in a `curl` command
    pub port: u16,
    pub address: CurrentAddress,
    pub settings: Vec<Setting>,
    pub server: Option<Server>,
    pub booted: bool,
    pub killed: bool,
}
