//! RabbitMQ for the checks of a lab: found or started once for a run, behind a [`switch::Switch`] for
//! each check, with queues of its own.
//!
//! ```ignore
//! let broker = Broker::open(c)?;               // sets AMQP_URL and FILE_COMMANDES
//! c.exchange(post("/api/commandes").json(order), Json)?;
//! let message = broker.hold()?.next(c)?;       // before the server reads it
//! broker.switch().silence();
//! ```
//!
//! | module | what it is for |
//! |---|---|
//! | [`access`] | which broker: that of `AMQP_URL`, that of this machine, or one that is started |
//! | [`greeting`] | what a broker says first: whether it is one, and which version |
//! | [`node`] | what a broker is started with that is one of its own |
//! | [`tenant`] | the user and the virtual host of one submission, in a broker of the grader |
//! | [`socket`] | the grader's way from a sandbox to a broker |
//! | [`start`] | a broker for the run: `rabbitmq-server`, or its image |
//! | [`client`] | publishes, reads, declares and deletes, and waits for each no longer than a deadline |
//! | [`frames`] | the frames of AMQP 0-9-1 that pass through a switch, to cut a connection at one |
//! | [`queues`] | the queues of one check, as a check sees them |
//! | [`clean_up`] | removes what a judge leaves behind that is killed |
//!
//! A broker that was there before is never stopped, and nothing in it is touched but the queues of the
//! checks, whose names begin with [`PREFIX`].

pub mod access;
pub mod clean_up;
pub mod client;
mod frames;
mod greeting;
mod messages;
pub mod node;
mod queues;
#[cfg(unix)]
pub mod socket;
pub mod start;
pub mod tenant;

pub use client::{Found, Message};
pub use frames::Plan;
pub use queues::{Broker, Held};

/// How the names of all queues begin.
pub const PREFIX: &str = "atelier-";
