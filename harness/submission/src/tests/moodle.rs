//! Bulk downloads of Moodle, as a zip and unpacked, with folders and without.

use crate::fixtures::{
    MAIN, NOON, folder, gz, left_out, put, raw, raw_zip, read_all, taken, tar, zip,
};
use crate::listing::{IgnoredReason, list};
use crate::submission::{LeftOutReason, Refused, Student};
use crate::time::seconds;

const WORK: [(&str, &str); 1] = [("01-salutation/src/main.rs", MAIN)];

fn student(name: &str, participant: &str) -> Student {
    Student::participant(name, participant)
}

/// A download's entry, handed in at half past ten, local time.
fn entry(name: &str, content: &[u8]) -> crate::fixtures::RawEntry {
    let mut entry = raw(name.as_bytes(), content);
    entry.flags = 1 << 11;
    entry
}

#[test]
fn folders_on_the_disk_are_students() {
    let class = folder(&[
        ("grades.csv", ""),
        ("Zoë de_la_Cruz_123_assignsubmission_file/01-salutation/src/main.rs", MAIN),
        ("Élise Noël_45_assignsubmission_file_/01-salutation/src/main.rs", MAIN),
    ]);
    let bob = class.path().join("Bob_7_assignsubmission_file/mon_lab.zip");
    put(&bob, &zip(&WORK));
    let intakes = read_all(class.path());
    let students: Vec<_> = intakes.iter().map(|submission| submission.student.clone()).collect();
    let expected =
        [student("Bob", "7"), student("Zoë de_la_Cruz", "123"), student("Élise Noël", "45")];
    assert_eq!(students, expected);
    for submission in &intakes {
        assert_eq!(taken(submission), ["salutation:src/main.rs"], "{}", submission.student.name);
    }
}

#[test]
fn files_on_the_disk_are_put_together_by_student() {
    let class = folder(&[("Zoë_de_la_Cruz_123_assignsubmission_file_notes_1.txt", "")]);
    let lab =
        |file: &str| class.path().join(format!("Zoë_de_la_Cruz_123_assignsubmission_file_{file}"));
    put(&lab("lab_1.zip"), &zip(&WORK));
    put(&lab("params.tar.gz"), &gz(&tar(&[("src/main.rs", MAIN)])));
    let intakes = read_all(class.path());
    assert_eq!(intakes.len(), 1);
    assert_eq!(intakes[0].student, student("Zoë_de_la_Cruz", "123"));
    assert_eq!(taken(&intakes[0]), ["params:src/main.rs", "salutation:src/main.rs"]);
    assert_eq!(left_out(&intakes[0]), [("notes_1.txt", LeftOutReason::OutsideLabs)]);
}

#[test]
fn a_zip_with_folders_is_a_class() {
    let class = folder(&[]);
    let download = class.path().join("Rust-TP1-1234.zip");
    let entries = [
        entry("Zoë Lefèvre_12_assignsubmission_file/tp1.zip", &zip(&[("src/main.rs", MAIN)])),
        entry("Zoë Lefèvre_13_assignsubmission_file/tp1.zip", &zip(&WORK)),
        entry("de_la_Cruz_4_assignsubmission_file_/01-salutation/src/main.rs", MAIN.as_bytes()),
        entry("Al_5_assignsubmission_file/broken.zip", b"PK"),
        entry("Cy_6_assignsubmission_onlinetext/onlinetext.html", b"<p>sorry"),
    ];
    put(&download, &raw_zip(&entries));
    let intakes = read_all(&download);
    let students: Vec<_> = intakes.iter().map(|submission| submission.student.clone()).collect();
    let expected = [
        student("Al", "5"),
        student("Cy", "6"),
        student("Zoë Lefèvre", "12"),
        student("Zoë Lefèvre", "13"),
        student("de_la_Cruz", "4"),
    ];
    assert_eq!(students, expected);
    assert!(matches!(&intakes[0].refused, Some(Refused::Unreadable { .. })));
    assert_eq!(intakes[1].refused, Some(Refused::NoLab));
    assert_eq!(left_out(&intakes[1]), [("onlinetext.html", LeftOutReason::OutsideLabs)]);
    for submission in &intakes[2..] {
        assert_eq!(taken(submission), ["salutation:src/main.rs"], "{}", submission.student.name);
        // The time of the upload counts, not that of the files in it.
        assert_ne!(submission.handed_in, seconds(NOON));
        assert_eq!(submission.handed_in, intakes[1].handed_in);
    }
    assert!(intakes[2].source.ends_with("Rust-TP1-1234.zip/Zoë Lefèvre_12_assignsubmission_file"));
}

