//! The steps of a loan. Between any two of them the process may be killed, and any call may fail.
//!
//! 1. `membres` knows the member.
//! 2. The loan is written down with its key, in the state `en attente`: it counts among the member's
//!    three, and nobody sees it yet.
//! 3. `livres` reserves a copy for its id.
//! 4. The loan is `ouvert`.
//!
//! If the third step fails, the loan is given up. If the process ends before the fourth, the reconciler
//! of the next one gives it up.

// SOLUTION-BEGIN
use std::time::Duration;

use backon::{ConstantBuilder, Retryable};
use tokio::time::Instant;

use crate::cle::Cle;
use crate::emprunt::{Creation, Emprunt};
use crate::error::Error;
use crate::neighbours::{Neighbours, NotReserved};
use crate::store::{Begun, Store};

/// How long a loan may wait for others before it begins. Its client gets a response within 5 s.
const PATIENCE: Duration = Duration::from_secs(2);

/// The pause before a loan that waits for another one tries again.
const PAUSE: Duration = Duration::from_millis(50);
// SOLUTION-ELSE
// use crate::cle::Cle;
// use crate::emprunt::{Creation, Emprunt};
// use crate::error::Error;
// use crate::neighbours::Neighbours;
// use crate::store::Store;
// SOLUTION-END

/// What makes loans. Clones share its connections.
#[derive(Clone)]
pub struct Borrowing {
    store: Store,
    neighbours: Neighbours,
}

impl Borrowing {
    pub fn new(store: Store, neighbours: Neighbours) -> Self {
        Self { store, neighbours }
    }

    // SOLUTION-BEGIN
    /// Lends a book to a member. The same key always leads to the same loan.
    pub async fn borrow(&self, cle: &Cle, creation: Creation) -> Result<Emprunt, Error> {
        let waits_until = Instant::now() + PATIENCE;
        if let Some(emprunt) = self.store.known(cle, creation).await? {
            return Ok(emprunt);
        }
        self.neighbours.find_membre(creation.membre).await?;
        (|| self.attempt(cle, creation))
            .retry(ConstantBuilder::new().with_delay(PAUSE).without_max_times())
            .when(|error| matches!(error, Error::Busy) && Instant::now() < waits_until)
            .await
    }

    // ANCHOR: attempt
    async fn attempt(&self, cle: &Cle, creation: Creation) -> Result<Emprunt, Error> {
        let id = match self.store.begin(cle, creation).await? {
            Begun::New(id) => id,
            Begun::Known(emprunt) => return Ok(emprunt),
        };
        match self.neighbours.reserve(creation.livre, id).await {
            Ok(()) => self.store.open(id).await,
            Err(NotReserved { error, in_doubt: true }) => {
                self.store.abandon(id).await?;
                Err(error)
            }
            Err(NotReserved { error, in_doubt: false }) => {
                self.store.forget(id).await?;
                Err(self.explain(error, creation.livre).await?)
            }
        }
    }
    // ANCHOR_END: attempt

    /// No copy is left: but is that so, or does `livres` only not know yet that one is free?
    async fn explain(&self, error: Error, livre: i64) -> sqlx::Result<Error> {
        let not_yet_free = matches!(error, Error::NoCopy) && self.store.is_behind(livre).await?;
        Ok(if not_yet_free { Error::Busy } else { error })
    }
    // SOLUTION-ELSE
    // /// Lends a book to a member. The same key always leads to the same loan.
    // pub async fn borrow(&self, cle: &Cle, creation: Creation) -> Result<Emprunt, Error> {
    //     let (key, Creation { membre, livre }) = (cle.as_str(), creation);
    //     todo!("{livre} for {membre} under {key}, with {:?}, {:?}", self.store, self.neighbours)
    // }
    // SOLUTION-END
}
