//! A class of more than sixty submissions, in every form and of every kind, graded in one command: every
//! verdict, every point, every reason and every file of the reports is the expected one.
#![cfg(target_os = "linux")]

#[path = "class/mod.rs"]
mod helpers;
#[path = "class/reports.rs"]
mod reports;
#[path = "class/roster.rs"]
mod roster;

use std::fs;

use helpers::grader;
use roster::{Expected, Roster};

/// The course, with a deadline for lab 01, at 18 o'clock of the day on which the class hands in.
const COURSE: &str = r#"
[late]
grace_minutes = 15
percent_per_day = 10
percent_at_most = 50
"#;

fn course() -> String {
    let text = fs::read_to_string(helpers::works::root().join("labs/course.toml")).expect("a file");
    let deadline = "data = []\ndeadline = 2026-03-01T18:00:00Z\n";
    let text = text.replacen("data = []\n", deadline, 1);
    assert!(text.contains("deadline = "));
    format!("{COURSE}{text}")
}

#[test]
fn a_class_of_every_kind_is_graded_in_one_command() {
    if !grader::is_ready() {
        return;
    }
    let place = tempfile::tempdir().expect("a folder");
    let roster = Roster::enrol(place.path());
    assert!(roster.expected.len() >= 60, "{}", roster.expected.len());
    let file = place.path().join("course.toml");
    fs::write(&file, course()).expect("the course file");
    let out = place.path().join("grades");
    let (file, out_text) = (file.display().to_string(), out.display().to_string());
    let mut arguments = vec!["run", "--lang", "en", "--course", &file, "--out", &out_text];
    arguments.extend(["--seed", "7", "--lab", "1", "--lab", "2", "--lab", "3"]);
    let paths: Vec<String> = roster.paths.iter().map(|path| path.display().to_string()).collect();
    arguments.extend(paths.iter().map(String::as_str));

    let (said, _) = grader::said(&arguments, 0);
    let count = roster.expected.len();
    assert!(said.contains(&format!("\n{count} submissions in ")), "{count}: {said}");

    let wrong: Vec<String> = roster
        .expected
        .iter()
        .filter_map(|(name, expected)| {
            let actual = Expected::read(&out, name);
            (actual != *expected).then(|| format!("{name}:\n  {expected:?}\n  {actual:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for (name, expected) in [
        ("ada", &[][..]),
        ("fred", &["exited"]),
        ("gerald", &["exited"]),
        ("hedy", &["build-failed"]),
        ("jean", &["build-failed"]),
        ("donald", &["mismatch"]),
        ("emmy", &["mismatch"]),
    ] {
        assert_eq!(reports::reasons(&out, name), expected, "{name}");
    }
    reports::are_exact(&out, &roster);
    // Of a repository, the commit that was judged is shown.
    for name in ["tony", "ursula", "vint", "a tag"] {
        let results =
            grader::json(&out.join("students").join(grader::safe(name)).join("results.json"));
        let commit = results["extra_data"]["commit"].as_str().expect("a commit");
        assert_eq!(commit.len(), 40, "{name}");
        let page = out.join("students").join(grader::safe(name)).join("feedback.html");
        assert!(fs::read_to_string(page).expect("a page").contains(&commit[..16]), "{name}");
    }

    // Nothing has changed, so nothing is judged again, and the same reports are written.
    let before = judgements(&out);
    let reports = reports::all(&out);
    grader::said(&arguments, 0);
    assert_eq!(judgements(&out), before);
    assert_eq!(reports::all(&out), reports);
    no_more_than_the_works(&out, before);
}

fn judgements(out: &std::path::Path) -> usize {
    grader::query(out, "select cast(id as text) from judgements").len()
}

/// The same work is judged once, however many hand it in.
fn no_more_than_the_works(out: &std::path::Path, judgements: usize) {
    let works =
        grader::query(out, "select distinct lab, cast(files as text) from submitted_labs").len();
    assert_eq!(judgements, works);
    assert!(works < 40, "{works}");
    let kept = fs::read_dir(out.join("builds")).expect("the builds").count();
    let built = grader::query(
        out,
        "select cast(key as text) from judgements where json_extract(outcome, '$.outcome') = 'judged'",
    );
    assert_eq!(kept, built.len());
}
