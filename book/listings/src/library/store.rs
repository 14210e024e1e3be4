//! The orders in the database.
//!
//! ```text
//!              confirm                cancel
//!   en attente ──────► confirmée ───────────► annulée
//!       │                                        │
//!       │ abandon                                │  the reconciler ends the reservation
//!       └────────────► abandonnée ───────────────┴──► a_liberer = 0
//! ```

use std::time::Duration;

use serde::{Deserialize, Serialize};
use sqlx::{Any, AnyPool, Executor};
use uuid::Uuid;

use super::cle::Cle;
use super::error::Error;
use super::timestamp::{ago, now};

/// Its tables, with the orders that a reader finds there.
pub const TABLES: &str = include_str!("commandes.sql");

/// How many orders of a gardener may be open at the same time.
const MAX_ORDERS: i64 = 3;

/// What a client sends.
#[derive(Clone, Debug, Deserialize)]
pub struct Creation {
    pub jardinier: String,
    pub espece: String,
}

/// An order, as the responses show it.
#[derive(Debug, Serialize, sqlx::FromRow)]
pub struct Commande {
    pub id: String,
    pub jardinier: String,
    pub espece: String,
    pub etat: String,
}

/// The table of orders. Clones share its connections.
#[derive(Clone, Debug)]
pub struct Store {
    pool: AnyPool,
}

// ANCHOR: begun
/// The first step of an order.
pub enum Begun {
    /// A new order, with this id. It has no packet yet.
    New(String),
    /// The key has an order already.
    Known(Commande),
}
// ANCHOR_END: begun

/// A packet that the stock does not know to be free.
#[derive(sqlx::FromRow)]
pub struct Release {
    pub id: String,
    pub espece: String,
}

impl Store {
    /// The orders in this database, which has their tables.
    pub fn new(pool: AnyPool) -> Self {
        Self { pool }
    }

    // ANCHOR: begin
    /// Writes an order down, unless its key has one, or the gardener has three: in one transaction.
    pub async fn begin(&self, cle: &Cle, creation: &Creation) -> Result<Begun, Error> {
        let mut transaction = self.pool.begin().await?;
        // Writing this row locks it: the orders of a gardener begin one after the other.
        sqlx::query(
            r"
            insert into jardiniers (nom) values ($1)
            on conflict (nom) do update set nom = excluded.nom
            ",
        )
        .bind(&creation.jardinier)
        .execute(&mut *transaction)
        .await?;
        if let Some(commande) = known(&mut *transaction, cle, creation).await? {
            return Ok(Begun::Known(commande));
        }
        let open: i64 = sqlx::query_scalar(
            r"
            select count(*) from commandes
            where jardinier = $1 and etat in ('en attente', 'confirmée')
            ",
        )
        .bind(&creation.jardinier)
        .fetch_one(&mut *transaction)
        .await?;
        if open >= MAX_ORDERS {
            return Err(Error::TooManyOrders);
        }
        let id = insert(&mut *transaction, Some(cle), creation, "en attente").await?;
        transaction.commit().await?;
        // No row: another gardener has just begun an order with the same key.
        id.map(Begun::New).ok_or(Error::InProgress)
    }
    // ANCHOR_END: begin

    /// Writes an order down that nothing follows.
    pub async fn insert(&self, creation: &Creation) -> Result<Commande, Error> {
        sqlx::query("insert into jardiniers (nom) values ($1) on conflict do nothing")
            .bind(&creation.jardinier)
            .execute(&self.pool)
            .await?;
        let id = insert(&self.pool, None, creation, "confirmée").await?;
        self.find(&id.unwrap_or_default()).await
    }

    // ANCHOR: confirm
    /// Confirms an order whose packet is reserved.
    ///
    /// # Errors
    /// [`Error::InProgress`] if it was abandoned meanwhile.
    pub async fn confirm(&self, id: &str) -> Result<Commande, Error> {
        let confirmed = sqlx::query_as(
            r"
            update commandes
            set etat = 'confirmée', depuis = $2
            where id = $1 and etat = 'en attente'
            returning id, jardinier, espece, etat
            ",
        )
        .bind(id)
        .bind(now())
        .fetch_optional(&self.pool)
        .await?;
        confirmed.ok_or(Error::InProgress)
    }
    // ANCHOR_END: confirm

