//! The judge of lab 07: `lab` starts it and talks to it by `engine::protocol`. It removes what it
//! leaves in the broker, however it ends.

use std::process::ExitCode;

fn main() -> ExitCode {
    broker::clean_up::after(|| engine::judge::main(&suite_messages::SUITE))
}
