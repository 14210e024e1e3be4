//! What a student reads, in both languages, for every way in which a server can be wrong.
//!
//! The snapshots are the messages: they are reviewed by reading them.

mod support;

use support::{faulty, lab, root, told};

/// Runs `test 1` in both languages; the report is kept as a snapshot for each.
fn kept(name: &str, arguments: &[&str]) {
    kept_of("1", name, arguments);
}

/// The same for another lab.
fn kept_of(number: &str, name: &str, arguments: &[&str]) {
    for lang in ["fr", "en"] {
        let mut all = vec!["test", number, "--seed", "7", "--lang", lang];
        all.extend(arguments);
        let output = lab(&root(), &all).output().expect("the command starts");
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(format!("{name}.{lang}"), told(&output));
        });
    }
}

/// The same for a server with this fault, asked for one user alone.
fn kept_for(fault: &str) {
    kept(fault, &["--only", "user-added", "--cmd", &faulty(fault)]);
}

#[test]
fn a_solution_passes() {
    kept("passes", &["--solutions"]);
}

#[test]
fn a_starter_says_where_to_write() {
    kept("starter", &[]);
}

#[test]
fn a_server_that_answers_200_to_everything_earns_nothing() {
    kept("always-200", &["--cmd", &faulty("always-200")]);
}

#[test]
fn a_server_that_exits_at_once() {
    kept_for("exits");
    kept_for("exits-3");
}

#[test]
fn a_server_that_panics_at_the_start() {
    kept("panics-at-start", &["--cmd", &faulty("panics-at-start")]);
}

#[test]
fn a_server_that_never_listens() {
    kept_for("never-listens");
}

#[test]
fn a_server_that_hangs() {
    kept_for("hangs");
}

#[test]
fn a_server_that_drips() {
    // Of a drip, how many bytes came in time depends on the machine.
    for lang in ["fr", "en"] {
        let arguments = ["test", "1", "--seed", "7", "--lang", lang, "--only", "user-added"];
        let output = lab(&root(), &[&arguments[..], &["--cmd", &faulty("drips")]].concat())
            .output()
            .expect("the command starts");
        let told = told(&output);
        let words = if lang == "fr" {
            "n'était pas complète après 5 s"
        } else {
            "was not complete after 5 s"
        };
        assert!(told.replace("\n    ", " ").contains(words), "{told}");
        assert!(told.starts_with("exit status 1"), "{told}");
    }
}

#[test]
fn a_server_that_crashes_in_the_middle() {
    kept_for("crashes");
}

#[test]
fn a_server_that_hangs_up() {
    kept_for("hangs-up");
}

#[test]
fn a_server_that_talks_something_else() {
    kept_for("garbage");
}

#[test]
fn a_server_that_announces_more_than_it_sends() {
    kept_for("short-body");
}

#[test]
fn a_server_that_floods_its_output() {
    kept_for("floods");
}

#[test]
fn a_server_whose_json_is_none() {
    kept_for("not-json");
}

#[test]
fn a_server_that_answers_the_placeholder() {
    kept_for("placeholder");
}

#[test]
fn a_server_that_answers_a_million_rows() {
    kept_of("4", "million-rows", &["--only", "many-clients", "--cmd", &faulty("huge-body")]);
}

#[test]
fn a_document_of_fifty_megabytes() {
    kept_of("5", "huge-document", &["--only", "document", "--cmd", &faulty("huge-body")]);
}

#[test]
fn a_document_whose_references_go_round_in_a_loop() {
    let faulty = faulty("looping-document");
    kept_of("5", "looping-document", &["--only", "document", "--cmd", &faulty]);
}

#[test]
fn a_server_that_starts_without_its_file() {
    kept_of("3", "always-200-health", &["--cmd", &faulty("always-200")]);
}
