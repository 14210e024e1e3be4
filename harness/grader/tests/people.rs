//! Who is who: folders that are called after people, numbers, addresses, logins and teams; absences; and grades that
//! go down only when somebody says so.
#![cfg(target_os = "linux")]

#[path = "class/mod.rs"]
mod helpers;

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
    let question = "Whose is the submission “petit alice”? It may be of Alice Petit (20230006), \
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
    let text = fs::read_to_string(helpers::works::root().join("labs/course.toml")).expect("a file");
    let deadline = "data = []\ndeadline = 2026-02-20T18:00:00Z\n";
    let late = "[late]\ngrace_minutes = 0\npercent_per_day = 10\npercent_at_most = 20\n";
    let course = desk.at("course.toml");
    fs::write(&course, format!("{late}{}", text.replacen("data = []\n", deadline, 1)))
        .expect("a file");

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
    // All that is wrong, each with its line.
    let (_, why) = last(b"student,grade\nada,21\nnobody,3\ncleo,x\nbob\nada,3\n", 2);
    let lines: Vec<&str> = why.lines().filter(|line| line.starts_with("line ")).collect();
    let begins =
        ["line 2: the grade of ada", "line 3: No student", "line 4: the grade of cleo", "line 5: "];
    for (line, begin) in lines.iter().filter(|line| !line.contains("twice")).zip(begins) {
        assert!(begins.iter().any(|begin| line.starts_with(begin)), "{line} {begin}");
    }
    assert_eq!(lines.len(), 4, "{why}");
}
