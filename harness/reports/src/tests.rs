//! Each format is read back by what reads it; what is hostile stays text in all of them.

mod pages;

use std::fs;
use std::path::Path;

use engine::Lang;
use engine::outcome::{Failure, Outcome as CheckOutcome};
use jiff::Timestamp;
use marks::{Absence, BuildLimit, Decision, Lateness, Outcome, Override, Points, StudentMarks};
use serde_json::{Value, json};
use submission::{Cap, Contact, LeftOut, LeftOutReason, Problem, Refused};
use tempfile::TempDir;

use crate::class::Class;
use crate::sample::{self, HOSTILE, broken, failed, judged, mark, same, skipped, small, student};
use crate::writer::Writer;

/// The reports of these students.
fn written(class: &Class, students: &[StudentMarks]) -> TempDir {
    let out = tempfile::tempdir().expect("a folder");
    let mut writer = Writer::open(out.path(), class.clone()).expect("a writer");
    for student in students {
        writer.add(student, class.lang).expect("added");
    }
    writer.finish().expect("finished");
    out
}

fn read(out: &TempDir, path: &str) -> String {
    fs::read_to_string(out.path().join(path)).expect(path)
}

fn rows(out: &TempDir, path: &str) -> Vec<Vec<String>> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).from_path(out.path().join(path)).expect(path);
    reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect()
}

/// A student with a passed and a failed check, and a lab that does not compile.
fn partial(class: &Class) -> StudentMarks {
    let mut marked = student(class, "Zoé Martin", 1);
    let diff = "  GET /x\n\n- HTTP 404\n+ HTTP 200\n";
    let outcomes = [CheckOutcome::Passed, failed("The status is 200, see `main`.", diff)];
    marked.labs[0] = mark(&class.labs[0], judged(&class.labs[0], outcomes));
    marked.labs[0].lateness = Lateness { days: 2, deduction: Points::from_hundredths(50) };
    marked.labs[1] = mark(&class.labs[1], sample::build_failed());
    marked
}

/// A student with a grade for the first lab.
fn graded(class: &Class, name: &str, number: usize) -> StudentMarks {
    let mut marked = student(class, name, number);
    marked.labs[0].by_hand = Some(override_to(Points::whole(1)));
    marked
}

/// The second check of the first lab, which fails.
fn change_failure(marked: &mut StudentMarks, change: impl Fn(&mut Failure)) {
    let Outcome::Judged { checks, .. } = &mut marked.labs[0].outcome else { panic!("judged") };
    let CheckOutcome::Failed(failure) = &mut checks[1].outcome else { panic!("failed") };
    change(failure);
}

#[test]
fn grades_are_read_back_from_the_sheet() {
    let class = small(Lang::Fr);
    let mut open = student(&class, "Open", 2);
    open.labs[0] = mark(&class.labs[0], Outcome::SetAside { why: "x".into() });
    let mut by_hand = open.clone();
    by_hand.labs[0].by_hand = Some(override_to(Points::from_hundredths(1250)));
    let mut unread = student(&class, "Unread", 3);
    unread.labs = class.labs.iter().map(|head| mark(head, Outcome::Unread)).collect();
    let out =
        written(&class, &[partial(&class), open, by_hand, unread, student(&class, "Absent", 4)]);
    assert_eq!(read(&out, "grades.csv").lines().next(), Some("student,salutation,params,total"));
    let rows = rows(&out, "grades.csv");
    assert_eq!(rows[1], ["Zoé Martin", "2.5", "0", "2.5"]);
    assert_eq!(rows[2], ["Open", "", "", ""], "no zero for a grader error");
    assert_eq!(rows[3], ["Open", "12.5", "", "12.5"]);
    assert_eq!(rows[4], ["Unread", "?", "?", "?"], "no zero for what cannot be read");
    assert_eq!(rows[5], ["Absent", "", "", ""], "no zero for what was not handed in");
}

#[test]
fn an_absence_has_its_code_and_an_excused_lab_does_not_count() {
    let class = small(Lang::En);
    let absent = |index: usize, absence| {
        let mut marked = partial(&class);
        marked.labs[index].by_hand = Some(decided(Decision::Absence(absence)));
        marked
    };
    let mut excused = absent(0, Absence::Justified);
    excused.labs[1].by_hand = excused.labs[0].by_hand.clone();
    let students = [absent(0, Absence::Unjustified), absent(1, Absence::Justified), excused];
    let out = written(&class, &students);
    let rows = rows(&out, "grades.csv");
    assert_eq!(rows[1], ["Zoé Martin", "ABI", "0", "ABI"]);
    assert_eq!(rows[2], ["Zoé Martin", "2.5", "ABJ", "2.5"]);
    assert_eq!(rows[3], ["Zoé Martin", "ABJ", "ABJ", "ABJ"]);
    let results: Value =
        serde_json::from_str(&read(&out, "students/student-1/results.json")).expect("JSON");
    assert_eq!(results["extra_data"]["labs"][0]["by_hand"]["absence"], "ABJ");
    // 2.5 of the 20 points that count.
    assert!(read(&out, "index.html").contains("<td class=\"grade\">2.5</td>"));
}

