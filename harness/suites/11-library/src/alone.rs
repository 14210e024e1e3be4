//! One service alone. What it does not call refuses connections; what it calls is played.

use std::sync::Arc;
use std::time::Duration;

use engine::draw::Drawn;
use engine::http::{Request, delete, get, post};
use engine::transcript::Projection::Refusal;
use engine::{Conversation, Row, Stop, draw};
use upstream::Upstream;

use crate::messages::promises;
use crate::service::{SERVICE, Service};

/// How long a response may take, and a state that is to come about by itself: 5 s, and 2 s of grace.
pub const PATIENCE: Duration = Duration::from_secs(7);

/// The service to start, and those that refuse connections to it.
///
/// # Errors
/// When the server runs already.
pub fn alone(c: &mut Conversation<'_>, service: Service, absent: &[Service]) -> Result<(), Stop> {
    c.give_variable(SERVICE, service.name())?;
    for absent in absent {
        let neighbour = Upstream::start(c, absent.variable(), "")?;
        neighbour.refuse()?;
        c.keep(Arc::new(neighbour));
    }
    c.allow(PATIENCE);
    Ok(())
}

/// Names an id that no service has given: `{inconnu}`.
pub fn unknown(c: &mut Conversation<'_>) {
    let unknown = 1_000_000_000 + c.rng().i64(0..1_000_000_000);
    c.bind("inconnu", Drawn::Integer(unknown));
}

/// Draws ids that the harness makes up, all different. Those that follow them are ids too.
pub fn draw_ids<const COUNT: usize>(c: &mut Conversation<'_>) -> [i64; COUNT] {
    let mut drawn = Vec::with_capacity(COUNT);
    while drawn.len() < COUNT {
        let id = c.rng().i64(1_000_000..1 << 30);
        if !drawn.contains(&id) {
            drawn.push(id);
        }
    }
    std::array::from_fn(|index| drawn[index])
}

/// What every service does with a wrong request. `path` creates something, with the headers and the valid
/// text of `create`; `one` is the path of what it creates, without its id.
///
/// # Errors
/// When a response is another one.
pub fn errors(
    c: &mut Conversation<'_>,
    path: &'static str,
    create: &Request,
    valid: &'static str,
) -> Result<(), Stop> {
    unknown(c);
    c.draw("mot", draw::word);
    c.exchange(get(format!("{path}/{{inconnu}}")), Refusal)?;
    c.exchange(get(format!("{path}/{{mot}}")), Refusal)?;
    c.exchange(get("/api/{mot}"), Refusal)?;
    not_allowed(c, &delete(path), "POST")?;
    let with = |content_type, text: &'static str| {
        Request { headers: create.headers.clone(), ..post(path) }.raw(content_type, text)
    };
    let json = Some("application/json");
    c.exchange(with(json, "{\"nom\": \"a\","), Refusal)?;
    c.exchange(with(Some("text/plain"), valid), Refusal)?;
    c.exchange(with(None, valid), Refusal)
}

/// Requires 405 and a method among those of `Allow`: a service may have further routes.
fn not_allowed(c: &mut Conversation<'_>, request: &Request, method: &str) -> Result<(), Stop> {
    let responses = c.responses(&[Row::new()], request, Refusal)?;
    let allowed: Vec<&str> = responses.iter().flat_map(|response| response.list("allow")).collect();
    if allowed.iter().any(|allowed| allowed.eq_ignore_ascii_case(method)) {
        return Ok(());
    }
    let [expected, received] = [method, &allowed.join(", ")].map(|list| format!("allow: {list}"));
    Err(c.broken(promises::allow(method), &expected, received.as_str()))
}
