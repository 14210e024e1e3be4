//! A checker of JSON files: prints them sorted and indented, or says what is wrong and where.

// ANCHOR: checker
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs, io};

use serde_json::Value;

fn main() -> ExitCode {
    let mut status = ExitCode::SUCCESS;
    for fichier in env::args().skip(1) {
        match verifier(Path::new(&fichier)) {
            Ok(range) => println!("{range}"),
            Err(error) => {
                eprintln!("{fichier}: {error}");
                status = ExitCode::FAILURE;
            }
        }
    }
    status
}

/// The same JSON, its keys sorted at every level, indented.
pub fn verifier(fichier: &Path) -> io::Result<String> {
    let texte = fs::read_to_string(fichier)?;
    let mut valeur: Value = serde_json::from_str(&texte)?;
    valeur.sort_all_objects();
    Ok(serde_json::to_string_pretty(&valeur)?)
}
// ANCHOR_END: checker

/// What cargo would call in a program.
pub fn start() -> ExitCode {
    main()
}
