//! The autograder for Gradescope: the archive, and its script on a submission. What Gradescope itself does (its image,
//! its container) cannot be tried here: the script gets the folders that it would have there.
#![cfg(target_os = "linux")]

#[path = "class/mod.rs"]
mod helpers;

use std::fs::{self, File};
use std::io::Read;
use std::process::Command;

use helpers::works::{ONE, finished, root, under};
use helpers::{forms, grader};

#[test]
fn the_autograder_judges_a_submission_and_writes_its_results() {
    if !grader::is_ready() {
        return;
    }
    let place = tempfile::tempdir().expect("a folder");
    let archive = place.path().join("new/autograder.zip");
    let out = place.path().join("none").display().to_string();
    let file = archive.display().to_string();
    let words = ["gradescope", "--lab", "1", "--lang", "en", "--out", &out, &file];
    let (said, _) = grader::said(&words, 0);
    assert!(said.contains("autograder.zip"), "{said}");

    let mut archive = zip::ZipArchive::new(File::open(&archive).expect("it")).expect("an archive");
    let names: Vec<String> =
        archive.file_names().map(|name| name.expect("a name").into_owned()).collect();
    for needed in ["setup.sh", "run_autograder", "course/Cargo.lock", "course/labs/course.toml"] {
        assert!(names.iter().any(|name| name == needed), "{needed} is missing");
    }
    let other = |name: &&String| name.contains("target/") || name.contains(".git/");
    assert_eq!(names.iter().find(other), None);
    let mut script = String::new();
    let mut packed = archive.by_name("run_autograder").expect("the script");
    assert_eq!(packed.unix_mode().expect("a mode") & 0o111, 0o111);
    packed.read_to_string(&mut script).expect("text");
    assert!(!script.contains("@OPTIONS@"), "{script}");

    let autograder = place.path().join("autograder");
    forms::folder(&autograder.join("submission"), &under(ONE, &finished(ONE)), forms::NOON);
    let run = autograder.join("run_autograder");
    fs::write(&run, script).expect("written");
    let output = Command::new("bash")
        .arg(&run)
        .env("AUTOGRADER", &autograder)
        .env("ATELIER_COURSE", root())
        .env("ATELIER_GRADER", env!("CARGO_BIN_EXE_grader"))
        .output()
        .expect("bash");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let results = grader::json(&autograder.join("results/results.json"));
    assert_eq!(results["score"], 20.0);
    let said = results["output"].as_str().expect("text");
    assert!(said.contains("Full confinement"), "{said}");
}
