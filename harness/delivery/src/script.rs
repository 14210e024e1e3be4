//! Shell scripts, as far as it takes to know which commands they run, and whether the failure of a
//! command makes the script fail.

mod failure;
mod lexer;
mod parser;

pub(crate) use failure::{Shell, ignored};
pub(crate) use parser::{Command, Guard, Joint, Script, parse};
