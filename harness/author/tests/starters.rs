//! The unit tests of the starters. `cargo author check` leaves them out, because each fails until a
//! student has written the first handler.

use std::process::Command;

use author::cargo;
use lab::course::Course;

/// What `todo!` says when it panics.
const TODO: &str = "not yet implemented";

#[test]
fn starters_tests_fail_until_written() {
    let labs = Course::find().expect("the manifest").labs;
    let names: Vec<&str> = labs.iter().map(|lab| lab.name.as_str()).collect();
    let tests = cargo::test_executables(&names).expect("the starters' tests compile");

    for lab in labs {
        let folder = cargo::root().join("labs").join(&lab.folder);
        let output = Command::new(&tests[&lab.name]).current_dir(folder).output();
        let output = output.expect("the tests start");
        let text = String::from_utf8_lossy(&output.stdout);

        assert!(text.contains("test result: FAILED. 0 passed"), "{}:\n{text}", lab.name);
        let panics: Vec<&str> = text.split(" panicked at ").skip(1).collect();
        assert!(!panics.is_empty(), "{}: no test reaches a handler:\n{text}", lab.name);
        for panic in panics {
            let place = format!("labs/{}/src/", lab.folder);
            assert!(panic.starts_with(&place) && panic.contains(TODO), "{}:\n{text}", lab.name);
        }
    }
}
