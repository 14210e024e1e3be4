//! The expressions of GitHub Actions.
//!
//! <https://docs.github.com/actions/reference/workflows-and-actions/expressions>

mod evaluate;
mod outside;
mod parser;
mod value;

pub(crate) use evaluate::{Context, Results, condition, text_value};
pub(crate) use outside::{outside, tainted, templates};
