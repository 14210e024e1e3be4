//! Each rule on both sides, the syntax, the bounds, the messages, and Dockerfiles in the styles of
//! well-known projects.

mod common;

mod bounds;
mod command;
mod context;
mod dependencies;
mod image;
mod messages;
mod pinned;
mod port;
mod realistic;
mod runtime;
mod secrets;
mod stages;
mod syntax;
mod texts_file;
mod user;
