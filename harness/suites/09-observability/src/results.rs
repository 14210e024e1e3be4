//! The check on what the catalogue gives: the response to the client, and the counter of its results.

use std::time::Duration;

use engine::draw::Drawn;
use engine::http::{Method, Request, Response, get};
use engine::transcript::Projection::{Json, Refusal};
use engine::{Conversation, Stop};
use serde_json::{Value, json};
use texts::Message;
use upstream::{Behaviour, Cut, Reply};

use crate::catalogue::{Catalogue, PATIENCE, VARIABLE, known, path, word};
use crate::messages::{behaviours, promises, steps};
use crate::scrape::{CALLS, Counts, PATIENCE as UP_TO_DATE, labels, scrape_until, shown};

/// Time for several attempts.
const SEVERAL: Duration = Duration::from_secs(5);

/// How long a call may take.
const DELAY: &str = "DELAI_MS";

/// The longest body that is read: 1 MiB.
const MAX_BODY: usize = 1024 * 1024;

/// How often each result has been there.
#[derive(Default)]
struct Results(Counts);

impl Results {
    fn add(&mut self, result: &str, times: usize) {
        #[expect(clippy::cast_precision_loss, reason = "a few dozens")]
        let times = times as f64;
        *self.0.entry(labels(&[("result", result)])).or_default() += times;
    }
}

/// `results`: what the catalogue gives, the response to it, and its counter.
pub fn results(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let catalogue = Catalogue::open_at(c, "/boutique/v1")?;
    let mut results = Results::default();
    c.give_variable(DELAY, "20000")?;
    whole(c, &catalogue, &mut results)?;
    // What does not reach the catalogue.
    c.exchange(get("/api/inconnu"), Refusal)?;
    let delete = Request { method: Method::Delete, ..known() };
    c.exchange(delete.showing(&["allow"]), Refusal)?;
    unusable(c, &catalogue, &mut results)?;
    compare_results(c, &results)?;
    too_late(c, &catalogue)?;
    soon_enough(c, &catalogue)
}

/// A product, whatever its id and however long its body, and one that does not exist.
fn whole(
    c: &mut Conversation<'_>,
    catalogue: &Catalogue,
    results: &mut Results,
) -> Result<(), Stop> {
    let rows = [
        catalogue.known.json.clone(),
        json!({}),
        json!({ "id": null, "autre": [1.5, { "a": true }], "é": "\u{1f600}", "grand": u64::MAX }),
    ];
    c.rounds(rows.len(), |c, number| {
        c.bind("objet", Drawn::Json(rows[number].clone()));
        catalogue.behaves(Behaviour::Answer(Reply::json(200, &rows[number])));
        c.note(steps::answers(behaviours::body(clipped(&rows[number]))));
        same_object(c, &rows[number])
    })?;
    results.add("ok", rows.len());
    let mut longest = catalogue.known.json.clone();
    longest["texte"] = json!("");
    let room = MAX_BODY - longest.to_string().len();
    longest["texte"] = json!("a".repeat(room));
    catalogue.behaves(Behaviour::Answer(Reply::json(200, &longest).chunked()));
    c.note(steps::answers(behaviours::LONGEST));
    same_object(c, &longest)?;
    results.add("ok", 1);
    encoded(c, catalogue, results)?;
    catalogue.behaves(Behaviour::Answer(Reply::json(404, &json!({ "erreur": "inconnu" }))));
    c.note(steps::answers(behaviours::status(404)));
    catalogue.service.forget_calls();
    c.exchange(known(), Refusal)?;
    results.add("not_found", 1);
    catalogue.service.compare_calls(c)
}

/// Requires a 200 with this object.
fn same_object(c: &mut Conversation<'_>, object: &Value) -> Result<(), Stop> {
    let response = c.send(&known())?;
    let received: Option<Value> = serde_json::from_slice(&response.body).ok();
    let is_json = response.media_type().as_deref() == Some("application/json");
    if response.status == 200
        && is_json
        && received.as_ref().is_some_and(|one| is_same(one, object))
    {
        return Ok(());
    }
    let shown = |status: u16, kind: &str, body: &str| {
        format!("HTTP {status}\ncontent-type: {kind}\n\n{body}")
    };
    let expected = shown(200, "application/json", &clipped(object));
    let kind = response.header("content-type").unwrap_or_default();
    let body: String = String::from_utf8_lossy(&response.body).chars().take(300).collect();
    Err(c.broken(promises::SAME_OBJECT, &expected, shown(response.status, kind, &body)))
}

