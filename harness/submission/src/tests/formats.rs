//! Every form in which a submission may come.

use std::fs;
use std::path::Path;

use pack::{Files, digest};

use crate::fixtures::list;
use crate::fixtures::{
    MAIN, NOON, Plain, fill, folder, git, gz, left_out, put, read_all, read_archive, repository,
    taken, tar, terms, zip,
};
use crate::listing::ListError;
use crate::submission::{LeftOutReason, Problem, Refused};
use crate::time::seconds;

const WORK: [(&str, &str); 3] = [
    ("labs/01-salutation/Cargo.toml", "[package]"),
    ("labs/01-salutation/src/main.rs", MAIN),
    ("labs/01-salutation/src/app.rs", "pub fn app() {}\n"),
];

const TAKEN: [&str; 3] =
    ["salutation:Cargo.toml", "salutation:src/app.rs", "salutation:src/main.rs"];

#[test]
fn one_work_is_the_same_in_every_format() {
    let class = folder(&[]);
    fill(&class.path().join("folder"), &WORK);
    put(&class.path().join("zip.zip"), &zip(&WORK));
    put(&class.path().join("tar.tar"), &tar(&WORK));
    put(&class.path().join("targz.tar.gz"), &gz(&tar(&WORK)));
    put(&class.path().join("tgz.TGZ"), &gz(&tar(&WORK)));
    let made = repository(&WORK);
    let bundle = class.path().join("bundle.bundle").display().to_string();
    git(made.path(), &["bundle", "create", "--quiet", &bundle, "HEAD"]).expect("a bundle");
    let bare = class.path().join("bare.git").display().to_string();
    git(made.path(), &["clone", "--quiet", "--bare", ".", &bare]).expect("a bare clone");
    let clone = class.path().join("clone").display().to_string();
    git(made.path(), &["clone", "--quiet", ".", &clone]).expect("a clone");

    let intakes = read_all(class.path());
    let mut names: Vec<_> =
        intakes.iter().map(|submission| submission.student.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["bare", "bundle", "clone", "folder", "tar", "targz", "tgz", "zip"]);
    let expected = digest(&intakes[0].labs["salutation"]);
    for submission in &intakes {
        assert_eq!(submission.refused, None, "{}", submission.student.name);
        assert_eq!(taken(submission), TAKEN, "{}", submission.student.name);
        assert_eq!(digest(&submission.labs["salutation"]), expected);
        assert_eq!(left_out(submission), []);
        let at =
            if submission.student.name == "folder" { submission.handed_in } else { seconds(NOON) };
        assert_eq!(submission.handed_in, at, "{}", submission.student.name);
        assert!(at.is_some());
    }
}

/// `labs/01-salutation/src/main.rs` with [`MAIN`], packed by `tar` and `xz -9`.
const XZ: &[u8] = include_bytes!("packed.tar.xz");

#[test]
fn a_tar_may_be_packed_by_xz_and_an_archive_is_what_its_bytes_say() {
    for name in ["alice.tar.xz", "alice.txz", "alice.xz", "alice.zip"] {
        assert_eq!(taken(&read_archive(name, XZ)), ["salutation:src/main.rs"], "{name}");
    }
    assert_eq!(taken(&read_archive("alice.tar.gz", &zip(&WORK))), TAKEN);
    assert_eq!(taken(&read_archive("alice.zip", &gz(&tar(&WORK)))), TAKEN);
    let problem = Problem::Foreign { ending: ".7z".to_owned() };
    let name = "alice.zip".to_owned();
    let refused = read_archive("alice.zip", b"7z\xbc\xaf\x27\x1c\0\x04").refused;
    assert_eq!(refused, Some(Refused::Unreadable { name: name.clone(), problem }));
    let pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n";
    let refused = read_archive("alice.zip", pointer).refused;
    assert_eq!(refused, Some(Refused::Unreadable { name, problem: Problem::Pointer }));
    // Cut short.
    let refused = read_archive("alice.txz", &XZ[..XZ.len() / 2]).refused;
    assert!(
        matches!(refused, Some(Refused::Unreadable { problem: Problem::Damaged, .. })),
        "{refused:?}"
    );
}

