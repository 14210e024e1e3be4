//! Builds the book and serves it. `just book` runs it; `book --help` lists what it does.

use std::process::ExitCode;

fn main() -> ExitCode {
    book::run(std::env::args_os()).into()
}
