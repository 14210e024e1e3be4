//! Whether the files that the grader leaves are exactly what they must be.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::helpers::grader;
use super::roster::{Expected, Roster};

/// Every report by its path. The second run of the same class must give the same bytes.
pub fn all(out: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let files = grader::files(out).into_iter();
    let is_report = |path: &PathBuf| {
        let kind = path.extension().and_then(|kind| kind.to_str()).unwrap_or_default();
        ["csv", "html", "json", "md", "xml"].contains(&kind)
    };
    files.filter(is_report).map(|path| (path.clone(), read(&out.join(path)))).collect()
}

fn read(path: &Path) -> Vec<u8> {
    fs::read(path).expect("a file")
}

/// Looks at every file.
pub fn are_exact(out: &Path, roster: &Roster) {
    nothing_else_is_there(out, roster);
    grades(out, roster);
    moodle(out);
    for (name, expected) in &roster.expected {
        student(&out.join("students").join(grader::safe(name)), expected);
    }
    class_page(out, roster);
}

fn nothing_else_is_there(out: &Path, roster: &Roster) {
    let labs = ["moodle-salutation.csv", "moodle-params.csv", "moodle-health.csv"];
    let class = [&["grades.csv", "index.html"][..], &labs].concat();
    let mut expected: Vec<PathBuf> = class.into_iter().map(PathBuf::from).collect();
    for name in roster.expected.keys() {
        let folder = Path::new("students").join(grader::safe(name));
        let files = ["results.json", "junit.xml", "feedback.md", "feedback.html"];
        expected.extend(files.map(|file| folder.join(file)));
    }
    expected.sort();
    assert_eq!(all(out).into_keys().collect::<Vec<_>>(), expected);
    let others = grader::files(out)
        .into_iter()
        .filter(|path| !expected.contains(path) && !path.starts_with("builds"));
    let others: Vec<PathBuf> = others.collect();
    assert_eq!(others, [".lock", "gradebook.sqlite", "moodle-feedback.zip"].map(PathBuf::from));
}

/// A row per student, by name; a cell that a spreadsheet would compute begins with an apostrophe.
fn grades(out: &Path, roster: &Roster) {
    let mut expected =
        vec![["student", "salutation", "params", "health", "total"].map(str::to_owned)];
    for (name, student) in &roster.expected {
        let total: f64 = student.labs.iter().map(|lab| lab.points).sum();
        let total = if student.has_no_grade() { "?".to_owned() } else { total.to_string() };
        let shown = match name.starts_with(['=', '+', '-', '@', '\t', '\r']) {
            true => format!("'{name}"),
            false => name.clone(),
        };
        let cell = |number: usize| student.labs[number].cell();
        expected.push([shown, cell(0), cell(1), cell(2), total]);
    }
    let mut rows = grader::sheet(&out.join("grades.csv"));
    // An alphabet has Ève among the names with E, bytes have her at the end.
    let at = |name: &str| rows.iter().position(|row| row[0] == name).expect("a row");
    assert!(at("empty") < at("Ève") && at("Ève") < at("foreign"));
    assert!(at("Björn") < at("blaise"));
    rows[1..].sort();
    expected[1..].sort();
    assert_eq!(rows, expected);
}

/// Who has a participant's number, out of what lab 01 is worth.
fn moodle(out: &Path) {
    let rows = grader::sheet(&out.join("moodle-salutation.csv"));
    let header = "Identifier,Full name,Status,Grade,Maximum Grade,Grade can be changed,\
                  Last modified (grade),Feedback comments";
    assert_eq!(rows[0].join(","), header);
    let cells = |row: &Vec<String>| (row[0].clone(), row[1].clone(), row[3].clone());
    let mut graded: Vec<_> = rows[1..].iter().map(cells).collect();
    graded.sort();
    let expected = [
        ("Participant 901", "Xavier du Pré", "20"),
        ("Participant 902", "Yves_Le_Gall", "20"),
        ("Participant 903", "Zoé N'Diaye", "20"),
        ("Participant 905", "Anaïs", "20"),
        ("Participant 906", "Björn", "20"),
        ("Participant 907", "Chloé", "20"),
    ];
    let expected = expected.map(|(id, name, grade)| (id.into(), name.into(), grade.into()));
    assert_eq!(graded, expected);
}

