use super::Rules;

const WORKSPACE: &str = "[workspace.package]\nedition = \"2024\"\nversion = \"0.1.0\"\n\
                         [workspace.lints.rust]\nunsafe_code = \"deny\"\nmissing_docs = \"warn\"\n";

const STARTER: &str = r#"
[package]
name = "salutation"
version.workspace = true
edition.workspace = true

[dependencies]
axum.workspace = true

[dev-dependencies]
serde_json.workspace = true

[lints]
workspace = true
"#;

fn rules() -> Rules {
    Rules::new(STARTER, WORKSPACE, &["anyhow".to_owned(), "rand".to_owned()]).expect("rules")
}

fn refused(before: &str, after: &str) -> Vec<String> {
    assert!(STARTER.contains(before));
    let text = STARTER.replacen(before, after, 1);
    let problems = rules().read(&text).err().unwrap_or_default();
    problems.into_iter().map(|problem| problem.key.into_owned()).collect()
}

#[test]
fn the_starter_is_accepted_with_its_lints_and_metadata() {
    let accepted = rules().read(STARTER).expect("accepted");
    assert_eq!(accepted.dependencies, ["axum"]);
    assert_eq!(accepted.lints, ["--deny=unsafe_code", "--warn=missing_docs"]);
    assert_eq!(accepted.variables["CARGO_PKG_VERSION"], "0.1.0");
    assert_eq!(accepted.variables["CARGO_PKG_NAME"], "salutation");
}

#[test]
fn listed_crates_and_what_changes_nothing_are_free() {
    let free = [
        ("axum.workspace = true", "axum.workspace = true\nanyhow.workspace = true"),
        (
            "axum.workspace = true",
            "# a comment\naxum = { workspace = true }\nrand.workspace = true",
        ),
        ("axum.workspace = true", "serde_json.workspace = true\naxum.workspace = true"),
        ("axum.workspace = true\n", ""),
        ("version.workspace = true", "version = \"3.0.0\"\nauthors = [\"Ada\"]"),
        ("edition.workspace = true", "edition = \"2024\"\ndescription = \"mine\""),
        ("[lints]\nworkspace = true", "[lints.rust]\nunsafe_code = \"forbid\""),
        ("[lints]\nworkspace = true", "[[bin]]\nname = \"salutation\"\npath = \"src/main.rs\""),
        ("[lints]\nworkspace = true", "[[test]]\nname = \"mine\""),
    ];
    for (before, after) in free {
        assert_eq!(refused(before, after), Vec::<String>::new(), "{after}");
    }
}

#[test]
fn what_changes_the_build_is_refused_by_name() {
    let refusals = [
        ("axum.workspace = true", "axum.workspace = true\nreqwest = \"0.12\"", "problems.unlisted"),
        ("axum.workspace = true", "axum.workspace = true\nanyhow = \"1\"", "problems.altered"),
        ("axum.workspace = true", "axum = \"0.7\"", "problems.altered"),
        (
            "axum.workspace = true",
            "axum = { workspace = true, features = [\"ws\"] }",
            "problems.altered",
        ),
        ("edition.workspace = true", "edition = \"2021\"", "problems.changed"),
        ("name = \"salutation\"", "name = \"hello\"", "problems.changed"),
        (
            "edition.workspace = true",
            "edition.workspace = true\nbuild = \"b.rs\"",
            "problems.added",
        ),
        ("[lints]", "[features]\ndefault = []\n[lints]", "problems.added"),
        ("[lints]", "[profile.dev]\nopt-level = 3\n[lints]", "problems.added"),
        ("[lints]", "[[bin]]\nname = \"other\"\npath = \"src/o.rs\"\n[lints]", "problems.added"),
        ("[lints]", "[lib]\npath = \"lib/a.rs\"\n[lints]", "problems.added"),
        ("[lints]", "[target.'cfg(unix)'.dependencies]\nlibc = \"0.2\"\n[lints]", "problems.added"),
        ("[lints]", "[build-dependencies]\nrand.workspace = true\n[lints]", "problems.added"),
        ("[lints]", "[lints", "problems.syntax"),
    ];
    for (before, after, problem) in refusals {
        assert_eq!(refused(before, after), [problem], "{after}");
    }
}

#[test]
fn a_build_script_is_the_starters_or_none() {
    assert!(Rules::build_script(None, Some(b"a")).is_none());
    assert!(Rules::build_script(Some(b"a"), Some(b"a")).is_none());
    assert!(Rules::build_script(Some(b"b"), Some(b"a")).is_some());
    assert!(Rules::build_script(Some(b"b"), None).is_some());
}

/// A starter that stands alone.
const ALONE: &str = r#"
[package]
name = "deploy"
version = "0.1.0"
edition = "2024"

[dependencies]
axum = { version = "0.8", features = ["macros"] }

[lints.rust]
unsafe_code = "deny"
"#;

const VERSIONS: &str = "[workspace.package]\nedition = \"2024\"\n\
                        [workspace.dependencies]\nanyhow = \"1\"\nrand = \"0.10\"\naxum = \"0.8\"\n";

#[test]
fn a_lab_that_stands_alone_names_versions_and_inherits_nothing() {
    let crates = ["anyhow".to_owned(), "rand".to_owned()];
    let rules = Rules::new(ALONE, VERSIONS, &crates).expect("rules");
    let refused = |before: &str, after: &str| -> Vec<String> {
        assert!(ALONE.contains(before));
        let problems = rules.read(&ALONE.replacen(before, after, 1)).err().unwrap_or_default();
        problems.into_iter().map(|problem| problem.key.into_owned()).collect()
    };
    let axum = "axum = { version = \"0.8\", features = [\"macros\"] }";
    assert_eq!(refused("", ""), Vec::<String>::new());
    assert_eq!(refused("[dependencies]", "[dependencies]\nrand = \"0.10\""), Vec::<String>::new());
    assert_eq!(refused(axum, "axum = \"0.8\""), Vec::<String>::new());
    assert_eq!(
        refused("edition = \"2024\"", "edition = \"2024\"\nauthors = [\"Ada\"]"),
        Vec::<String>::new()
    );
    for (before, after, problem) in [
        (axum, "axum.workspace = true", "problems.altered-alone"),
        (axum, "axum = \"0.7\"", "problems.altered-alone"),
        ("[dependencies]", "[dependencies]\nrand = \"0.9\"", "problems.altered-alone"),
        ("[dependencies]", "[dependencies]\nhyper = \"1\"", "problems.unlisted-alone"),
        ("edition = \"2024\"", "edition.workspace = true", "problems.inherited"),
        ("[lints.rust]\nunsafe_code = \"deny\"", "[lints]\nworkspace = true", "problems.inherited"),
        ("edition = \"2024\"", "edition = \"2021\"", "problems.changed"),
    ] {
        assert_eq!(refused(before, after), [problem], "{after}");
    }
    let Err(problems) =
        rules.read(&ALONE.replace("[dependencies]", "[dependencies]\nhyper = \"1\""))
    else {
        panic!("refused")
    };
    assert!(problems[0].text(texts::Lang::En).contains("`anyhow = \"1\"`, `rand = \"0.10\"`"));
}
