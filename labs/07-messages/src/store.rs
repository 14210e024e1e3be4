//! The orders in the database.

use sqlx::AnyPool;

use crate::commande::{Commande, Message};

/// The table of orders. Clones share its connections.
#[derive(Clone, Debug)]
pub struct Store {
    pool: AnyPool,
}

impl Store {
    pub fn new(pool: AnyPool) -> Self {
        Self { pool }
    }

    /// Notes that the broker has accepted an order. One that has come back from the queue already
    /// stays as it is.
    pub async fn accept(&self, order: &Message) -> sqlx::Result<()> {
        sqlx::query(
            r"
            insert into commandes (id, produit, quantite, etat)
            values ($1, $2, $3, 'en attente')
            on conflict (id) do nothing
            ",
        )
        .bind(order.id.as_str())
        .bind(order.produit.as_str())
        .bind(order.quantite.get())
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Handles an order. When this returns, it is committed, and its state is `traitée`.
    ///
    /// An order counts once, however often its message is delivered.
    #[allow(dead_code, reason = "until `session` calls it")]
    pub async fn handle(&self, order: &Message) -> sqlx::Result<()> {
        todo!("write {order:?} into {:?}", self.pool)
    }

    /// The order with this id, if there is one.
    pub async fn find(&self, id: &str) -> sqlx::Result<Option<Commande>> {
        todo!("select the order {id} from {:?}", self.pool)
    }

    /// How many pieces of a product were sold: the sum over the orders that are `traitée`, 0 when there
    /// are none.
    pub async fn sold(&self, produit: &str) -> sqlx::Result<i64> {
        todo!("sum up the orders of {produit} in {:?}", self.pool)
    }
}