#[test]
fn a_zip_without_folders_is_a_class() {
    let class = folder(&[]);
    let download = class.path().join("class.zip");
    let entries = [
        entry("Zoë_de_la_Cruz_9_assignsubmission_file_my_lab.zip", &zip(&WORK)),
        entry("Zoë_de_la_Cruz_9_assignsubmission_file_README.md", b"hello"),
        entry("Eve_6_assignsubmission_file_Bob_5_assignsubmission_file_x.zip", &zip(&WORK)),
    ];
    put(&download, &raw_zip(&entries));
    let intakes = read_all(&download);
    let students: Vec<_> = intakes.iter().map(|submission| submission.student.clone()).collect();
    assert_eq!(students, [student("Eve", "6"), student("Zoë_de_la_Cruz", "9")]);
    assert_eq!(taken(&intakes[0]), ["salutation:src/main.rs"]);
    assert_eq!(taken(&intakes[1]), ["salutation:src/main.rs"]);
    assert_eq!(left_out(&intakes[1]), [("README.md", LeftOutReason::OutsideLabs)]);
}

#[test]
fn what_a_student_hands_in_is_never_taken_for_a_download() {
    let class = folder(&[("bob/Alice_1_assignsubmission_file/01-salutation/src/main.rs", MAIN)]);
    let posing = [entry("Alice_1_assignsubmission_file/01-salutation/src/main.rs", b"")];
    put(&class.path().join("eve.zip"), &raw_zip(&posing));
    let names: Vec<_> = read_all(class.path()).into_iter().map(|i| i.student.name).collect();
    assert_eq!(names, ["bob", "eve"]);
}

#[test]
fn what_is_nobodys_is_named_and_its_kind_told() {
    let class = folder(&[
        ("notes.pdf", ""),
        (".DS_Store", ""),
        ("__MACOSX/x", ""),
        ("Bob_7_assignsubmission_file/src/main.rs", MAIN),
        ("Bob_7_assignsubmission_onlinetext/onlinetext.html", ""),
    ]);
    let listing = list(&[class.path().to_owned()], &[]).expect("a class");
    let parts: Vec<usize> = listing.sources.iter().map(|source| source.parts()).collect();
    assert_eq!(parts, [2]);
    let mut ignored: Vec<_> = listing
        .ignored
        .iter()
        .map(|entry| (entry.path.file_name().expect("a name").to_string_lossy(), entry.why))
        .collect();
    ignored.sort();
    let expected = [
        (".DS_Store".into(), IgnoredReason::Hidden),
        ("__MACOSX".into(), IgnoredReason::Tools),
        ("notes.pdf".into(), IgnoredReason::Neither),
    ];
    assert_eq!(ignored, expected);
    let download = class.path().join("class.zip");
    let entries = [
        entry("Al_5_assignsubmission_file/main.rs", b""),
        entry("list.csv", b""),
        entry("__MACOSX/x", b""),
    ];
    put(&download, &raw_zip(&entries));
    let listing = list(std::slice::from_ref(&download), &[]).expect("a download");
    let whys: Vec<_> = listing.ignored.iter().map(|entry| entry.why).collect();
    assert_eq!(
        (listing.sources.len(), whys),
        (1, vec![IgnoredReason::Tools, IgnoredReason::Nobody])
    );
}

#[test]
fn one_students_folder_may_be_given_alone() {
    let class = folder(&[]);
    let path = class.path().join("Bob Dé_7_assignsubmission_file");
    put(&path.join("lab.zip"), &zip(&WORK));
    let intakes = read_all(&path);
    assert_eq!(intakes.len(), 1);
    assert_eq!(intakes[0].student, student("Bob Dé", "7"));
    assert_eq!(taken(&intakes[0]), ["salutation:src/main.rs"]);
}

#[test]
fn an_upload_of_a_download_is_looked_at_as_any_archive() {
    let class = folder(&[]);
    let download = class.path().join("class.zip");
    let entries = [
        entry("A_1_assignsubmission_file/../../x.rs", b""),
        entry("B_2_assignsubmission_file/b.zip", &raw_zip(&[raw(b"../x.rs", b"")])),
    ];
    put(&download, &raw_zip(&entries));
    for submission in read_all(&download) {
        assert!(matches!(submission.refused, Some(Refused::Dangerous { .. })), "{submission:?}");
    }
}
