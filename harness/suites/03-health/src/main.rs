//! The judge of lab 03: started by `lab`, speaks `engine::protocol`.

use std::process::ExitCode;

fn main() -> ExitCode {
    engine::judge::main(&suite_health::suite())
}