#[test]
fn what_the_list_of_the_class_says_has_columns() {
    let class = small(Lang::En);
    let mut ada = partial(&class);
    ada.contact = Contact { number: Some("0042".into()), ..Contact::default() };
    let mut alan = student(&class, "Alan", 2);
    alan.contact = Contact { email: Some("alan@univ.example".into()), ..Contact::default() };
    let rows = rows(&written(&class, &[ada, alan]), "grades.csv");
    assert_eq!(rows[0], ["student", "number", "email", "salutation", "params", "total"]);
    assert_eq!(rows[1], ["Zoé Martin", "0042", "", "2.5", "0", "2.5"]);
    assert_eq!(rows[2], ["Alan", "", "alan@univ.example", "", "", ""]);
}

fn override_to(points: Points) -> Override {
    decided(Decision::Points(points))
}

fn decided(decision: Decision) -> Override {
    Override { decision, reason: "<b>".into(), who: "me".into(), at: Timestamp::UNIX_EPOCH }
}

#[test]
fn a_name_is_no_formula() {
    let class = small(Lang::En);
    let long = "é".repeat(300);
    let names: Vec<&str> = HOSTILE.into_iter().chain([long.as_str(), "-1", "\tx"]).collect();
    let students: Vec<StudentMarks> =
        names.iter().enumerate().map(|(number, name)| graded(&class, name, number)).collect();
    let out = written(&class, &students);
    for (sheet, column) in [("grades.csv", 0), ("moodle-salutation.csv", 1)] {
        let rows = rows(&out, sheet);
        assert_eq!(rows.len(), names.len() + 1, "{sheet}");
        for (row, name) in rows[1..].iter().zip(&names) {
            let cell = &row[column];
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
            assert_eq!(cell.strip_prefix('\'').unwrap_or(cell), *name);
        }
    }
}

#[test]
fn gradescope_gets_its_format() {
    let class = small(Lang::En);
    let out = written(&class, &[partial(&class)]);
    let found: Value =
        serde_json::from_str(&read(&out, "students/student-1/results.json")).expect("JSON");
    assert_eq!(found["score"], json!(2.5));
    assert_eq!(found["execution_time"], json!(4.634));
    for (key, value) in [
        ("output_format", "text"),
        ("test_output_format", "text"),
        ("test_name_format", "text"),
        ("visibility", "visible"),
        ("stdout_visibility", "hidden"),
    ] {
        assert_eq!(found[key], value, "{key}");
    }
    let mut keys: Vec<&str> =
        found.as_object().expect("an object").keys().map(String::as_str).collect();
    keys.sort_unstable();
    let all = [
        "execution_time",
        "extra_data",
        "output",
        "output_format",
        "score",
        "stdout_visibility",
        "test_name_format",
        "test_output_format",
        "tests",
        "visibility",
    ];
    assert_eq!(keys, all);
    let tests = found["tests"].as_array().expect("tests");
    let first = json!({
        "score": 3.0, "max_score": 3.0, "status": "passed",
        "name": "Lab salutation · GET /api/salutation returns the greeting", "name_format": "text",
        "number": "1.1", "output": "", "output_format": "text",
        "tags": ["salutation", "greeting"], "visibility": "visible",
        "extra_data": {"lab": "salutation", "check": "greeting", "verdict": "passed"},
    });
    assert_eq!(tests[0], first);
    let output = tests[1]["output"].as_str().expect("text");
    let order = [
        "The status is 200",
        "Request\ncurl -i",
        "Expected (-)",
        "The server printed\nthread 'main' panicked at src/products.rs:41:9:\nno ␛[31mname",
        "Hint\n",
        "Chapter\nbook/en/src/",
    ];
    let places: Vec<usize> = order
        .iter()
        .map(|part| output.find(part).unwrap_or_else(|| panic!("{part} in {output}")))
        .collect();
    assert!(places.is_sorted(), "{output}");
    assert_eq!(tests[1]["tags"], json!(["salutation", "other-routes", "mismatch"]));
    assert_eq!(tests[2]["number"], "2.1");
    let lab = &found["extra_data"]["labs"][0];
    assert_eq!(lab["provenance"]["submission"], json!("5f".repeat(32)));
    assert_eq!(lab["days_late"], json!(2));
    assert_eq!(found["extra_data"]["tier"], "full");
    assert!(found["output"].as_str().expect("text").contains("error[E0382]"));
}

