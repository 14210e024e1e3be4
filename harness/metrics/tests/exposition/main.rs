//! Bodies that are valid, bodies that are not, and what is found in them.

mod common;

mod differences;
mod groups;
mod hostile;
mod lines;
mod promtool;
mod queries;
mod texts;
mod types;
