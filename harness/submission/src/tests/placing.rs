//! Where labs are found in what students hand in.

use crate::fixtures::{
    MAIN, NOON, folder, left_out, put, read_all, read_archive, taken, zip, zip_at,
};
use crate::submission::{LeftOutReason, Refused};

fn taken_of(name: &str, files: &[(&str, &str)]) -> Vec<String> {
    taken(&read_archive(name, &zip(files)))
}

#[test]
fn a_lab_is_found_by_its_folder_or_its_name_wherever_it_lies() {
    let main = ["salutation:src/main.rs"];
    for path in [
        "01-salutation/src/main.rs",
        "salutation/src/main.rs",
        "Salutation/src/main.rs",
        "course-main/labs/01-salutation/src/main.rs",
        "Travail de Zoé/course (1)/labs/01-salutation/src/main.rs",
    ] {
        assert_eq!(taken_of("a.zip", &[(path, MAIN)]), main, "{path}");
    }
}

#[test]
fn the_shallowest_folder_counts() {
    let files = [
        ("old/copy/labs/01-salutation/src/old.rs", ""),
        ("x/01-salutation/src/new.rs", ""),
        ("labs/01-salutation/src/best.rs", ""),
        ("more/salutation/src/other.rs", ""),
        ("salutation/notes.txt", "nothing that a lab takes"),
    ];
    assert_eq!(taken_of("a.zip", &files), ["salutation:src/best.rs"]);
}

#[test]
fn solutions_and_suites_are_nobodys_work() {
    let files = [
        ("solutions/01-salutation/src/main.rs", MAIN),
        ("harness/suites/01-salutation/src/lib.rs", ""),
        ("book/02-params/src/main.rs", MAIN),
    ];
    let submission = read_archive("a.zip", &zip(&files));
    assert_eq!(submission.refused, Some(Refused::NoLab));
    assert!(submission.labs.is_empty());
    assert_eq!(submission.left_out.len(), 3);
}

#[test]
fn sources_at_the_top_are_the_lab_that_the_name_says() {
    let top = [("src/main.rs", MAIN), ("Cargo.toml", "")];
    let wrapped = [("work/src/main.rs", MAIN), ("work/Cargo.toml", "")];
    let both = ["salutation:Cargo.toml", "salutation:src/main.rs"];
    for name in ["salutation.zip", "Dupont_Lab01.zip", "tp-1.zip", "2026 TP 1.zip"] {
        assert_eq!(taken_of(name, &top), both, "{name}");
        assert_eq!(taken_of(name, &wrapped), both, "{name}");
    }
    assert_eq!(taken_of("dupont.zip", &[("tp2/src/main.rs", MAIN)]), ["params:src/main.rs"]);
    for name in ["dupont.zip", "tp9.zip", "lab 1 and 2.zip", "2026.zip"] {
        assert_eq!(read_archive(name, &zip(&top)).refused, Some(Refused::NoLab), "{name}");
    }
    // A lab's folder says more than the archive's name.
    assert_eq!(
        taken_of("tp2.zip", &[("src/main.rs", ""), ("01-salutation/src/main.rs", MAIN)]),
        ["salutation:src/main.rs"]
    );
}

#[test]
fn the_number_of_a_participant_is_no_lab() {
    let class = folder(&[("Bob_1_assignsubmission_file/src/main.rs", MAIN)]);
    assert_eq!(read_all(class.path())[0].refused, Some(Refused::NoLab));
}

