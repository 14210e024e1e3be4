//! The database: created if it does not exist, migrated, and shared by a pool of connections. Each
//! service has its own, with its own migrations.
//!
//! `sqlx::Any` works with both kinds: the URL decides at startup. The queries are the same for both,
//! the migrations are not.

use std::time::Duration;

use sqlx::AnyPool;
use sqlx::any::{self, Any, AnyPoolOptions};
use sqlx::migrate::{MigrateDatabase, Migrator};

use crate::config::Service;

/// How long a request may wait for a connection from the pool.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);

/// Why the service cannot start, in one line.
#[derive(Debug, thiserror::Error)]
#[error("the database {url} cannot be used: {source}")]
pub struct OpenError {
    url: String,
    source: sqlx::Error,
}

/// Opens the database at `url`. It is created if it does not exist, and the tables of the service are
/// up to date.
pub async fn open(service: Service, url: &str) -> Result<AnyPool, OpenError> {
    any::install_default_drivers();
    let open_error = |source| OpenError { url: without_secrets(url), source };
    create_if_missing(url).await.map_err(open_error)?;
    let pool = connect(url).await.map_err(open_error)?;
    let migrations = migrations(service, url);
    migrations.run(&pool).await.map_err(|error| open_error(error.into()))?;
    Ok(pool)
}

async fn create_if_missing(url: &str) -> sqlx::Result<()> {
    if !Any::database_exists(url).await? {
        Any::create_database(url).await?;
    }
    Ok(())
}

/// SQLite writes one transaction at a time. With a single connection, requests get it in the order in
/// which they come; with several, some would find the file locked again and again.
async fn connect(url: &str) -> sqlx::Result<AnyPool> {
    let options = AnyPoolOptions::new().acquire_timeout(ACQUIRE_TIMEOUT);
    if !is_sqlite(url) {
        return options.connect(url).await;
    }
    let pool = options.max_connections(1).connect(url).await?;
    // With a write-ahead log, a commit is one write to the disk instead of several.
    sqlx::query("pragma journal_mode = wal").execute(&pool).await?;
    Ok(pool)
}

fn migrations(service: Service, url: &str) -> Migrator {
    match (service, is_sqlite(url)) {
        (Service::Livres, true) => sqlx::migrate!("migrations/livres/sqlite"),
        (Service::Livres, false) => sqlx::migrate!("migrations/livres/postgres"),
        (Service::Membres, true) => sqlx::migrate!("migrations/membres/sqlite"),
        (Service::Membres, false) => sqlx::migrate!("migrations/membres/postgres"),
        (Service::Emprunts, true) => sqlx::migrate!("migrations/emprunts/sqlite"),
        (Service::Emprunts, false) => sqlx::migrate!("migrations/emprunts/postgres"),
    }
}

fn is_sqlite(url: &str) -> bool {
    url.starts_with("sqlite:")
}

/// `url` without its user, its password and its parameters: what is printed ends up in logs.
fn without_secrets(url: &str) -> String {
    let (scheme, rest) = url.split_at(url.find("://").map_or(0, |colon| colon + "://".len()));
    let place = rest.rsplit_once('@').map_or(rest, |(_, place)| place);
    let place = place.split_once('?').map_or(place, |(place, _)| place);
    format!("{scheme}{place}")
}
