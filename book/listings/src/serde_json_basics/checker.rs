//! A checker of JSON files: prints them sorted and indented, or says what is wrong and where.

// ANCHOR: checker
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs, io};

use serde_json::Value;

fn main() -> ExitCode {
    let mut status = ExitCode::SUCCESS;
    for path in env::args().skip(1) {
        match check(Path::new(&path)) {
            Ok(range) => println!("{range}"),
            Err(error) => {
                eprintln!("{path}: {error}");
                status = ExitCode::FAILURE;
            }
        }
    }
    status
}

/// The JSON of that file, indented, its keys sorted at every level.
pub fn check(path: &Path) -> io::Result<String> {
    let text = fs::read_to_string(path)?;
    let mut value: Value = serde_json::from_str(&text)?;
    value.sort_all_objects();
    Ok(serde_json::to_string_pretty(&value)?)
}
// ANCHOR_END: checker

/// `main`, under a name that a library can export.
pub fn start() -> ExitCode {
    main()
}
