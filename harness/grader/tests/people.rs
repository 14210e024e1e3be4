//! Matching students: folders named after people, numbers, addresses, logins and teams; absences; and grades that go
//! down only with `--yes`.
#![cfg(target_os = "linux")]

#[path = "class/mod.rs"]
mod helpers;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use helpers::desk::{Desk, row};
use helpers::works::{ONE, TWO, all, finished, greets, under};
use helpers::{forms, grader};

const LIST: &str = "Prénom;Nom de famille;Numéro d’identification;Adresse de courriel;Groupes\n\
    Ada;Lovelace;20230001;ada@univ.example;TD1, Groupe A\n\
    Alan;Turing;20230002;turing@univ.example;TD2, Groupe A\n\
    Léa;Martin;20230003;lea.martin@univ.example;TD1\n\
    Lea;Martin;20230004;l.martin@univ.example;TD1\n\
    Jean;d'Alembert;20230005;;TD2\n\
    Alice;Petit;20230006;;\n\
    Alice;Petit;20230007;;\n";

/// The cells of a row of `grades.csv`, and of the titles.
fn cells(row: &[String]) -> Vec<&str> {
    row.iter().map(String::as_str).collect()
}

#[test]
fn a_folder_joins_the_row_of_whom_it_means() {
    if !grader::is_ready() {
        return;
    }
    let desk = Desk::new();
    let list = desk.at("list.csv");
    fs::write(&list, LIST).expect("a list");
    let (one, two) = (under(ONE, &finished(ONE)), under(TWO, &finished(TWO)));
    for (who, work) in [
        ("Groupe A_57_assignsubmission_file_", &one),
        ("turing@univ.example", &two),
        ("Le\u{301}a Martin", &one),
        ("Lea_Martin", &two),
        ("dALEMBERT Jean", &one),
        ("20230007", &two),
        ("petit alice", &one),
        ("Grace Hopper", &one),
    ] {
        desk.hand_in("class", who, work, forms::NOON);
    }
    fs::write(desk.path().join("class/notes.pdf"), "").expect("a file");
    let said = desk.run(&["class"], &["--students", &list]);
    let rows = desk.grades();
    let found: Vec<Vec<&str>> = rows.iter().map(|row| cells(row)).collect();
    let [email, none] = [["ada@univ.example"], [""]].map(|cell| cell[0]);
    let expected = [
        ["student", "number", "email", "salutation", "params", "total"],
        ["Ada Lovelace", "20230001", email, "20", "", "20"],
        ["Alan Turing", "20230002", "turing@univ.example", "20", "20", "40"],
        ["Alice Petit", "20230006", none, "", "", ""],
        ["Alice Petit", "20230007", none, "", "20", "20"],
        ["Grace Hopper", "", none, "20", "", "20"],
        ["Jean d'Alembert", "20230005", none, "20", "", "20"],
        ["Lea Martin", "20230004", "l.martin@univ.example", "", "20", "20"],
        ["Léa Martin", "20230003", "lea.martin@univ.example", "20", "", "20"],
        ["petit alice", "", none, "20", "", "20"],
    ];
    assert_eq!(found, expected);
    assert!(said.contains("9 entries found: 8 read"), "{said}");
    assert!(said.contains("notes.pdf (it is neither a folder nor an archive)"), "{said}");
    let question = "Who owns the submission “petit alice”? Possibly Alice Petit (20230006), \
                    Alice Petit (20230007).";
    assert!(said.contains(question), "{said}");
    let page = |name: &str| {
        let folder = desk.path().join("grades/students").join(name);
        fs::read_to_string(folder.join("feedback.html")).expect("a page")
    };
    assert!(page("Ada_Lovelace").contains("Handed in by the team Groupe A."));
    // Asked once.
    let out = desk.at("grades");
    grader::said(&["identify", "petit alice", "20230006", "--out", &out], 0);
    let said = desk.run(&["class"], &[]);
    assert!(!said.contains("petit alice"), "{said}");
    let rows = desk.grades();
    assert_eq!(cells(&rows[3]), ["Alice Petit", "20230006", "", "20", "", "20"]);
    assert_eq!(rows.len(), expected.len() - 1);
    assert!(!desk.path().join("grades/students/petit_alice").exists());
}

