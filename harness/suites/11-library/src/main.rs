//! The judge of lab 11: `lab` starts it and talks to it by `engine::protocol`.

use std::process::ExitCode;

fn main() -> ExitCode {
    engine::judge::main(&suite_library::SUITE)
}
