//! The tools of compiled languages. Each function takes the arguments of the tool.

use crate::tools::arguments::{has_flag, positional};
use crate::tools::tool::{Effect, Tool};

type Found = Option<(Tool, Effect)>;

pub fn cargo(arguments: &[String]) -> Found {
    let mut words = positional(arguments);
    let effect = match words.next()? {
        "chef" => return chef_command(words.next()),
        "fetch" | "vendor" => Effect::Dependencies,
        // Without a path, it installs a tool.
        "install" if !has_flag(arguments, &["--path"]) => return None,
        "b" | "bench" | "build" | "c" | "check" | "clippy" | "install" | "r" | "run" | "rustc"
        | "t" | "test" | "nextest" | "zigbuild" | "xwin" | "auditable" | "leptos" | "pgo" => {
            Effect::Build
        }
        _ => return None,
    };
    Some((Tool::Cargo, effect))
}

/// `cargo-chef chef cook` or `cargo-chef cook`.
pub fn chef(arguments: &[String]) -> Found {
    chef_command(positional(arguments).find(|word| *word != "chef"))
}

/// `prepare` only lists the dependencies.
fn chef_command(word: Option<&str>) -> Found {
    (word == Some("cook")).then_some((Tool::Cargo, Effect::Dependencies))
}

pub fn go(arguments: &[String]) -> Found {
    let mut words = positional(arguments);
    let effect = match words.next()? {
        "mod" => match words.next()? {
            "download" | "vendor" | "tidy" => Effect::Dependencies,
            _ => return None,
        },
        "get" => Effect::Dependencies,
        // `go install example.org/a@v1` and `go install tool` install tools.
        "install" | "run" if words.any(|word| word.contains('@') || word == "tool") => return None,
        "build" | "install" | "run" | "test" | "vet" => Effect::Build,
        _ => return None,
    };
    Some((Tool::Go, effect))
}

pub fn maven(arguments: &[String]) -> Found {
    let goals: Vec<&str> = positional(arguments).collect();
    let is_dependency = |goal: &&str| {
        goal.starts_with("dependency:")
            || goal.contains("maven-dependency-plugin:")
            || goal.contains("go-offline")
    };
    let is_setup = |goal: &&str| goal.starts_with("wrapper:") || goal.starts_with("help:");
    let effect = if goals.is_empty() || goals.iter().all(is_setup) {
        return None;
    } else if goals.iter().all(|goal| is_dependency(goal) || *goal == "clean") {
        Effect::Dependencies
    } else {
        Effect::Build
    };
    Some((Tool::Maven, effect))
}

pub fn gradle(arguments: &[String]) -> Found {
    let tasks: Vec<&str> = positional(arguments)
        .map(|task| task.rsplit(':').next().unwrap_or(task))
        .filter(|task| !matches!(*task, "wrapper" | "help" | "tasks" | "clean"))
        .collect();
    let is_dependencies =
        |task: &&str| task.to_ascii_lowercase().contains("dependencies") || *task == "resolve";
    let effect = if tasks.is_empty() {
        return None;
    } else if tasks.iter().all(is_dependencies) {
        Effect::Dependencies
    } else {
        Effect::Build
    };
    Some((Tool::Gradle, effect))
}

pub fn dotnet(arguments: &[String]) -> Found {
    let effect = match positional(arguments).next()? {
        "restore" => Effect::Dependencies,
        "build" | "publish" | "pack" | "test" | "run" | "msbuild" => Effect::Build,
        _ => return None,
    };
    Some((Tool::DotNet, effect))
}

pub fn sbt(arguments: &[String]) -> Found {
    let tasks: Vec<&str> = positional(arguments).collect();
    let effect = match tasks.as_slice() {
        [] => return None,
        tasks if tasks.iter().all(|task| matches!(*task, "update" | "reload")) => {
            Effect::Dependencies
        }
        _ => Effect::Build,
    };
    Some((Tool::Sbt, effect))
}

pub fn haskell(arguments: &[String]) -> Found {
    let flags = ["--only-dependencies", "--dependencies-only", "--only-snapshot"];
    let effect = match positional(arguments).next()? {
        "build" | "install" | "v2-build" | "new-build" if has_flag(arguments, &flags) => {
            Effect::Dependencies
        }
        "build" | "install" | "v2-build" | "new-build" | "test" => Effect::Build,
        _ => return None,
    };
    Some((Tool::Haskell, effect))
}

pub fn swift(arguments: &[String]) -> Found {
    let mut words = positional(arguments);
    let effect = match (words.next()?, words.next()) {
        ("package", Some("resolve" | "update")) => Effect::Dependencies,
        ("build" | "test" | "run", _) => Effect::Build,
        _ => return None,
    };
    Some((Tool::Swift, effect))
}

pub fn dart(arguments: &[String]) -> Found {
    let mut words = positional(arguments);
    let effect = match (words.next()?, words.next()) {
        ("pub", Some("get" | "upgrade")) => Effect::Dependencies,
        ("compile" | "build", _) => Effect::Build,
        _ => return None,
    };
    Some((Tool::Dart, effect))
}

pub fn beam(arguments: &[String]) -> Found {
    let mut words = positional(arguments);
    let effect = match (words.next()?, words.next()) {
        ("deps.get" | "deps.compile" | "get-deps", _) | ("deps", Some("download")) => {
            Effect::Dependencies
        }
        ("compile" | "release" | "build" | "export" | "escript.build" | "escriptize", _) => {
            Effect::Build
        }
        _ => return None,
    };
    Some((Tool::Beam, effect))
}