#[test]
fn gradescope_gets_no_zero_for_a_failure_of_ours() {
    let class = small(Lang::En);
    let mut open = student(&class, "Open", 2);
    open.labs[0] = mark(&class.labs[0], Outcome::SetAside { why: "x".into() });
    let out = written(&class, &[open]);
    let found: Value =
        serde_json::from_str(&read(&out, "students/student-2/results.json")).expect("JSON");
    assert_eq!(found.get("score"), None);
    for test in found["tests"].as_array().expect("tests") {
        assert_eq!(test.get("score"), None);
    }
    assert_eq!(found["tests"][0].get("status"), None);
}

#[test]
fn junit_is_the_one_of_the_students_command() {
    let mut class = small(Lang::En);
    class.labs[0].title = same("]]>");
    let mut checks = class.labs[0].checks.to_vec();
    checks[1].texts.title = same("]]></testcase>\u{1b}<x>");
    class.labs[0].checks = checks.into();
    let mut absent = student(&class, "A & B", 2);
    absent.labs[1] = mark(&class.labs[1], sample::build_failed());
    let out = written(&class, &[partial(&class), absent]);
    let text = read(&out, "students/student-2/junit.xml");
    let document = roxmltree::Document::parse(&text).expect("well-formed XML");
    let cases = |name: &str| {
        let cases = document.descendants().filter(|node| node.has_tag_name("testcase"));
        let of_lab = cases.filter(|case| case.attribute("classname") == Some(name));
        of_lab
            .map(|case| case.first_element_child().map(|child| child.tag_name().name().to_owned()))
            .collect::<Vec<_>>()
    };
    assert_eq!(cases("A & B.salutation"), [Some("skipped".to_owned()), Some("skipped".to_owned())]);
    assert_eq!(cases("A & B.params"), [Some("failure".to_owned())]);
    let text = read(&out, "students/student-1/junit.xml");
    let document = roxmltree::Document::parse(&text).expect("well-formed XML");
    let suites: Vec<_> =
        document.descendants().filter(|node| node.has_tag_name("testsuite")).collect();
    let counts: Vec<_> = suites
        .iter()
        .map(|suite| ["name", "tests", "failures", "time"].map(|name| suite.attribute(name)))
        .collect();
    assert_eq!(counts[0], [Some("salutation"), Some("2"), Some("1"), Some("2.500")]);
    assert_eq!(counts[1], [Some("params"), Some("1"), Some("1"), Some("0.000")]);
    let names: Vec<_> = document.descendants().filter_map(|node| node.attribute("name")).collect();
    assert!(names.contains(&"other-routes · ]]></testcase>␛<x>"), "{names:?}");
}

#[test]
fn every_outcome_is_told_in_both_languages() {
    let outcomes = |class: &Class| {
        [
            Outcome::Missing,
            sample::build_failed(),
            Outcome::BuildLimit { limit: BuildLimit::Memory },
            Outcome::SetAside { why: "no judge".into() },
            judged(&class.labs[0], [broken("broken pipe"), skipped("No restart.")]),
        ]
    };
    let expected = [
        ("Rien n'a été rendu", "Nothing was handed in"),
        ("Le serveur ne compile pas", "The server does not compile"),
        ("La compilation a dépassé la mémoire permise", "Compiling exceeded its memory limit"),
        ("une panne dont vous n'êtes pas responsable", "through no fault of yours"),
        ("votre code n'est pas en cause", "your code is not at fault"),
    ];
    for lang in [Lang::Fr, Lang::En] {
        let class = small(lang);
        for (outcome, (fr, en)) in outcomes(&class).into_iter().zip(expected) {
            let mut marked = student(&class, "A", 1);
            marked.labs[0] = mark(&class.labs[0], outcome);
            let out = written(&class, &[marked]);
            let (here, other) = if lang == Lang::Fr { (fr, en) } else { (en, fr) };
            for file in ["feedback.md", "feedback.html", "results.json"] {
                let text = read(&out, &format!("students/student-1/{file}")).replace("&#39;", "'");
                assert!(text.contains(here), "{here} in {text}");
                // The sample's own texts are English in both.
                assert!(lang == Lang::Fr || !text.contains(other), "{other} in {text}");
            }
        }
    }
}