/// Whether two values are equal, where `1` and `1.0` are.
fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            one == other || one.as_f64() == other.as_f64()
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len()
                && one.iter().zip(other).all(|(one, other)| is_same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .all(|(key, one)| other.get(key).is_some_and(|other| is_same(one, other)))
        }
        _ => one == other,
    }
}

/// The id is passed on as the client encoded it, and the query is not.
fn encoded(
    c: &mut Conversation<'_>,
    catalogue: &Catalogue,
    results: &mut Results,
) -> Result<(), Stop> {
    const IDS: [&str; 7] =
        ["%C3%A9%20a", "%25", "a+b%2B", "%3F%23", "%E2%82%AC;v=1", "a%22b", "%41:@!$&'()*,="];
    for id in IDS {
        let target = path(&format!("{}{id}", word(c)));
        catalogue.service.on(&target, Behaviour::Answer(catalogue.known.reply()));
        catalogue.service.forget();
        catalogue.service.on(&target, Behaviour::Answer(catalogue.known.reply()));
        c.send(&get(format!("{target}?page=2")))?;
        let calls = catalogue.service.calls();
        let targets: Vec<&str> = calls.iter().map(|call| call.target.as_str()).collect();
        if targets != [target.as_str()] {
            let received: Vec<String> =
                targets.iter().map(|target| format!("GET {target}")).collect();
            let promise = promises::id_passed_on(VARIABLE);
            return Err(c.broken(promise, &format!("GET {target}"), received.join("\n")));
        }
    }
    results.add("ok", IDS.len());
    Ok(())
}

/// What is no product: 502, after one call.
fn unusable(
    c: &mut Conversation<'_>,
    catalogue: &Catalogue,
    results: &mut Results,
) -> Result<(), Stop> {
    let all = unusable_behaviours(&catalogue.known.json);
    c.allow_time_for(all.len());
    c.allow(PATIENCE);
    c.rounds(all.len(), |c, number| {
        let (behaviour, what) = &all[number];
        catalogue.behaves(behaviour.clone());
        c.note(steps::answers(what.clone()));
        catalogue.service.forget_calls();
        c.exchange(known(), Refusal)?;
        catalogue.service.compare_calls(c)
    })?;
    results.add("error", all.len());
    catalogue.service.refuse()?;
    c.note(steps::REFUSES);
    c.exchange(known(), Refusal)?;
    results.add("error", 1);
    catalogue.service.listen()?;
    catalogue.heals();
    c.note(steps::LISTENS);
    c.exchange(known(), Json)?;
    results.add("ok", 1);
    Ok(())
}

