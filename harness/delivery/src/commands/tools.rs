//! What a command is for: Cargo, the tools of a language, preparations, or something unknown.

use crate::commands::arguments::Arguments;
use crate::commands::purpose::Purpose;
use crate::commands::{languages, rust};
use crate::finding::Ignored;
use crate::model::Warnings;

/// What a command without its wrappers is for.
pub(crate) fn purpose(words: &[String], warnings: Warnings) -> Purpose {
    let Some((program, arguments)) = words.split_first() else { return Purpose::Other };
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if is_about_itself(&arguments) {
        return Purpose::Other;
    }
    let program = program.strip_suffix(".exe").unwrap_or(program);
    let purpose = match program {
        "cargo" | "cross" => rust::cargo(&arguments, warnings),
        _ => languages::purpose(program, &Arguments(arguments.clone()))
            .unwrap_or_else(|| other(program, &arguments)),
    };
    match (purpose, zero_option(&arguments)) {
        (Purpose::Checks(checks), Some(option)) => Purpose::Checks(
            checks
                .into_iter()
                .map(|(check, _)| (check, Some(Ignored::Option(option.to_owned()))))
                .collect(),
        ),
        (purpose, _) => purpose,
    }
}

/// `pytest --version`.
fn is_about_itself(arguments: &[&str]) -> bool {
    matches!(arguments, ["--version" | "-V" | "--help" | "version"])
        || matches!(arguments, [_, "--version" | "-V" | "--help"])
}

/// An option that makes a check succeed whatever it finds, or skips it.
fn zero_option<'a>(arguments: &[&'a str]) -> Option<&'a str> {
    arguments.iter().copied().find(|word| {
        matches!(
            *word,
            "--exit-zero"
                | "--issues-exit-code=0"
                | "-DskipTests"
                | "-DskipTests=true"
                | "-Dmaven.test.skip"
                | "-Dmaven.test.skip=true"
                | "-Dmaven.test.failure.ignore"
                | "-Dmaven.test.failure.ignore=true"
        )
    })
}

/// Programs that only prepare something, or tell something.
const PREPARATIONS: [&str; 100] = [
    ":",
    "ko",
    "skopeo",
    "buildctl",
    "img",
    "pack",
    "helm",
    "kubectl",
    "cosign",
    "trivy",
    "aws",
    "gcloud",
    "az",
    "sqlx",
    "ssh",
    "scp",
    "rsync",
    "openssl",
    "base64",
    "executor",
    "echo",
    "printf",
    "cd",
    "ls",
    "cat",
    "cp",
    "mv",
    "rm",
    "mkdir",
    "touch",
    "chmod",
    "chown",
    "ln",
    "tar",
    "unzip",
    "zip",
    "curl",
    "wget",
    "git",
    "apt-get",
    "apt",
    "apk",
    "yum",
    "dnf",
    "brew",
    "choco",
    "export",
    "set",
    "unset",
    "source",
    ".",
    "true",
    "false",
    "exit",
    "return",
    "test",
    "[",
    "[[",
    "]]",
    "sleep",
    "wait",
    "kill",
    "rustup",
    "rustc",
    "sed",
    "awk",
    "grep",
    "head",
    "tail",
    "sort",
    "uniq",
    "wc",
    "tee",
    "tr",
    "cut",
    "find",
    "which",
    "type",
    "hash",
    "read",
    "local",
    "shift",
    "trap",
    "eval",
    "pwd",
    "date",
    "uname",
    "df",
    "free",
    "du",
    "ps",
    "env",
    "id",
    "ssh-keyscan",
    "corepack",
    "sccache",
    "gh",
    "crane",
    "diff",
    "jq",
];

fn other(program: &str, arguments: &[&str]) -> Purpose {
    let plain = |from: usize| {
        let words = arguments.get(from..).unwrap_or_default();
        words.iter().filter(|word| !word.starts_with('-')).map(|word| (*word).to_owned())
    };
    match program {
        _ if PREPARATIONS.contains(&program) => Purpose::Other,
        // A stage of the image, or the service whose status counts, may be named after a check.
        "docker" | "podman" | "buildah" | "docker-compose" | "nerdctl" => {
            let mut words = arguments.iter();
            let mut targets = Vec::new();
            while let Some(word) = words.next() {
                match word.split_once('=') {
                    Some(("--target" | "--exit-code-from", name)) => targets.push(name.to_owned()),
                    None if matches!(*word, "--target" | "--exit-code-from") => {
                        targets.extend(words.next().map(|name| (*name).to_owned()));
                    }
                    _ => {}
                }
            }
            let runs = arguments.iter().position(|word| matches!(*word, "run" | "exec"));
            targets.extend(runs.into_iter().flat_map(plain).skip(1));
            if targets.is_empty() { Purpose::Other } else { Purpose::Unknown { targets } }
        }
        "make" | "gmake" | "just" | "task" | "rake" | "invoke" | "inv" | "mage" | "gulp"
        | "grunt" | "ninja" | "mise" | "moon" | "nx" | "turbo" | "lerna" | "composer" | "hatch"
        | "bundle" | "earthly" | "dagger" | "nix" | "devbox" | "rails" | "stack" | "ant"
        | "meson" | "cmake" | "ng" | "next" | "deno" | "poe" => {
            Purpose::Unknown { targets: plain(0).collect() }
        }
        // The name of a script.
        _ => {
            let name = program.rsplit('/').next().unwrap_or(program);
            let mut targets = vec![name.to_owned()];
            if matches!(program, "python" | "python3" | "node" | "php" | "ruby" | "perl" | "deno") {
                targets.extend(plain(0).take(1));
            }
            Purpose::Unknown { targets }
        }
    }
}