    // ANCHOR: abandon
    /// Gives up an order. Its key is free again, its packet is to be freed if there is one.
    pub async fn abandon(&self, id: &str) -> sqlx::Result<()> {
        sqlx::query(
            r"
            update commandes
            set etat = 'abandonnée', cle = null, depuis = $2, a_liberer = 1
            where id = $1 and etat = 'en attente'
            ",
        )
        .bind(id)
        .bind(now())
        .execute(&self.pool)
        .await?;
        Ok(())
    }
    // ANCHOR_END: abandon

    /// Gives up all orders that have been waiting for so long: nobody works on them any more.
    pub async fn abandon_older(&self, age: Duration) -> sqlx::Result<()> {
        sqlx::query(
            r"
            update commandes
            set etat = 'abandonnée', cle = null, depuis = $2, a_liberer = 1
            where etat = 'en attente' and depuis <= $1
            ",
        )
        .bind(ago(age))
        .bind(now())
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    // ANCHOR: cancel
    /// Cancels an order, if it is not cancelled yet. Its packet is to be freed.
    pub async fn cancel(&self, id: &str) -> Result<Commande, Error> {
        sqlx::query(
            r"
            update commandes
            set etat = 'annulée', depuis = $2, a_liberer = 1
            where id = $1 and etat = 'confirmée'
            ",
        )
        .bind(id)
        .bind(now())
        .execute(&self.pool)
        .await?;
        self.find(id).await
    }
    // ANCHOR_END: cancel

    async fn find(&self, id: &str) -> Result<Commande, Error> {
        let commande = sqlx::query_as(
            r"
            select id, jardinier, espece, etat from commandes
            where id = $1 and etat in ('confirmée', 'annulée')
            ",
        )
        .bind(id)
        .fetch_optional(&self.pool)
        .await?;
        commande.ok_or(Error::UnknownCommande)
    }

    /// All orders of a species, in whichever state they are.
    pub async fn of_espece(&self, espece: &str) -> sqlx::Result<Vec<Commande>> {
        sqlx::query_as(
            "select id, jardinier, espece, etat from commandes where espece = $1 order by depuis",
        )
        .bind(espece)
        .fetch_all(&self.pool)
        .await
    }

    // ANCHOR: releases
    /// The packets that the stock still has to free.
    pub async fn releases(&self) -> sqlx::Result<Vec<Release>> {
        sqlx::query_as("select id, espece from commandes where a_liberer = 1 order by depuis")
            .fetch_all(&self.pool)
            .await
    }

    /// Notes that the stock has freed the packet of an order.
    pub async fn released(&self, id: &str) -> sqlx::Result<()> {
        sqlx::query("update commandes set a_liberer = 0 where id = $1")
            .bind(id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }
    // ANCHOR_END: releases
}

// ANCHOR: known
/// The order of a key, in the state in which it is now.
async fn known<'e>(
    database: impl Executor<'e, Database = Any>,
    cle: &Cle,
    creation: &Creation,
) -> Result<Option<Commande>, Error> {
    let found: Option<Commande> =
        sqlx::query_as("select id, jardinier, espece, etat from commandes where cle = $1")
            .bind(cle.as_str().to_owned())
            .fetch_optional(database)
            .await?;
    let Some(commande) = found else { return Ok(None) };
    if commande.etat == "en attente" {
        return Err(Error::InProgress);
    }
    if (&commande.jardinier, &commande.espece) != (&creation.jardinier, &creation.espece) {
        return Err(Error::KeyTaken);
    }
    Ok(Some(commande))
}
// ANCHOR_END: known

/// Adds an order, unless its key has one.
async fn insert<'e>(
    database: impl Executor<'e, Database = Any>,
    cle: Option<&Cle>,
    creation: &Creation,
    etat: &'static str,
) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar(
        r"
        insert into commandes (id, cle, jardinier, espece, etat, depuis)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (cle) do nothing
        returning id
        ",
    )
    .bind(Uuid::new_v4().to_string())
    .bind(cle.map(|cle| cle.as_str().to_owned()))
    .bind(creation.jardinier.clone())
    .bind(creation.espece.clone())
    .bind(etat)
    .bind(now())
    .fetch_optional(database)
    .await
}
