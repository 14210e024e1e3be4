//! Where the solution looks for its database, and what it does with settings and databases that it
//! cannot use: it ends at startup, with one line that says which and why.

use std::ffi::OsStr;
use std::path::Path;

use author::starting;
use engine::http::post;
use serde_json::json;
use sqlx::{Connection, Executor, SqliteConnection};

fn solution() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_solution-swagger"))
}

#[test]
fn a_port_that_is_not_valid_is_refused_by_the_name_of_its_variable() {
    for value in ["abc", "-7", "65536", "80a"] {
        starting::refuses_value(solution(), "PORT", OsStr::new(value)).expect("one line");
    }
}

#[test]
#[cfg(unix)]
fn a_value_that_is_not_utf8_is_refused_by_the_name_of_its_variable() {
    let value = <OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(b"sqlite://\xff.db");
    for variable in ["PORT", "DATABASE_URL"] {
        starting::refuses_value(solution(), variable, value).expect("one line");
    }
}

#[test]
fn a_database_that_cannot_be_used_is_named_with_the_reason() {
    starting::refuses_unusable_databases(solution()).expect("refused as it should be");
}

#[test]
#[cfg_attr(windows, ignore = "its `env` is Unix's")]
fn without_its_variable_it_makes_produits_db_beside_itself() {
    starting::uses_by_default(solution(), "DATABASE_URL", "produits.db", None).expect("made");
}

#[test]
fn a_database_that_fails_is_not_a_conflict() {
    let create = post("/api/produits").json(json!({ "nom": "thé", "prix_centimes": 250 }));
    starting::fails_with_its_database(solution(), drop_the_table, &create).expect("a 500");
}

fn drop_the_table(url: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let mut database = SqliteConnection::connect(url).await.expect("the database");
        database.execute("drop table produits").await.expect("dropped");
    });
}
