//! `confine SPEC PROGRAM [ARGUMENT…]`: joins a group, takes limits upon itself, and becomes the
//! bubblewrap that starts the program. `SPEC` is [`confine::spec::Spec`] as JSON.
//!
//! Nobody types this: a judge starts it for every server, the grader for every compiler and judge.

#[cfg(target_os = "linux")]
mod start;

use std::process::ExitCode;

/// Of a start that failed; a program's own status can be the same, so a file tells them apart.
const FAILED: u8 = 125;

fn main() -> ExitCode {
    #[cfg(target_os = "linux")]
    let Err(error) = start::run();
    #[cfg(not(target_os = "linux"))]
    let error = "this needs Linux";
    eprintln!("confine: {error:#}");
    ExitCode::from(FAILED)
}
