//! The checks on the notice: what happens from the signal until the service accepts no more connections.

use std::net::Ipv4Addr;
use std::thread;
use std::time::{Duration, Instant};

use engine::conversation::Ended;
use engine::http::{Request, Response, get};
use engine::process::StopSignal;
use engine::transcript::Projection::{self, Json, Refusal, Success};
use engine::{Conversation, Stop};

use crate::catalogue::{Catalogue, GRACE, product};
use crate::kept::{Answer, Kept};
use crate::messages::{promises, steps};
use crate::stopping::{A_MOMENT, finished, not_handled, set, shown};

/// A notice that lasts longer than what is judged in it.
const NOTICE: &str = "10000";
const LIMIT: &str = "25000";

/// Longer than the default notice and its grace: who ignores `PREAVIS_MS` has closed by then.
const WELL_INTO: Duration = Duration::from_millis(2_750);

/// The pause before a request is repeated.
const AGAIN: Duration = Duration::from_millis(100);

fn readiness() -> Request {
    get("/health/ready")
}

/// `notice`: after SIGTERM, `/health/ready` is 503 at once.
pub fn notice(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let _catalogue = Catalogue::open(c)?;
    set(c, NOTICE, LIMIT)?;
    c.exchange(readiness(), Success)?;
    let sent = c.send_signal(StopSignal::Terminate)?;
    turns_unready(c, sent)?;
    exchange(c, readiness(), Refusal)?;
    // And it stays so.
    if let Some(ended) = c.ended_by(sent + WELL_INTO)? {
        return Err(ended_in_notice(c, ended));
    }
    serving(c)?;
    exchange(c, readiness(), Refusal)
}

/// Waits until `/health/ready` is 503, from the signal on.
///
/// # Errors
/// When it is not in time, or the service no longer serves.
pub fn turns_unready(c: &mut Conversation<'_>, sent: Instant) -> Result<(), Stop> {
    let steps = c.steps();
    loop {
        c.forget_steps_after(steps);
        serving(c)?;
        let status = ask(c, &readiness())?.status;
        if status == 503 {
            return Ok(());
        }
        if sent.elapsed() >= GRACE {
            return Err(c.broken(promises::STILL_READY, "HTTP 503", format!("HTTP {status}")));
        }
        thread::sleep(AGAIN);
    }
}

/// `serves`: during the notice, everything is answered as before, on new connections too.
pub fn serves(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let catalogue = Catalogue::open(c)?;
    set(c, NOTICE, LIMIT)?;
    c.exchange(product(), Json)?;
    let mut kept = Kept::open(c)?;
    let (slow, gate) = catalogue.hold(c, "1");
    let before = c.begin(slow, None)?;
    catalogue.require_calls(c, 2)?;
    let sent = c.send_signal(StopSignal::Terminate)?;
    let steps = c.steps();
    while sent.elapsed() < WELL_INTO {
        c.forget_steps_after(steps);
        serving(c)?;
        for path in ["/health/live", "/metrics"] {
            answered(c, path)?;
        }
        if let Some(kept) = &mut kept {
            let answer = kept.ask("/health/live", GRACE);
            c.note(steps::ON_KEPT);
            if !matches!(answer, Answer::Status(200)) {
                return Err(c.broken(promises::KEPT_NOT_SERVED, "", ""));
            }
        }
        thread::sleep(AGAIN);
    }
    serving(c)?;
    exchange(c, product(), Json)?;
    exchange(c, get("/api/inconnu"), Refusal)?;
    gate.open();
    finished(c, &catalogue, before)
}

fn answered(c: &mut Conversation<'_>, path: &'static str) -> Result<(), Stop> {
    let response = ask(c, &get(path))?;
    if response.is_success() {
        return Ok(());
    }
    let received = format!("HTTP {}", response.status);
    Err(c.broken(promises::not_served(path), "HTTP 200", received))
}

/// Sends a request during the notice.
fn ask(c: &mut Conversation<'_>, request: &Request) -> Result<Response, Stop> {
    c.send(request).map_err(|stop| explained(c, stop))
}

/// Sends a request during the notice, and compares the response with the snapshot.
fn exchange(
    c: &mut Conversation<'_>,
    request: Request,
    projection: Projection,
) -> Result<(), Stop> {
    c.exchange(request, projection).map_err(|stop| explained(c, stop))
}

/// Why an exchange failed: when the process has ended meanwhile, or accepts no connections any more, that is
/// the fault.
fn explained(c: &mut Conversation<'_>, stop: Stop) -> Stop {
    let Stop::Failed(failure) = stop else { return stop };
    match c.ended_by(Instant::now() + A_MOMENT) {
        Ok(Some(ended)) => ended_in_notice(c, ended),
        Ok(None) if matches!(c.accepts_at(Ipv4Addr::LOCALHOST), Ok(false)) => {
            c.broken(promises::CLOSED_IN_NOTICE, "", "")
        }
        _ => Stop::Failed(failure),
    }
}

fn ended_in_notice(c: &Conversation<'_>, ended: Ended) -> Stop {
    match ended.signal {
        Some(_) => not_handled(c, ended),
        None => c.broken(promises::ENDED_IN_NOTICE, "", shown(ended)),
    }
}

/// Requires that the service runs and accepts connections: the notice is not over.
fn serving(c: &mut Conversation<'_>) -> Result<(), Stop> {
    if let Some(ended) = c.ended_by(Instant::now())? {
        return Err(ended_in_notice(c, ended));
    }
    match c.accepts_at(Ipv4Addr::LOCALHOST)? {
        true => Ok(()),
        false => Err(c.broken(promises::CLOSED_IN_NOTICE, "", "")),
    }
}
