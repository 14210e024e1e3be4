//! What the solution does with settings that it cannot use: it ends at startup, with one line that
//! names the variable.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

use author::starting;

fn solution() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_solution-calls"))
}

#[test]
fn a_value_that_is_not_valid_is_refused_by_the_name_of_its_variable() {
    // Those that are always given come last: they are missing here, and are named first otherwise.
    for (variable, value) in [("PORT", "80a"), ("DELAI_MS", "49"), ("DELAI_MS", "5001")] {
        starting::refuses_value(solution(), variable, OsStr::new(value)).expect("one line");
    }
    for value in ["49", "600001", "abc"] {
        starting::refuses_value(solution(), "OUVERTURE_MS", OsStr::new(value)).expect("one line");
    }
}

#[test]
fn without_the_address_of_a_service_it_does_not_start() {
    let output = Command::new(solution())
        .env("PORT", "0")
        .env("UTILISATEURS_URL", "http://127.0.0.1:1")
        .env_remove("PRODUITS_URL")
        .output()
        .expect("it starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{errors}");
    assert!(errors.contains("PRODUITS_URL") && errors.lines().count() == 1, "{errors}");
}
