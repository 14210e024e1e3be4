//! Databases that the solution cannot use: it ends with one line that says which and why.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use sqlx::{ConnectOptions, Connection, Executor};
use tempfile::TempDir;

/// What becomes of the solution with this database.
fn started(url: &str) -> Output {
    let solution = author::cargo::executable("solution-crud").expect("the solution");
    let mut command = Command::new(solution);
    command.env("DATABASE_URL", url).env("PORT", "0").output().expect("it starts")
}

/// It ends with a status that is not 0, and one line on standard error that holds all these words.
fn refused(url: &str, words: &[&str]) {
    let output = started(url);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{errors}");
    assert_eq!(errors.lines().count(), 1, "{errors}");
    for word in words {
        assert!(errors.contains(word), "{word}: {errors}");
    }
}

#[test]
fn a_database_of_another_kind() {
    refused("mysql://127.0.0.1/produits", &["mysql://127.0.0.1/produits", "no driver found"]);
    refused("produits.db", &["produits.db"]);
}

#[test]
fn a_database_that_nobody_serves() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    drop(listener);
    let url = format!("postgres://ada:secret@127.0.0.1:{port}/produits");
    let output = started(&url);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!errors.contains("secret"), "a password has no place in a log: {errors}");
    refused(&url, &["127.0.0.1", "refused"]);
}

#[test]
fn a_folder_that_is_not_there() {
    refused(
        "sqlite:///no/such/folder/produits.db",
        &["/no/such/folder/produits.db", "unable to open"],
    );
}

#[test]
fn a_file_that_is_no_database() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("produits.db");
    std::fs::write(&path, "nom;prix\n".repeat(1_000)).expect("written");
    refused(&url(&path), &["produits.db", "not a database"]);
}

#[test]
fn a_file_that_another_program_has_locked() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("produits.db");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let options = sqlx::sqlite::SqliteConnectOptions::new()
            .filename(&path)
            .create_if_missing(true)
            .busy_timeout(Duration::from_secs(1));
        let mut holder = options.connect().await.expect("a database");
        holder.execute("begin exclusive").await.expect("a lock");
        let outcome = tokio::task::spawn_blocking({
            let url = url(&path);
            move || refused(&url, &["produits.db", "locked"])
        });
        outcome.await.expect("refused");
        holder.close().await.expect("closed");
    });
}

fn url(path: &Path) -> String {
    format!("sqlite://{}", path.display())
}