/// Responses that are no product, and what they are.
fn unusable_behaviours(known: &Value) -> Vec<(Behaviour, Message)> {
    let json = "application/json";
    let status =
        |status: u16| (Behaviour::Answer(Reply::json(status, known)), behaviours::status(status));
    let mut all: Vec<(Behaviour, Message)> =
        [201, 204, 206, 400, 401, 403, 410, 418, 429, 500, 503, 504].map(status).into();
    for redirect in [301, 302, 307, 308] {
        let reply = Reply::json(redirect, known).header("Location", "/boutique/v1/health/live");
        all.push((Behaviour::Answer(reply), behaviours::redirect(redirect)));
    }
    for body in [json!([known]), json!(null), json!("texte"), json!(7), json!(true)] {
        let reply = Reply::json(200, &body);
        all.push((Behaviour::Answer(reply), behaviours::body(clipped(&body))));
    }
    let raw = |body: &[u8], what| (Behaviour::Answer(Reply::new(200, json, body)), what);
    all.push(raw(b"{", behaviours::body("{")));
    all.push(raw(b"{\"a\": 1} {}", behaviours::body("{\"a\": 1} {}")));
    all.push(raw(b"<html></html>", behaviours::body("<html></html>")));
    all.push(raw(b"{\"a\": NaN}", behaviours::body("{\"a\": NaN}")));
    all.push(raw(b"", behaviours::EMPTY));
    all.push(raw(b"{\"a\": \"\xff\"}", behaviours::NOT_UTF_8));
    let mut long = known.to_string();
    long.extend(std::iter::repeat_n(' ', MAX_BODY + 1 - long.len()));
    let long = Reply::new(200, json, long);
    all.push((Behaviour::Answer(long.clone()), behaviours::TOO_LONG));
    all.push((Behaviour::Answer(long.chunked()), behaviours::TOO_LONG));
    all.push((Behaviour::Endless, behaviours::ENDLESS));
    let reply = Reply::json(200, known);
    for (cut, what) in [
        (Cut::InHead, behaviours::CUT_IN_HEAD),
        (Cut::InBody, behaviours::CUT_IN_BODY),
        (Cut::InChunk, behaviours::CUT_IN_CHUNK),
    ] {
        all.push((Behaviour::Broken(reply.clone(), cut), what));
    }
    // What has arrived until then is an object.
    let whole = format!("{known}{}", " ".repeat(2 * known.to_string().len()));
    let padded = Reply::new(200, json, whole);
    all.push((Behaviour::Broken(padded, Cut::InBody), behaviours::CUT_IN_PADDING));
    all.push((Behaviour::Raw(b"SSH-2.0-OpenSSH_9.2\r\n".to_vec()), behaviours::NOT_HTTP));
    all
}

/// No whole response at twice the limit: 504.
fn too_late(c: &mut Conversation<'_>, catalogue: &Catalogue) -> Result<(), Stop> {
    c.unset_variable(DELAY)?;
    c.renew()?;
    c.allow(PATIENCE);
    let reply = catalogue.known.reply();
    let drip = Behaviour::Dripping(reply.clone(), Duration::from_millis(40));
    let all = [
        (Behaviour::Late(Duration::from_secs(2), reply), behaviours::late(2000)),
        (Behaviour::Silent, behaviours::SILENT),
        (drip, behaviours::DRIPPING),
    ];
    let mut results = Results::default();
    results.add("timeout", all.len());
    let mut waiting = Vec::new();
    catalogue.service.forget_calls();
    for (number, (behaviour, what)) in all.into_iter().enumerate() {
        catalogue.behaves(behaviour);
        c.note(steps::answers(what));
        waiting.push(c.begin(known(), None)?);
        catalogue.service.wait_for_calls(number + 1, PATIENCE);
    }
    c.end_all(waiting, Refusal)?;
    catalogue.service.compare_calls(c)?;
    compare_results(c, &results)
}

/// A whole response at half of the limit: by default, and with another limit.
fn soon_enough(c: &mut Conversation<'_>, catalogue: &Catalogue) -> Result<(), Stop> {
    for (limit, milliseconds) in [(None, 500), (Some("2400"), 1200)] {
        if let Some(limit) = limit {
            c.give_variable(DELAY, limit)?;
            c.renew()?;
        }
        let late = Duration::from_millis(milliseconds);
        catalogue.behaves(Behaviour::Late(late, catalogue.known.reply()));
        c.note(steps::answers(behaviours::late(milliseconds)));
        // A busy machine may keep the response itself waiting: then it is not the server's limit.
        let is_right = |response: &Response| response.status == 200;
        c.exchange_when(known(), Json, SEVERAL, is_right)?;
    }
    Ok(())
}

/// Compares the counter of results with the calls that were made.
fn compare_results(c: &mut Conversation<'_>, results: &Results) -> Result<(), Stop> {
    let scrape =
        scrape_until(c, UP_TO_DATE, |scrape| scrape.counts(CALLS, &["result"]) == results.0)?;
    let found = scrape.counts(CALLS, &["result"]);
    if found == results.0 {
        return Ok(());
    }
    let [expected, found] = [&results.0, &found].map(|counts| shown(CALLS, counts));
    Err(c.broken(promises::RESULTS, &expected, found))
}

/// The beginning of a body, as much as a report shows.
fn clipped(body: &Value) -> String {
    const MOST: usize = 120;
    body.to_string().chars().take(MOST).collect()
}
