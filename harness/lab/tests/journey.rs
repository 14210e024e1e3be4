//! A student's way through lab 01, and what can be broken on the way.

mod support;

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Output, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;
use std::{fs, thread};

use serde_json::Value;
use support::course::Course;
use support::{complaint, status};

/// One test, because the steps share a copy of the course and what was compiled in it.
#[test]
fn from_the_first_verdict_to_the_second_lab() {
    let course = Course::copy();
    a_new_student_has_everything_before_them(&course);
    hints_come_one_after_the_other(&course);
    a_server_that_does_not_compile_is_told_as_such(&course);
    watching_survives_a_build_error_and_moves_on(&course);
    resetting_keeps_the_students_version(&course);
    a_missing_folder_is_named_with_its_remedy(&course);
    a_broken_snapshot_costs_no_points(&course);
    a_broken_manifest_is_an_error_of_the_harness(&course);
    unreadable_progress_is_kept_aside(&course);
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn a_new_student_has_everything_before_them(course: &Course) {
    let progress = course.lab(&["progress"]);
    assert!(said(&progress).contains("not tried yet"), "{}", said(&progress));
    let test = course.lab(&["test", "1"]);
    assert_eq!(status(&test), 1, "{}", String::from_utf8_lossy(&test.stderr));
    assert!(said(&test).contains("0/20 points"), "{}", said(&test));
    let remembered = course.read(".atelier/progress.toml");
    assert!(remembered.contains("[salutation]"), "{remembered}");
    assert!(remembered.contains("failing = \"greeting\""), "{remembered}");
}

fn hints_come_one_after_the_other(course: &Course) {
    let hint = || said(&course.lab(&["hint"]));
    assert!(hint().contains("(hint 1 of 3)\nLook at `saluer`"));
    assert!(hint().contains("(hint 2 of 3)\nA struct that derives"));
    let last = hint();
    assert!(last.contains("book/en/src/1-apis/first-api.md#greeting"), "{last}");
    assert_eq!(hint(), last);
}

fn a_server_that_does_not_compile_is_told_as_such(course: &Course) {
    let file = "labs/01-salutation/src/salutation.rs";
    let starter = course.read(file);
    course.write(file, "this is no Rust");
    let test = course.lab(&["test", "1", "--format", "json"]);
    assert_eq!(status(&test), 1);
    let report: Value = serde_json::from_slice(&test.stdout).expect("a JSON report");
    let checks = report["labs"][0]["checks"].as_array().expect("checks");
    assert_eq!(checks.len(), 9);
    assert!(checks.iter().all(|check| check["reason"] == "build-failed"), "{report:#}");
    assert_eq!(report["out_of"], 20);
    let diagnostics = String::from_utf8_lossy(&test.stderr).into_owned();
    assert!(diagnostics.contains("src/salutation.rs:1"), "{diagnostics}");
    let hint = said(&course.lab(&["hint"]));
    assert!(hint.starts_with("At the last run the lab did not compile."), "{hint}");
    let address = hint.split_whitespace().last().and_then(|word| word.split_once('#'));
    let (page, anchor) = address.expect("a page and an anchor");
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(page);
    let page = fs::read_to_string(page).expect("the page");
    assert!(page.contains(&format!("{{#{anchor}}}")), "{hint}");
    course.write(file, &starter);
}

/// `lab watch` and what it says.
struct Watching {
    child: Child,
    keys: ChildStdin,
    lines: Receiver<String>,
}

impl Watching {
    fn start(course: &Course) -> Self {
        let mut child = course
            .command(&["watch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the command starts");
        let keys = child.stdin.take().expect("keys");
        let stdout = child.stdout.take().expect("an output");
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            let lines = BufReader::new(stdout).lines().map_while(Result::ok);
            lines.take_while(|line| sender.send(line.clone()).is_ok()).for_each(drop);
        });
        Self { child, keys, lines }
    }

    fn until(&self, words: &str) {
        loop {
            let line = self.lines.recv_timeout(Duration::from_secs(400));
            let line = line.unwrap_or_else(|_| panic!("never said: {words}"));
            if line.contains(words) {
                return;
            }
        }
    }

    fn press(&mut self, key: u8) {
        self.keys.write_all(&[key]).expect("somebody reads the keys");
    }
}

