//! The database: found or created, and migrated.

use sqlx::AnyPool;
use sqlx::any::Any;
use sqlx::migrate::{MigrateDatabase, Migrator};

// ANCHOR: open
static SQLITE: Migrator = sqlx::migrate!("migrations/products/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/products/postgres");

/// Opens the database at `url`, created when absent, its tables up to date.
pub async fn open(url: &str) -> sqlx::Result<AnyPool> {
    sqlx::any::install_default_drivers();
    if !Any::database_exists(url).await? {
        Any::create_database(url).await?;
    }
    let pool = AnyPool::connect(url).await?;
    let migrations = if url.starts_with("sqlite:") { &SQLITE } else { &POSTGRES };
    migrations.run(&pool).await?;
    Ok(pool)
}
// ANCHOR_END: open
