//! Records the conversations with the solution (`cargo insta test`, `review`, `accept`), and tests
//! what must be true of every suite.

use std::path::Path;
use std::time::UNIX_EPOCH;

use author::{cargo, suite_tests};
use engine::judge::{self, RunFolder};
use engine::protocol::Subject;
use suite_library::SUITE;

/// The lab is not in the manifest of the course yet, so that the solution is found by its name.
#[test]
fn the_solution_responds_as_recorded() {
    let path = cargo::executable("solution-library").expect("the solution compiles");
    let subject = Subject::Executable { path, through: Vec::new(), files: None };
    let folder = RunFolder::prepare(&subject).expect("a folder");
    let seed = UNIX_EPOCH.elapsed().expect("a time").as_secs();
    let transcripts = judge::record(&SUITE, &folder, seed).expect("conversations");
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
