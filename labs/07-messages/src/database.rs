//! The database: created if it does not exist, migrated, and shared by a pool of connections.
//!
//! `sqlx::Any` works with both kinds: the URL decides at startup. The queries are the same for both,
//! the migrations are not.

use std::time::Duration;

use sqlx::AnyPool;
use sqlx::any::{self, Any, AnyPoolOptions};
use sqlx::migrate::{MigrateDatabase, Migrator};

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// How long a request may wait for a connection from the pool.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);

/// Why the service cannot start, in one line.
#[derive(Debug, thiserror::Error)]
#[error("the database {url} cannot be used: {source}")]
pub struct OpenError {
    url: String,
    source: sqlx::Error,
}

/// Opens the database at `url`. It is created if it does not exist, and its tables are up to date.
pub async fn open(url: &str) -> Result<AnyPool, OpenError> {
    any::install_default_drivers();
    let open_error = |source| OpenError { url: without_secrets(url), source };
    create_if_missing(url).await.map_err(open_error)?;
    let options = AnyPoolOptions::new().acquire_timeout(ACQUIRE_TIMEOUT);
    let pool = options.connect(url).await.map_err(open_error)?;
    let migrations = if url.starts_with("sqlite:") { &SQLITE } else { &POSTGRES };
    migrations.run(&pool).await.map_err(|error| open_error(error.into()))?;
    Ok(pool)
}

async fn create_if_missing(url: &str) -> sqlx::Result<()> {
    if !Any::database_exists(url).await? {
        Any::create_database(url).await?;
    }
    Ok(())
}

/// `url` without its user, its password and its parameters: what is printed ends up in logs.
fn without_secrets(url: &str) -> String {
    let (scheme, rest) = url.split_at(url.find("://").map_or(0, |colon| colon + "://".len()));
    let place = rest.rsplit_once('@').map_or(rest, |(_, place)| place);
    let place = place.split_once('?').map_or(place, |(place, _)| place);
    format!("{scheme}{place}")
}
