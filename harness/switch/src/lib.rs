//! A relay between a server and what it connects to: a broker, a database, another service. A check
//! can cut it, silence it, slow it down or close it, and nothing happens to what is behind it.
//!
//! ```ignore
//! let switch = Switch::to(Target::Tcp(broker))?;
//! c.set_variable("AMQP_URL", format!("amqp://guest:guest@{}/%2f", switch.address()))?;
//! switch.silence();
//! c.exchange(post("/api/commandes").json(order), Refusal)?;
//! switch.heal()?;
//! ```
//!
//! | what a check can do | new connections | those that are open |
//! |---|---|---|
//! | [`Switch::cut`] | pass | are closed on both sides |
//! | [`Switch::refuse`] | are refused | are closed on both sides |
//! | [`Switch::close`] | are accepted, and closed at once | are closed on both sides |
//! | [`Switch::silence`] | are accepted, and nothing passes | nothing passes |
//! | [`Switch::swallow`] | pass, but what goes in one direction is lost | the same |
//! | [`Switch::slow`] | pass, a few bytes at a time | the same |
//! | a [`Watcher`], [`Switch::cutting_after`] | are cut where it says | the same |
//! | [`Switch::heal`] | pass | pass, with what waited; those that have lost something are closed |
//!
//! [`Door`] is the part that accepts connections, for a service that the harness plays itself.

mod door;
mod link;
mod relay;

pub use door::Door;
pub use link::{Stream, Target};
pub use relay::{Direction, Pace, Passage, Switch, Watcher};
