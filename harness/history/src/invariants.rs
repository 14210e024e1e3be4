//! The lines of the contract of the library. Each is a constant with a short function; a suite can write
//! its own in the same way.

mod available;
mod content;
mod kept;
mod keys;
mod loans;
mod members;
mod order;
mod served;

use crate::violation::Invariant;

pub use available::AVAILABLE;
pub use content::{CONTENT, IDS};
pub use kept::{KEPT, RETURNED};
pub use keys::{ASKED, KEYS};
pub use loans::{COPIES, LIMIT, MAX_OPEN};
pub use members::{DELETED, DELETION, KNOWN};
pub use order::ORDER;
pub use served::SERVED;

/// All of them.
pub const ALL: [Invariant; 14] = [
    COPIES, LIMIT, KEYS, ASKED, IDS, CONTENT, KEPT, RETURNED, ORDER, DELETION, DELETED, KNOWN,
    SERVED, AVAILABLE,
];
