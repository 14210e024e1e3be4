//! Gives every check a PostgreSQL database of its own.
//!
//! The server is the one that every client of PostgreSQL would use: `PGHOST`, `PGPORT`, `PGUSER`
//! and `PGPASSWORD` name it. Without `PGHOST` it is on 127.0.0.1, without `PGUSER` the user is
//! `postgres`. (<https://www.postgresql.org/docs/current/libpq-envars.html>)
//!
//! The driver is that of the labs, so that it is compiled only once.

mod messages;

use std::collections::BTreeSet;
use std::future::Future;
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result};
use engine::database::{Database, DatabaseServer};
use engine::limits;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};
use texts::Message;
use tokio::runtime;

/// The server that the environment names.
pub static SERVER: Server = Server;

/// The names of databases that exist, or that a student's server has to create.
static LIVE: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

fn live() -> MutexGuard<'static, BTreeSet<String>> {
    LIVE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A PostgreSQL server.
#[derive(Clone, Copy, Debug)]
pub struct Server;

impl DatabaseServer for Server {
    fn unavailable(&self) -> Option<Message> {
        let why = within_reason(async { connection().await?.close().await }).err()?;
        let options = options();
        let address = format!("{}:{}", options.get_host(), options.get_port());
        Some(messages::servers::unavailable(address, format!("{why:#}")))
    }

    fn create(&self) -> Result<Box<dyn Database>> {
        let database = Temporary::named();
        execute(format!("create database {}", database.name)).context("creating a database")?;
        Ok(Box::new(database))
    }

    fn reserve(&self) -> Box<dyn Database> {
        Box::new(Temporary::named())
    }

    fn example(&self) -> String {
        let options = options();
        let (user, host) = (options.get_username(), options.get_host());
        format!("postgres://{user}@{host}:{}/essai", options.get_port())
    }

    fn drop_all(&self) {
        for name in std::mem::take(&mut *live()) {
            remove(&name);
        }
    }
}

/// A database that is dropped together with this value.
#[derive(Debug)]
struct Temporary {
    name: String,
    url: String,
}

impl Temporary {
    fn named() -> Self {
        let name = format!("atelier_{:016x}", fastrand::u64(..));
        // Before it is created, so that it is dropped whatever happens next.
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

/// The name is safe: [`Temporary`] makes it of letters and digits. `force` closes the connections
/// of killed servers.
fn remove(name: &str) {
    // If this fails, the database stays, which affects no verdict; its name says where it comes
    // from.
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

/// Runs `work`, no longer than the limit.
fn within_reason<T>(work: impl Future<Output = sqlx::Result<T>>) -> Result<T> {
    let runtime = runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("starting a runtime for the database")?;
    runtime.block_on(async {
        let done = tokio::time::timeout(limits::DATABASE, work).await;
        Ok(done.context("no response in time")??)
    })
}
