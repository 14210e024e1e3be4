//! One module for each rule. Each function returns the findings of its rule.

mod command;
mod context;
mod dependencies;
mod pinned;
mod port;
mod runtime;
mod secrets;
mod stages;
mod user;

pub use command::command;
pub use context::context;
pub use dependencies::dependencies;
pub use pinned::pinned;
pub use port::{exposed, port};
pub use runtime::runtime;
pub use secrets::{secrets, secrets_of_text};
pub use stages::stages;
pub use user::{user, user_id};
