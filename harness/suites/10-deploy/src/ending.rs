//! The checks on what follows the notice: connections, requests that are under way, the status.

use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use engine::http::get;
use engine::process::StopSignal;
use engine::transcript::Projection::Success;
use engine::{Conversation, Stop};
use serde_json::Value;

use crate::catalogue::{Catalogue, GRACE};
use crate::kept::{Answer, Kept};
use crate::messages::{promises, steps};
use crate::notice::Notice;
use crate::stopping::{finished, runs, set, shown};

/// A notice that is soon over.
const NOTICE: &str = "200";

/// When it is certainly over, counted from the signal: with the grace of the judge.
const NOTICE_IS_OVER: Duration = Duration::from_millis(2_200);

/// Further away than anything that is judged.
const LIMIT: &str = "25000";

/// How soon after the last response the process has to have ended: 2 s, and the grace of the judge.
const ENDS_WITHIN: Duration = Duration::from_secs(4);

/// The pause before something is tried again.
const AGAIN: Duration = Duration::from_millis(25);

/// `closes`: after the notice, new connections are refused, and idle ones are closed.
pub fn closes(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let catalogue = Catalogue::open(c)?;
    set(c, NOTICE, LIMIT)?;
    let idle = Kept::open(c)?;
    let (slow, gate) = catalogue.hold(c, "1");
    let request = c.begin(slow, None)?;
    catalogue.require_calls(c, 1)?;
    let sent = c.send_signal(StopSignal::Terminate)?;
    let over = sent + NOTICE_IS_OVER;
    refuses(c, over)?;
    if let Some(mut idle) = idle
        && !idle.is_closed_by(over)
    {
        return Err(c.broken(promises::IDLE_STAYS_OPEN, "", ""));
    }
    // Because it is stopping, and not because it is gone.
    runs(c)?;
    gate.open();
    drop(c.outcome(request));
    c.compare("kill -TERM", "…")
}

/// Waits until a new connection is refused, or closed without a response.
fn refuses(c: &mut Conversation<'_>, deadline: Instant) -> Result<(), Stop> {
    let origin = c.origin()?;
    let address = origin.trim_start_matches("http://").parse::<SocketAddr>();
    let address = address.map_err(|error| Stop::Harness(error.into()))?;
    c.note(steps::NEW_CONNECTION);
    loop {
        let is_last = Instant::now() >= deadline;
        let answer = match TcpStream::connect_timeout(&address, GRACE) {
            Ok(stream) => Kept::once(stream, "/health/live", GRACE),
            Err(_) => return Ok(()),
        };
        match answer {
            Answer::Closed => return Ok(()),
            Answer::Status(status) if is_last => {
                return Err(c.broken(promises::STILL_ACCEPTS, "", format!("HTTP {status}")));
            }
            Answer::Silence if is_last => {
                return Err(c.broken(promises::NEITHER_REFUSES_NOR_ANSWERS, "", ""));
            }
            _ => thread::sleep(AGAIN),
        }
    }
}

/// `finishes`: requests that had arrived are finished, and then the process ends with status 0.
pub fn finishes(c: &mut Conversation<'_>) -> Result<(), Stop> {
    const REQUESTS: usize = 3;
    let record = c.record_outputs()?;
    let catalogue = Catalogue::open(c)?;
    set(c, NOTICE, LIMIT)?;
    let (slow, gate) = catalogue.hold(c, "1");
    let mut requests = Vec::with_capacity(REQUESTS);
    for number in 0..REQUESTS {
        if number > 0 {
            c.forget_last_step();
        }
        requests.push(c.begin(slow.clone(), Some(steps::times(REQUESTS)))?);
    }
    catalogue.require_calls(c, REQUESTS)?;
    let sent = c.send_signal(StopSignal::Terminate)?;
    // The notice is over for certain.
    if c.ended_by(sent + NOTICE_IS_OVER)?.is_some() {
        runs(c)?;
    }
    gate.open();
    for request in requests {
        finished(c, &catalogue, request)?;
    }
    ends(c, Instant::now() + ENDS_WITHIN, 0)?;
    require_objects(c, &record.outputs().stderr)?;
    c.compare("kill -TERM", "exit 0")
}

