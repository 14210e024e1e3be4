//! RabbitMQ for the checks of a lab: found or started once for a run, behind a [`switch::Switch`] for
//! each check, with queues of its own.
//!
//! ```ignore
//! let broker = Broker::open(c)?;               // sets AMQP_URL and FILE_COMMANDES
//! c.exchange(post("/api/commandes").json(order), Json)?;
//! let held = broker.hold()?;                   // the next message, before the server reads it
//! broker.switch().silence();
//! ```
//!
//! | module | what it is for |
//! |---|---|
//! | [`find`] | which broker: that of `AMQP_URL`, that of this machine, or one that is started |
//! | [`access`], [`greeting`] | how to reach it and as whom; whether it is one, and which version |
//! | [`client`] | publishes, reads, declares and deletes, and waits for each no longer than a deadline |
//! | [`queues`] | the queues of one check, as a check sees them |
//! | [`frames`] | the frames of AMQP 0-9-1 that pass through a switch, to cut a connection at one |
//! | [`start`], [`node`], [`limits`], [`command`] | a broker for the run: `rabbitmq-server` |
//! | [`image`] | the same, by `docker` or `podman` |
//! | [`left`], [`clean_up`] | what a run leaves, and the process that removes it when a judge is killed |
//! | [`tenant`], [`socket`] | for the grader: the user of one submission, and the way out of its sandbox |
//!
//! A broker that was there before is never stopped, and nothing in it is touched but the queues of the
//! checks, whose names begin with [`PREFIX`].

pub mod access;
pub mod clean_up;
pub mod client;
pub mod command;
pub mod find;
mod frames;
pub mod greeting;
pub mod image;
mod left;
pub mod limits;
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