#[test]
fn the_whole_repository_is_listed_in_a_few_lines() {
    let repository = folder(&[
        ("Cargo.toml", ""),
        ("README.md", ""),
        ("labs/course.toml", ""),
        ("labs/01-salutation/Cargo.toml", ""),
        ("labs/01-salutation/src/main.rs", MAIN),
        ("labs/03-health/src/main.rs", MAIN),
        ("labs/03-health/patients.json", "[]"),
        ("labs/03-health/other.json", "[]"),
        ("solutions/01-salutation/src/main.rs", "// the answer"),
        ("book/src/a.md", ""),
        ("labs/01-salutation/target/debug/deps/a.rs", ""),
    ]);
    for number in 0..300 {
        put(&repository.path().join(format!("target/debug/{number}.rs")), b"x");
        put(&repository.path().join(format!("harness/lab/src/{number}.rs")), b"x");
    }
    let submission = &read_all(repository.path())[0];
    assert_eq!(
        submission.student.name,
        repository.path().file_name().expect("a name").to_string_lossy()
    );
    let expected = [
        "health:other.json",
        "health:patients.json",
        "health:src/main.rs",
        "salutation:Cargo.toml",
        "salutation:src/main.rs",
    ];
    assert_eq!(taken(submission), expected);
    let expected = [
        ("labs/01-salutation/target/", LeftOutReason::NotAllowed),
        ("Cargo.toml", LeftOutReason::OutsideLabs),
        ("README.md", LeftOutReason::OutsideLabs),
        ("book/", LeftOutReason::OutsideLabs),
        ("harness/", LeftOutReason::OutsideLabs),
        ("labs/course.toml", LeftOutReason::OutsideLabs),
        ("solutions/", LeftOutReason::OutsideLabs),
        ("target/", LeftOutReason::OutsideLabs),
    ];
    assert_eq!(left_out(submission), expected);
}

#[test]
fn the_list_of_what_is_left_out_is_short() {
    let names: Vec<_> =
        (0..500).map(|n| format!("labs/01-salutation/.notes{n:03}/a.txt")).collect();
    let mut files: Vec<_> = names.iter().map(|name| (name.as_str(), "")).collect();
    files.push(("labs/01-salutation/src/main.rs", MAIN));
    let submission = read_archive("a.zip", &zip(&files));
    assert_eq!(submission.left_out.len(), 200);
    assert_eq!(submission.left_out[0].path, names[0]);
    let strange: Vec<_> = (0..500).map(|n| format!("{n:03}.txt")).collect();
    let files: Vec<_> = strange.iter().map(|name| (name.as_str(), "")).collect();
    assert_eq!(read_archive("a.zip", &zip(&files)).left_out.len(), 200);
}

#[test]
fn what_a_mac_adds_is_no_work() {
    let files = [
        ("salutation/src/main.rs", MAIN),
        ("salutation/src/._main.rs", "\0"),
        ("__MACOSX/salutation/src/main.rs", "\0"),
    ];
    let submission = read_archive("a.zip", &zip(&files));
    assert_eq!(submission.labs["salutation"]["src/main.rs"], MAIN.as_bytes());
    let expected = [
        ("salutation/src/._main.rs", LeftOutReason::NotAllowed),
        ("__MACOSX/", LeftOutReason::OutsideLabs),
    ];
    assert_eq!(left_out(&submission), expected);
}

#[test]
fn of_several_attempts_the_newest_counts_and_a_tool_is_no_attempt() {
    // The deeper one is newer.
    let late = NOON + 60;
    let files = [
        ("01-salutation/src/main.rs", MAIN, NOON),
        ("x/y/salutation/src/main.rs", "fn main() { better() }\n", late),
    ];
    let submission = read_archive("a.zip", &zip_at(&files));
    assert_eq!(submission.labs["salutation"]["src/main.rs"], files[1].1.as_bytes());
    // A tool that was changed after the server is no server.
    let files = [
        ("01-salutation/src/main.rs", MAIN, NOON),
        ("01-salutation/src/bin/fill.rs", "fn main() { fill() }\n", late),
        ("01-salutation/src/try.rs", "fn main() { try_it() }\n", late),
    ];
    let submission = read_archive("a.zip", &zip_at(&files));
    assert_eq!(submission.labs["salutation"]["src/main.rs"], MAIN.as_bytes());
    // Nor is what a module shows as an example.
    let module = "pub const SHOWN: &str = \"\\\nfn main() {}\n\";\n";
    let files = [
        ("01-salutation/src/main.rs", "mod shown;\nfn main() {}\n", NOON),
        ("01-salutation/src/shown.rs", module, late),
    ];
    let submission = read_archive("a.zip", &zip_at(&files));
    assert_eq!(taken(&submission), ["salutation:src/main.rs", "salutation:src/shown.rs"]);
    // What a browser saved again later is the server.
    let files = [
        ("01-salutation/src/main.rs", MAIN, NOON),
        ("01-salutation/src/main (1).rs", "fn main() { better() }\n", late),
    ];
    let submission = read_archive("a.zip", &zip_at(&files));
    assert_eq!(submission.labs["salutation"]["src/main.rs"], files[1].1.as_bytes());
}
