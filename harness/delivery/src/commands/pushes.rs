//! Commands that push an image, and the conditions of a script that they depend on.

use crate::answer::Answer;
use crate::model::{Event, EventKind};
use crate::script::Guard;

/// Whether a command pushes an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Push {
    Yes,
    No,
}

/// Whether a command without its wrappers pushes an image.
pub(crate) fn pushes(words: &[String]) -> Push {
    let word = |index: usize| words.get(index).map_or("", String::as_str);
    let has = |options: &[&str]| words.iter().any(|word| options.contains(&word.as_str()));
    // A registry of the job itself, for its tests.
    if words.iter().any(|word| is_local(word)) {
        return Push::No;
    }
    let is_pushed = match (word(0), word(1)) {
        ("docker" | "podman" | "nerdctl" | "buildah" | "img" | "finch", "push") => true,
        ("docker" | "podman" | "nerdctl", "image" | "manifest" | "compose") => {
            has(&["push"]) || has(&["--push"])
        }
        ("docker", "buildx" | "build" | "builder" | "bake") => {
            has(&["--push", "--push=true"])
                || (has(&["imagetools"]) && has(&["create"]))
                || is_registry_output(words)
        }
        ("docker-compose", _) => has(&["push"]),
        ("buildctl", _) => words.iter().any(|word| word.contains("push=true")),
        ("skopeo" | "regctl", _) => has(&["copy", "sync"]),
        ("crane", "push" | "copy" | "cp") => true,
        ("ko", "build" | "publish" | "resolve" | "apply") => {
            !has(&["--local", "-L", "--push=false", "--tarball"])
        }
        ("executor", _) => !has(&["--no-push", "--no-push=true"]),
        ("pack", "build") => has(&["--publish"]),
        ("earthly", _) => has(&["--push"]),
        ("mvn" | "mvnw" | "gradle" | "gradlew", _) => {
            has(&[
                "jib:build",
                "jib",
                ":jib",
                "--publishImage",
                "dockerPush",
                "-Dspring-boot.build-image.publish=true",
                "-Dquarkus.container-image.push=true",
            ]) || words
                .iter()
                .any(|word| word.ends_with(":jib") || word.ends_with("jib-maven-plugin:build"))
        }
        ("dotnet", "publish") => words.iter().any(|word| word.contains("ContainerRegistry=")),
        _ => false,
    };
    if is_pushed { Push::Yes } else { Push::No }
}

/// Whether an image is for a registry on this machine.
pub(crate) fn is_local(image: &str) -> bool {
    let image = image.split_once("://").map_or(image, |(_, image)| image);
    image.starts_with("localhost:") || image.starts_with("127.0.0.1:")
}

/// `-o type=registry`, `--output=type=image,name=x,push=true`.
fn is_registry_output(words: &[String]) -> bool {
    let mut outputs = words.iter().enumerate().filter_map(|(at, word)| match word.as_str() {
        "-o" | "--output" => words.get(at + 1).map(String::as_str),
        _ => word.strip_prefix("--output=").or_else(|| word.strip_prefix("-o=")),
    });
    outputs.any(|output| {
        output.contains("type=registry")
            || (output.contains("type=image") && output.contains("push=true"))
    })
}

/// The variables with the branch or the event, on both platforms.
const BRANCHES: [&str; 5] =
    ["GITHUB_REF", "CI_COMMIT_BRANCH", "CI_COMMIT_REF_NAME", "github.ref", "CI_COMMIT_REF_SLUG"];
const EVENTS: [&str; 3] = ["GITHUB_EVENT_NAME", "github.event_name", "CI_PIPELINE_SOURCE"];

/// Whether a command with these conditions around it runs for an event: `if [ "$GITHUB_REF" = … ]`.
/// Conditions about something else hold.
pub(crate) fn guarded(guards: &[Guard], event: &Event) -> Answer {
    guards.iter().map(|guard| guard_holds(guard, event)).fold(Answer::Yes, Answer::and)
}

fn guard_holds(guard: &Guard, event: &Event) -> Answer {
    let text = &guard.text;
    let is_negated = text.contains("!=") || text.starts_with("! ");
    let mentions = |names: &[&str]| names.iter().any(|name| text.contains(name));
    let names_main = ["main", "master", "DEFAULT_BRANCH", "default_branch"]
        .into_iter()
        .any(|name| text.contains(name));
    let is_push = matches!(event.kind, EventKind::PushToMain | EventKind::PushToBranch);
    let holds = if mentions(&BRANCHES) && names_main {
        event.kind == EventKind::PushToMain
    } else if mentions(&EVENTS)
        && (text.contains("push")
            || text.contains("pull_request")
            || text.contains("merge_request"))
    {
        text.contains("push") == is_push
    } else {
        return Answer::Yes;
    };
    Answer::of((holds != is_negated) == guard.holds)
}
