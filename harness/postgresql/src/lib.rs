//! A PostgreSQL database of its own for every check.
//!
//! The server is found as every client of PostgreSQL finds it: `PGHOST`, `PGPORT`, `PGUSER`,
//! `PGPASSWORD`; on 127.0.0.1 without `PGHOST`, as `postgres` without `PGUSER`.
//! (<https://www.postgresql.org/docs/current/libpq-envars.html>)
//!
//! It is the same driver as the labs', so that nothing more is compiled for it.

use std::collections::BTreeSet;
use std::future::Future;
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result};
use engine::database::{Database, Databases};
use engine::{Lang, limits};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};
use tokio::runtime;

/// The server of this machine.
pub static SERVER: Server = Server;

/// The databases that are there, or that a server was told to make.
static LIVE: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

fn live() -> MutexGuard<'static, BTreeSet<String>> {
    LIVE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A PostgreSQL server.
#[derive(Clone, Copy, Debug)]
pub struct Server;

impl Databases for Server {
    fn absent(&self, lang: Lang) -> Option<String> {
        let why = within_reason(async { connection().await?.close().await }).err()?;
        let options = options();
        let place = format!("{}:{}", options.get_host(), options.get_port());
        Some(match lang {
            Lang::Fr => format!(
                "PostgreSQL ne répond pas sur {place} ({why:#}). PGHOST, PGPORT, PGUSER et \
                 PGPASSWORD disent où il est."
            ),
            Lang::En => format!(
                "PostgreSQL does not answer at {place} ({why:#}). PGHOST, PGPORT, PGUSER and \
                 PGPASSWORD say where it is."
            ),
        })
    }

    fn make(&self) -> Result<Box<dyn Database>> {
        let database = Temporary::named();
        execute(format!("create database {}", database.name)).context("making a database")?;
        Ok(Box::new(database))
    }

    fn name(&self) -> Box<dyn Database> {
        Box::new(Temporary::named())
    }

    fn clear(&self) {
        for name in std::mem::take(&mut *live()) {
            remove(&name);
        }
    }
}

/// A database that goes when this is dropped.
#[derive(Debug)]
struct Temporary {
    name: String,
    url: String,
}

impl Temporary {
    fn named() -> Self {
        let name = format!("atelier_{:016x}", fastrand::u64(..));
        // Before it is made: whatever becomes of this process, it is known to be dropped.
        live().insert(name.clone());
        let url = options().database(&name).to_url_lossy().to_string();
        Self { name, url }
    }
}

impl Database for Temporary {
    fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if live().remove(&self.name) {
            remove(&self.name);
        }
    }
}

/// The name is one of ours: letters and digits. `force` ends what a killed server left connected.
fn remove(name: &str) {
    // One that stays does no harm to a verdict, and says by its name whose it is.
    let _ = execute(format!("drop database if exists {name} with (force)"));
}

fn options() -> PgConnectOptions {
    let given = |name| std::env::var_os(name).is_some();
    let mut options = PgConnectOptions::new().database("postgres");
    if !given("PGHOST") {
        options = options.host("127.0.0.1");
    }
    if !given("PGUSER") {
        options = options.username("postgres");
    }
    options
}

async fn connection() -> sqlx::Result<PgConnection> {
    options().disable_statement_logging().connect().await
}

fn execute(sql: String) -> Result<()> {
    within_reason(async {
        let mut connection = connection().await?;
        connection.execute(AssertSqlSafe(sql)).await?;
        connection.close().await
    })
}

/// Waits for what a server of databases does, no longer than the limit.
fn within_reason<T>(work: impl Future<Output = sqlx::Result<T>>) -> Result<T> {
    let runtime = runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("starting a runtime for the database")?;
    runtime.block_on(async {
        let done = tokio::time::timeout(limits::DATABASE, work).await;
        Ok(done.context("no answer in time")??)
    })
}
