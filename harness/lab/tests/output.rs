//! What a student reads, in both languages, for every way in which a server can be wrong.
//!
//! The snapshots are the messages: they are reviewed by reading them.

mod support;

use support::{faulty, judged_by, lab, root, solution, told};

/// Runs `test 1` in both languages; the report is kept as a snapshot for each.
fn kept(name: &str, arguments: &[&str]) {
    kept_of("salutation", name, arguments);
}

/// The same for another lab.
fn kept_of(of: &str, name: &str, arguments: &[&str]) {
    // The first lab is what most of these tests are about: there the command compiles the judge by itself.
    let judge = if of == "salutation" { Vec::new() } else { judged_by(of).to_vec() };
    for lang in ["fr", "en"] {
        let mut all = vec!["test", of, "--seed", "7", "--lang", lang];
        all.extend(arguments);
        all.extend(judge.iter().map(String::as_str));
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
    kept_of("crud", "million-rows", &["--only", "many-clients", "--cmd", &faulty("huge-body")]);
}

#[test]
fn a_document_of_fifty_megabytes() {
    kept_of("swagger", "huge-document", &["--only", "document", "--cmd", &faulty("huge-body")]);
}

#[test]
fn a_document_whose_references_go_round_in_a_loop() {
    let faulty = faulty("looping-document");
    kept_of("swagger", "looping-document", &["--only", "document", "--cmd", &faulty]);
}

/// The greeting is asked for alone.
fn greeting(fault: &str) {
    kept(fault, &["--only", "greeting", "--cmd", &faulty(fault)]);
}

#[test]
fn what_cannot_be_seen_is_named() {
    greeting("byte-order-mark");
    greeting("no-break-space");
    greeting("no-body");
}

#[test]
fn an_error_of_the_system_is_explained() {
    greeting("other-disk");
}

#[test]
fn bytes_after_the_end_are_found_in_however_many_packets_they_come() {
    greeting("surplus");
    let said = |fault: &str| {
        let arguments = ["test", "1", "--seed", "7", "--lang", "en", "--only", "greeting"];
        let server = faulty(fault);
        let all = [&arguments[..], &["--cmd", &server]].concat();
        let output = lab(&root(), &all).output().expect("the command starts");
        told(&output)
    };
    assert_eq!(said("surplus"), said("late-surplus"));
}

#[test]
fn a_server_that_waits_for_its_standard_input() {
    greeting("asks");
}

/// The parent ends once its child listens: before the first request, or after it.
#[test]
fn a_server_that_is_left_behind_has_exited_every_time() {
    for _ in 0..20 {
        let arguments = ["test", "1", "--only", "greeting", "--format", "json"];
        let output = lab(&root(), &[&arguments[..], &["--cmd", &faulty("daemon")]].concat())
            .output()
            .expect("the command starts");
        let report = String::from_utf8_lossy(&output.stdout);
        assert!(report.contains("\"reason\": \"exited\""), "{report}");
    }
    greeting("daemon");
}

#[test]
fn wrong_sql_is_no_question_about_the_port() {
    kept_of("crud", "wrong-sql", &["--only", "created", "--cmd", &faulty("wrong-sql")]);
}

/// One cause is one report: the whole lab fits on a screen and a half.
#[test]
fn a_server_whose_post_fails_is_reported_once() {
    let server = format!("{} {}", faulty("broken-post"), solution("crud"));
    let [option, judge] = judged_by("crud");
    for lang in ["fr", "en"] {
        let arguments =
            ["test", "4", "--seed", "7", "--lang", lang, "--cmd", &server, &option, &judge];
        let output = lab(&root(), &arguments).output().expect("the command starts");
        let told = told(&output);
        assert!(told.lines().count() <= 60, "{told}");
        assert_eq!(told.matches("[created]").count(), 1, "{told}");
        let fix_first = if lang == "fr" { "À corriger d'abord" } else { "Fix this first" };
        assert!(told.contains(fix_first), "{told}");
    }
    kept_of("crud", "broken-post", &["--cmd", &server]);
}

#[test]
fn a_server_that_starts_without_its_file() {
    kept_of("health", "always-200-health", &["--cmd", &faulty("always-200")]);
}

/// Two screens of forty lines.
#[test]
fn a_lab_that_fails_in_many_ways_fits_on_two_screens() {
    let (server, [option, judge]) = (faulty("always-200"), judged_by("health"));
    let arguments = ["test", "3", "--seed", "7", "--lang", "fr", "--cmd", &server, &option, &judge];
    let output = lab(&root(), &arguments).output().expect("the command starts");
    let told = told(&output);
    assert!(told.lines().count() <= 80, "{told}");
}
