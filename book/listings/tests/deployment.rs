//! The files of the chapters on images and on delivery, judged as the lab judges a student's.
//!
//! A mistake that a chapter shows is the right file with one change, and has exactly the finding
//! that the text names.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use delivery::{Check, Ignored, Occasion, Pipeline, Platform};
use dockerfile::{CommandKind, Context, Image, Tool};
use images::Unpinned;
use sqlx::{Connection, SqliteConnection};

/// The port of the greenhouse without `PORT`.
const CONTEXT: Context = Context { default_port: 5000 };

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the book").join("deployment")
}

fn file(name: &str) -> String {
    let path = folder().join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The lines between two anchors of a file, as mdBook includes them.
fn excerpt(name: &str, anchor: &str) -> String {
    let text = file(name);
    let (from, to) = (format!("ANCHOR: {anchor}"), format!("ANCHOR_END: {anchor}"));
    let is = |line: &str, mark: &str| line.trim_start_matches(['#', '-', ' ']) == mark;
    let lines = text.lines().skip_while(|line| !is(line, &from)).skip(1);
    let lines: Vec<&str> = lines.take_while(|line| !is(line, &to)).collect();
    assert!(!lines.is_empty(), "{name} has no {anchor}");
    lines.join("\n")
}

fn of_image(dockerfile: &str, dockerignore: Option<&str>) -> Vec<dockerfile::Reason> {
    let image = Image::read(dockerfile, dockerignore)
        .unwrap_or_else(|error| panic!("{error}, in\n{dockerfile}"));
    image.findings(&CONTEXT).into_iter().map(|finding| finding.reason).collect()
}

fn of_pipeline(text: &str) -> Vec<delivery::Reason> {
    let pipeline = Pipeline::read(text).unwrap_or_else(|error| panic!("{error}, in\n{text}"));
    pipeline.findings().into_iter().map(|finding| finding.reason).collect()
}

#[test]
fn the_images_have_no_finding() {
    for (name, ignored) in [
        ("Dockerfile", ".dockerignore"),
        ("Dockerfile", "exclusions.dockerignore"),
        ("chef.Dockerfile", ".dockerignore"),
        ("secret.Dockerfile", ".dockerignore"),
        ("flask.Dockerfile", "flask.dockerignore"),
    ] {
        assert_eq!(of_image(&file(name), Some(&file(ignored))), [], "{name}, {ignored}");
    }
}

#[test]
fn the_image_listens_on_its_port_as_a_user_without_rights() {
    let image = Image::read(&file("Dockerfile"), None).expect("a Dockerfile");
    let port = Some("8080");
    assert_eq!((image.env("HOTE"), image.env("PORT")), (Some("0.0.0.0"), port));
    assert_eq!((image.exposed(), image.user()), (Some(8080), Some(10_001)));
}

#[test]
fn the_first_dockerfile_has_the_seven_mistakes_of_the_table() {
    use dockerfile::Reason::{
        CompilerImage, Compiles, LateDependencies, NoDockerignore, NoUser, ShellForm, SingleStage,
        Unpinned,
    };
    let image = "rust:latest".to_owned();
    let command = "cargo build --release".to_owned();
    let expected = [
        SingleStage,
        Unpinned { image: image.clone(), problem: self::Unpinned::Latest },
        // The compiler is in the image that runs: two findings.
        CompilerImage { image },
        NoUser,
        LateDependencies { tool: Tool::Cargo, command: command.clone() },
        Compiles { command },
        ShellForm { instruction: CommandKind::Cmd },
        NoDockerignore,
    ];
    assert_eq!(of_image(&file("naive.Dockerfile"), None), expected);
}

#[test]
fn each_mistake_in_the_dockerfile_is_found() {
    use dockerfile::Reason::{
        CompilerImage, LateDependencies, NamedUser, OtherPort, PackageManager, SecretInArg,
        ShellForm, ShellWithoutExec, Unpinned,
    };
    let instruction = CommandKind::Entrypoint;
    let entrypoint = r#"ENTRYPOINT ["serre"]"#.to_owned();
    let manifests = "COPY Cargo.toml Cargo.lock ./".to_owned();
    let late = format!(
        "{}\n# ANCHOR_END: dependencies\n# ANCHOR: sources\n{}",
        excerpt("Dockerfile", "dependencies"),
        excerpt("Dockerfile", "sources")
    );
    let debian = "FROM debian:bookworm-slim".to_owned();
    for (right, anchor, expected) in [
        (late, "late", LateDependencies { tool: Tool::Cargo, command: build() }),
        (
            debian.clone(),
            "latest",
            Unpinned { image: "debian:latest".to_owned(), problem: self::Unpinned::Latest },
        ),
        (debian, "compiler", CompilerImage { image: "rust:1.95.0-slim-bookworm".to_owned() }),
        ("USER 10001".to_owned(), "named-user", NamedUser { user: "serre".to_owned() }),
        (entrypoint.clone(), "shell", ShellForm { instruction }),
        (entrypoint.clone(), "no-exec", ShellWithoutExec { instruction, shell: "sh".to_owned() }),
        (
            entrypoint,
            "npm",
            PackageManager { instruction: CommandKind::Cmd, program: "npm".to_owned() },
        ),
        ("EXPOSE 8080".to_owned(), "port", OtherPort { exposed: 5000, listens: 8080 }),
        (manifests, "secret", SecretInArg { name: "CARGO_REGISTRIES_INTERNE_TOKEN".to_owned() }),
    ] {
        let text = file("Dockerfile");
        assert_eq!(text.matches(&right).count(), 1, "{right}");
        let wrong = text.replace(&right, &excerpt("wrong.Dockerfile", anchor));
        let found = of_image(&wrong, Some(&file(".dockerignore")));
        assert_eq!(found, [expected], "{anchor}");
    }
}

fn build() -> String {
    "cargo build --release --locked".to_owned()
}

#[test]
fn the_pipelines_have_no_finding() {
    for (name, platform) in [("ci.yaml", Platform::GitHub), ("gitlab-ci.yaml", Platform::GitLab)] {
        let pipeline =
            Pipeline::read(&file(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(pipeline.platform(), platform, "{name}");
        assert_eq!(pipeline.findings(), [], "{name}");
    }
    let with_title = changed("- run: cargo fmt --check", &excerpt("title.yaml", "env"));
    let with_title = with_title.replace("- env:", "- run: cargo fmt --check\n      - env:");
    assert_eq!(of_pipeline(&with_title), []);
}

/// `ci.yaml` with one part replaced, at the indentation of its first line.
fn changed(right: &str, by: &str) -> String {
    let text = file("ci.yaml");
    let (before, after) = text.split_once(right).unwrap_or_else(|| panic!("no {right}"));
    let indent = before.len() - before.rfind('\n').map_or(0, |at| at + 1);
    let by = by.replace('\n', &format!("\n{}", " ".repeat(indent)));
    format!("{before}{by}{after}")
}

#[test]
fn each_mistake_in_the_pipeline_is_found() {
    use delivery::Reason::{
        ActionBranch, FailureIgnored, Injection, NotStarted, PathFilter, PullRequestTarget,
        SecretValue, WritePermission,
    };
    const CACHE: &str = "- uses: Swatinem/rust-cache@9d47c6ad4b02e050fd481d890b2ea34778fd09d6";
    const TEST: &str = "- run: cargo test --locked";
    let ignored = |check, how| vec![FailureIgnored { check, how }];
    let (job, scope) = ("checks".to_owned(), "write-all".to_owned());
    let (action, reference) = ("Swatinem/rust-cache".to_owned(), "master".to_owned());
    for (right, anchor, expected) in [
        (TEST, "continue", ignored(Check::Test, Ignored::ContinueOnError)),
        (TEST, "or", ignored(Check::Test, Ignored::Or)),
        (TEST, "pipe", ignored(Check::Test, Ignored::Pipe)),
        (
            "- run: cargo clippy --all-targets --locked -- -D warnings",
            "warnings",
            ignored(Check::Lint, Ignored::Warnings),
        ),
        ("- run: cargo fmt --check", "rewrites", ignored(Check::Format, Ignored::Rewrites)),
        ("pull_request:", "paths", vec![PathFilter("paths".to_owned())]),
        ("pull_request:", "target", vec![NotStarted(Occasion::PullRequest), PullRequestTarget]),
        ("permissions:\n  contents: read", "write", vec![WritePermission { job, scope }]),
        (CACHE, "branch", vec![ActionBranch { action, reference }]),
        (
            "password: ${{ secrets.GITHUB_TOKEN }}",
            "secret",
            vec![SecretValue { name: "password".to_owned() }],
        ),
        (
            "- run: cargo fmt --check",
            "injection",
            vec![Injection { source: "github.event.pull_request.title".to_owned() }],
        ),
    ] {
        let mut fragment = excerpt("wrong.yaml", anchor);
        if anchor == "injection" {
            fragment = format!("{right}\n{fragment}");
        }
        assert_eq!(of_pipeline(&changed(right, &fragment)), expected, "{anchor}");
    }
}

/// What the chapter only describes: a part of `ci.yaml` is missing.
#[test]
fn each_missing_part_of_the_pipeline_is_found() {
    use delivery::Reason::{NoCache, NoPermissions, PushedBeforeCheck, PushedElsewhere};
    const CACHE: &str =
        "- uses: Swatinem/rust-cache@9d47c6ad4b02e050fd481d890b2ea34778fd09d6 # v2.7.8\n      ";
    const CONDITION: &str =
        "if: github.event_name == 'push' && github.ref == 'refs/heads/main'\n    ";
    let image = || "image".to_owned();
    let checks = || "checks".to_owned();
    let before = Check::ALL.map(|check| PushedBeforeCheck { job: image(), check });
    let on = Occasion::PullRequest;
    for (right, expected) in [
        (CACHE, vec![NoCache { job: checks() }]),
        ("needs: checks\n    ", before.to_vec()),
        (CONDITION, vec![PushedElsewhere { job: image(), on }]),
        ("permissions:\n  contents: read\n", vec![NoPermissions { job: checks() }]),
    ] {
        assert_eq!(of_pipeline(&changed(right, "")), expected, "{right}");
    }
}

#[test]
fn the_workflow_of_the_exercise_has_nine_mistakes() {
    use delivery::Reason::{
        ActionBranch, FailureIgnored, Injection, NoCache, NoPermissions, NotStarted,
        PasswordArgument, PushedElsewhere,
    };
    let job = || "livraison".to_owned();
    let branch = Occasion::PushToBranch("some-branch".to_owned());
    let expected = [
        NotStarted(Occasion::PullRequest),
        NoCache { job: job() },
        NoPermissions { job: job() },
        ActionBranch { action: "actions/checkout".to_owned(), reference: "main".to_owned() },
        Injection { source: "github.event.head_commit.message".to_owned() },
        FailureIgnored { check: Check::Lint, how: Ignored::Warnings },
        FailureIgnored { check: Check::Test, how: Ignored::Pipe },
        PasswordArgument { command: "docker login".to_owned() },
        PushedElsewhere { job: job(), on: branch },
    ];
    assert_eq!(of_pipeline(&file("naive.yaml")), expected);
}

/// What each version of the service does with a table: it inserts a plant, and reads the heights.
const VERSIONS: [[&str; 2]; 3] = [
    ["insert into plantes (nom, hauteur) values ($1, 40)", "select hauteur from plantes"],
    [
        "insert into plantes (nom, hauteur, hauteur_cm) values ($1, 40, 40)",
        "select coalesce(hauteur_cm, hauteur) from plantes",
    ],
    ["insert into plantes (nom, hauteur_cm) values ($1, 40)", "select hauteur_cm from plantes"],
];

/// How a version gets on with a table.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Outcome {
    Works,
    /// It does not find the height of every plant.
    Misses,
    Fails,
}

/// The table of the chapter, row by row.
#[tokio::test]
async fn two_versions_of_the_service_work_on_every_table_in_between() {
    use Outcome::{Fails, Misses, Works};
    let mut connection = SqliteConnection::connect("sqlite::memory:").await.expect("SQLite");
    let before = "create table plantes (nom text primary key, hauteur integer)".to_owned();
    for (step, sql, expected) in [
        ("before", before, [Works, Fails, Fails]),
        ("expand", excerpt("migrations.sql", "expand"), [Works, Works, Misses]),
        ("copy", excerpt("migrations.sql", "copy"), [Misses, Works, Works]),
        ("contract", excerpt("migrations.sql", "contract"), [Fails, Fails, Works]),
    ] {
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut connection).await.expect(step);
        // Only the versions that run at this step write.
        for (version, [insert, _]) in VERSIONS.into_iter().enumerate() {
            if expected[version] == Works {
                let nom = format!("{step} {version}");
                sqlx::query(insert).bind(nom).execute(&mut connection).await.expect(step);
            }
        }
        for (version, [_, select]) in VERSIONS.into_iter().enumerate() {
            let heights: Result<Vec<Option<i64>>, _> =
                sqlx::query_scalar(select).fetch_all(&mut connection).await;
            let outcome = match heights {
                Err(_) => Fails,
                Ok(heights) if heights.iter().all(Option::is_some) => Works,
                Ok(_) => Misses,
            };
            assert_eq!(outcome, expected[version], "version {} after {step}", version + 1);
        }
    }
}

/// What the chapter shows about the process 1: a signal without a handler does not end it.
#[test]
fn the_first_process_ignores_a_signal_that_it_does_not_handle() {
    let script = "kill -TERM $$; echo still here";
    let printed = |arguments: &[&str]| {
        let output = Command::new(arguments[0]).args(&arguments[1..]).output().ok()?;
        Some(String::from_utf8_lossy(&output.stdout).into_owned())
    };
    assert_eq!(printed(&["sh", "-c", script]).as_deref(), Some(""));
    let unshare = ["unshare", "--map-root-user", "--pid", "--fork", "sh", "-c"];
    // Some systems do not let everybody create a namespace.
    let allowed = printed(&[&unshare[..], &["echo yes"]].concat());
    if allowed.as_deref() != Some("yes\n") {
        return eprintln!("skipped: no namespaces here");
    }
    let first = printed(&[&unshare[..], &[script]].concat());
    assert_eq!(first.as_deref(), Some("still here\n"));
    let handled = r#"trap "echo stopping; exit" TERM; kill -TERM $$; echo still here"#;
    let handled = printed(&[&unshare[..], &[handled]].concat());
    assert_eq!(handled.as_deref(), Some("stopping\n"));
}