fn watching_survives_a_build_error_and_moves_on(course: &Course) {
    let mut watching = Watching::start(course);
    watching.until("0/20 points");
    watching.until("h hint");
    watching.press(b'h');
    watching.until("(hint 3 of 3)");
    course.write("labs/01-salutation/src/utilisateurs.rs", "fn half_a_");
    watching.until("does not compile");
    watching.until("h hint");
    for file in ["utilisateurs", "salutation"] {
        let solved = course.read(&format!("solutions/01-salutation/src/{file}.rs"));
        course.write(&format!("labs/01-salutation/src/{file}.rs"), &solved);
    }
    watching.until("Moving on to lab 2");
    watching.until("02-params");
    watching.until("h hint");
    watching.press(b'q');
    assert!(watching.child.wait().expect("the command ends").success());
    let progress = said(&course.lab(&["progress"]));
    assert!(progress.contains("20/20"), "{progress}");
}

fn resetting_keeps_the_students_version(course: &Course) {
    let file = "src/salutation.rs";
    let mine = course.read(&format!("labs/01-salutation/{file}"));
    let reset = said(&course.lab(&["reset", "1"]));
    let kept = reset.split("kept in ").nth(1).expect("where").trim_end().trim_end_matches('.');
    assert_eq!(course.read(&format!("{kept}/{file}")), mine);
    assert!(course.read(&format!("labs/01-salutation/{file}")).contains("todo!"));
}

fn a_missing_folder_is_named_with_its_remedy(course: &Course) {
    fs::remove_dir_all(course.path("labs/02-params")).expect("removed");
    let test = course.lab(&["test", "2"]);
    assert_eq!(
        complaint(&test).replace("\n  ", " "),
        "✗ The folder labs/02-params is empty or gone: `cargo lab reset 2` brings it back."
    );
    assert_eq!(status(&test), 2);
    assert!(course.lab(&["reset", "2"]).status.success());
    assert_eq!(status(&course.lab(&["test", "2"])), 1);
}

fn a_broken_snapshot_costs_no_points(course: &Course) {
    let file = "harness/suites/01-salutation/snapshots/greeting.snap";
    let whole = course.read(file);
    for (broken, words) in [(Some("half a fi"), "corrupt"), (None, "no snapshot")] {
        match broken {
            Some(text) => course.write(file, text),
            None => fs::remove_file(course.path(file)).expect("removed"),
        }
        let test = course.lab(&["test", "1", "--solutions"]);
        assert_eq!(status(&test), 3, "{}", said(&test));
        assert!(said(&test).replace("\n    ", " ").contains(words), "{}", said(&test));
        assert!(said(&test).contains("17/20 points"), "{}", said(&test));
    }
    course.write(file, &whole);
}

fn a_broken_manifest_is_an_error_of_the_harness(course: &Course) {
    let file = "labs/course.toml";
    let whole = course.read(file);
    course.write(file, &format!("{whole}colour = \"red\"\n"));
    let test = course.lab(&["test", "1"]);
    assert!(complaint(&test).contains("unknown field `colour`"), "{}", complaint(&test));
    assert_eq!(status(&test), 3);
    course.write(file, &whole);
}

fn unreadable_progress_is_kept_aside(course: &Course) {
    course.write(".atelier/progress.toml", "half a li");
    let progress = course.lab(&["progress"]);
    assert_eq!(status(&progress), 0);
    assert!(complaint(&progress).contains("progress.toml.broken"), "{}", complaint(&progress));
    assert_eq!(course.read(".atelier/progress.toml.broken"), "half a li");
}