/// Why checks of a student failed, each reason once.
pub fn reasons(out: &Path, name: &str) -> Vec<String> {
    let results = grader::json(&out.join("students").join(grader::safe(name)).join("results.json"));
    let tests = results["tests"].as_array().expect("tests").iter();
    let judged = tests.filter(|test| test["extra_data"]["lab"] == "salutation");
    // After the lab and the check.
    let mut reasons: Vec<String> = judged
        .filter_map(|test| test["tags"].get(2).map(|tag| tag.as_str().expect("text").to_owned()))
        .collect();
    reasons.sort();
    reasons.dedup();
    reasons
}

/// The four files of a student agree with one another.
fn student(folder: &Path, expected: &Expected) {
    let results = grader::json(&folder.join("results.json"));
    let total: f64 = expected.labs.iter().map(|lab| lab.points).sum();
    match expected.has_no_grade() {
        true => assert_eq!(results.get("score"), None, "{}", folder.display()),
        false => assert_eq!(results["score"], total, "{}", folder.display()),
    }
    let tests = results["tests"].as_array().expect("tests");
    let (failed, passed): (Vec<_>, Vec<_>) =
        tests.iter().partition(|test| test["status"] == "failed");
    if !expected.has_no_grade() {
        assert!(passed.iter().all(|test| test["score"] == test["max_score"]));
        assert!(failed.iter().all(|test| test["score"] == 0.0));
    }

    let text = String::from_utf8(read(&folder.join("junit.xml"))).expect("text");
    let document = roxmltree::Document::parse(&text).expect("XML");
    let named = |name: &str| document.descendants().filter(|n| n.has_tag_name(name)).count();
    // Labs that were not handed in are skipped there.
    let labs = ["salutation", "params", "health"].into_iter().zip(&expected.labs);
    let missing: Vec<&str> =
        labs.filter(|(_, lab)| lab.outcome == "missing").map(|(name, _)| name).collect();
    let of_missing = |test: &&&Value| missing.iter().any(|lab| test["extra_data"]["lab"] == *lab);
    let not_made = failed.iter().filter(of_missing).count();
    assert_eq!((named("testcase"), named("failure")), (tests.len(), failed.len() - not_made));
    assert_eq!(named("error"), 0);

    for file in ["feedback.md", "feedback.html"] {
        let text = String::from_utf8(read(&folder.join(file))).expect("text");
        for (path, why) in &expected.left_out {
            let name = path.trim_end_matches('/').rsplit('/').next().expect("a name");
            // What `lab test` would not have read either is in `results.json` alone.
            let here = folder.join(file);
            match why.as_str() {
                "not-allowed" => assert!(!text.contains(path), "{path} is in {}", here.display()),
                "outside-labs" if expected.refused.is_none() => {}
                _ => assert!(text.contains(name), "{name} is not in {}", here.display()),
            }
        }
        // The place of the course itself, of the sandboxes, and of the toolchain.
        let course = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("a root");
        let ours = [&*course.to_string_lossy(), "/run/atelier", ".rustup"];
        assert!(!ours.iter().any(|path| text.contains(path)), "{text}");
        if expected.labs.iter().any(|lab| lab.outcome == "build-failed") {
            let by_the_compiler = text.contains("error") && text.contains("src/");
            let before = text.contains("The lab is not compiled");
            assert!(by_the_compiler || before, "{text}");
        }
    }
    let page = String::from_utf8(read(&folder.join("feedback.html"))).expect("text");
    assert!(!page.contains("<script"));
}

fn class_page(out: &Path, roster: &Roster) {
    let page = String::from_utf8(read(&out.join("index.html"))).expect("text");
    assert_eq!(page.matches("<script").count(), 1, "the one that sorts");
    let rows = page.matches("<th scope=\"row\" class=\"name\"><span").count();
    assert_eq!(rows, roster.expected.len());
    for name in &roster.superseded {
        assert!(
            page.contains(&format!("{name}.tar.gz")),
            "{name} was replaced, and nobody says so"
        );
    }
    // Every link leads to a file.
    for link in page.split("href=\"").skip(1) {
        let link = link.split('"').next().expect("a link");
        let path = percent_decoded(link);
        assert!(out.join(&path).is_file(), "{path} is not there");
    }
}

fn percent_decoded(link: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = link.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next().expect("a digit"), rest.next().expect("a digit")];
            let digits = std::str::from_utf8(&digits).expect("ASCII");
            bytes.push(u8::from_str_radix(digits, 16).expect("a number"));
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).expect("text")
}
