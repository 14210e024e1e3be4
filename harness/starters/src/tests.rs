use super::{differences, starter_text, write};

#[test]
fn a_region_is_replaced_by_what_follows_the_else() {
    let source = "a\n    // SOLUTION-BEGIN\n    b\n    // SOLUTION-ELSE\n    // c\n    //\n    // SOLUTION-END\nd\n";
    assert_eq!(starter_text(source).expect("marks pair up"), "a\n    c\n\nd\n");
}

#[test]
fn a_region_without_an_else_leaves_nothing_behind() {
    let source = "a\n# SOLUTION-BEGIN\nb\n# SOLUTION-END\n";
    assert_eq!(starter_text(source).expect("marks pair up"), "a\n");
}

#[test]
fn an_anchor_of_the_book_stays_in_the_solution() {
    let source = "// ANCHOR: whole\na\n# SOLUTION-BEGIN\n# ANCHOR: x\nb\n# ANCHOR_END: x\n# SOLUTION-ELSE\n# ANCHOR: x\n# c\n# SOLUTION-END\n    // ANCHOR_END: whole\n";
    assert_eq!(starter_text(source).expect("marks pair up"), "a\nc\n");
    let words = "// An ANCHOR: what holds a boat.\n";
    assert_eq!(starter_text(words).expect("there is no mark"), words);
}

#[test]
fn a_template_keeps_its_own_indentation() {
    let source = "{# SOLUTION-BEGIN #}\n<p>{{ x }}</p>\n{# SOLUTION-ELSE #}\n{#   <p></p> #}\n{# SOLUTION-END #}\n";
    assert_eq!(starter_text(source).expect("marks pair up"), "  <p></p>\n");
}

#[test]
fn marks_that_do_not_pair_up_are_refused_with_their_line() {
    let refused = |source| starter_text(source).expect_err("marks are wrong").to_string();
    assert_eq!(refused("// SOLUTION-END\n"), "line 1: SOLUTION-END is out of place");
    assert_eq!(refused("// SOLUTION-BEGIN\n"), "a SOLUTION-BEGIN has no SOLUTION-END");
    assert_eq!(
        refused("// SOLUTION-BEGIN\n// SOLUTION-ELSE\ncode\n// SOLUTION-END\n"),
        "line 3: a line after SOLUTION-ELSE must be a comment"
    );
}

#[test]
fn a_lab_differs_from_its_starter_once_a_file_changes_or_appears() {
    let root = tempfile::tempdir().expect("a temporary folder");
    let (solution, lab) = (root.path().join("solution"), root.path().join("lab"));
    std::fs::create_dir_all(solution.join("tests")).expect("a folder");
    std::fs::write(solution.join("Cargo.toml"), "name = \"solution-x\"\n").expect("a file");
    std::fs::write(solution.join("tests/suite.rs"), "the proof").expect("a file");
    write(&solution, &lab).expect("the starter is written");
    let manifest = std::fs::read_to_string(lab.join("Cargo.toml")).expect("a manifest");
    assert_eq!(manifest, "name = \"x\"\n");
    assert!(!lab.join("tests").exists(), "the tests of a solution are not the student's");
    assert!(differences(&solution, &lab).expect("readable").is_empty());

    std::fs::write(lab.join("extra.rs"), "").expect("a file");
    std::fs::write(lab.join("Cargo.toml"), "name = \"y\"\n").expect("a file");
    let found = differences(&solution, &lab).expect("readable");
    assert_eq!(found, [lab.join("Cargo.toml"), lab.join("extra.rs")]);
}

#[test]
fn a_file_that_cannot_be_marked_has_a_version_for_the_student() {
    let root = tempfile::tempdir().expect("a temporary folder");
    let (solution, lab) = (root.path().join("solution"), root.path().join("lab"));
    std::fs::create_dir_all(solution.join("starter/inner")).expect("a folder");
    std::fs::create_dir_all(solution.join("inner")).expect("a folder");
    for (path, text) in [
        ("Cargo.toml", "name = \"solution-x\"\n"),
        ("inner/a.json", "[1]\n"),
        ("starter/inner/a.json", "[]\n"),
        ("b.json", "[2]\n"),
    ] {
        std::fs::write(solution.join(path), text).expect("a file");
    }
    write(&solution, &lab).expect("the starter is written");
    let text = |path: &str| std::fs::read_to_string(lab.join(path)).expect("a file");
    assert_eq!((text("inner/a.json"), text("b.json")), ("[]\n".to_owned(), "[2]\n".to_owned()));
    assert!(!lab.join("starter").exists(), "the folder itself is not the student's");
    assert!(differences(&solution, &lab).expect("readable").is_empty());
}
