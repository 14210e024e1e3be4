//! The checks on requests that are under way: the gauge that counts them, and who must not wait for them.

use std::io::Write;
use std::time::Duration;

use engine::http::{Method, Request, get};
use engine::transcript::Projection::Success;
use engine::{Conversation, Stop};
use upstream::{Behaviour, Reply};

use crate::catalogue::{Catalogue, LIVE, PATIENCE, known};
use crate::counting::{hold, require_in_flight};
use crate::messages::{promises, steps};
use crate::raw;
use crate::scrape::{METRICS, PATIENCE as UP_TO_DATE};

/// `in-flight`: the gauge rises and falls, also when a client leaves.
pub fn in_flight(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let catalogue = Catalogue::open(c)?;
    require_in_flight(c, 0, UP_TO_DATE, |found| promises::in_flight(0, found))?;
    // However a request ends, it is over.
    catalogue.behaves(Behaviour::Answer(Reply::json(500, &catalogue.known.json)));
    let delete = Request { method: Method::Delete, ..known() };
    for request in [known(), get("/api/inconnu"), delete] {
        c.send(&request)?;
    }
    require_in_flight(c, 0, UP_TO_DATE, |_| promises::IN_FLIGHT_AFTER)?;
    let count = c.rng().usize(3..=9);
    let gate = hold(c, &catalogue, PATIENCE);
    c.allow(PATIENCE);
    let mut waiting = Vec::with_capacity(count);
    for number in 0..count {
        if number > 0 {
            c.forget_last_step();
        }
        waiting.push(c.begin(known(), Some(steps::times(count)))?);
    }
    catalogue.service.wait_for_calls(count, PATIENCE);
    require_in_flight(c, count, UP_TO_DATE, |found| promises::in_flight(count, found))?;
    gate.open();
    c.end_all(waiting, Success)?;
    require_in_flight(c, 0, UP_TO_DATE, |_| promises::IN_FLIGHT_AFTER)?;
    leaves(c, &catalogue)?;
    c.compare("GET /metrics", "http_requests_in_flight …")
}

/// Clients that leave before they have a response are under way no longer, 5 s later at the most.
fn leaves(c: &mut Conversation<'_>, catalogue: &Catalogue) -> Result<(), Stop> {
    const CLIENTS: usize = 3;
    const LEFT: Duration = Duration::from_secs(7);
    // Longer than that, or the end of the calls would end the requests.
    const HELD: Duration = Duration::from_secs(15);
    let gate = hold(c, catalogue, HELD);
    catalogue.service.forget_calls();
    let path = catalogue.known.path();
    let mut clients = Vec::with_capacity(CLIENTS);
    for _ in 0..CLIENTS {
        let mut client = c.connection()?;
        let wire = raw::request("GET", &path, &[]);
        // One that the server has closed already shows below.
        let _ = client.write_all(&wire);
        clients.push(client);
    }
    c.note(steps::clients_leave(CLIENTS));
    catalogue.service.wait_for_calls(CLIENTS, PATIENCE);
    require_in_flight(c, CLIENTS, UP_TO_DATE, |found| promises::in_flight(CLIENTS, found))?;
    drop(clients);
    // The catalogue still holds its answers back: they are not what ends the requests.
    let result = require_in_flight(c, 0, LEFT, |_| promises::LEFT);
    gate.open();
    result
}

/// `live`: what the platform asks is answered while fifty requests wait.
pub fn live(c: &mut Conversation<'_>) -> Result<(), Stop> {
    const WAITING: usize = 50;
    const AT_ONCE: Duration = Duration::from_secs(3);
    let catalogue = Catalogue::open(c)?;
    catalogue.service.refuse()?;
    c.note(steps::REFUSES);
    is_live(c, LIVE)?;
    catalogue.service.listen()?;
    c.note(steps::LISTENS);
    let gate = hold(c, &catalogue, 2 * PATIENCE);
    let mut waiting = Vec::with_capacity(WAITING);
    c.allow(2 * PATIENCE);
    for number in 0..WAITING {
        if number > 0 {
            c.forget_last_step();
        }
        waiting.push(c.begin(known(), Some(steps::times(WAITING)))?);
    }
    // All that a server lets through at once.
    catalogue.service.wait_for_calls(WAITING, Duration::from_secs(1));
    c.allow(AT_ONCE);
    for path in [LIVE, METRICS, LIVE] {
        is_live(c, path)?;
    }
    gate.open();
    c.allow(2 * PATIENCE);
    c.end_all(waiting, Success)
}

/// Requires that a path is answered with a success.
fn is_live(c: &mut Conversation<'_>, path: &'static str) -> Result<(), Stop> {
    let response = c.send(&get(path))?;
    if response.is_success() {
        return Ok(());
    }
    let received = format!("HTTP {}", response.status);
    Err(c.broken(promises::probe_status(path), "HTTP 200", received))
}
