//! Two submissions of one student.

use std::fs::File;
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use crate::fixtures::{MAIN, Plain, folder, put, raw, raw_zip, tar, terms, zip};
use crate::source::{list, superseded};

fn touch(path: &Path, seconds: u64) {
    let file = File::options().append(true).open(path).expect("the file");
    file.set_modified(UNIX_EPOCH + Duration::from_secs(seconds)).expect("a time");
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
                assert_eq!(source.superseded_by(), Some(by.as_str()));
                // It may hold a lab that the later one lacks.
                let submission = source.read(&terms(), &Plain);
                assert_eq!((submission.refused, submission.labs.len()), (None, 1));
            }
            _ => assert_eq!(source.superseded_by(), None, "{name}"),
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
    assert_eq!(sources[0].superseded_by(), Some(by.as_str()));
    assert_eq!(sources[1].superseded_by(), None);
}

#[test]
fn one_name_with_two_numbers_is_two_students() {
    let class = folder(&[
        ("Alice_1_assignsubmission_file/x.rs", ""),
        ("Alice_2_assignsubmission_file/x.rs", ""),
    ]);
    let mut sources = list(&[class.path().to_owned()]).expect("a class");
    superseded(&mut sources, &terms().zone);
    assert!(sources.iter().all(|source| source.superseded_by().is_none()));
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
    let replaced = sources.iter().filter(|source| source.superseded_by().is_some()).count();
    assert_eq!((sources.len(), replaced), (3, 1));
}
