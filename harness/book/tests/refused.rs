//! What the book shows as code that does not compile: rustc refuses it, and for the reason that its
//! page gives.

mod tree;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use author::cargo;
use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};
use replay::Recipe;
use sqlx::{Connection, SqliteConnection};

/// Why a block is refused: the code of the error, in its fence after `compile_fail`, or for a macro's
/// own error, which has none, these words.
const OF_A_MACRO: &str = "no such column: litre";

/// A block `rust,compile_fail` of a page.
struct Block {
    place: String,
    /// the error's code, or words of it
    reason: String,
    code: String,
}

#[tokio::test]
async fn what_must_not_compile_is_refused_for_the_reason_that_is_given() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = database(folder.path()).await.expect("a database");
    let recipe = recipe(&database).expect("the solution of lab 05 compiles");
    let mut blocks = blocks();
    assert!(blocks.len() >= 10, "only {} blocks were found", blocks.len());
    // Most are the same in both languages.
    blocks.sort_by(|one, other| one.code.cmp(&other.code));
    blocks.dedup_by(|one, other| one.code == other.code);
    let refused = blocks.iter().map(|block| refused(block, &recipe, folder.path()));
    let wrong: Vec<String> = refused.filter_map(Result::err).map(|e| format!("{e:#}")).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// With the tables of the chapter on relational databases: `query!` asks it while it compiles.
async fn database(folder: &Path) -> Result<String> {
    let url = format!("sqlite://{}?mode=rwc", folder.join("serre.db").display());
    let mut connection = SqliteConnection::connect(&url).await?;
    sqlx::query("create table cuves (nom text primary key, litres integer not null)")
        .execute(&mut connection)
        .await?;
    connection.close().await?;
    Ok(url)
}

/// How the solution of lab 05 is compiled, which may use all that the book uses.
fn recipe(database: &str) -> Result<Recipe> {
    let root = cargo::root();
    let wrapper = cargo::executable("replay")?;
    let folder = root.join("target/audit/recipes");
    let mut recipe = Recipe::record(&root, &wrapper, &folder, "solution-swagger", None)?;
    recipe.environment.insert("DATABASE_URL".to_owned(), database.to_owned());
    Ok(recipe)
}

fn blocks() -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    for page in tree::all_pages() {
        let mut inside = false;
        for (event, at) in page.events() {
            match event {
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                    let mut words = info.split(',').skip_while(|word| *word != "compile_fail");
                    inside = words.next().is_some();
                    let reason = words.next().unwrap_or(OF_A_MACRO).to_owned();
                    if inside {
                        let place = format!("{}:{}", page.path(), page.line(at));
                        found.push(Block { place, reason, code: String::new() });
                    }
                }
                Event::Text(text) if inside => {
                    found.last_mut().expect("a block begun").code.push_str(&text);
                }
                Event::End(TagEnd::CodeBlock) => inside = false,
                _ => {}
            }
        }
    }
    found
}

/// Compiles a block and looks at why it is refused: for nothing else.
fn refused(block: &Block, recipe: &Recipe, folder: &Path) -> Result<()> {
    let Block { place, reason, code } = block;
    // A line that begins so is compiled, but not shown.
    let lines = code.lines().map(|line| line.strip_prefix("# ").unwrap_or(line));
    let mut source = lines.collect::<Vec<_>>().join("\n");
    if !source.contains("fn main()") {
        source.push_str("\nfn main() {}\n");
    }
    let path = folder.join("src/main.rs");
    fs::create_dir_all(folder.join("src"))?;
    fs::write(&path, source).with_context(|| format!("writing {}", path.display()))?;
    let output = recipe.compile(folder, &folder.join("program"), None)?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(!output.status.success(), "{place} compiles");
    let errors: Vec<&str> = said
        .lines()
        .filter(|line| line.starts_with("error") && !line.starts_with("error: aborting"))
        .collect();
    ensure!(
        !errors.is_empty() && errors.iter().all(|error| error.contains(reason)),
        "{place} is refused, but not for {reason}:\n{said}"
    );
    Ok(())
}
