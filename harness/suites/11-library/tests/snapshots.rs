//! Records the conversations with the solution (`cargo insta test`, `review`, `accept`), and tests
//! what must be true of every suite.

use std::path::Path;

use author::seeds::Outcome;
use author::{seeds, suite_tests};
use engine::database::Kind;
use suite_library::SUITE;

#[test]
fn the_solution_responds_as_recorded() {
    let transcripts = suite_tests::transcripts(&SUITE).expect("conversations with the solution");
    insta::with_settings!({
        snapshot_path => "../snapshots",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        for (check, transcript) in transcripts {
            insta::assert_snapshot!(check, transcript);
        }
    });
}

#[test]
fn both_paths_read_the_same_snapshots() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots");
    suite_tests::parity(&SUITE, &folder).expect("parity");
}

#[test]
fn the_checks_are_worth_what_the_manifest_says_and_their_chapters_exist() {
    suite_tests::declarations(&SUITE).expect("right declarations");
}

#[test]
fn the_solution_earns_everything_and_the_starter_nothing() {
    let outcome =
        seeds::both_sides(SUITE.lab.name, 2, Kind::Sqlite).expect("the intended verdicts");
    assert_eq!(outcome, Outcome::Points(2 * SUITE.points()));
}

#[test]
fn needs_postgresql_the_solution_earns_everything_there_too() {
    match seeds::both_sides(SUITE.lab.name, 1, Kind::Postgresql).expect("the intended verdicts") {
        Outcome::Points(points) => assert_eq!(points, SUITE.points()),
        Outcome::Skipped(why) => {
            eprintln!("{why}");
            needs::POSTGRESQL.skip();
        }
    }
}
