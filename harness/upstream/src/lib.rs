//! Plays a service that the student's server calls. A check says how it behaves, and compares the calls
//! that it received with a snapshot.
//!
//! ```ignore
//! let users = Upstream::start(c, "UTILISATEURS_URL", "")?;
//! users.on("/api/utilisateurs/7", Behaviour::Answer(Reply::json(200, &user)));
//! c.exchange(post("/api/commandes").json(order), Json)?;
//! users.compare_calls(c)
//! ```
//!
//! | what a check can say | how |
//! |---|---|
//! | how it behaves | [`Behaviour`]: it answers, late or in pieces, breaks off, sends garbage, or stays silent |
//! | one behaviour after the other | [`Upstream::script`]: the last one stays |
//! | what it does depends on the call | [`Upstream::follow`] |
//! | several calls are under way together | [`Gate`]: it holds the answers back until they have all arrived |
//! | it cannot be reached | [`Upstream::refuse`], [`Upstream::listen`] |
//! | who called, and how often | [`Upstream::compare_calls`], [`Upstream::calls`] |
//!
//! A service has a few threads and a deadline for everything; it ends with its value.

mod behaviour;
mod connection;
mod gate;
mod record;
mod request_id;
mod service;

pub use behaviour::{Behaviour, Cut, Reply};
pub use gate::Gate;
pub use record::Call;
pub use request_id::{INVALID_IDS, X_REQUEST_ID, is_valid_id, valid_ids};
pub use service::Upstream;
