//! The judge of lab 10: `lab` starts it and talks to it by `engine::protocol`.

use std::process::ExitCode;

fn main() -> ExitCode {
    engine::judge::main(&suite_deploy::SUITE)
}