#[test]
fn a_path_may_be_one_submission_of_any_format() {
    let submission = folder(&WORK);
    assert_eq!(taken(&read_all(submission.path())[0]), TAKEN);
    assert_eq!(taken(&read_archive("alice.zip", &zip(&WORK))), TAKEN);
    assert_eq!(read_archive("Alice Martin.zip", &zip(&WORK)).student.name, "Alice Martin");
    assert_eq!(taken(&read_archive("alice.tar.gz", &gz(&tar(&WORK)))), TAKEN);
    assert_eq!(taken(&read_all(repository(&WORK).path())[0]), TAKEN);
}

#[test]
fn the_files_in_a_clone_count_and_those_not_committed_are_told() {
    let made = repository(&WORK);
    put(&made.path().join("labs/01-salutation/src/main.rs"), b"// not committed");
    put(&made.path().join("labs/02-params/src/main.rs"), b"// new");
    put(&made.path().join("notes.md"), b"# not committed, and nobody's business");
    let submission = &read_all(made.path())[0];
    assert_eq!(submission.labs["salutation"]["src/main.rs"], b"// not committed");
    assert_eq!(submission.labs["params"]["src/main.rs"], b"// new");
    let expected = [
        ("labs/01-salutation/src/main.rs", LeftOutReason::Uncommitted),
        ("labs/02-params/src/main.rs", LeftOutReason::Uncommitted),
        ("notes.md", LeftOutReason::OutsideLabs),
    ];
    assert_eq!(left_out(submission), expected);
    assert!(submission.handed_in > seconds(NOON), "changed after the commit");
}

#[test]
fn a_clone_without_files_counts_as_committed() {
    let made = repository(&WORK);
    fs::remove_dir_all(made.path().join("labs")).expect("no files");
    assert_eq!(taken(&read_all(made.path())[0]), TAKEN);
}

#[test]
fn a_repository_that_git_cannot_read_is_a_folder() {
    let broken = folder(&[(".git/config", ""), ("labs/01-salutation/src/main.rs", MAIN)]);
    assert_eq!(taken(&read_all(broken.path())[0]), ["salutation:src/main.rs"]);
    let empty = folder(&[(".git/config", "")]);
    let refused = read_all(empty.path()).remove(0).refused;
    assert!(matches!(refused, Some(Refused::Unreadable { problem: Problem::Git, .. })));
}

#[test]
fn a_git_file_points_nowhere() {
    let elsewhere = folder(&[(".git", "gitdir: /somewhere"), ("labs/01-salutation/src/a.rs", "")]);
    let submission = &read_all(elsewhere.path())[0];
    assert_eq!(taken(submission), ["salutation:src/a.rs"]);
}

#[test]
fn a_class_holds_students_and_what_is_beside_them_is_no_student() {
    let class = folder(&[
        ("alice/labs/01-salutation/src/main.rs", MAIN),
        ("bob/03-health/src/main.rs", MAIN),
        ("grades.csv", "student,total"),
        (".DS_Store", "x"),
        ("__MACOSX/alice/x", "x"),
        ("dora.rar", "Rar!"),
    ]);
    fs::create_dir(class.path().join("chloé")).expect("an empty folder");
    let intakes = read_all(class.path());
    let names: Vec<_> = intakes.iter().map(|submission| submission.student.name.as_str()).collect();
    assert_eq!(names, ["alice", "bob", "chloé", "dora"]);
    assert_eq!(taken(&intakes[1]), ["health:src/main.rs"]);
    assert_eq!(intakes[2].refused, Some(Refused::Empty));
    let problem = Problem::Foreign { ending: ".rar".to_owned() };
    assert_eq!(
        intakes[3].refused,
        Some(Refused::Unreadable { name: "dora.rar".to_owned(), problem })
    );
}

#[test]
fn a_numbered_class_is_no_submission() {
    let class = folder(&[
        ("01-alice/labs/01-salutation/src/main.rs", MAIN),
        ("02-bob/labs/01-salutation/src/main.rs", MAIN),
    ]);
    assert_eq!(list(&[class.path().to_owned()]).expect("a class").len(), 2);
    let submission =
        folder(&[("01-salutation/src/main.rs", MAIN), ("02-params/src/main.rs", MAIN)]);
    assert_eq!(list(&[submission.path().to_owned()]).expect("a submission").len(), 1);
}

