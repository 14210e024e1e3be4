//! The waterings in the database.

use sqlx::AnyPool;
use sqlx::any::{self, Any};
use sqlx::migrate::MigrateDatabase;

use super::arrosage::{Arrosage, Message};

/// The table of waterings. Clones share its connections.
#[derive(Clone)]
pub struct Store {
    pool: AnyPool,
}

impl Store {
    /// Opens the database at `url`. It is created if it does not exist, and its table too.
    ///
    /// # Errors
    /// When the database cannot be used.
    pub async fn open(url: &str) -> sqlx::Result<Self> {
        any::install_default_drivers();
        if !Any::database_exists(url).await? {
            Any::create_database(url).await?;
        }
        let pool = AnyPool::connect(url).await?;
        sqlx::raw_sql(include_str!("arrosages.sql")).execute(&pool).await?;
        Ok(Self { pool })
    }

    /// The watering with this id, if there is one.
    pub async fn find(&self, id: &str) -> sqlx::Result<Option<Arrosage>> {
        sqlx::query_as("select id, serre, litres, etat from arrosages where id = $1")
            .bind(id)
            .fetch_optional(&self.pool)
            .await
    }
}

// ANCHOR: accept
impl Store {
    /// Notes that the broker has accepted a watering. One that has come back from the queue already
    /// stays as it is.
    pub async fn accept(&self, message: &Message) -> sqlx::Result<()> {
        sqlx::query(
            r"
            insert into arrosages (id, serre, litres, etat)
            values ($1, $2, $3, 'en attente')
            on conflict (id) do nothing
            ",
        )
        .bind(message.id.as_str())
        .bind(message.serre.as_str())
        .bind(message.litres.get())
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}
// ANCHOR_END: accept

// ANCHOR: handle
impl Store {
    /// Handles a watering. When this returns, it is committed: a statement alone is a transaction.
    ///
    /// A watering counts once, however often its message is delivered: it is one row.
    pub async fn handle(&self, message: &Message) -> sqlx::Result<()> {
        sqlx::query(
            r"
            insert into arrosages (id, serre, litres, etat)
            values ($1, $2, $3, 'traité')
            on conflict (id) do update set etat = 'traité'
            ",
        )
        .bind(message.id.as_str())
        .bind(message.serre.as_str())
        .bind(message.litres.get())
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}
// ANCHOR_END: handle

// ANCHOR: consumption
impl Store {
    /// How many litres a greenhouse has used.
    pub async fn consumption(&self, serre: &str) -> sqlx::Result<i64> {
        sqlx::query_scalar(
            r"
            select cast(coalesce(sum(litres), 0) as bigint)
            from arrosages
            where serre = $1 and etat = 'traité'
            ",
        )
        .bind(serre)
        .fetch_one(&self.pool)
        .await
    }
}
// ANCHOR_END: consumption
