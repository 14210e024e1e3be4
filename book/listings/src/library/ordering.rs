//! The steps of an order: first the naive version, then the one that survives failures.

use std::time::Duration;

use tokio::time::timeout;

use super::cle::Cle;
use super::error::Error;
use super::panne::Panne;
use super::reconciler;
use super::stock::Stock;
use super::store::{Begun, Commande, Creation, Release, Store};

/// How long a cancellation waits for the stock.
const CANCELLATION: Duration = Duration::from_millis(500);

/// What makes orders. Clones share its connections.
#[derive(Clone, Debug)]
pub struct Ordering {
    /// its orders
    pub store: Store,
    /// the other service
    pub stock: Stock,
}

impl Ordering {
    // ANCHOR: naive
    /// Takes a packet out of the stock, then writes the order down.
    pub async fn order_naively(
        &self,
        creation: &Creation,
        panne: Panne,
    ) -> Result<Commande, Error> {
        self.stock(panne).take(&creation.espece).await?;
        panne.may_stop_here();
        self.store.insert(creation).await
    }
    // ANCHOR_END: naive

    // ANCHOR: order
    /// Orders a packet. The same key always leads to the same order.
    pub async fn order(
        &self,
        cle: &Cle,
        creation: &Creation,
        panne: Panne,
    ) -> Result<Commande, Error> {
        let id = match self.store.begin(cle, creation).await? {
            Begun::New(id) => id,
            Begun::Known(commande) => return Ok(commande),
        };
        match self.stock(panne).reserve(&creation.espece, &id).await {
            Ok(()) => {
                panne.may_stop_here();
                self.store.confirm(&id).await
            }
            Err(error) => {
                self.store.abandon(&id).await?;
                Err(error)
            }
        }
    }
    // ANCHOR_END: order

    // ANCHOR: cancel
    /// Cancels an order. That is done as soon as it is written down, whether the stock responds or
    /// not.
    pub async fn cancel(&self, id: &str, panne: Panne) -> Result<Commande, Error> {
        let commande = self.store.cancel(id).await?;
        let release = Release { id: commande.id.clone(), espece: commande.espece.clone() };
        let stock = self.stock(panne);
        let released = reconciler::release(&self.store, &stock, &release);
        // If this fails, or takes too long, the reconciler does it again.
        let _ = timeout(CANCELLATION, released).await;
        Ok(commande)
    }
    // ANCHOR_END: cancel

    fn stock(&self, panne: Panne) -> Stock {
        if panne == Panne::Absence { self.stock.away() } else { self.stock.clone() }
    }
}
