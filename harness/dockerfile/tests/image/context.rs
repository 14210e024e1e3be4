//! `.git`, `target` and `.env` stay out of the context.

use crate::common::CONTEXT;
use dockerfile::{ContextPath, Finding, Image, Reason, Rule};

const CARGO: &str =
    "FROM rust:1 AS b\nCOPY . .\nRUN cargo build\nFROM scratch\nCOPY --from=b /a /a";
const GO: &str = "FROM golang:1 AS b\nCOPY . .\nRUN go build\nFROM scratch\nCOPY --from=b /a /a";
const PATHS: &str =
    "FROM golang:1 AS b\nCOPY src src\nRUN go build\nFROM scratch\nCOPY --from=b /a /a";

fn findings(dockerfile: &str, dockerignore: Option<&str>) -> Vec<Finding> {
    let image = Image::read(dockerfile, dockerignore).expect("valid");
    let findings = image.findings(&CONTEXT).into_iter();
    findings.filter(|finding| finding.rule() == Rule::Context).collect()
}

fn paths(dockerfile: &str, dockerignore: &str) -> Vec<ContextPath> {
    let findings = findings(dockerfile, Some(dockerignore)).into_iter();
    findings
        .map(|finding| match finding.reason {
            Reason::InContext { path } => path,
            reason => panic!("{reason:?}"),
        })
        .collect()
}

#[test]
fn everything_is_ignored_in_many_ways() {
    for dockerignore in [
        ".git\ntarget\n.env",
        ".git/\ntarget/\n.env",
        "/.git\n/target\n/.env",
        "./.git\n./target\n./.env",
        "**/.git\n**/target\n**/.env",
        ".git/**\ntarget/**\n.env*",
        ".git/*\ntarget/*\n.env",
        ".*\ntarget",
        "# comment\n\n  .git  \r\n target\t\r\n*.env\r\n",
        "*",
        "**",
        "*\n!src\n!Cargo.toml\n!Cargo.lock",
        "**\n!src/**\n!Cargo.*",
        ".git*\ntarge?\n.[e]nv",
        ".git\ntarget\n.env\n!.env.example\n!.github",
        "\u{feff}.git\ntarget\n.env",
        "!target\n! .git\n.git\ntarget\n.env",
    ] {
        assert_eq!(paths(CARGO, dockerignore), [], "{dockerignore}");
    }
}

#[test]
fn what_is_not_ignored_reaches_the_build() {
    use ContextPath::{Env, Git, Target};
    for (dockerignore, expected) in [
        ("", vec![Git, Target, Env]),
        ("# .git", vec![Git, Target, Env]),
        (" # .git\ntarget\n.env", vec![Git]),
        (".gitignore\ntarget\n.env", vec![Git]),
        (".git\ntarget/debug\n.env", vec![Target]),
        (".git\n/src/target\n.env", vec![Target]),
        (".git\ntarget\n.env.*", vec![Env]),
        (".git\ntarget\nconfig/.env", vec![Env]),
        ("*\n!*", vec![Git, Target, Env]),
        ("*\n!.env", vec![Env]),
        ("**\n!**/target", vec![Target]),
        (".git\ntarget\n.env\n!.git", vec![Git]),
        (".git\ntarget\n.env\n!.*", vec![Git, Env]),
        (".[git\ntarget\n.env", vec![Git]),
        (".GIT\ntarget\n.env", vec![Git]),
    ] {
        let mut found = paths(CARGO, dockerignore);
        found.sort();
        assert_eq!(found, expected, "{dockerignore}");
    }
}

#[test]
fn target_matters_where_cargo_builds_and_env_where_everything_is_copied() {
    assert_eq!(paths(GO, ".git\n.env"), []);
    assert_eq!(paths(PATHS, ".git"), []);
    assert_eq!(paths(PATHS, ".env"), [ContextPath::Git]);
    for copy in [
        "COPY ./ /app",
        "COPY --link . .",
        "ADD . .",
        "COPY * ./",
        "COPY / /a",
        "COPY [\".\", \"/a\"]",
        "COPY a .env ./",
        "COPY .* ./",
        "COPY --chown=1:1 a . /b/",
    ] {
        let dockerfile = format!("FROM debian:12\n{copy}");
        assert_eq!(paths(&dockerfile, ".git"), [ContextPath::Env], "{copy}");
    }
    for copy in [
        "COPY src ./",
        "COPY --exclude=.env . .",
        "COPY .env.example .env",
        "COPY --from=a:1 . .",
        "COPY <<EOF /.env\nA=1\nEOF",
        "ADD https://example.org/.env /a",
        "RUN --mount=target=. ls",
    ] {
        let dockerfile = format!("FROM debian:12\n{copy}");
        assert_eq!(paths(&dockerfile, ".git"), [], "{copy}");
    }
    // Only in stages that the last image needs.
    assert_eq!(paths("FROM debian:12 AS t\nCOPY . .\nRUN cargo test\nFROM debian:12", ".git"), []);
}

#[test]
fn the_exception_is_named_by_its_line() {
    let lines = |text| findings(GO, Some(text)).into_iter().map(|f| f.line).collect::<Vec<_>>();
    assert_eq!(lines(".git\n.env\n\n!.env"), [Some(4)]);
    assert_eq!(lines(".git"), [None]);
}

#[test]
fn there_is_a_dockerignore() {
    let findings = findings(PATHS, None);
    assert_eq!(findings.len(), 1);
    assert_eq!((findings[0].line, &findings[0].reason), (None, &Reason::NoDockerignore));
}
