//! The code that the book shows as not compiling: rustc rejects it, for the reason that the page
//! gives. Where the page also shows rustc's message, the message is a snapshot.

mod tree;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use author::cargo;
use replay::Recipe;
use sqlx::{Connection, SqliteConnection};

/// The error of a block whose fence has no error code after `compile_fail`: a macro's own error.
const OF_A_MACRO: &str = "no such column: litre";

/// The line of a message that names a place in a source file.
const PLACE: &str = "--> ";

/// A block `rust,compile_fail,REASON,NAME` of a page.
struct Block {
    place: String,
    /// the code of the error, or words of its message
    reason: String,
    /// the name of the snapshot of rustc's message, if the page shows it
    name: Option<String>,
    code: String,
}

#[tokio::test]
async fn code_that_must_not_compile_is_rejected_for_the_given_reason() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = database(folder.path()).await.expect("a database");
    let recipe = recipe(&database).expect("the solution of lab 05 compiles");
    let mut blocks = blocks();
    assert!(blocks.len() >= 10, "only {} blocks were found", blocks.len());
    // Most blocks are the same in both languages.
    blocks.sort_by(|one, other| one.code.cmp(&other.code));
    blocks.dedup_by(|one, other| one.code == other.code);
    let mut wrong = Vec::new();
    let mut messages = Vec::new();
    for block in &blocks {
        match rejection(block, &recipe, folder.path()) {
            Ok(message) => messages.extend(block.name.as_ref().map(|name| (name, message))),
            Err(error) => wrong.push(format!("{error:#}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    for (name, message) in messages {
        assert_message(name, &message);
    }
}

/// Compares a message of rustc with `snapshots/NAME.snap`, which the book includes.
fn assert_message(name: &str, message: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, same_everywhere(message)));
}

/// The message without what differs between machines: the folder of cargo's registry, and the
/// files to which rustc writes the types that are too long for the message.
fn same_everywhere(message: &str) -> String {
    let lines = message.lines().filter(|line| !line.contains("long-type"));
    let lines = lines.map(|line| match line.split_once("/registry/src/") {
        Some((before, path)) if before.contains(PLACE) => {
            let indent = before.split(PLACE).next().unwrap_or_default();
            let inside = path.split_once('/').map_or(path, |(_, inside)| inside);
            format!("{indent}{PLACE}{inside}")
        }
        _ => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_message_is_the_same_on_every_machine() {
    let message = "note: required by a bound in `get`\n   --> \
        /home/ada/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/axum-0.8.9/src/lib.rs:7:1\n\
        \x20   = note: the full name has been written to '/tmp/program.long-type-1.txt'";
    let expected = "note: required by a bound in `get`\n   --> axum-0.8.9/src/lib.rs:7:1";
    assert_eq!(same_everywhere(message), expected);
}

/// A database with a table of the chapter on relational databases, for `query!` at compile time.
async fn database(folder: &Path) -> Result<String> {
    let url = format!("sqlite://{}?mode=rwc", folder.join("serre.db").display());
    let mut connection = SqliteConnection::connect(&url).await?;
    sqlx::query("create table cuves (nom text primary key, litres integer not null)")
        .execute(&mut connection)
        .await?;
    connection.close().await?;
    Ok(url)
}

/// The compiler call of the solution of lab 05, which has all the dependencies that the blocks use.
fn recipe(database: &str) -> Result<Recipe> {
    let root = cargo::root();
    let wrapper = cargo::executable("replay")?;
    let folder = root.join("target/audit/recipes");
    let mut recipe = cargo::recipe("solution-swagger", &wrapper, &folder)?;
    recipe.environment.insert("DATABASE_URL".to_owned(), database.to_owned());
    Ok(recipe)
}

fn blocks() -> Vec<Block> {
    let block = |page: &tree::Page, (line, info, code): (usize, String, String)| {
        let mut words = info.split(',').skip_while(|word| *word != "compile_fail").skip(1);
        info.contains("compile_fail").then(|| Block {
            place: format!("{}:{line}", page.path()),
            reason: words.next().unwrap_or(OF_A_MACRO).to_owned(),
            name: words.next().map(str::to_owned),
            code,
        })
    };
    let blocks = |page: tree::Page| {
        let found = tree::code_blocks(&page).into_iter();
        found.filter_map(|found| block(&page, found)).collect::<Vec<_>>()
    };
    tree::all_pages().into_iter().flat_map(blocks).collect()
}

/// Compiles a block, checks that it is rejected for its reason only, and returns rustc's message.
fn rejection(block: &Block, recipe: &Recipe, folder: &Path) -> Result<String> {
    let Block { place, reason, code, .. } = block;
    // mdBook hides a line that starts with `# `.
    let lines = code.lines().map(|line| line.strip_prefix("# ").unwrap_or(line));
    let mut source = lines.collect::<Vec<_>>().join("\n");
    if !source.contains("fn main()") {
        source.push_str("\nfn main() {}\n");
    }
    let path = folder.join("src/main.rs");
    fs::create_dir_all(folder.join("src"))?;
    fs::write(&path, source).with_context(|| format!("writing {}", path.display()))?;
    let output = recipe.compile(folder, &folder.join("program"), None)?;
    let printed = String::from_utf8_lossy(&output.stderr);
    ensure!(!output.status.success(), "{place} compiles");
    let errors: Vec<&str> = printed
        .lines()
        .filter(|line| line.starts_with("error") && !line.starts_with("error: aborting"))
        .collect();
    ensure!(
        !errors.is_empty() && errors.iter().all(|error| error.contains(reason)),
        "{place} is rejected, but not for {reason}:\n{printed}"
    );
    Ok(printed.into_owned())
}
