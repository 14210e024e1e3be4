//! The checks on readiness: whether the catalogue is live, asked within 500 ms.

use std::thread;
use std::time::{Duration, Instant};

use engine::http::{Request, Response, get};
use engine::transcript::Projection::Refusal;
use engine::{Conversation, Stop};
use serde_json::{Value, json};
use texts::Message;
use upstream::{Behaviour, Reply};

use crate::catalogue::{Catalogue, LIVE};
use crate::messages::{behaviours, promises, steps};
use crate::scrape::{CALLS, REQUESTS, scrape};

/// How long a result may be kept, and 2 s of grace.
const KEPT: Duration = Duration::from_secs(3);

/// For so long it is asked again when the catalogue's 500 ms may have passed because of a busy machine: a result that
/// is kept for 1 s leaves some eight attempts.
const BUSY: Duration = Duration::from_secs(10);

/// The pause before a request is repeated.
const AGAIN: Duration = Duration::from_millis(20);

fn readiness() -> Request {
    get("/health/ready")
}

/// `ready`: 200 while the catalogue is live, 503 with its name otherwise.
pub fn ready(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let catalogue = Catalogue::open_at(c, "/boutique")?;
    // The service starts without it.
    catalogue.service.refuse()?;
    c.note(steps::REFUSES);
    not_ready(c)?;
    catalogue.service.listen()?;
    c.note(steps::LISTENS);
    becomes(c, 200, promises::READY)?;
    let steps = c.steps();
    for status in [500, 404, 204, 302] {
        c.forget_steps_after(steps);
        c.renew()?;
        let reply = Reply::json(status, &json!({})).header("Location", "/boutique/health/live-2");
        catalogue.service.on("/health/live-2", Behaviour::Answer(Reply::json(200, &json!({}))));
        catalogue.service.on(LIVE, Behaviour::Answer(reply));
        c.note(steps::live_answers(behaviours::status(status)));
        not_ready(c)?;
    }
    c.forget_steps_after(steps);
    catalogue.service.on(LIVE, Behaviour::Answer(Reply::json(200, &json!({}))));
    c.note(steps::live_answers(behaviours::status(200)));
    becomes(c, 200, promises::READY_AGAIN)?;
    catalogue.service.refuse()?;
    c.note(steps::REFUSES);
    becomes(c, 503, promises::NOT_READY)?;
    c.exchange(readiness(), Refusal)?;
    catalogue.service.listen()?;
    c.note(steps::LISTENS);
    becomes(c, 200, promises::READY_AGAIN)?;
    uncounted(c)
}

/// Asks until the response has this status, for as long as a result may be kept.
fn becomes(c: &mut Conversation<'_>, status: u16, promise: Message) -> Result<(), Stop> {
    asked_until(c, |found| found == status, status, promise, KEPT)
}

/// Asks until the response is not 200. Which one it is, is the business of another check.
fn unready(c: &mut Conversation<'_>, promise: Message) -> Result<(), Stop> {
    asked_until(c, |found| found != 200, 503, promise, KEPT)
}

fn asked_until(
    c: &mut Conversation<'_>,
    is_wanted: impl Fn(u16) -> bool,
    expected: u16,
    promise: Message,
    patience: Duration,
) -> Result<(), Stop> {
    let (start, steps) = (Instant::now(), c.steps());
    loop {
        c.forget_steps_after(steps);
        let found = c.send(&readiness())?.status;
        if is_wanted(found) {
            return Ok(());
        }
        // Only a 503 says that the catalogue did not answer in time.
        let patience = if found == 503 { patience } else { KEPT };
        if start.elapsed() >= patience {
            let [expected, received] = [expected, found].map(|status| format!("HTTP {status}"));
            return Err(c.broken(promise, &expected, received));
        }
        thread::sleep(AGAIN);
    }
}

/// Requires a 503 whose text contains `catalogue`.
fn not_ready(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let response = c.send(&readiness())?;
    let text = error_text(&response);
    if response.status == 503 && text.as_ref().is_some_and(|text| text.contains("catalogue")) {
        return Ok(());
    }
    let body = String::from_utf8_lossy(&response.body).into_owned();
    let received = format!("HTTP {}\n\n{body}", response.status);
    let expected = "HTTP 503\n\n{\"erreur\": \"… catalogue …\"}";
    Err(c.broken(promises::NOT_READY, expected, received))
}

fn error_text(response: &Response) -> Option<String> {
    let body: Value = serde_json::from_slice(&response.body).ok()?;
    let only = body.as_object().filter(|fields| fields.len() == 1)?;
    only.get("erreur")?.as_str().map(str::to_owned)
}

/// Probes count neither as requests nor as calls.
fn uncounted(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let scrape = scrape(c)?;
    for name in [REQUESTS, CALLS] {
        if !scrape.counts(name, &[]).is_empty() {
            return Err(c.broken(promises::probes_counted(name), "", scrape.lines_of(name)));
        }
    }
    Ok(())
}

/// `ready-in-time`: the catalogue has 500 ms, whatever `DELAI_MS` says. A busy machine may keep a response
/// waiting, so that several attempts are made: a wrong limit is wrong each time.
pub fn ready_in_time(c: &mut Conversation<'_>) -> Result<(), Stop> {
    const IN_TIME: Duration = Duration::from_millis(2500);
    for delay in ["20000", "100"] {
        let steps = c.steps();
        c.give_variable("DELAI_MS", delay)?;
        let catalogue = Catalogue::open_at(c, "")?;
        let reply = Reply::json(200, &json!({}));
        c.renew()?;
        let behaves = |c: &mut Conversation<'_>, milliseconds: u64| {
            let late = Duration::from_millis(milliseconds);
            catalogue.service.on(LIVE, Behaviour::Late(late, reply.clone()));
            c.note(steps::live_answers(behaviours::late(milliseconds)));
        };
        behaves(c, 250);
        asked_until(c, |found| found == 200, 200, promises::READY_AFTER_HALF, BUSY)?;
        // Nothing that was kept.
        c.renew()?;
        c.allow(IN_TIME);
        behaves(c, 1000);
        unready(c, promises::READY_TOO_LATE)?;
        catalogue.service.on(LIVE, Behaviour::Silent);
        c.note(steps::live_answers(behaviours::SILENT));
        unready(c, promises::READY_TOO_LATE)?;
        c.forget_steps_after(steps);
    }
    c.compare("GET /health/ready", "500 ms")
}