#[test]
fn folders_of_github_classroom_are_put_together_by_their_logins() {
    if !grader::is_ready() {
        return;
    }
    let desk = Desk::new();
    let list = desk.at("classroom_roster.csv");
    let roster = "\"identifier\",\"github_username\",\"github_id\",\"name\"\n\
                  \"20230001\",\"countess\",\"7\",\"Ada Lovelace\"\n\"20230002\",\"octo-cat\",\"8\",\"Alan Turing\"\n";
    fs::write(&list, roster).expect("a list");
    for (folder, work) in [
        ("salutation-submissions/salutation-countess", finished(ONE)),
        ("salutation-submissions/salutation-octo-cat", greets()),
        ("params-submissions/params-octo-cat", finished(TWO)),
    ] {
        let (class, who) = folder.split_once('/').expect("two names");
        desk.hand_in(class, who, &work, forms::NOON);
    }
    let classes = ["salutation-submissions", "params-submissions"];
    desk.run(&classes, &[]);
    let without = [row("countess", "20", "", "20"), row("octo-cat", "5", "20", "25")];
    assert_eq!(desk.grades()[1..], without);
    // The list comes later, and the rows become those of the list.
    desk.run(&classes, &["--students", &list]);
    let rows = desk.grades();
    let found: Vec<Vec<&str>> = rows.iter().map(|row| cells(row)).collect();
    let expected = [
        ["student", "number", "login", "salutation", "params", "total"],
        ["Ada Lovelace", "20230001", "countess", "20", "", "20"],
        ["Alan Turing", "20230002", "octo-cat", "5", "20", "25"],
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_grade_that_was_given_goes_down_only_when_somebody_says_so() {
    if !grader::is_ready() {
        return;
    }
    let desk = Desk::new();
    desk.hand_in("class", "ada", &under(ONE, &finished(ONE)), forms::NOON);
    desk.hand_in("class", "bob", &under(ONE, &greets()), forms::NOON);
    desk.run(&["class"], &[]);
    let given = [row("ada", "20", "", "20"), row("bob", "5", "", "5")];
    let course = strict(&desk);

    // Another course file.
    let (said, why) = desk.ends(&["class"], &["--course", &course], 2);
    assert!(
        said.contains("ada  salutation  20 → 16  another deadline or rule for lateness"),
        "{said}"
    );
    assert!(said.contains("bob  salutation  5 → 1  "), "{said}");
    assert!(why.contains("2 grades that were already given would go down"), "{why}");
    assert_eq!(desk.grades()[1..], given);
    // It was not kept.
    let said = desk.run(&["class"], &[]);
    assert!(!said.contains('→'), "{said}");
    // A worse submission.
    desk.hand_in("later", "ada", &under(ONE, &greets()), forms::NOON + forms::DAY);
    let (said, _) = desk.ends(&["later"], &[], 2);
    assert!(said.contains("ada  salutation  20 → 5  another submission"), "{said}");
    assert_eq!(desk.grades()[1..], given);
    let exam = desk.at("exam.csv");
    fs::write(&exam, "student,grade\nada,10\n").expect("a file");
    let out = desk.at("grades");
    let (_, why) = grader::said(&["final", "--exam", &exam, "--out", &out], 2);
    assert!(why.contains("1 grade would be lower than in the reports"), "{why}");
    let (said, why) = grader::said(&["regrade", "--apply", "--out", &out, "--lang", "en"], 2);
    assert!(said.contains("ada  salutation  20 → 5  another submission"), "{said}");
    assert!(why.contains("would go down"), "{why}");
    assert_eq!(desk.grades()[1..], given);
    // What was handed in first, once more: nothing was lost.
    desk.run(&["class"], &[]);
    assert_eq!(desk.grades()[1..], given);
    let said = desk.run(&["later"], &["--yes"]);
    assert!(said.contains("20 → 5"), "{said}");
    assert_eq!(desk.grades()[1], row("ada", "5", "", "5"));
    // A decision needs no second one.
    let who = ["--reason", "copied", "--who", "Ms Turing", "--out", &out];
    grader::said(&[&["override", "bob", "1", "0"][..], &who].concat(), 0);
    let said = desk.run(&["class", "later"], &[]);
    assert!(said.contains("bob  salutation  5 → 0  decided by hand"), "{said}");
}

#[test]
fn an_absence_is_no_zero_anywhere() {
    if !grader::is_ready() {
        return;
    }
    let desk = Desk::new();
    let both = all([under(ONE, &finished(ONE)), under(TWO, &finished(TWO))]);
    for who in ["ada", "bob", "cleo", "Éva Noël"] {
        desk.hand_in("class", who, &both, forms::NOON);
    }
    let out = desk.at("grades");
    desk.run(&["class"], &[]);
    let who = ["--reason", "a letter", "--who", "Ms Turing", "--out", &out];
    grader::said(&[&["override", "ada", "1", "abj"][..], &who].concat(), 0);
    grader::said(&[&["override", "bob", "1", "ABI"][..], &who].concat(), 0);
    let said = desk.run(&["class"], &[]);
    assert!(said.contains("ABI unjustified absence · ABJ justified absence"), "{said}");
    let rows = desk.grades();
    assert_eq!(rows[1], row("ada", "ABJ", "20", "20"));
    assert_eq!(rows[2], row("bob", "ABI", "20", "ABI"));
    let page = Path::new(&out).join("students/bob/feedback.html");
    assert!(fs::read_to_string(page).expect("a page").contains("ABI/20"));

    let exam = desk.at("exam.csv");
    let last = |text: &[u8], status| {
        fs::write(&exam, text).expect("a file");
        grader::said(&["final", "--exam", &exam, "--out", &out, "--csv", "plain"], status)
    };
    // Windows-1252, semicolons, other columns, a name turned round, blanks, absences.
    let text = b"Groupe;Nom complet;Note\nA;ADA;12,5\nA;bob;8\nB;cleo;ABI\nB;NOEL \xc9va;\n";
    last(text, 0);
    let rows = grader::sheet(&Path::new(&out).join("final.csv"));
    // An excused lab does not count.
    assert_eq!(rows[1], ["ada", "20", "12.5", "16.25"]);
    assert_eq!(rows[2], ["bob", "ABI", "8", "ABI"]);
    assert_eq!(rows[3], ["cleo", "20", "ABI", "ABI"]);
    assert_eq!(rows[4], ["Éva Noël", "20", "", ""]);
    // A blank cell removes a grade; without a number, the name decides.
    last(b"number,student,grade\n,ada,\n,bob,9\n", 0);
    let rows = grader::sheet(&Path::new(&out).join("final.csv"));
    assert_eq!((&*rows[1][2], &*rows[2][2]), ("", "9"));
    // All errors, each with its line; nothing is recorded.
    let (_, why) = last(b"student,grade\nada,21\nnobody,3\ncleo,x\nbob\nada,3\nada,4\n,5\n", 2);
    let lines: BTreeSet<&str> = why.lines().filter(|line| line.starts_with("line ")).collect();
    let begins = [
        "line 2: the grade of ada is not",
        "line 3: No student is called nobody",
        "line 4: the grade of cleo is not",
        "line 5: 2 cells are expected",
        "line 7: ada is listed twice",
        "line 8: there is a grade, but no name",
    ];
    assert_eq!(lines.len(), begins.len(), "{why}");
    for (line, begin) in lines.iter().zip(begins) {
        assert!(line.starts_with(begin), "{line} instead of {begin}");
    }
    let after = grader::sheet(&Path::new(&out).join("final.csv"));
    assert_eq!(after, rows);
}

#[test]
fn two_people_of_one_name_in_a_moodle_download_are_asked_about_by_their_numbers() {
    if !grader::is_ready() {
        return;
    }
    let desk = Desk::new();
    let (list, out) = (desk.at("list.csv"), desk.at("grades"));
    for (number, work) in [("12", finished(ONE)), ("13", greets())] {
        let who = format!("Alice Petit_{number}_assignsubmission_file_");
        desk.hand_in("class", &who, &under(ONE, &work), forms::NOON);
    }
    // A team of which the list has one member.
    let team = under(TWO, &finished(TWO));
    desk.hand_in("class", "Groupe B_58_assignsubmission_file_", &team, forms::NOON);
    // The list has one Alice: which of the two is she?
    let one = "student,number,group\nAlice Petit,20230006,\nJean Dupont,20230008,Groupe B\n";
    fs::write(&list, one).expect("a list");
    let said = desk.run(&["class"], &["--students", &list]);
    for number in ["12", "13"] {
        let question = format!("“Alice Petit ({number})”? Possibly Alice Petit (20230006)");
        assert!(said.contains(&question), "{said}");
    }
    let points = |row: &[String]| [row[1].clone(), row[2].clone(), row[3].clone()];
    let rows: Vec<_> = desk.grades().iter().map(|row| points(row)).collect();
    let jean = ["20230008", "", "20"].map(str::to_owned);
    assert!(rows.contains(&jean), "{rows:?}");
    let sheet = fs::read_to_string(Path::new(&out).join("moodle-params.csv")).expect("a sheet");
    assert!(!sheet.contains("58"), "the number of a group: {sheet}");
    let page = Path::new(&out).join("students/Jean_Dupont/feedback.html");
    let page = fs::read_to_string(page).expect("a page");
    assert!(page.contains("Handed in by the team Groupe B."));

    let both = format!("{one}Alice Petit,20230007,\n");
    fs::write(&list, both).expect("a list");
    desk.run(&["class"], &["--students", &list]);
    for (name, number) in [("Alice Petit (12)", "20230007"), ("Alice Petit (13)", "20230006")] {
        grader::said(&["identify", name, number, "--out", &out], 0);
    }
    let (_, why) =
        grader::said(&["identify", "Alice", "20230006", "--out", &out, "--lang", "en"], 2);
    assert!(why.contains("No submission without a student is called Alice"), "{why}");
    let said = desk.run(&["class"], &[]);
    assert!(!said.contains("Alice Petit (1"), "{said}");
    let rows: Vec<_> = desk.grades()[1..].iter().map(|row| points(row)).collect();
    let expected = [["20230006", "5", ""], ["20230007", "20", ""], ["20230008", "", "20"]];
    assert_eq!(rows, expected.map(|row| row.map(str::to_owned)));
}

#[test]
fn a_time_in_the_future_costs_nothing_even_after_it_has_come() {
    if !grader::is_ready() {
        return;
    }
    let desk = Desk::new();
    let course = strict(&desk);
    let work = under(ONE, &finished(ONE));
    // In the year 2100, and then on a day after the deadline.
    for at in [4_102_444_800, forms::NOON + 30 * forms::DAY] {
        desk.hand_in("class", "ada", &work, at);
        desk.run(&["class"], &["--course", &course]);
        assert_eq!(desk.grades()[1], row("ada", "20", "", "20"), "{at}");
        assert!(desk.page().contains("Its files have a time in the future"), "{at}");
    }
}

/// The course, with a deadline of lab 01 before the class hands in, and a tenth of the points for each day.
fn strict(desk: &Desk) -> String {
    let text = fs::read_to_string(helpers::works::root().join("labs/course.toml")).expect("a file");
    let deadline = "data = []\ndeadline = 2026-02-20T18:00:00Z\n";
    let late = "[late]\ngrace_minutes = 0\npercent_per_day = 10\npercent_at_most = 20\n";
    let course = desk.at("course.toml");
    fs::write(&course, format!("{late}{}", text.replacen("data = []\n", deadline, 1)))
        .expect("a file");
    course
}
