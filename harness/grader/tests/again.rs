//! What is handed in, and graded, more than once: labs one at a time, work that came before, and grades
//! that were given.
#![cfg(target_os = "linux")]

#[path = "class/mod.rs"]
mod helpers;

use std::fs;
use std::path::Path;
use std::process::Command;

use helpers::desk::{Desk, row};
use helpers::works::{ONE, TWO, all, finished, greets, under};
use helpers::{forms, grader};

#[test]
fn labs_may_be_handed_in_apart_and_of_each_the_latest_counts() {
    if !grader::is_ready() {
        return;
    }
    let desk = Desk::new();
    desk.hand_in("first", "ada", &under(ONE, &greets()), forms::NOON);
    desk.hand_in("second", "ada", &under(TWO, &finished(TWO)), forms::NOON + forms::DAY);
    desk.run(&["first", "second"], &[]);
    assert_eq!(desk.grades()[1..], [row("ada", "5", "20", "25")]);
    let replaced = |page: &str| page.contains("second/ada");
    assert!(!replaced(&desk.page()), "both count");

    // Of two that hold the same lab the earlier one is replaced, in whatever order they are named.
    desk.hand_in("third", "ada", &under(ONE, &finished(ONE)), forms::NOON - forms::DAY);
    desk.run(&["third", "first"], &[]);
    assert_eq!(desk.grades()[1..], [row("ada", "5", "20", "25")]);
    assert!(desk.page().contains("first/ada"), "{}", desk.page());
}

#[test]
fn of_two_at_the_same_time_the_one_that_is_named_later_counts() {
    if !grader::is_ready() {
        return;
    }
    let desk = Desk::new();
    // Whichever of the two workers writes first.
    desk.hand_in("first", "ada", &under(ONE, &finished(ONE)), forms::NOON);
    desk.hand_in("second", "ada", &under(ONE, &greets()), forms::NOON);
    for (classes, points) in [(["first", "second"], "5"), (["second", "first"], "20")] {
        desk.run(&classes, &["--jobs", "2"]);
        assert_eq!(desk.grades()[1..], [row("ada", points, "", points)]);
    }
}

/// The course, with a deadline for lab 01 in the evening of the day of `NOON`.
fn strict(desk: &Desk) -> String {
    let text = fs::read_to_string(helpers::works::root().join("labs/course.toml")).expect("a file");
    let deadline = "data = []\ndeadline = 2026-03-01T18:00:00Z\n";
    let late = "[late]\ngrace_minutes = 0\npercent_per_day = 10\npercent_at_most = 50\n";
    let file = desk.at("course.toml");
    fs::write(&file, format!("{late}{}", text.replacen("data = []\n", deadline, 1)))
        .expect("a file");
    file
}

#[test]
fn a_work_that_comes_again_was_handed_in_when_it_first_came() {
    if !grader::is_ready() {
        return;
    }
    let desk = Desk::new();
    let course = strict(&desk);
    let one = under(ONE, &finished(ONE));
    desk.hand_in("march", "ada", &one, forms::NOON);
    desk.hand_in("march", "bob", &under(ONE, &greets()), forms::NOON);
    desk.run(&["march"], &["--course", &course]);
    // A month later: the same files with another lab beside them, and the same submission copied.
    let later = forms::NOON + 30 * forms::DAY;
    desk.hand_in("april", "ada", &all([one.clone(), under(TWO, &finished(TWO))]), later);
    desk.hand_in("april", "bob", &under(ONE, &greets()), later);
    desk.hand_in("april", "cleo", &one, later);
    desk.run(&["april"], &["--course", &course]);
    let rows =
        [row("ada", "20", "20", "40"), row("bob", "5", "", "5"), row("cleo", "10", "", "10")];
    assert_eq!(desk.grades()[1..], rows);
}

