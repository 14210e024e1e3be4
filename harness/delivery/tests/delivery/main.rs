//! Small pipelines, right and wrong, for each clause of the contract.

mod bounds;
mod cache;
mod checks;
mod failures;
mod fixtures;
mod image;
mod injection;
mod permissions;
mod real;
mod secrets;
mod triggers;
mod versions;
