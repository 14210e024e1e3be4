//! The loans in the database.
//!
//! ```text
//!              open                  give_back
//!   en attente ─────────► ouvert ─────────────────► rendu
//!     │    │                                          │
//!     │    └── forget: the row is deleted             │  the reconciler frees the copy
//!     │ abandon                                       ▼
//!     └─────────────► abandonné ───────────────► a_liberer is null
//! ```
//!
//! A loan is written down before its copy is reserved: whatever happens then, the database knows every
//! reservation that may exist. An id is reserved in the state `en attente` only, by the task that began
//! the loan, and freed in a final state only. So it does no harm to free a copy twice.

use sqlx::AnyPool;

use crate::emprunt::Emprunt;
use crate::error::Error;

/// The table of loans. Clones share its connections.
#[derive(Clone, Debug)]
pub struct Store {
    pub pool: AnyPool,
}

impl Store {
    pub fn new(pool: AnyPool) -> Self {
        Self { pool }
    }

    /// Returns a loan, if it was not returned before. Its copy is to be freed.
    pub async fn give_back(&self, id: i64) -> Result<Emprunt, Error> {
        todo!("return the loan {id} in {:?}", self.pool)
    }

    /// The loan with this id.
    pub async fn find(&self, id: i64) -> Result<Emprunt, Error> {
        todo!("select the loan {id} from {:?}", self.pool)
    }

    /// The loans of a member, in the order in which they began.
    pub async fn of_member(&self, membre: i64) -> sqlx::Result<Vec<Emprunt>> {
        todo!("select the loans of {membre} from {:?}", self.pool)
    }

    // Add what `borrowing.rs` and the reconciler need.
}
