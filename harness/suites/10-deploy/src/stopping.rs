//! What the checks on a stop share: how it is set up, how the process ended, and whether a request was finished.

use std::time::{Duration, Instant};

use engine::conversation::{Ended, Pending};
use engine::{Conversation, Stop};
use serde_json::Value;

use crate::catalogue::Catalogue;
use crate::messages::promises;

/// A process that ends closes its connections a moment before its status can be read.
pub const A_MOMENT: Duration = Duration::from_millis(500);

/// Sets how long the notice lasts, and how long a stop may take, in milliseconds.
///
/// # Errors
/// When the server runs already.
pub fn set(c: &mut Conversation<'_>, notice: &str, limit: &str) -> Result<(), Stop> {
    c.give_variable("PREAVIS_MS", notice)?;
    c.give_variable("ARRET_MS", limit)
}

/// How a process ended, as a report shows it.
pub fn shown(ended: Ended) -> String {
    match (ended.status, ended.signal) {
        (Some(status), _) => format!("exit {status}"),
        (None, signal) => format!("signal {}", signal.unwrap_or_default()),
    }
}

/// The system has ended the process, because it does not wait for the signal.
pub fn not_handled(c: &Conversation<'_>, ended: Ended) -> Stop {
    let name = match ended.signal {
        Some(2) => "SIGINT",
        _ => "SIGTERM",
    };
    c.broken(promises::not_handled(name), "", shown(ended))
}

/// Requires that the process still runs: a request is under way.
///
/// # Errors
/// When it has ended.
pub fn runs(c: &mut Conversation<'_>) -> Result<(), Stop> {
    match c.ended_by(Instant::now() + A_MOMENT)? {
        None => Ok(()),
        Some(ended) if ended.signal.is_some() => Err(not_handled(c, ended)),
        Some(ended) => Err(c.broken(promises::ENDED_BEFORE_REQUESTS, "", shown(ended))),
    }
}

/// Requires that a request which had arrived before the signal gets its whole response.
///
/// # Errors
/// When it gets another one, or none.
pub fn finished(
    c: &mut Conversation<'_>,
    catalogue: &Catalogue,
    request: Pending,
) -> Result<(), Stop> {
    let response = match c.outcome(request) {
        Ok(response) => response,
        Err(_) => {
            runs(c)?;
            return Err(c.broken(promises::REQUEST_LOST, "", ""));
        }
    };
    let body = serde_json::from_slice::<Value>(&response.body).ok();
    if response.status == 200 && body.as_ref() == Some(catalogue.json()) {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&response.body);
    let received = format!("HTTP {}\n\n{text}", response.status);
    let expected = format!("HTTP 200\n\n{}", catalogue.json());
    Err(c.broken(promises::REQUEST_NOT_FINISHED, &expected, received))
}
