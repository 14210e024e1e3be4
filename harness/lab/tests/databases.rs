//! Databases that are not there.

mod support;

use std::net::TcpListener;
use std::process::Command;

use support::{complaint, judged_by, lab, root, solution, status, told};

/// What is told, each paragraph in one line.
fn unwrapped(output: &std::process::Output) -> String {
    told(output).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The command that has the solution of lab 04 judged on PostgreSQL.
fn products(lang: &str) -> Command {
    let (server, [option, judge]) = (solution("crud"), judged_by("crud"));
    let arguments = ["test", "4", "--cmd", &server, "--database", "postgresql", "--lang", lang];
    lab(&root(), &[&arguments[..], &[&option, &judge]].concat())
}

#[test]
fn without_postgresql_its_checks_are_skipped_with_the_reason() {
    let output = products("en").env("PGPORT", "1").output().expect("the command starts");
    let told = unwrapped(&output);
    assert!(told.contains("18 checks skipped: PostgreSQL does not answer at 127.0.0.1:"), "{told}");
    assert!(told.contains("PGHOST, PGPORT"), "{told}");
    assert!(told.contains("0/20 points"), "{told}");
    assert_eq!(status(&output), 0, "{told}");
}

#[test]
fn a_server_that_is_no_postgresql_is_told_from_one() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port().to_string();
    std::thread::spawn(move || {
        // Takes a connection and hangs up, as a server of another kind does.
        for stream in listener.incoming() {
            drop(stream);
        }
    });
    let output = products("fr").env("PGPORT", port).output().expect("the command starts");
    let told = unwrapped(&output);
    assert!(told.contains("PostgreSQL ne répond pas sur 127.0.0.1"), "{told}");
    assert_eq!(status(&output), 0, "{told}");
}

#[test]
fn a_lab_without_a_database_says_so() {
    let arguments = ["test", "3", "--solutions", "--database", "postgresql", "--lang", "en"];
    let output = lab(&root(), &arguments).output().expect("the command starts");
    let expected = "✗ 03-health has no database: remove --database.";
    assert_eq!(complaint(&output), expected);
    assert_eq!(status(&output), 2);
}
