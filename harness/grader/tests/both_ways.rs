//! The same verdict at home and when graded: the crates of `corpus/honest.toml`, which do what a plain
//! crate of the course may do, are judged by the student's command and by the grader.
#![cfg(target_os = "linux")]
#![expect(clippy::expect_used, clippy::panic, reason = "a test may fail")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use author::cargo;
use lab::course::Course;
use serde::Deserialize;
use serde_json::Value;
use tempfile::TempDir;

/// The fewest crates that the corpus holds.
const FEWEST: usize = 60;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Honest {
    #[serde(rename = "crate")]
    crates: Vec<Variant>,
}

/// The labs of the crates that are judged in every run, and those that are on request: there is one crate of
/// each, and half of this test's time went into compiling their libraries in two target folders.
const LABS: [&str; 3] = ["salutation", "params", "deploy"];
const ON_REQUEST: [&str; 3] = ["auth", "observability", "library"];

/// One of the crates; `corpus/honest.toml` says what each key means.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Variant {
    name: String,
    #[serde(default = "first_lab")]
    lab: String,
    #[serde(default = "all_points")]
    points: u32,
    #[serde(default)]
    start: String,
    #[serde(default)]
    files: BTreeMap<String, String>,
    #[serde(default)]
    gone: Vec<String>,
    #[serde(default)]
    edits: Vec<(String, String, String)>,
}

fn first_lab() -> String {
    "salutation".to_owned()
}

fn all_points() -> u32 {
    20
}

/// What is known of a crate after it was judged.
#[derive(Debug, PartialEq, Eq)]
struct Verdict {
    points: u64,
    failed: BTreeSet<String>,
}

