//! The steps of the solution's Dockerfile that build it, replayed without Docker: in an empty folder, with the
//! files that they copy and the toolchain of this machine. No verdict depends on it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use author::cargo;

/// A step of the first stage.
#[derive(Debug)]
enum Step {
    Copy(Vec<String>, String),
    Run(String),
}

fn solution() -> PathBuf {
    cargo::root().join("solutions/10-deploy")
}

/// The steps of the stage that builds, in the form in which the solution writes them.
fn steps(dockerfile: &str) -> Vec<Step> {
    let lines = dockerfile.lines().skip_while(|line| !line.starts_with("FROM")).skip(1);
    let lines = lines.take_while(|line| !line.starts_with("FROM"));
    let step = |line: &str| {
        let (instruction, rest) = line.split_once(' ')?;
        match instruction {
            "COPY" => {
                let mut paths: Vec<String> = rest.split(' ').map(str::to_owned).collect();
                let to = paths.pop()?;
                Some(Step::Copy(paths, to))
            }
            "RUN" => Some(Step::Run(rest.to_owned())),
            _ => None,
        }
    };
    lines.filter_map(step).collect()
}

fn copy(from: &Path, to: &Path) {
    if !from.is_dir() {
        fs::copy(from, to).expect("copied");
        return;
    }
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        copy(&entry.path(), &to.join(entry.file_name()));
    }
}

fn run(command: &str, folder: &Path) {
    let output = Command::new("sh")
        .args(["-e", "-c", command])
        .current_dir(folder)
        .env_remove("CARGO_TARGET_DIR")
        .env("CARGO_NET_OFFLINE", "true")
        // What matters is that it builds, and not how fast the program is.
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "256")
        .output()
        .expect("a shell");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command}: {errors}");
}

/// When the compiled axum was written.
fn date_of_axum(folder: &Path) -> SystemTime {
    let compiled = fs::read_dir(folder.join("target/release/deps")).expect("dependencies");
    let axum = compiled.flatten().find(|entry| {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        name.starts_with("libaxum-") && name.ends_with(".rlib")
    });
    axum.expect("axum").metadata().and_then(|found| found.modified()).expect("a date")
}

#[test]
fn the_steps_build_the_service_and_its_dependencies_once() {
    let dockerfile = fs::read_to_string(solution().join("Dockerfile")).expect("the Dockerfile");
    let root = tempfile::tempdir().expect("a folder");
    let mut first = None;
    for step in steps(&dockerfile) {
        match step {
            Step::Copy(paths, to) => {
                for path in paths {
                    let name = if to == "./" { path.as_str() } else { to.as_str() };
                    copy(&solution().join(&path), &root.path().join(name));
                }
            }
            Step::Run(command) => {
                run(&command, root.path());
                first.get_or_insert_with(|| date_of_axum(root.path()));
            }
        }
    }
    assert_eq!(first, Some(date_of_axum(root.path())), "the dependencies were compiled again");
    // It is the service, and not the program that does nothing.
    let program = root.path().join("target/release/solution-deploy");
    let output = Command::new(program).env("PORT", "abc").output().expect("it starts");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("PORT"), "{output:?}");
}
