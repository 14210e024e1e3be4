//! The water tanks of a greenhouse, in a SQLite database of their own.

use std::str::FromStr;
use std::time::Duration;

use sqlx::FromRow;
use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions};

// ANCHOR: open
static MIGRATIONS: Migrator = sqlx::migrate!("migrations/relational");

/// Opens the database at `url`, created when absent, its tables up to date.
pub async fn open(url: &str) -> sqlx::Result<SqlitePool> {
    let options = SqliteConnectOptions::from_str(url)?.create_if_missing(true);
    let pool = SqlitePoolOptions::new()
        .max_connections(5)
        .acquire_timeout(Duration::from_secs(5))
        .connect_with(options)
        .await?;
    MIGRATIONS.run(&pool).await?;
    Ok(pool)
}
// ANCHOR_END: open

// ANCHOR: tank
/// A tank, as it is stored.
#[derive(Debug, FromRow, PartialEq)]
pub struct Cuve {
    /// given by the database
    pub id: i64,
    /// unique
    pub nom: String,
    /// the water that it holds now
    pub litres: i64,
    /// a remark, if there is one
    pub note: Option<String>,
}
// ANCHOR_END: tank

/// Creates a tank.
pub async fn create(pool: &SqlitePool, nom: &str, litres: i64) -> sqlx::Result<Cuve> {
    sqlx::query_as(
        r"
        insert into cuves (nom, litres)
        values ($1, $2)
        returning id, nom, litres, note
        ",
    )
    .bind(nom)
    .bind(litres)
    .fetch_one(pool)
    .await
}

// ANCHOR: select
/// The tank of that name, if there is one.
pub async fn find(pool: &SqlitePool, nom: &str) -> sqlx::Result<Option<Cuve>> {
    sqlx::query_as("select id, nom, litres, note from cuves where nom = $1")
        .bind(nom)
        .fetch_optional(pool)
        .await
}
// ANCHOR_END: select

/// Water that went from one tank to another.
#[derive(Debug, FromRow, PartialEq)]
pub struct Transfert {
    /// given by the database
    pub id: i64,
    /// the name of the tank that it left
    pub de: String,
    /// the name of the tank that received it
    pub vers: String,
    /// how much
    pub litres: i64,
}

// ANCHOR: join
/// Every transfer, the oldest first, with the names of both tanks.
pub async fn transferts(pool: &SqlitePool) -> sqlx::Result<Vec<Transfert>> {
    sqlx::query_as(
        r"
        select transferts.id, source.nom as de, target.nom as vers, transferts.litres
        from transferts
        join cuves as source on source.id = transferts.de
        join cuves as target on target.id = transferts.vers
        order by transferts.id
        ",
    )
    .fetch_all(pool)
    .await
}
// ANCHOR_END: join

/// Why water was not transferred.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// the tank holds less, or does not exist
    #[error("il n'y a pas assez d'eau dans la cuve de départ")]
    NotEnough,
    /// the database failed
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

// ANCHOR: transaction
/// Pumps water from one tank to another and records the transfer: all of it, or nothing.
pub async fn transfer(pool: &SqlitePool, from: i64, to: i64, litres: i64) -> Result<(), Error> {
    let mut transaction = pool.begin().await?;
    let taken = sqlx::query("update cuves set litres = litres - $2 where id = $1 and litres >= $2")
        .bind(from)
        .bind(litres)
        .execute(&mut *transaction)
        .await?;
    if taken.rows_affected() == 0 {
        return Err(Error::NotEnough);
    }
    sqlx::query("update cuves set litres = litres + $2 where id = $1")
        .bind(to)
        .bind(litres)
        .execute(&mut *transaction)
        .await?;
    sqlx::query("insert into transferts (de, vers, litres) values ($1, $2, $3)")
        .bind(from)
        .bind(to)
        .bind(litres)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(())
}
// ANCHOR_END: transaction