#[test]
fn a_run_changes_no_grade_that_was_given() {
    if !grader::is_ready() {
        return;
    }
    let desk = Desk::new();
    desk.hand_in("class", "ada", &under(ONE, &finished(ONE)), forms::NOON);
    desk.run(&["class"], &[]);
    // As if an older suite had judged too severely.
    let (out, grades) = (desk.at("grades"), desk.path().join("grades"));
    grader::change(
        &grades,
        "insert into suites (digest, checks) select 'older', checks from suites where id = 1; update keys set suite = (select id from suites where digest = 'older'); update judgements set earned = 1250; delete from given",
    );
    desk.hand_in("class", "bob", &under(ONE, &greets()), forms::NOON);
    let said = desk.run(&["class"], &[]);
    assert!(
        said.contains("1 submission would get different points with the current checks"),
        "{said}"
    );
    assert_eq!(desk.grades()[1..], [row("ada", "12.5", "", "12.5"), row("bob", "5", "", "5")]);
    let words = ["regrade", "--apply", "--out", &out, "--lab", "1", "--lab", "2", "--lang", "en"];
    let (said, _) = grader::said(&words, 0);
    assert!(said.starts_with("ada  salutation  12.5 → 20  judged by other checks\n"), "{said}");
    let said = desk.run(&["class"], &[]);
    assert!(!said.contains("different points"), "{said}");
    assert_eq!(desk.grades()[1], row("ada", "20", "", "20"));
}

#[test]
fn another_number_of_moodle_is_no_other_student() {
    if !grader::is_ready() {
        return;
    }
    let desk = Desk::new();
    let at = forms::NOON;
    desk.hand_in("one", "Ada Lovelace_7_assignsubmission_file", &under(ONE, &greets()), at);
    desk.run(&["one"], &[]);
    // Each assignment has numbers of its own.
    let two = under(TWO, &finished(TWO));
    desk.hand_in("two", "Ada Lovelace_41_assignsubmission_file", &two, at);
    desk.run(&["two"], &[]);
    assert_eq!(desk.grades()[1..], [row("Ada Lovelace", "5", "20", "25")]);
    for (lab, number) in [("salutation", "7"), ("params", "41")] {
        let sheet = Path::new(&desk.at("grades")).join(format!("moodle-{lab}.csv"));
        let sheet = grader::sheet(&sheet);
        assert!(sheet[1].contains(&format!("Participant {number}")), "{sheet:?}");
    }
    // In one download two numbers are two people.
    desk.hand_in("three", "Ada Lovelace_50_assignsubmission_file", &two, at);
    desk.hand_in("three", "Ada Lovelace_51_assignsubmission_file", &two, at);
    desk.run(&["three"], &[]);
    assert_eq!(desk.grades().len(), 4);
}

#[test]
fn a_repository_of_which_a_part_is_missing_is_not_half_read() {
    if !grader::is_ready() {
        return;
    }
    let desk = Desk::new();
    // Without a working tree, what git reads is all there is.
    let repository = desk.path().join("class").join("ada");
    forms::bare(&repository, &under(ONE, &finished(ONE)), forms::NOON);
    // The files that come first are there, so that git writes something before it fails.
    let last = "HEAD:01-salutation/src/utilisateurs.rs";
    let output = Command::new("git").args(["rev-parse", last]).current_dir(&repository).output();
    let object = String::from_utf8(output.expect("git").stdout).expect("a name");
    let (folder, file) = object.trim().split_at(2);
    fs::remove_file(repository.join("objects").join(folder).join(file)).expect("an object");
    desk.run(&["class"], &[]);
    let results = grader::json(&Path::new(&desk.at("grades")).join("students/ada/results.json"));
    let said = results["output"].as_str().expect("a text");
    assert!(said.contains("Git cannot read “ada”"), "{results}");
}

/// A course of this year, with this deadline of lab 01.
fn this_year(desk: &Desk, deadline: &str) -> String {
    let text = fs::read_to_string(helpers::works::root().join("labs/course.toml")).expect("a file");
    let deadline = format!("data = []\ndeadline = {deadline}\n");
    let late = "[late]\ngrace_minutes = 15\npercent_per_day = 10\npercent_at_most = 50\n\n";
    let file = desk.at("course.toml");
    fs::write(&file, format!("{late}{}", text.replacen("data = []\n", &deadline, 1)))
        .expect("a file");
    file
}

