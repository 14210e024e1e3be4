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

use crate::cle::Cle;
use crate::emprunt::{Creation, Emprunt};
use crate::error::Error;
use crate::neighbours::Neighbours;
use crate::store::Store;

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

    /// Lends a book to a member. The same key always leads to the same loan.
    pub async fn borrow(&self, cle: &Cle, creation: Creation) -> Result<Emprunt, Error> {
        let (key, Creation { membre, livre }) = (cle.as_str(), creation);
        todo!("{livre} for {membre} under {key}, with {:?}, {:?}", self.store, self.neighbours)
    }
}
