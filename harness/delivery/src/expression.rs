//! The conditions of both platforms, and their values for an event.

pub(crate) mod github;
pub(crate) mod gitlab;
mod lexer;
