//! The outputs that the book shows are what the programs print today.

mod tree;

use std::collections::BTreeSet;
use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use author::audit::catalogue::Catalogue;
use author::cargo;
use book::language::Language;
use sqlx::migrate::Migrator;
use sqlx::{Connection, SqliteConnection};
use tree::{Page, pages};

/// The suites compare the messages of their faults with what is printed, as snapshots.
#[test]
fn the_message_of_a_broken_promise_is_the_one_in_the_chapter() {
    for language in Language::ALL {
        let shown = shown(language, "5-openapi/documentation.md", "PATCH ");
        let message = message_of("05-swagger", "null-announced", language);
        assert!(message.contains(&shown), "the chapter shows\n{shown}\nthe message is\n{message}");
    }
}

#[test]
fn the_message_of_a_fault_is_the_one_in_the_authors_chapter() {
    const HEAD: &str = "═══ removed-twice ═══";
    for language in Language::ALL {
        let shown = shown(language, "authors.md", HEAD);
        let message = message_of("01-salutation", "removed-twice", language);
        for part in shown.trim_start_matches(HEAD).split("  …\n") {
            let part = part.trim();
            assert!(message.contains(part), "the page shows\n{part}\nthe message is\n{message}");
        }
    }
}

#[test]
fn the_table_of_an_audit_has_todays_counts() {
    let catalogue = Catalogue::of("04-crud").expect("the faults of lab 04");
    // Every check has at least one fault that names it first.
    let checks: BTreeSet<&String> =
        catalogue.faults.iter().filter_map(|fault| fault.fails.first()).collect();
    let faults = catalogue.faults.len();
    for language in Language::ALL {
        let shown = shown(language, "authors.md", "04-crud");
        for (part, count) in [
            ("checks", checks.len().to_string()),
            ("lines of the contract", catalogue.lines.len().to_string()),
            ("faults caught", format!("{0} of {0}", checks.len())),
            ("other faults", format!("{} not tried: --whole", faults - checks.len())),
        ] {
            let row = format!("  {part:<24}{count}\n");
            assert!(shown.contains(&row), "the page shows\n{shown}\nand not\n{row}");
        }
    }
}

#[tokio::test]
async fn an_edited_migration_is_refused_as_the_chapter_shows_it() {
    let printed = after_an_edited_migration().await.expect("a server that ends");
    for language in Language::ALL {
        let shown = shown(language, "4-databases/products.md", "the database ");
        assert!(
            printed.contains(&shown),
            "the chapter shows\n{shown}\nthe server prints\n{printed}"
        );
    }
}

/// The message that a student reads for a fault of a lab.
fn message_of(lab: &str, fault: &str, language: Language) -> String {
    let code = language.code();
    let messages = format!("harness/suites/{lab}/faults/messages.{code}.snap");
    let messages = fs::read_to_string(cargo::root().join(messages)).expect("the messages");
    let from = messages.split(&format!("═══ {fault} ═══")).nth(1).expect("the fault");
    from.split("═══").next().unwrap_or_default().to_owned()
}

/// What the solution of lab 04 prints when the database had another version of a migration.
async fn after_an_edited_migration() -> Result<String> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("produits.db");
    let mut connection =
        SqliteConnection::connect(&format!("sqlite://{}?mode=rwc", file.display())).await?;
    let migrations = cargo::root().join("solutions/04-crud/migrations/sqlite");
    Migrator::new(Path::new(&migrations)).await?.run(&mut connection).await?;
    sqlx::query("update _sqlx_migrations set checksum = x'00'").execute(&mut connection).await?;
    connection.close().await?;
    // The port is in use: the server ends even if it accepts the database.
    let taken = TcpListener::bind(("127.0.0.1", 0))?;
    let output = Command::new(cargo::executable("solution-crud")?)
        .env("DATABASE_URL", "sqlite://produits.db")
        .env("PORT", taken.local_addr()?.port().to_string())
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .output()
        .context("starting the solution of lab 04")?;
    Ok(String::from_utf8_lossy(&output.stderr).into_owned())
}

/// The block of a page that starts with this text.
fn shown(language: Language, page: &str, start: &str) -> String {
    let page: &Page = &pages(language)[page];
    let blocks = page.text.split("```text\n").skip(1).filter_map(|rest| rest.split("```").next());
    let mut found = blocks.filter(|block| block.trim_start().starts_with(start));
    let shown = found.next().expect("the block").trim().to_owned();
    assert!(found.next().is_none(), "two blocks of {} begin with {start:?}", page.path());
    shown
}
