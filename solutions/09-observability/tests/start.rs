//! What the solution does with settings that it cannot use: it ends at startup, with one line of JSON that names
//! the variable.

use std::process::Command;

use serde_json::Value;

#[test]
fn a_value_that_is_not_valid_is_refused_by_the_name_of_its_variable() {
    for (variable, value) in [("PORT", "80a"), ("DELAI_MS", "0"), ("DELAI_MS", "abc")] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_solution-observability"));
        let output = command.env("PORT", "0").env(variable, value).output().expect("it starts");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{errors}");
        let line: Value = serde_json::from_str(&errors).expect("one line of JSON");
        let message = line["message"].as_str().expect("a message");
        assert!(message.contains(variable) && line["level"] == "ERROR", "{errors}");
    }
}
