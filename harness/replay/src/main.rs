//! Cargo's `RUSTC_WORKSPACE_WRAPPER` while a recipe is recorded: it records how it was called, then
//! runs the compiler.

use std::env;
use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    let mut arguments = env::args_os().skip(1);
    let Some(rustc) = arguments.next() else {
        eprintln!("replay stands between cargo and rustc: see `Recipe::record`");
        return ExitCode::from(2);
    };
    let arguments: Vec<_> = arguments.collect();
    if let Err(error) = replay::note(&rustc, &arguments) {
        eprintln!("{error:#}");
        return ExitCode::FAILURE;
    }
    match Command::new(rustc).args(arguments).status() {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("starting rustc: {error}");
            ExitCode::FAILURE
        }
    }
}
