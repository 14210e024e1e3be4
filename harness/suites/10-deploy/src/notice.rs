//! The checks on the notice: what happens from the signal until the service accepts no more connections.

use std::net::Ipv4Addr;
use std::thread;
use std::time::{Duration, Instant};

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
    let notice = Notice::begin(c, StopSignal::Terminate)?;
    notice.turns_unready(c)?;
    notice.exchange(c, readiness(), Refusal)?;
    // And it stays so.
    if c.ended_by(notice.sent + WELL_INTO)?.is_some() {
        return Err(notice.is_over(c));
    }
    notice.require_serving(c)?;
    notice.exchange(c, readiness(), Refusal)
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
    let notice = Notice::begin(c, StopSignal::Terminate)?;
    while notice.sent.elapsed() < WELL_INTO {
        c.forget_steps_after(notice.steps);
        notice.require_serving(c)?;
        for path in ["/health/live", "/metrics"] {
            notice.answered(c, path)?;
        }
        if let Some(kept) = &mut kept
            && kept.ask("/health/live", GRACE) != Answer::Status(200)
        {
            notice.require_serving(c)?;
            c.note(steps::ON_KEPT);
            return Err(c.broken(promises::KEPT_NOT_SERVED, "", ""));
        }
        thread::sleep(AGAIN);
    }
    notice.require_serving(c)?;
    notice.exchange(c, product(), Json)?;
    notice.exchange(c, get("/api/inconnu"), Refusal)?;
    gate.open();
    finished(c, &catalogue, before)
}

/// A notice that has begun and is not over.
pub struct Notice {
    /// the moment before the signal
    sent: Instant,
    /// how many steps the report has up to the signal
    steps: usize,
}

impl Notice {
    /// Sends the signal.
    ///
    /// # Errors
    /// When the server does not start, or cannot get a signal.
    pub fn begin(c: &mut Conversation<'_>, signal: StopSignal) -> Result<Self, Stop> {
        let sent = c.send_signal(signal)?;
        Ok(Self { sent, steps: c.steps() })
    }

    /// Waits until `/health/ready` is 503.
    ///
    /// # Errors
    /// When it is not in time, or the service no longer serves.
    pub fn turns_unready(&self, c: &mut Conversation<'_>) -> Result<(), Stop> {
        loop {
            c.forget_steps_after(self.steps);
            self.require_serving(c)?;
            let status = self.ask(c, &readiness())?.status;
            if status == 503 {
                return Ok(());
            }
            if self.sent.elapsed() >= GRACE {
                let received = format!("HTTP {status}");
                return Err(c.broken(promises::STILL_READY, "HTTP 503", received));
            }
            thread::sleep(AGAIN);
        }
    }

    fn answered(&self, c: &mut Conversation<'_>, path: &'static str) -> Result<(), Stop> {
        let response = self.ask(c, &get(path))?;
        if response.is_success() {
            return Ok(());
        }
        let received = format!("HTTP {}", response.status);
        Err(c.broken(promises::not_served(path), "HTTP 200", received))
    }

    fn ask(&self, c: &mut Conversation<'_>, request: &Request) -> Result<Response, Stop> {
        c.send(request).map_err(|stop| self.explained(c, stop))
    }

    /// Compares the response with the snapshot.
    fn exchange(
        &self,
        c: &mut Conversation<'_>,
        request: Request,
        projection: Projection,
    ) -> Result<(), Stop> {
        c.exchange(request, projection).map_err(|stop| self.explained(c, stop))
    }

    /// Requires that the service runs and accepts connections.
    fn require_serving(&self, c: &mut Conversation<'_>) -> Result<(), Stop> {
        let runs = c.ended_by(Instant::now())?.is_none();
        if runs && c.accepts_at(Ipv4Addr::LOCALHOST)? { Ok(()) } else { Err(self.is_over(c)) }
    }

    /// Why an exchange failed: when the service no longer serves, that is the fault.
    fn explained(&self, c: &mut Conversation<'_>, stop: Stop) -> Stop {
        let Stop::Failed(failure) = stop else { return stop };
        let has_ended = matches!(c.ended_by(Instant::now() + A_MOMENT), Ok(Some(_)));
        match has_ended || matches!(c.accepts_at(Ipv4Addr::LOCALHOST), Ok(false)) {
            true => self.is_over(c),
            false => Stop::Failed(failure),
        }
    }

    /// The service no longer serves. Which request noticed that is a matter of chance, so the report shows none.
    fn is_over(&self, c: &mut Conversation<'_>) -> Stop {
        c.forget_steps_after(self.steps);
        match c.ended_by(Instant::now() + A_MOMENT) {
            Ok(Some(ended)) if ended.signal.is_some() => not_handled(c, ended),
            Ok(Some(ended)) => c.broken(promises::ENDED_IN_NOTICE, "", shown(ended)),
            Ok(None) => c.broken(promises::CLOSED_IN_NOTICE, "", ""),
            Err(stop) => stop,
        }
    }
}
