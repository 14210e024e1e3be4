//! The author's path: `cargo insta test`, `review` and `accept` record what the solution says.

use std::collections::BTreeSet;

#[test]
fn the_solution_says_what_the_snapshots_hold() {
    let suite = suite_params::suite();
    let transcripts = author::snapshots::transcripts(&suite).expect("the solution converses");
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
    let suite = suite_params::suite();
    for check in suite.checks {
        let embedded = suite.expected(check).expect("an embedded snapshot");
        let file = format!("{}/snapshots/{}.snap", env!("CARGO_MANIFEST_DIR"), check.id);
        let recorded = insta::Snapshot::from_file(file.as_ref()).expect("a snapshot of insta's");
        let insta::internals::SnapshotContents::Text(content) = recorded.contents() else {
            panic!("{} is no text", check.id);
        };
        assert_eq!(engine::snapshot::join(&embedded), content.to_string(), "{}", check.id);
    }
}

#[test]
fn every_check_has_a_name_of_its_own_and_no_snapshot_is_an_orphan() {
    let suite = suite_params::suite();
    let names: BTreeSet<_> = suite.checks.iter().map(|check| check.id).collect();
    assert_eq!(names.len(), suite.checks.len());
    assert_eq!(suite.orphans(), Vec::<&str>::new());
    assert_eq!(suite.points(), 20);
}

#[test]
fn every_chapter_is_in_the_book_in_both_languages() {
    for check in suite_params::suite().checks {
        for tree in ["fr", "en"] {
            let missing = author::links::missing_chapter(tree, check.chapter).expect("readable");
            assert_eq!(missing, None, "{tree}: {} of {}", check.chapter, check.id);
        }
    }
}

#[test]
fn no_text_is_empty_in_either_language() {
    for check in suite_params::suite().checks {
        for text in [check.title, check.nudge, check.idea] {
            assert!(!text.fr.trim().is_empty() && !text.en.trim().is_empty(), "{}", check.id);
            assert_ne!(text.fr, text.en, "{}", check.id);
        }
    }
}
