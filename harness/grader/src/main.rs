//! `grader`: see the library.

use std::process::ExitCode;

#[cfg(target_os = "linux")]
fn main() -> ExitCode {
    grader::main()
}

#[cfg(not(target_os = "linux"))]
fn main() -> ExitCode {
    eprintln!("grader needs Linux: namespaces and bubblewrap are what confines a submission.");
    ExitCode::from(2)
}
