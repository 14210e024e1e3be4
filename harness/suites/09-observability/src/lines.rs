//! The checks on the lines of the log: what each of them holds, when it is written, one for each request.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use engine::draw::Drawn;
use engine::http::{Method, Request, Response, get, post, put};
use engine::transcript::Projection::Success;
use engine::{Conversation, Stop};
use jiff::Timestamp;
use jiff::tz::Offset;
use serde_json::Value;
use texts::Message;
use upstream::{Behaviour, Gate, Reply};

use crate::catalogue::{Catalogue, PATIENCE, ROUTE, draw_product, known, path, unknown, word};
use crate::log::{Line, Log};
use crate::messages::{fields, promises, steps};
use crate::traces::trace_of;

/// What a line says about a request that a check sent.
struct Expected {
    method: &'static str,
    route: &'static str,
    path: String,
    response: Response,
    /// how long the whole exchange took: the server cannot have taken longer
    elapsed: Duration,
    /// how long the catalogue kept it waiting
    waited: Duration,
    /// the trace id of the call, if there was one
    trace_id: Option<String>,
}

/// A request, and the route and the path that its line has.
type Case = (Request, &'static str, String);

/// `line`: each request has one line, and it is right in each field.
pub fn line(c: &mut Conversation<'_>) -> Result<(), Stop> {
    const WAIT: Duration = Duration::from_millis(300);
    let log = Log::open(c)?;
    let catalogue = Catalogue::open(c)?;
    let mut lines = Lines { log, count: 0 };
    catalogue.behaves(Behaviour::Late(WAIT, catalogue.known.reply()));
    lines.require(c, &catalogue, (known(), ROUTE, catalogue.known.path()), WAIT)?;
    catalogue.heals();
    for case in cases(c, &catalogue) {
        lines.require(c, &catalogue, case, Duration::ZERO)?;
    }
    catalogue.behaves(Behaviour::Answer(Reply::json(500, &catalogue.known.json)));
    lines.require(c, &catalogue, (known(), ROUTE, catalogue.known.path()), Duration::ZERO)?;
    c.give_variable("DELAI_MS", "100")?;
    c.renew()?;
    catalogue.behaves(Behaviour::Silent);
    c.note(steps::SILENT);
    lines.require(c, &catalogue, (known(), ROUTE, catalogue.known.path()), Duration::ZERO)?;
    c.compare("stderr", "1 × {\"status\": …}")
}

/// Requests of every kind that do not need the catalogue to fail.
fn cases(c: &mut Conversation<'_>, catalogue: &Catalogue) -> Vec<Case> {
    let unknown_path = format!("/api/{}/%C3%A9%20%22", word(c));
    let encoded = path(&format!("{}%20%C3%A9", word(c)));
    let query = format!("{}?page={}", encoded, word(c));
    let unknown = unknown(c);
    let unknown_at = unknown.path.clone().into_owned();
    let delete = Request { method: Method::Delete, ..known() };
    vec![
        // An id that is not valid is not repeated.
        (unknown.header("x-request-id", "a\" b"), ROUTE, unknown_at),
        (get(query), ROUTE, encoded),
        (get(unknown_path.clone()), "unknown", unknown_path),
        (delete, ROUTE, catalogue.known.path()),
        (post("/metrics").raw(None, ""), "/metrics", "/metrics".to_owned()),
        (put("/health/ready").raw(None, ""), "/health/ready", "/health/ready".to_owned()),
    ]
}

/// The lines of a log, and how many requests have been sent.
struct Lines {
    log: Log,
    count: usize,
}

impl Lines {
    /// Sends a request, and requires that its line is right. The report of a failure shows no other request.
    fn require(
        &mut self,
        c: &mut Conversation<'_>,
        catalogue: &Catalogue,
        (request, route, path): Case,
        waited: Duration,
    ) -> Result<(), Stop> {
        let steps = c.steps();
        let expected = sent(c, catalogue, &request, (route, path, waited))?;
        self.count += 1;
        only_line(c, &self.log, self.count)?.require(c, &expected)?;
        c.forget_steps_after(steps);
        Ok(())
    }
}

fn sent(
    c: &mut Conversation<'_>,
    catalogue: &Catalogue,
    request: &Request,
    (route, path, waited): (&'static str, String, Duration),
) -> Result<Expected, Stop> {
    catalogue.service.forget_calls();
    let start = Instant::now();
    let response = c.send(request)?;
    let elapsed = start.elapsed();
    let calls = catalogue.service.calls();
    let trace_id = calls.first().and_then(|call| trace_of(call.header("traceparent")?));
    let method = request.method.name();
    Ok(Expected { method, route, path, response, elapsed, waited, trace_id })
}

/// The last line of the log, once there are as many as requests.
fn only_line(c: &Conversation<'_>, log: &Log, count: usize) -> Result<Line, Stop> {
    let lines = log.wait(count);
    let shown = |lines: &[Line]| {
        let from = lines.len().min(count.saturating_sub(1));
        lines[from..].iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n")
    };
    match lines.len() {
        found if found < count => {
            let (why, shown) = log.missing();
            Err(c.broken(why, "", shown))
        }
        found if found > count => {
            let promise = promises::several_lines(found - count + 1);
            Err(c.broken(promise, "", shown(&lines)))
        }
        _ => Ok(lines[count - 1].clone()),
    }
}

/// The level that a status calls for.
fn level(status: u16) -> &'static str {
    match status {
        500.. => "ERROR",
        400.. => "WARN",
        _ => "INFO",
    }
}

impl Line {
    /// Requires that each field says what was sent and received.
    fn require(&self, c: &Conversation<'_>, expected: &Expected) -> Result<(), Stop> {
        self.require_once(c)?;
        self.require_time(c)?;
        let status = expected.response.status;
        self.require_text(c, "method", expected.method)?;
        self.require_text(c, "route", expected.route)?;
        self.require_text(c, "path", &expected.path)?;
        if self.get("status").and_then(Value::as_f64) != Some(f64::from(status)) {
            return Err(self.wrong(c, "status", fields::number_is(status)));
        }
        self.require_duration(c, expected)?;
        if !self.get("message").is_some_and(Value::is_string) {
            return Err(self.wrong(c, "message", fields::STRING));
        }
        match expected.response.header("x-request-id") {
            Some(id) => self.require_text(c, "request_id", id)?,
            None if self.text("request_id").is_none_or(str::is_empty) => {
                return Err(self.wrong(c, "request_id", fields::STRING));
            }
            None => {}
        }
        match &expected.trace_id {
            Some(id) => self.require_text(c, "trace_id", id),
            None if self.text("trace_id").is_some_and(is_trace_id) => Ok(()),
            None => Err(self.wrong(c, "trace_id", fields::TRACE_ID)),
        }
    }

    /// Requires that no field is missing, or there twice.
    fn require_once(&self, c: &Conversation<'_>) -> Result<(), Stop> {
        const NAMES: [&str; 10] = [
            "timestamp",
            "level",
            "message",
            "request_id",
            "trace_id",
            "method",
            "route",
            "path",
            "status",
            "duration_ms",
        ];
        for name in NAMES {
            match self.count(name) {
                0 => return Err(self.wrong(c, name, fields::PRESENT)),
                1 => {}
                _ => return Err(self.wrong(c, name, fields::ONCE)),
            }
        }
        Ok(())
    }

    /// Requires a time in UTC that is now.
    fn require_time(&self, c: &Conversation<'_>) -> Result<(), Stop> {
        const NOW: i64 = 60;
        let text = self.text("timestamp").unwrap_or_default();
        let is_utc = text.ends_with('Z') || text.ends_with("+00:00");
        let has_time =
            text.as_bytes().get(10) == Some(&b'T') && text.len() >= "2026-01-01T00:00:00Z".len();
        let Some(time) = text.parse::<Timestamp>().ok().filter(|_| is_utc && has_time) else {
            return Err(self.wrong(c, "timestamp", fields::TIMESTAMP));
        };
        if (Timestamp::now().as_second() - time.as_second()).abs() > NOW {
            let now = Offset::UTC.to_datetime(Timestamp::now()).round(jiff::Unit::Second);
            let now = now.map(|now| format!("{now}Z")).unwrap_or_default();
            return Err(self.wrong(c, "timestamp", fields::now(now)));
        }
        Ok(())
    }

    /// Requires as many milliseconds as the request can have taken.
    fn require_duration(&self, c: &Conversation<'_>, expected: &Expected) -> Result<(), Stop> {
        // Some timers wake up a moment early, and some durations are rounded.
        const EARLY: f64 = 5.0;
        let [least, most] =
            [expected.waited, expected.elapsed].map(|time| time.as_secs_f64() * 1_000.0);
        let Some(duration) = self.get("duration_ms").and_then(Value::as_f64) else {
            return Err(self.wrong(c, "duration_ms", fields::NUMBER));
        };
        if duration < 0.0 || duration + EARLY < least || duration > most + EARLY {
            let [least, most] = [least, most].map(|time| format!("{time:.0}"));
            return Err(self.wrong(c, "duration_ms", fields::between(least, most)));
        }
        Ok(())
    }

    fn require_text(&self, c: &Conversation<'_>, name: &str, expected: &str) -> Result<(), Stop> {
        if self.text(name) == Some(expected) {
            return Ok(());
        }
        Err(self.wrong(c, name, fields::is(format!("\"{expected}\""))))
    }

    fn wrong(&self, c: &Conversation<'_>, name: &str, what: Message) -> Stop {
        c.broken(promises::field(name, what), "", self.text.as_str())
    }
}

fn is_trace_id(text: &str) -> bool {
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    text.len() == 32 && text.bytes().all(is_digit) && text.bytes().any(|byte| byte != b'0')
}

/// `levels`: the level follows the status, and `RUST_LOG` hides the lines below its level, and no others.
pub fn levels(c: &mut Conversation<'_>) -> Result<(), Stop> {
    const SETTINGS: [Option<&str>; 5] =
        [None, Some("info"), Some("debug"), Some("warn"), Some("error")];
    let catalogue = Catalogue::open(c)?;
    let log = Log::open(c)?;
    let steps = c.steps();
    for setting in SETTINGS {
        c.forget_steps_after(steps);
        match setting {
            Some(level) => c.give_variable("RUST_LOG", level)?,
            None => c.unset_variable("RUST_LOG")?,
        }
        c.renew()?;
        let expected = leveled(c, &catalogue)?;
        require_levels(c, &log, setting.unwrap_or("info"), &expected)?;
    }
    c.compare("RUST_LOG", "error, warn, info, debug")
}

/// Sends requests of every kind, and returns the path and the level of each. The last one is an error, whose
/// line no level hides.
fn leveled(
    c: &mut Conversation<'_>,
    catalogue: &Catalogue,
) -> Result<Vec<(String, &'static str)>, Stop> {
    let (product, fails) = (draw_product(c), draw_product(c));
    let failing = Behaviour::Answer(Reply::json(500, &fails.json));
    catalogue.service.on(&product.path(), Behaviour::Answer(product.reply()));
    catalogue.service.on(&fails.path(), failing);
    c.note(steps::fails_for(&fails.id));
    let unknown = unknown(c);
    let made_up = format!("/{}", word(c));
    let refused = path(&word(c));
    let requests = [
        get(product.path()),
        unknown,
        get(made_up),
        Request { method: Method::Delete, ..get(refused) },
        get(fails.path()),
    ];
    let mut sent = Vec::with_capacity(requests.len());
    for request in requests {
        let status = c.send(&request)?.status;
        sent.push((request.path.into_owned(), level(status)));
    }
    Ok(sent)
}

/// Requires that each request has a line of its level, or none if `RUST_LOG` hides it.
fn require_levels(
    c: &Conversation<'_>,
    log: &Log,
    least: &str,
    sent: &[(String, &'static str)],
) -> Result<(), Stop> {
    let is_shown = |level: &str| rank(level) >= rank(&least.to_uppercase());
    let of_path = |path: &str| {
        let lines = log.requests().into_iter();
        lines.filter(|line| line.text("path") == Some(path)).collect::<Vec<_>>()
    };
    for (path, level) in sent.iter().filter(|(_, level)| is_shown(level)) {
        log.wait_for(path);
        let lines = of_path(path);
        let is_right = |line: &Line| line.text("level") == Some(level);
        if !lines.iter().any(is_right) {
            let found = lines.last().map(|line| line.text.clone()).unwrap_or_default();
            return Err(c.broken(promises::level(least, path, *level), "", found));
        }
    }
    for (path, level) in sent.iter().filter(|(_, level)| !is_shown(level)) {
        if let Some(line) = of_path(path).first() {
            let promise = promises::hidden(least, *level);
            return Err(c.broken(promise, "", line.text.as_str()));
        }
    }
    Ok(())
}

/// How serious a level is.
fn rank(level: &str) -> Option<usize> {
    ["DEBUG", "INFO", "WARN", "ERROR"].iter().position(|known| *known == level)
}

/// `clients`: fifty requests at once, and one whole line for each.
pub fn clients(c: &mut Conversation<'_>) -> Result<(), Stop> {
    const CLIENTS: usize = 50;
    let log = Log::open(c)?;
    let catalogue = Catalogue::open(c)?;
    let gate = Gate::closed(PATIENCE);
    c.note(steps::HELD);
    c.allow(PATIENCE);
    let mut counts = BTreeMap::new();
    let mut waiting = Vec::with_capacity(CLIENTS);
    for number in 0..CLIENTS {
        let product = draw_product(c);
        catalogue.service.on(&product.path(), Behaviour::Held(gate.clone(), product.reply()));
        c.bind("client", Drawn::Text(product.id.clone()));
        if number > 0 {
            c.forget_last_step();
        }
        waiting.push(c.begin(get("/api/produits/{client}"), Some(steps::times(CLIENTS)))?);
        counts.insert(product.path(), 0);
    }
    catalogue.service.wait_for_calls(CLIENTS, PATIENCE);
    gate.open();
    c.end_all(waiting, Success)?;
    log.wait_for_each(counts.keys());
    let lines = log.requests();
    if let Some(torn) = log.first_that_is_no_object().filter(|line| line.contains("\"path\"")) {
        return Err(c.broken(promises::TORN_LINE, "", torn));
    }
    for line in &lines {
        let path = line.text("path").unwrap_or_default();
        *counts.entry(path.to_owned()).or_default() += 1;
    }
    // Whether there is more than one is the business of another check.
    if let Some((path, _)) = counts.iter().find(|(_, count)| **count == 0) {
        return Err(c.broken(promises::line_for_each(CLIENTS, path), "", ""));
    }
    c.compare("stderr", "50 × {\"status\": …}")
}
