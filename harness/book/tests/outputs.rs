//! What the book shows as a program's output is what the program prints today.

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

/// The messages of a suite's faults are snapshots, and are compared there with what is printed.
#[test]
fn the_broken_promise_is_told_as_the_chapter_shows_it() {
    for language in Language::ALL {
        let shown = shown(language, "5-openapi/documentation.md", "PATCH ");
        let fault = told("05-swagger", "null-announced", language);
        assert!(
            fault.contains(&shown),
            "the chapter shows\n{shown}\nthe fault is told as\n{fault}"
        );
    }
}

#[test]
fn the_message_of_a_fault_is_the_one_that_authors_are_shown() {
    const HEAD: &str = "═══ removed-twice ═══";
    for language in Language::ALL {
        let shown = shown(language, "authors.md", HEAD);
        let fault = told("01-salutation", "removed-twice", language);
        for part in shown.trim_start_matches(HEAD).split("  …\n") {
            let part = part.trim();
            assert!(fault.contains(part), "the page shows\n{part}\nthe fault is told as\n{fault}");
        }
    }
}

#[test]
fn the_table_of_an_audit_counts_what_there_is() {
    let catalogue = Catalogue::of("04-crud").expect("the faults of lab 04");
    // Every check has a fault that is there for it.
    let checks: BTreeSet<&String> =
        catalogue.faults.iter().filter_map(|fault| fault.fails.first()).collect();
    let faults = catalogue.faults.len();
    for language in Language::ALL {
        let shown = shown(language, "authors.md", "04-crud");
        for (part, count) in [
            ("checks", checks.len().to_string()),
            ("lines of the contract", catalogue.lines.len().to_string()),
            ("faults caught", format!("{faults} of {faults}")),
        ] {
            let row = format!("  {part:<24}{count}\n");
            assert!(shown.contains(&row), "the page shows\n{shown}\nand not\n{row}");
        }
    }
}

#[tokio::test]
async fn an_edited_migration_is_refused_as_the_chapter_shows_it() {
    let said = after_an_edited_migration().await.expect("a server that ends");
    for language in Language::ALL {
        let shown = shown(language, "4-databases/products.md", "the database ");
        assert!(said.contains(&shown), "the chapter shows\n{shown}\nthe server says\n{said}");
    }
}

/// What a student reads of a fault of a lab.
fn told(lab: &str, fault: &str, language: Language) -> String {
    let code = language.code();
    let messages = format!("harness/suites/{lab}/faults/messages.{code}.snap");
    let messages = fs::read_to_string(cargo::root().join(messages)).expect("the messages");
    let from = messages.split(&format!("═══ {fault} ═══")).nth(1).expect("the fault");
    from.split("═══").next().unwrap_or_default().to_owned()
}

/// What the solution of lab 04 says of a database whose migration was another one.
async fn after_an_edited_migration() -> Result<String> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("produits.db");
    let mut connection =
        SqliteConnection::connect(&format!("sqlite://{}?mode=rwc", file.display())).await?;
    let migrations = cargo::root().join("solutions/04-crud/migrations/sqlite");
    Migrator::new(Path::new(&migrations)).await?.run(&mut connection).await?;
    sqlx::query("update _sqlx_migrations set checksum = x'00'").execute(&mut connection).await?;
    connection.close().await?;
    // Should it accept the database, it ends all the same: its port is taken.
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

/// The block of a page whose text begins so, blanks aside.
fn shown(language: Language, page: &str, start: &str) -> String {
    let page: &Page = &pages(language)[page];
    let blocks = page.text.split("```text\n").skip(1).filter_map(|rest| rest.split("```").next());
    let mut found = blocks.filter(|block| block.trim_start().starts_with(start));
    let shown = found.next().expect("the block").trim().to_owned();
    assert!(found.next().is_none(), "two blocks of {} begin with {start:?}", page.path());
    shown
}
