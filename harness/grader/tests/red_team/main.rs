//! The red team: every attack of the corpus, archives and repositories that attack, and honest work
//! beside them, graded in one run. What became of each attack is read from its report, and its effect
//! is looked for outside of the sandbox.
//!
//! Rows of the list that need no program are tested beside what they attack as well: archives and names
//! in `src/intake/tests`, the texts of the reports in `src/report/tests.rs`, attempts in the gradebook.
#![cfg(target_os = "linux")]
#![expect(clippy::expect_used, clippy::panic, reason = "a test may fail")]

mod archives;
mod outside;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use grader::corpus::{self, Corpus, HONEST, List};
use outside::Outside;
use serde_json::Value;

/// One run over everything.
struct Run {
    out: PathBuf,
    results: BTreeMap<String, Value>,
    outside: Outside,
    corpus: Corpus,
    said: String,
}

#[test]
fn no_attack_has_an_effect() {
    if !can_confine() {
        return;
    }
    let run = grade();
    let mut wrong = Vec::new();
    for attack in &run.corpus.attacks {
        let results = run.results.get(&attack.student());
        let complaints = results.map_or(vec!["it has no report".to_owned()], |results| {
            attack.complaints(results, run.outside.words())
        });
        wrong.extend(complaints.iter().map(|what| format!("{}: {what}", attack.name())));
    }
    wrong.extend(archives::EXPECTED.iter().filter_map(|expected| {
        let results = run.results.get(expected.student);
        expected.complaint(results).map(|what| format!("{}: {what}", expected.student))
    }));
    assert!(wrong.is_empty(), "{}\n\n{}", wrong.join("\n"), run.said);

    nobody_beside_an_attack_is_touched(&run);
    every_student_has_a_report_of_their_own(&run);
    nothing_of_the_machine_is_told(&run);
    nothing_is_injected(&run);
    every_run_draws_its_own_values(&run);
    run.outside.must_be_untouched();
}

/// Rows that no single submission shows: a work that makes the judging fail for ever
/// (`tests/afterwards.rs`), and values that are another run's (below).
const SHOWN_ELSEWHERE: [u8; 2] = [33, 35];

/// The rows of the list of attacks.
const ROWS: u8 = 38;

#[test]
fn every_row_of_the_list_has_its_submission() {
    let lists = [List::Machine, List::Services];
    let corpora = lists.map(|list| Corpus::load(&root(), list).expect("a list"));
    let attacks = corpora.iter().flat_map(|corpus| &corpus.attacks);
    let mut shown: BTreeSet<u8> = attacks.flat_map(|attack| &attack.rows).copied().collect();
    // Archives are called after their row.
    let number = |student: &str| student.split('-').next().and_then(|row| row.parse::<u8>().ok());
    shown.extend(archives::EXPECTED.iter().filter_map(|expected| number(expected.student)));
    shown.extend(SHOWN_ELSEWHERE);
    assert_eq!(shown, (1..=ROWS).collect());
}

/// Whether submissions can be confined here. Root and bubblewrap, or user namespaces and bubblewrap.
fn can_confine() -> bool {
    let output = grader().args(["doctor", "--lang", "en"]).output().expect("the doctor");
    if output.status.success() {
        return true;
    }
    println!("{}", String::from_utf8_lossy(&output.stdout));
    needs::SANDBOX.skip();
    false
}

fn grader() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_grader"));
    command.current_dir(root());
    command
}

fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    fs::canonicalize(root).expect("the course")
}