#[test]
fn what_a_run_was_told_holds_for_every_later_command() {
    if !grader::is_ready() {
        return;
    }
    let desk = Desk::new();
    desk.hand_in("class", "ada", &under(ONE, &finished(ONE)), forms::NOON);
    desk.hand_in("class", "bob", &under(ONE, &greets()), forms::NOON);
    let (class, out, list) = (desk.at("class"), desk.at("grades"), desk.at("list.csv"));
    fs::write(&list, "student\nada\nbob\ncarol\n").expect("a list");
    // It has passed when the class hands in.
    let course = this_year(&desk, "2026-02-28T18:00:00Z");
    let told = ["--course", &course, "--lab", "1", "--lang", "fr", "--students", &list];
    grader::said(&[&["run", &class, "--out", &out][..], &told].concat(), 0);
    let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
    let given = [
        row(["student", "salutation", "total"]),
        row(["ada", "18", "18"]),
        row(["bob", "3", "3"]),
        row(["carol", "", ""]),
    ];
    assert_eq!(desk.grades(), given);

    // The course file and the list may be gone by then.
    fs::remove_file(&course).expect("removed");
    fs::remove_file(&list).expect("removed");
    let (said, _) = grader::said(&["run", &class, "--out", &out], 0);
    assert!(said.contains("carol"), "{said}");
    assert_eq!(desk.grades(), given);
    let (said, _) = grader::said(&["regrade", "--out", &out], 0);
    assert!(said.contains("Aucune note ne changerait"), "{said}");
    grader::said(&["regrade", "--apply", "--out", &out], 0);
    assert_eq!(desk.grades(), given);
    grader::said(&["similar", "--out", &out], 0);
    let who = ["--reason", "heard", "--who", "Ms Turing", "--out", &out];
    grader::said(&[&["override", "bob", "1", "3"][..], &who].concat(), 0);
    assert_eq!(desk.grades(), given);
    // More time, and a change that is taken back: both hold from the next run on.
    let (said, _) = grader::said(&[&["extend", "bob", "1", "2026-03-05"][..], &who].concat(), 0);
    assert!(said.contains("2026-03-06 00:00 CET"), "{said}");
    grader::said(&[&["override", "bob", "1", "--cancel"][..], &who].concat(), 0);
    grader::said(&["run", &class, "--out", &out], 0);
    assert_eq!(desk.grades()[2], row(["bob", "5", "5"]));
    let page = Path::new(&out).join("students/bob/feedback.html");
    let page = fs::read_to_string(page).expect("a page");
    assert!(page.contains("date limite, prolongée\u{a0}: 2026-03-06 00:00 CET."), "{page}");
    let (_, said) = grader::said(&[&["extend", "bob", "1", "soon"][..], &who].concat(), 2);
    assert!(said.contains("soon n'est pas une date valide"), "{said}");
    let exam = desk.at("exam.csv");
    fs::write(&exam, "student,grade\nada,10\nbob,5\n").expect("a file");
    grader::said(&["final", "--exam", &exam, "--out", &out], 0);
    let last = grader::sheet(&Path::new(&out).join("final.csv"));
    assert_eq!(last[1], ["ada", "18", "10", "14"]);
    assert_eq!(last[2], ["bob", "5", "5", "5"]);
}

#[test]
fn the_zone_of_the_machine_changes_no_grade() {
    if !grader::is_ready() {
        return;
    }
    let desk = Desk::new();
    let work = under(ONE, &finished(ONE));
    for (who, time) in [("ada", (18, 10)), ("bob", (18, 20))] {
        let class = desk.path().join("class");
        fs::create_dir_all(&class).expect("a folder");
        let zip = forms::zip_without_zone(&work, time);
        fs::write(class.join(format!("{who}.zip")), zip).expect("an archive");
    }
    // A quarter of an hour is free.
    let course = this_year(&desk, "2026-03-01T18:00:00+01:00");
    for zone in ["UTC", "Europe/Paris", "America/Montreal"] {
        let (class, out) = (desk.at("class"), desk.at(&zone.replace('/', "-")));
        let words =
            ["run", &class, "--out", &out, "--course", &course, "--lab", "1", "--lang", "en"];
        let output = grader::command(&words).env("TZ", zone).output().expect("the grader starts");
        assert!(output.status.success(), "{zone}: {}", String::from_utf8_lossy(&output.stderr));
        let rows = grader::sheet(&Path::new(&out).join("grades.csv"));
        assert_eq!(rows[1..], [["ada", "20", "20"], ["bob", "18", "18"]], "{zone}");
        let page = Path::new(&out).join("students/bob/feedback.html");
        let page = fs::read_to_string(page).expect("the feedback");
        assert!(
            page.contains("Handed in 2026-03-01 18:20 CET; deadline: 2026-03-01 18:00 CET."),
            "{page}"
        );
    }
}
