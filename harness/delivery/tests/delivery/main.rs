//! Small pipelines, right and wrong, for each clause of the contract, and the messages.

mod bounds;
mod cache;
mod checks;
mod failures;
mod fixtures;
mod image;
mod injection;
mod messages;
mod permissions;
mod real;
mod secrets;
mod texts_file;
mod triggers;
mod versions;
