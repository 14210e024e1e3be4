//! What the solution does with settings that it cannot use: it ends at startup, with one line that
//! names the variable.

use std::ffi::OsStr;
use std::path::Path;

use author::starting;

fn solution() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_solution-messages"))
}

#[test]
fn a_value_that_is_not_valid_is_refused_by_the_name_of_its_variable() {
    for value in ["abc", "-7", "65536", "80a"] {
        starting::refuses_value(solution(), "PORT", OsStr::new(value)).expect("one line");
    }
    for value in ["127.0.0.1:5672", "http://127.0.0.1"] {
        starting::refuses_value(solution(), "AMQP_URL", OsStr::new(value)).expect("one line");
    }
}

#[test]
fn a_database_that_cannot_be_used_is_named_with_the_reason() {
    starting::refuses_unusable_databases(solution()).expect("refused as it should be");
}
