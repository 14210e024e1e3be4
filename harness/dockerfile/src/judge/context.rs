//! `.git`, `target` and `.env` stay out of the context.

use crate::build::Build;
use crate::file::File;
use crate::finding::{ContextPath, Finding, Reason};
use crate::ignore::{Ignore, Status};
use crate::pattern::{Pattern, clean};
use crate::stage::{Action, Step};
use crate::tools::{Effect, Tool, effect};

/// `.git` always, `target` where cargo builds, `.env` where a `COPY` takes the whole context.
pub fn context(build: &Build, ignore: Option<&Ignore>) -> Vec<Finding> {
    let Some(ignore) = ignore else {
        let reason = Reason::NoDockerignore;
        return vec![Finding { file: File::Dockerignore, line: None, reason }];
    };
    let steps = || build.needed().flat_map(|stage| &stage.steps);
    let mut judged = vec![ContextPath::Git];
    if steps().any(builds_with_cargo) {
        judged.push(ContextPath::Target);
    }
    if steps().any(takes_env) {
        judged.push(ContextPath::Env);
    }
    judged.into_iter().filter_map(|path| in_context(path, ignore)).collect()
}

fn in_context(path: ContextPath, ignore: &Ignore) -> Option<Finding> {
    let files: &[&str] = match path {
        ContextPath::Git => &[".git/HEAD", ".git/config", ".git/objects/4b/825dc642"],
        ContextPath::Target => {
            &["target/CACHEDIR.TAG", "target/debug/deps/server", "target/release/server"]
        }
        ContextPath::Env => &[".env"],
    };
    let line = files.iter().find_map(|file| match ignore.status(file) {
        Status::Ignored => None,
        Status::Sent(line) => Some(line),
    })?;
    let reason = Reason::InContext { path };
    Some(Finding { file: File::Dockerignore, line, reason })
}

fn builds_with_cargo(step: &Step) -> bool {
    let Action::Run { commands, .. } = &step.action else { return false };
    commands.iter().any(|command| effect(command) == Some((Tool::Cargo, Effect::Build)))
}

/// Whether a `COPY` takes `.env` from the context: with everything, or by a pattern.
fn takes_env(step: &Step) -> bool {
    let Action::Copy { from: None, sources, excluded } = &step.action else { return false };
    let matches = |pattern: &String| Pattern::new(&clean(pattern)).matches(".env");
    let takes = |source: &String| {
        let source = clean(source);
        source.is_empty() || Pattern::new(&source).matches(".env")
    };
    sources.iter().any(takes) && !excluded.iter().any(matches)
}