/// Grades everything there is to grade.
fn grade() -> Run {
    let corpus = Corpus::load(&root(), List::Machine).expect("the corpus");
    let mut outside = Outside::prepare(&root());
    let (class, out) = (outside.folder().join("class"), outside.out());
    corpus.lay(&class, outside.words()).expect("the class");
    archives::lay(&class, &outside);
    let mut command = grader();
    command.arg("run").arg(&class).arg("--out").arg(&out);
    command.args(["--lab", "1", "--jobs", "2", "--seed", "7", "--lang", "en"]);
    command.env(outside::SECRET_NAME, outside.secret());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().expect("the grader");
    let id = child.id();
    let Output { status, stdout, stderr } = child.wait_with_output().expect("the grader");
    let said = format!("{}{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    assert_eq!(status.code(), Some(0), "some attack looks like a failure of the grader: {said}");
    outside.ended(id);
    let results = corpus::results(&out).expect("the reports");
    Run { out, results, outside, corpus, said }
}

fn score(run: &Run, student: &str) -> Option<f64> {
    run.results.get(student).and_then(|results| results["score"].as_f64())
}

fn nobody_beside_an_attack_is_touched(run: &Run) {
    for student in HONEST {
        assert_eq!(score(run, student), Some(20.0), "{student}: {}", run.said);
    }
}

fn every_student_has_a_report_of_their_own(run: &Run) {
    let folders = fs::read_dir(run.out.join("students")).expect("the reports").count();
    let attacks = run.corpus.attacks.len();
    assert_eq!(folders, attacks + HONEST.len() + archives::EXPECTED.len());
    assert_eq!(run.results.len(), folders, "two students share a name");
    let mut rows = csv::Reader::from_path(run.out.join("grades.csv")).expect("the grades");
    let names: Vec<String> =
        rows.records().map(|row| row.expect("a row").get(0).expect("a name").to_owned()).collect();
    assert_eq!(names.len(), folders);
    for name in names {
        assert!(!name.starts_with('='), "{name} is a formula");
    }
    let beside: Vec<_> = fs::read_dir(&run.out).expect("the folder").flatten().collect();
    for entry in beside {
        let name = entry.file_name().to_string_lossy().into_owned();
        assert!(!name.contains("evil") && !name.contains("forged"), "{name}");
    }
}

/// Neither the grader's environment nor a file outside stands in anything that was written.
fn nothing_of_the_machine_is_told(run: &Run) {
    for path in files(&run.out) {
        let bytes = fs::read(&path).expect("a report");
        let found = find(&bytes, run.outside.secret().as_bytes());
        assert!(!found, "{} holds the secret", path.display());
    }
    let environments =
        [("12-environment", "variable "), ("12-compilers-environment", "compiler: ")];
    for (student, before) in environments {
        let told = run.results[student].to_string();
        for variable in told.split("\\n").filter_map(|line| line.strip_prefix(before)) {
            let name = variable.split('=').next().unwrap_or_default();
            let allowed = [
                "PORT",
                "PATH",
                "PWD",
                "LANG",
                "RUST_BACKTRACE",
                "PYTHONUNBUFFERED",
                "OUT_DIR",
                "HOME",
                "USER",
                "LOGNAME",
                "TMPDIR",
                "CARGO",
            ];
            let known = allowed.contains(&name)
                || student == "12-compilers-environment" && name.starts_with("CARGO_")
                || name.is_empty();
            assert!(known, "{student} sees {name}");
        }
    }
    let view = run.results["10-answers"].to_string();
    let listed = view.split("\\n").find_map(|line| line.strip_prefix("in view: "));
    for path in listed.expect("what is in view").split(' ') {
        let allowed = ["/submission/server", "/lib", "/usr/lib", "/etc/", "/lab/"];
        assert!(allowed.iter().any(|start| path.starts_with(start)), "a server sees {path}");
    }
}

/// What is printed is never markup, an escape or a verdict.
fn nothing_is_injected(run: &Run) {
    for path in files(&run.out) {
        let kind = path.extension().and_then(|kind| kind.to_str()).unwrap_or_default();
        if !["html", "md", "csv", "json", "xml"].contains(&kind) {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a report is text");
        assert!(!text.contains(['\u{1b}', '\u{9b}']), "{} holds an escape", path.display());
        if kind == "html" || kind == "xml" {
            assert!(!text.contains("<script>alert"), "{} runs a script", path.display());
            assert!(!text.contains("<img src=x"), "{} holds an image", path.display());
        }
    }
}

/// Two submissions are judged with values of their own.
fn every_run_draws_its_own_values(run: &Run) {
    let seed = |student: &str| {
        let lab = &run.results[student]["extra_data"]["labs"][0];
        lab["provenance"]["seed"].as_u64().unwrap_or_else(|| panic!("{student} has no seed"))
    };
    assert_ne!(seed("00-honest"), seed("14-old-times"));
    assert_ne!(seed("04-judge"), seed("07-other-program"));
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

fn find(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}
