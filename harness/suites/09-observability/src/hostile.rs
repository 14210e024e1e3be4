//! The check on a log that a client tries to break: whatever it sends, each line is a JSON object.

use std::net::TcpListener;

use engine::{Conversation, Stop};
use upstream::{Behaviour, Reply};

use crate::catalogue::{Catalogue, path, word};
use crate::log::Log;
use crate::messages::{promises, steps};
use crate::raw;

/// `hostile`: paths, headers and bytes that break a log which is written as text, and starts that fail.
pub fn hostile(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let log = Log::open(c)?;
    let catalogue = Catalogue::open(c)?;
    let steps = c.steps();
    for encoded in ENCODED {
        c.forget_steps_after(steps);
        let path = path(&format!("{encoded}{}", word(c)));
        let target = format!("{path}?{}={encoded}", word(c));
        let response = raw::send(c, &raw::request("GET", &target, &[]), &shown(&target))?;
        if raw::status(&response).is_some() {
            require_path(c, &log, &path)?;
        }
    }
    for headers in HEADERS {
        c.forget_steps_after(steps);
        let path = path(&word(c));
        let request = raw::request("GET", &path, headers);
        let response = raw::send(c, &request, &String::from_utf8_lossy(&request))?;
        // A framework may refuse bytes that are not text by itself.
        if raw::status(&response) == Some(404) {
            log.wait_for(&path);
        }
        require_objects(c, &log)?;
    }
    let long = path(&word(c).repeat(4096 / 6));
    raw::send(c, &raw::request("GET", &long, &[]), &format!("GET {}…", &long[..60]))?;
    for bytes in NOT_HTTP {
        c.forget_steps_after(steps);
        raw::send_garbage(c, bytes)?;
    }
    c.require_running()?;
    // A cause that comes from outside, too.
    c.forget_steps_after(steps);
    catalogue.behaves(Behaviour::Answer(Reply::new(
        200,
        "application/json",
        "{\"a\": \"\n\u{1b}[31m",
    )));
    raw::send(c, &raw::request("GET", &catalogue.known.path(), &[]), &catalogue.known.path())?;
    c.renew()?;
    require_objects(c, &log)?;
    failing_starts(c, &log)?;
    c.compare("stderr", "{…}")
}

/// Encoded text that would end a line, or a string, or that a terminal would obey.
const ENCODED: [&str; 9] = [
    "%0A%7B%22status%22:200%7D%0A",
    "%22,%22level%22:%22INFO",
    "%5C%22",
    "%1B%5B31m",
    "%0D%0A",
    "%00",
    "%FF%FE",
    "%E2%80%A8",
    "'%3Cscript%3E",
];

/// Headers with quotation marks, backslashes and bytes that are not UTF-8.
const HEADERS: &[&[(&str, &[u8])]] = &[
    &[("User-Agent", b"a\"b\\c{\"status\": 200}")],
    &[("User-Agent", b"\xff\xfe\xc3\x28")],
    &[("X-Request-Id", b"\"}\\\"")],
    &[("X-Request-Id", b"\xff")],
    &[("traceparent", b"00-\"\\-\"-01"), ("tracestate", b"a=\"\\")],
    &[("Host", b"a\"b"), ("Referer", b"\"\\\x1b"), ("X-Forwarded-For", b"\"}")],
    &[("Authorization", b"Basic \"\\")],
];

/// No request of HTTP.
const NOT_HTTP: [&[u8]; 6] = [
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"GET /\n\nHTTP\n",
    b"SSH-2.0-\"OpenSSH\"\r\n",
    b"GET /\xff\x00 HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \"\r\n\r\n",
];

fn shown(target: &str) -> String {
    format!("GET {target} HTTP/1.1")
}

/// Requires that a line has this path, as it was sent.
fn require_path(c: &Conversation<'_>, log: &Log, path: &str) -> Result<(), Stop> {
    log.wait_for(path);
    require_objects(c, log)?;
    let lines = log.requests();
    if lines.iter().any(|line| line.text("path") == Some(path)) {
        return Ok(());
    }
    let last = lines.last().map(|line| line.text.clone());
    match last {
        Some(line) => Err(c.broken(promises::path(path), "", line)),
        None => {
            let (why, shown) = log.missing();
            Err(c.broken(why, "", shown))
        }
    }
}

fn require_objects(c: &Conversation<'_>, log: &Log) -> Result<(), Stop> {
    match log.first_that_is_no_object() {
        Some(line) => Err(c.broken(promises::NO_OBJECT, "", line)),
        None => Ok(()),
    }
}

/// Starts that fail, or do not: on a port that is taken, and with a limit that is not a number.
fn failing_starts(c: &mut Conversation<'_>, log: &Log) -> Result<(), Stop> {
    c.give_variable("DELAI_MS", "abc")?;
    c.attempt_start()?;
    require_objects(c, log)?;
    c.give_variable("DELAI_MS", "1000")?;
    let taken =
        TcpListener::bind("127.0.0.1:0").and_then(|taken| taken.local_addr().map(|at| (taken, at)));
    let (_taken, address) = taken.map_err(|error| Stop::Harness(error.into()))?;
    c.set_variable("PORT", address.port().to_string())?;
    c.note(steps::PORT_TAKEN);
    c.attempt_start()?;
    require_objects(c, log)
}
