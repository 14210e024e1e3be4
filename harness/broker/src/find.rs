//! Which broker a run uses: found once, for all checks.
//!
//! In this order: the one that the grader gives, the one that `AMQP_URL` names, the one on this
//! machine, and one that is started for the run.

use std::env;
use std::net::SocketAddr;
use std::sync::OnceLock;

use engine::outcome::Explained;
use texts::Message;

use crate::access::{Access, DEFAULT_PORT, VARIABLE};
use crate::greeting::{Greeting, greet};
use crate::left;
use crate::messages::{how, unusable};
use crate::start;

/// Why no broker can be used.
#[derive(Clone, Debug)]
pub enum Unavailable {
    /// no broker was found: the checks are skipped
    Missing(Message),
    /// the one that was named cannot be used: this is an error, which costs no points
    Unusable(Message),
}

/// The broker of this run.
///
/// # Errors
/// When no broker can be used.
pub fn found() -> Result<&'static Access, &'static Unavailable> {
    static FOUND: OnceLock<Result<Access, Unavailable>> = OnceLock::new();
    FOUND.get_or_init(find).as_ref()
}

fn find() -> Result<Access, Unavailable> {
    let named = env::var(VARIABLE).ok().filter(|url| !url.is_empty());
    if let Some(url) = named {
        let access = Access::parse(&url).map_err(Unavailable::Unusable)?;
        return match access.problem() {
            Some(why) => Err(Unavailable::Unusable(unusable::named(why))),
            None => Ok(access),
        };
    }
    let local = Access::on(SocketAddr::from(([127, 0, 0, 1], DEFAULT_PORT)));
    // Nobody there is the usual case on a student's machine, and no problem to tell of.
    let why = match greet(&local.target()) {
        Greeting::Nobody => None,
        _ => match local.problem() {
            None => return Ok(local),
            Some(why) => Some(unusable::local(why)),
        },
    };
    // A broker that is started must end with the run.
    if !left::is_ready() {
        return Err(Unavailable::Missing(why.unwrap_or(how::TO_GET)));
    }
    match start::for_this_run() {
        Ok(Some(address)) => Ok(Access::on(address)),
        Ok(None) => Err(Unavailable::Missing(why.unwrap_or(how::TO_GET))),
        Err(failed) => Err(Unavailable::Missing(why.unwrap_or(failed))),
    }
}

impl Unavailable {
    /// How a check ends that needs the broker.
    pub fn stop(&self) -> engine::Stop {
        match self {
            Self::Missing(why) => engine::Stop::Skipped(why.clone()),
            Self::Unusable(why) => engine::Stop::Harness(Explained(why.clone()).into()),
        }
    }
}
