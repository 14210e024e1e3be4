//! The author's path: `cargo insta test`, `review` and `accept` record what the solution says; and
//! what must hold of every suite.

use std::path::Path;

use author::seeds::Outcome;
use author::{seeds, suite_tests};
use engine::database::Kind;
use suite_crud::suite;

#[test]
fn the_solution_says_what_the_snapshots_hold() {
    let transcripts = suite_tests::transcripts(&suite()).expect("the solution converses");
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
    suite_tests::parity(&suite(), &folder).expect("parity");
}

#[test]
fn the_checks_are_declared_whole_in_both_languages() {
    suite_tests::declarations(&suite()).expect("whole declarations");
}

#[test]
fn the_solution_earns_everything_and_the_starter_nothing() {
    let outcome = seeds::both_sides(suite().lab, 5, Kind::Sqlite).expect("the intended verdicts");
    assert_eq!(outcome, Outcome::Points(5 * suite().points()));
}

#[test]
fn needs_postgresql_the_solution_earns_everything_there_too() {
    match seeds::both_sides(suite().lab, 3, Kind::Postgresql).expect("the intended verdicts") {
        Outcome::Points(points) => assert_eq!(points, 3 * suite().points()),
        Outcome::Skipped(why) => author::check::skip(&why).expect("nothing may be skipped"),
    }
}