#[test]
fn a_students_folder_may_hold_the_archive() {
    let class = folder(&[("alice/notes.txt", "see the zip"), ("bob/x.txt", "")]);
    put(&class.path().join("alice/mon travail.zip"), &zip(&WORK));
    let intakes = read_all(class.path());
    assert_eq!(taken(&intakes[0]), TAKEN);
    let expected = [("notes.txt", LeftOutReason::OutsideLabs)];
    assert_eq!(left_out(&intakes[0]), expected);
    assert_eq!(intakes[1].refused, Some(Refused::NoLab));
}

#[test]
fn a_path_that_does_not_exist_is_an_error_that_says_so() {
    let error = list(&["/nowhere/at/all".into()]).expect_err("nothing there");
    assert!(matches!(error, ListError::Missing(path) if path == Path::new("/nowhere/at/all")));
    let text = folder(&[("notes.txt", "")]);
    let error = list(&[text.path().join("notes.txt")]).expect_err("no submission");
    assert!(matches!(error, ListError::Neither(path) if path.ends_with("notes.txt")));
}

#[test]
fn an_empty_folder_is_an_empty_submission() {
    let empty = folder(&[]);
    assert_eq!(read_all(empty.path())[0].refused, Some(Refused::Empty));
    assert_eq!(read_archive("a.zip", &zip(&[])).refused, Some(Refused::Empty));
    assert_eq!(read_archive("a.tar", &tar(&[])).refused, Some(Refused::Empty));
}

#[test]
fn bytes_that_are_no_archive_are_unreadable() {
    for name in ["a.zip", "a.tar", "a.tar.gz", "a.bundle"] {
        let refused = read_archive(name, b"this is no archive, whatever its name says").refused;
        assert!(matches!(refused, Some(Refused::Unreadable { .. })), "{name}: {refused:?}");
    }
    let packed = gz(&tar(&WORK));
    let refused = read_archive("a.tgz", &packed[..packed.len() / 2]).refused;
    assert!(matches!(refused, Some(Refused::Unreadable { .. })), "{refused:?}");
    let refused = read_archive("a.zip", &zip(&WORK)[..100]).refused;
    assert!(matches!(refused, Some(Refused::Unreadable { .. })), "{refused:?}");
}

#[test]
fn a_path_given_twice_is_read_once() {
    let class = folder(&[("alice/labs/01-salutation/src/main.rs", MAIN)]);
    let path = class.path().to_owned();
    assert_eq!(list(&[path.clone(), path.join(".")]).expect("a class").len(), 1);
}

#[test]
fn bytes_that_are_no_text_are_taken_as_they_are() {
    let class = folder(&[]);
    put(&class.path().join("labs/01-salutation/src/main.rs"), b"// caf\xe9\0");
    let submission = &read_all(class.path())[0];
    assert_eq!(submission.labs["salutation"]["src/main.rs"], b"// caf\xe9\0");
}

#[test]
fn no_two_works_have_one_digest() {
    let work = |files: &[(&str, &str)]| -> Files {
        files.iter().map(|(p, c)| ((*p).to_owned(), c.as_bytes().to_vec())).collect()
    };
    let one = digest(&work(&[("src/a.rs", "bc"), ("src/d.rs", "e")]));
    assert_eq!(one.len(), 64);
    assert_ne!(one, digest(&work(&[("src/a.rs", "b"), ("src/d.rs", "ce")])));
    assert_ne!(one, digest(&work(&[("src/a.rs", "bcsrc/d.rse")])));
    assert_ne!(digest(&work(&[("ab", "")])), digest(&work(&[("a", "b")])));
    assert_ne!(digest(&work(&[])), digest(&work(&[("", "")])));
}

#[test]
fn reading_twice_gives_the_same() {
    let class = folder(&WORK);
    let sources = list(&[class.path().to_owned()]).expect("a submission");
    let read = || sources[0].read(&terms(), &Plain);
    assert_eq!(read(), read());
}