/// Requires that the process ends in time, with this status.
fn ends(c: &mut Conversation<'_>, deadline: Instant, status: i32) -> Result<(), Stop> {
    let Some(ended) = c.ended_by(deadline)? else {
        return Err(c.broken(promises::DOES_NOT_END, &format!("exit {status}"), ""));
    };
    if ended.status == Some(status) {
        return Ok(());
    }
    let expected = format!("exit {status}");
    Err(c.broken(promises::status(status), &expected, shown(ended)))
}

/// Requires that each line on stderr is a JSON object, as in lab 09.
fn require_objects(c: &Conversation<'_>, stderr: &[u8]) -> Result<(), Stop> {
    let text = String::from_utf8_lossy(stderr);
    let is_object = |line: &&str| {
        !line.trim().is_empty()
            && !serde_json::from_str::<Value>(line).is_ok_and(|value| value.is_object())
    };
    match text.lines().find(is_object) {
        Some(line) => Err(c.broken(promises::NO_OBJECT, "", line.to_owned())),
        None => Ok(()),
    }
}

/// `cuts-off`: what still runs `ARRET_MS` after the signal is cut off, and the status is 1. What ends before is
/// finished.
pub fn cuts_off(c: &mut Conversation<'_>) -> Result<(), Stop> {
    const LIMIT: (&str, Duration) = ("3500", Duration::from_millis(3_500));
    /// Within the limit, and after the notice.
    const FINISHED: Duration = Duration::from_millis(1_000);
    /// A clock may be a little ahead.
    const EARLY: Duration = Duration::from_millis(250);
    let catalogue = Catalogue::open(c)?;
    set(c, NOTICE, LIMIT.0)?;
    let (short, short_gate) = catalogue.hold(c, "1");
    let (endless, _endless_gate) = catalogue.hold(c, "2");
    let short = c.begin(short, None)?;
    let endless = c.begin(endless, None)?;
    catalogue.require_calls(c, 2)?;
    let sent = c.send_signal(StopSignal::Terminate)?;
    if c.ended_by(sent + FINISHED)?.is_some() {
        runs(c)?;
    }
    short_gate.open();
    finished(c, &catalogue, short)?;
    let ended = c.ended_by(sent + LIMIT.1 + GRACE)?;
    let elapsed = sent.elapsed();
    let Some(ended) = ended else {
        return Err(c.broken(promises::NOT_CUT_OFF, "exit 1", ""));
    };
    if elapsed + EARLY < LIMIT.1 {
        return Err(c.broken(promises::CUT_OFF_EARLY, "", shown(ended)));
    }
    if ended.status != Some(1) {
        return Err(c.broken(promises::CUT_OFF_STATUS, "exit 1", shown(ended)));
    }
    // Whatever it got: the process is gone.
    drop(c.outcome(endless));
    c.compare("ARRET_MS", "exit 1")
}

/// `interrupt`: SIGINT does the same as SIGTERM, and a service without requests does not wait for anything.
pub fn interrupt(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let _catalogue = Catalogue::open(c)?;
    let steps = c.steps();
    set(c, "10000", LIMIT)?;
    c.exchange(get("/health/ready"), Success)?;
    Notice::begin(c, StopSignal::Interrupt)?.turns_unready(c)?;
    for signal in [StopSignal::Interrupt, StopSignal::Terminate] {
        c.forget_steps_after(steps);
        c.renew()?;
        set(c, NOTICE, LIMIT)?;
        let _idle = Kept::open(c)?;
        let sent = c.send_signal(signal)?;
        ends(c, sent + Duration::from_millis(200) + ENDS_WITHIN, 0)?;
    }
    c.forget_steps_after(steps);
    counts_from_the_signal(c)?;
    c.compare("kill -INT", "exit 0")
}

/// A service that runs for longer than `ARRET_MS` is not sent to stop.
fn counts_from_the_signal(c: &mut Conversation<'_>) -> Result<(), Stop> {
    const LIMIT: &str = "1500";
    const LONGER: Duration = Duration::from_millis(2_000);
    c.renew()?;
    set(c, NOTICE, LIMIT)?;
    c.exchange(get("/health/ready"), Success)?;
    match c.ended_by(Instant::now() + LONGER)? {
        None => Ok(()),
        Some(ended) => Err(c.broken(promises::ENDED_BY_ITSELF, "", shown(ended))),
    }
}