#[test]
fn every_refusal_and_reason_is_told() {
    let refused = [
        (Refused::Empty, "is empty"),
        (Refused::NoLab, "no lab"),
        (
            Refused::Unreadable { name: "<i>zip</i>".into(), problem: Problem::Damaged },
            "is damaged",
        ),
        (
            Refused::Unreadable {
                name: "work.7z".into(),
                problem: Problem::Foreign { ending: ".7z".into() },
            },
            ".7z archives are not read (“work.7z”)",
        ),
        (Refused::Dangerous { name: "../a`b".into() }, "points outside its folder"),
        (Refused::TooLarge { cap: Cap::Ratio }, "the compression ratio"),
    ];
    let class = small(Lang::En);
    for (refused, text) in refused {
        let mut marked = student(&class, "A", 1);
        marked.refused = Some(refused);
        let whys = [
            LeftOutReason::NotAllowed,
            LeftOutReason::OutsideLabs,
            LeftOutReason::NotPlain,
            LeftOutReason::BadName,
            LeftOutReason::TooLarge,
        ];
        marked.left_out = whys.map(|why| LeftOut { path: "<b>`x`\u{1b}".into(), why }).to_vec();
        let out = written(&class, &[marked]);
        for file in
            ["students/student-1/feedback.md", "students/student-1/feedback.html", "index.html"]
        {
            let content = read(&out, file);
            assert!(content.contains(text), "{text} in {file}");
            assert!(!content.contains("<i>zip") && !content.contains("<b>`x`"), "{file}");
        }
        let markdown = read(&out, "students/student-1/feedback.md");
        assert_eq!(markdown.matches(r"- \<b\>\`x\`␛ — ").count(), 4, "{markdown}");
    }
}

#[test]
fn a_replaced_submission_is_mentioned_and_no_more() {
    let class = small(Lang::En);
    let mut replaced = student(&class, "Zoé Martin", 1);
    replaced.refused = Some(Refused::Superseded { by: "the-later.zip".into() });
    let out = written(&class, &[replaced, partial(&class)]);
    assert_eq!(rows(&out, "grades.csv").len(), 2);
    assert_eq!(rows(&out, "grades.csv")[1][3], "2.5");
    assert!(read(&out, "index.html").contains("the-later.zip"));
    assert!(!read(&out, "students/student-1/feedback.md").contains("the-later.zip"));
}

#[test]
fn markdown_shows_a_failure_in_the_contracts_order() {
    let class = small(Lang::En);
    let out = written(&class, &[partial(&class)]);
    let text = read(&out, "students/student-1/feedback.md");
    let order = [
        "# Zoé Martin",
        "**2.5/40** · 1.25/20",
        "## Lab salutation · 2.5/20",
        "Handed in 2 days late; points deducted: 0.5.",
        "- ✓ GET /api/salutation returns the greeting (passed, 3/3)",
        "### ✗ an unknown path",
        "The status is 200, see `main`.",
        "Request",
        "```sh\ncurl -i",
        "```diff\n  GET /x\n\n- HTTP 404\n+ HTTP 200\n```",
        "The server printed",
        "```text\nthread 'main' panicked at src/products.rs:41:9:\nno ␛[31mname\nlistening\n```",
        "**Hint** Look at `create` in",
        "**Chapter** `book/en/src/4-databases/products.md#rules`",
        "## Lab params",
        "error[E0382]: borrow of moved value: `<state>`",
        "## Provenance",
        "full",
    ];
    let mut rest = text.as_str();
    for part in order {
        rest = rest.split_once(part).unwrap_or_else(|| panic!("{part} in {rest}\n of {text}")).1;
    }
}

#[test]
fn nothing_but_the_contracts_files_is_left() {
    let class = small(Lang::En);
    let out = written(&class, &[partial(&class)]);
    let names = |folder: &Path| {
        let entries = fs::read_dir(folder).expect("a folder");
        let mut names: Vec<String> = entries
            .map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8"))
            .collect();
        names.sort();
        names
    };
    assert_eq!(
        names(out.path()),
        [
            "grades.csv",
            "index.html",
            "moodle-feedback.zip",
            "moodle-params.csv",
            "moodle-salutation.csv",
            "students"
        ]
    );
    let student = out.path().join("students/student-1");
    assert_eq!(names(&student), ["feedback.html", "feedback.md", "junit.xml", "results.json"]);
}

#[test]
fn a_student_reads_their_own_language_and_the_class_its_own() {
    let class = small(Lang::En);
    let out = tempfile::tempdir().expect("a folder");
    let mut writer = Writer::open(out.path(), class.clone()).expect("a writer");
    for (number, lang) in [(1, Lang::Fr), (2, Lang::En)] {
        let marked = StudentMarks { folder: format!("student-{number}"), ..partial(&class) };
        writer.add(&marked, lang).expect("added");
    }
    writer.finish().expect("finished");
    let french = "un chemin inconnu";
    let english = "an unknown path";
    for file in ["feedback.md", "feedback.html", "results.json", "junit.xml"] {
        let first = read(&out, &format!("students/student-1/{file}"));
        assert!(first.contains(french) && !first.contains(english), "{file}: {first}");
        let second = read(&out, &format!("students/student-2/{file}"));
        assert!(second.contains(english) && !second.contains(french), "{file}: {second}");
    }
    let page = read(&out, "index.html");
    assert!(page.contains(english) && !page.contains(french), "{page}");
}
