//! Two submissions of one student.

use std::fs::File;
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use crate::fixtures::list;
use crate::fixtures::{MAIN, Plain, folder, put, raw, raw_zip, tar, terms, zip};
use crate::source::{Source, superseded};
use crate::submission::Doubt;

fn touch(path: &Path, seconds: u64) {
    let file = File::options().append(true).open(path).expect("the file");
    file.set_modified(UNIX_EPOCH + Duration::from_secs(seconds)).expect("a time");
}

/// What counts instead of a submission.
fn replaced_by(source: &Source) -> Option<&str> {
    source.superseded_by(&source.student)
}

#[test]
fn the_latest_counts_and_says_so() {
    let work = [("labs/01-salutation/src/main.rs", MAIN)];
    let class = folder(&[("alice/labs/01-salutation/src/main.rs", MAIN), ("bob/src/x.rs", "")]);
    // The zip's files are of 2026, whatever the time of the zip.
    put(&class.path().join("alice.zip"), &zip(&work));
    put(&class.path().join("alice.tar"), &tar(&work));
    touch(&class.path().join("alice.zip"), 1_000);
    touch(&class.path().join("alice.tar"), 1_500_000_000);
    touch(&class.path().join("alice/labs/01-salutation/src/main.rs"), 1_600_000_000);
    let mut sources = list(&[class.path().to_owned()]).expect("a class");
    superseded(&mut sources, &terms().zone);
    let by = class.path().join("alice.zip").display().to_string();
    assert_eq!(sources.len(), 4);
    for source in &sources {
        let name = source.path.file_name().expect("a name").to_string_lossy().into_owned();
        match name.as_str() {
            "alice" | "alice.tar" => {
                assert_eq!(replaced_by(source), Some(by.as_str()));
                // It may hold a lab that the later one lacks.
                let submission = source.read(&terms(), &Plain);
                assert_eq!((submission.refused, submission.labs.len()), (None, 1));
            }
            _ => assert_eq!(replaced_by(source), None, "{name}"),
        }
    }
}

#[test]
fn at_the_same_time_the_later_in_the_list_counts() {
    let class = folder(&[("one/alice/src/x.rs", ""), ("two/alice/src/x.rs", "")]);
    for part in ["one", "two"] {
        touch(&class.path().join(part).join("alice/src/x.rs"), 1_000);
    }
    let paths = [class.path().join("one"), class.path().join("two")];
    let mut sources = list(&paths).expect("two classes");
    superseded(&mut sources, &terms().zone);
    let by = class.path().join("two/alice").display().to_string();
    assert_eq!(replaced_by(&sources[0]), Some(by.as_str()));
    assert_eq!(replaced_by(&sources[1]), None);
}

#[test]
fn one_name_with_two_numbers_is_two_students() {
    let class = folder(&[
        ("Alice_1_assignsubmission_file/x.rs", ""),
        ("Alice_2_assignsubmission_file/x.rs", ""),
    ]);
    let mut sources = list(&[class.path().to_owned()]).expect("a class");
    superseded(&mut sources, &terms().zone);
    assert!(sources.iter().all(|source| replaced_by(source).is_none()));
}

#[test]
fn two_downloads_are_one_class() {
    let class = folder(&[]);
    let early = raw(b"Alice_1_assignsubmission_file/x.txt", b"");
    put(&class.path().join("b.zip"), &raw_zip(&[early]));
    put(
        &class.path().join("a.zip"),
        &zip(&[("Alice_1_assignsubmission_file/x.txt", ""), ("Bob_2_assignsubmission_file/x", "")]),
    );
    let paths = [class.path().join("a.zip"), class.path().join("b.zip")];
    let mut sources = list(&paths).expect("two downloads");
    superseded(&mut sources, &terms().zone);
    let replaced = sources.iter().filter(|source| replaced_by(source).is_some()).count();
    assert_eq!((sources.len(), replaced), (3, 1));
}

#[test]
fn a_time_that_has_not_come_is_told() {
    let class = folder(&[("alice/01-salutation/src/main.rs", MAIN)]);
    let main = class.path().join("alice/01-salutation/src/main.rs");
    let flags =
        || list(&[class.path().to_owned()]).expect("a class")[0].read(&terms(), &Plain).flags;
    touch(&main, 1_600_000_000);
    assert!(!flags().iter().any(|flag| flag.doubt == Doubt::Future));
    // In the year 2100.
    touch(&main, 4_102_444_800);
    assert!(flags().iter().any(|flag| flag.lab == "salutation" && flag.doubt == Doubt::Future));
}
