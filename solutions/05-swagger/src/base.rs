//! The database: found or created, migrated, and shared by a pool of connections.
//!
//! `sqlx::Any` speaks to both kinds: the URL decides at start. The queries are the same for both,
//! the migrations are not.

use std::time::Duration;

use sqlx::AnyPool;
use sqlx::any::{self, Any, AnyPoolOptions};
use sqlx::migrate::{MigrateDatabase, Migrator};

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// How long a request may wait for a connection of the pool.
const ATTENTE: Duration = Duration::from_secs(5);

/// Opens the database at `url`, created when absent, its tables up to date.
pub async fn ouvrir(url: &str) -> Result<AnyPool, Inaccessible> {
    any::install_default_drivers();
    let inaccessible = |source| Inaccessible { url: sans_secret(url), source };
    creer(url).await.map_err(inaccessible)?;
    let base =
        AnyPoolOptions::new().acquire_timeout(ATTENTE).connect(url).await.map_err(inaccessible)?;
    let migrations = if url.starts_with("sqlite:") { &SQLITE } else { &POSTGRES };
    migrations.run(&base).await.map_err(|error| inaccessible(error.into()))?;
    Ok(base)
}

async fn creer(url: &str) -> sqlx::Result<()> {
    if !Any::database_exists(url).await? {
        Any::create_database(url).await?;
    }
    Ok(())
}

/// Why the service cannot start, in one line.
#[derive(Debug, thiserror::Error)]
#[error("the database {url} cannot be used: {source}")]
pub struct Inaccessible {
    url: String,
    source: sqlx::Error,
}

/// `url` without its user and password: what is printed ends in logs.
fn sans_secret(url: &str) -> String {
    match (url.split_once("://"), url.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, place))) => format!("{scheme}://{place}"),
        _ => url.to_owned(),
    }
}