#[test]
fn honest_crates_have_the_same_verdict_at_home_and_when_graded() {
    if !can_confine() {
        return;
    }
    let course = Course::load(&root()).expect("the course");
    let text = fs::read_to_string(root().join("harness/grader/corpus/honest.toml"));
    let honest: Honest = toml::from_str(&text.expect("the corpus")).expect("the corpus");
    assert!(honest.crates.len() >= FEWEST);
    let is_every = std::env::var_os("ATELIER_EVERY_CRATE").is_some_and(|value| value == "1");
    let (crates, labs) = match is_every {
        true => (honest.crates, [LABS, ON_REQUEST].concat()),
        false => (in_every_run(honest.crates), LABS.to_vec()),
    };
    let graded = graded(&course, &crates, &labs);
    let home = Home::furnish(&labs);
    let mut wrong = Vec::new();
    for variant in &crates {
        let (at_home, said) = home.judge(&course, variant);
        let graded = graded.get(&variant.name).unwrap_or_else(|| panic!("no {}", variant.name));
        if at_home.points != u64::from(variant.points) || at_home != graded.0 {
            wrong.push(format!(
                "{}: at home {at_home:?}\n{said}\ngraded {:?}\n{}",
                variant.name, graded.0, graded.1
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// The variants of the labs that are judged in every run, with one for all those that differ by statements at the
/// beginning of `main` alone: each statement panics when it does not find what it expects, so that the one
/// server shows what thirty would.
fn in_every_run(mut variants: Vec<Variant>) -> Vec<Variant> {
    variants.retain(|variant| LABS.contains(&variant.lab.as_str()));
    let is_start = |variant: &Variant| {
        !variant.start.is_empty()
            && variant.files.is_empty()
            && variant.gone.is_empty()
            && variant.edits.is_empty()
            && variant.lab == first_lab()
            && variant.points == all_points()
    };
    let (starts, mut variants): (Vec<Variant>, Vec<Variant>) =
        variants.into_iter().partition(is_start);
    let statements = starts.iter().map(|variant| match variant.start.starts_with("use ") {
        // Two of them may use the same trait.
        true if !variant.start.contains("_held") => format!("{{ {} }}", variant.start),
        _ => variant.start.clone(),
    });
    let start = statements.collect::<Vec<_>>().join("\n    ");
    let name = format!("{}-starts", starts.len());
    variants.extend(starts.first().map(|first| Variant { name, start, ..first.clone() }));
    variants
}

/// The files of a variant: the solution's sources over the starter, edited.
fn files(course: &Course, variant: &Variant) -> BTreeMap<String, Vec<u8>> {
    let lab = course.lab(&variant.lab).expect("a lab");
    let solution = course.root.join("solutions").join(&lab.folder);
    let starter = starters::from_solution(&solution).expect("a starter");
    let mut files: BTreeMap<String, Vec<u8>> = starter
        .into_iter()
        .map(|(path, text)| {
            let own = fs::read(solution.join(&path)).expect("a file of the solution");
            let is_manifest = path == Path::new("Cargo.toml");
            let content = if is_manifest { text.into_bytes() } else { own };
            (path.to_string_lossy().into_owned(), content)
        })
        .collect();
    let mut edit = |file: &str, from: &str, to: &str| {
        let text = String::from_utf8(files[file].clone()).expect("text");
        assert!(text.contains(from), "{}: {file} has no {from:?}", variant.name);
        files.insert(file.to_owned(), text.replacen(from, to, 1).into_bytes());
    };
    for (file, from, to) in &variant.edits {
        edit(file, from, to);
    }
    if !variant.start.is_empty() {
        let port = "let port = config::port()?;";
        edit("src/main.rs", port, &format!("{}\n    {port}", variant.start));
    }
    for path in &variant.gone {
        files.remove(path).expect("a file that is there");
    }
    files
        .extend(variant.files.iter().map(|(path, text)| (path.clone(), text.clone().into_bytes())));
    files
}

fn lay(files: &BTreeMap<String, Vec<u8>>, folder: &Path) {
    for (path, content) in files {
        let file = folder.join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("the folders");
        fs::write(file, content).expect("a file");
    }
}

/// A course in which the labs can be written.
struct Home {
    folder: TempDir,
    lab: PathBuf,
    judges: BTreeMap<String, PathBuf>,
}

impl Home {
    fn furnish(labs: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for shared in ["harness", "solutions", "book"] {
            symlink(root().join(shared), folder.path().join(shared)).expect("a link");
        }
        let copied = ["Cargo.toml", "Cargo.lock", "labs/course.toml", ".cargo/config.toml"];
        for path in copied {
            let to = folder.path().join(path);
            fs::create_dir_all(to.parent().expect("a folder")).expect("the folders");
            fs::copy(root().join(path), to).expect("a file");
        }
        let built = |package: &str| cargo::executable(package).expect("an executable");
        let judge = |lab: &&str| ((*lab).to_owned(), built(&format!("suite-{lab}")));
        let judges = labs.iter().map(judge).collect();
        Self { folder, lab: built("lab"), judges }
    }

    /// Judges a variant as its student would, and returns what was said.
    fn judge(&self, course: &Course, variant: &Variant) -> (Verdict, String) {
        let lab = course.lab(&variant.lab).expect("a lab");
        let folder = self.folder.path().join("labs").join(&lab.folder);
        let _ = fs::remove_dir_all(&folder);
        // cargo loads all members of the workspace: the others are the starters.
        for other in course.labs.iter().filter(|other| other.name != lab.name) {
            let starter = course.root.join("solutions").join(&other.folder);
            let other = self.folder.path().join("labs").join(&other.folder);
            starters::write(&starter, &other).expect("a starter");
        }
        lay(&files(course, variant), &folder);
        let mut command = Command::new(&self.lab);
        command.args(["test", &variant.lab, "--format", "json", "--seed", "7", "--lang", "en"]);
        command.arg("--judge").arg(&self.judges[&variant.lab]);
        command.current_dir(self.folder.path()).stdin(Stdio::null());
        command.env("CARGO_TARGET_DIR", root().join("target/both-ways"));
        command.env_remove("CARGO_MANIFEST_DIR");
        let output = command.output().expect("the command");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let report: Value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{}: {error}\n{said}", variant.name));
        let checks = report["labs"][0]["checks"].as_array().expect("checks");
        let failed = checks.iter().filter(|check| check["verdict"] != "passed");
        let failed = failed.filter_map(|check| check["id"].as_str().map(str::to_owned)).collect();
        (Verdict { points: report["points"].as_u64().expect("points"), failed }, said)
    }
}

/// The verdicts of the grader, each with what it says.
fn graded(
    course: &Course,
    variants: &[Variant],
    labs: &[&str],
) -> BTreeMap<String, (Verdict, String)> {
    let folder = tempfile::tempdir().expect("a folder");
    let (class, out) = (folder.path().join("class"), folder.path().join("grades"));
    for variant in variants {
        let lab = course.lab(&variant.lab).expect("a lab");
        lay(&files(course, variant), &class.join(&variant.name).join("labs").join(&lab.folder));
    }
    let mut command = grader();
    command.arg("run").arg(&class).arg("--out").arg(&out);
    command.args(labs.iter().flat_map(|lab| ["--lab", *lab]));
    command.args(["--jobs", "2", "--seed", "7", "--lang", "en"]);
    let Output { status, stderr, .. } = command.output().expect("the grader");
    assert!(status.success(), "{}", String::from_utf8_lossy(&stderr));
    let results = grader::corpus::results(&out).expect("the reports");
    variants
        .iter()
        .filter_map(|variant| {
            let result = results.get(&variant.name)?;
            let tests = result["tests"].as_array()?;
            let of_the_lab =
                tests.iter().filter(|test| test["extra_data"]["lab"] == variant.lab.as_str());
            // Without files of the lab it fails at home; when graded, they may have been forgotten.
            let is_incomplete = result["score"].is_null();
            let failed = of_the_lab.filter(|test| is_incomplete || test["status"] == "failed");
            let failed = failed.filter_map(|test| test["extra_data"]["check"].as_str());
            let failed = failed.map(str::to_owned).collect();
            let points = result["score"].as_f64().unwrap_or_default();
            assert_eq!(points.fract(), 0.0, "whole points");
            let points = format!("{points}").parse().ok()?;
            let said = format!("{}\n{}", result["output"], tests.first()?["output"]);
            Some((variant.name.clone(), (Verdict { points, failed }, said)))
        })
        .collect()
}

/// Whether submissions can be confined here. Root and bubblewrap, or user namespaces and bubblewrap.
fn can_confine() -> bool {
    let output = grader().args(["doctor", "--lang", "en"]).output().expect("the doctor");
    if !output.status.success() {
        println!("{}", String::from_utf8_lossy(&output.stdout));
        needs::SANDBOX.skip();
    }
    output.status.success()
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
