//! What the solution uses by default, and what it does not start with.

use std::process::{Command, Output};

#[test]
#[cfg_attr(windows, ignore = "its `env` is Unix's")]
fn without_its_variable_it_reads_patients_json_beside_itself() {
    let solution = env!("CARGO_BIN_EXE_solution-health");
    author::starting::uses_by_default(solution.as_ref(), "PATIENTS", "patients.json", Some("{}"))
        .expect("read");
}

#[test]
fn a_port_that_is_not_valid_stops_it_with_one_line_that_does_not_show_the_value() {
    for value in ["8080x", "", "-1", "65536"] {
        assert_refused(&start_with(value));
    }
}

#[test]
#[cfg(unix)]
fn a_port_that_is_not_utf_8_stops_it_with_the_same_line() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    assert_refused(&start_with(OsStr::from_bytes(b"80\xff")));
}

fn start_with(port: impl AsRef<std::ffi::OsStr>) -> Output {
    let solution = env!("CARGO_BIN_EXE_solution-health");
    Command::new(solution).env("PORT", port).output().expect("the solution starts")
}

fn assert_refused(output: &Output) {
    assert_eq!(output.status.code(), Some(1));
    let line = "ERROR the environment variable PORT does not have a valid value\n";
    assert_eq!(String::from_utf8_lossy(&output.stderr).trim_start(), line);
}
