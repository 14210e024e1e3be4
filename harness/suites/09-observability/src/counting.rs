//! The checks on the metrics of requests: their names and labels, what they count, how many series there are.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use engine::http::{Method, Request, get, post, put};
use engine::transcript::Projection::Success;
use engine::{Conversation, Stop};
use metrics::{Kind, Labels};
use texts::Message;
use upstream::{Behaviour, Gate, Reply};

use crate::catalogue::{Catalogue, ROUTE, known, path, unknown, word};
use crate::messages::{promises, steps};
use crate::raw;
use crate::scrape::{
    CALLS, Counts, DURATIONS, IN_FLIGHT, METRICS, PATIENCE, REQUESTS, Scrape, labels, scrape_until,
    shown,
};

/// The bounds of the buckets, in seconds.
const BOUNDS: [f64; 12] =
    [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, f64::INFINITY];

/// Each metric, its type and its labels.
const FAMILIES: [(&str, Kind, &[&str]); 4] = [
    (REQUESTS, Kind::Counter, &["method", "route", "status"]),
    (DURATIONS, Kind::Histogram, &["method", "route"]),
    (IN_FLIGHT, Kind::Gauge, &[]),
    (CALLS, Kind::Counter, &["result"]),
];

/// `exposition`: the text format, the names, the types, the labels and the bounds.
pub fn exposition(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let catalogue = Catalogue::open(c)?;
    c.send(&known())?;
    let unknown = unknown(c);
    c.send(&unknown)?;
    c.send(&get("/api/inconnu"))?;
    catalogue.behaves(Behaviour::Answer(Reply::json(500, &catalogue.known.json)));
    c.note(steps::CATALOGUE_FAILS);
    c.send(&known())?;
    let has_all = |scrape: &Scrape| {
        FAMILIES.iter().all(|(name, ..)| scrape.exposition.family(name).is_some())
    };
    let scrape = scrape_until(c, PATIENCE, has_all)?;
    require_type(c)?;
    for (name, kind, names) in FAMILIES {
        let Some(family) = scrape.exposition.family(name) else {
            return Err(c.broken(promises::no_metric(name), "", listing(&scrape)));
        };
        if family.kind() != kind {
            let promise = promises::metric_type(name, kind.as_str(), family.kind().as_str());
            return Err(c.broken(promise, "", ""));
        }
        let sets: Vec<&Labels> = match kind {
            Kind::Histogram => family.histograms().map(|(labels, _)| labels).collect(),
            _ => family.samples().iter().map(|sample| &sample.labels).collect(),
        };
        let is_wrong = |set: &&&Labels| set.iter().map(|(name, _)| name).ne(names.iter().copied());
        if let Some(wrong) = sets.iter().find(is_wrong) {
            let promise = promises::labels(name, names.join(", "));
            return Err(c.broken(promise, "", format!("{name}{wrong}")));
        }
    }
    for (labels, histogram) in scrape.histograms(DURATIONS) {
        let bounds: Vec<f64> = histogram.buckets.iter().map(|bucket| bucket.upper_bound).collect();
        if bounds != BOUNDS {
            let shown = |bounds: &[f64]| {
                bounds.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
            };
            let promise = promises::bounds(labels.to_string());
            return Err(c.broken(promise, &shown(&BOUNDS), shown(&bounds)));
        }
    }
    c.compare("GET /metrics", "http_requests_total …")
}

/// Requires the type of the text format 0.0.4.
fn require_type(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let response = c.send(&get(METRICS))?;
    let declared = response.header("content-type").unwrap_or_default();
    let mut parts = declared.split(';').map(|part| part.trim().to_ascii_lowercase());
    let is_text = parts.next().as_deref() == Some("text/plain");
    // The order of the parameters is free, and so is the charset. Without a version, Prometheus takes this one.
    let version = parts.find_map(|part| part.strip_prefix("version=").map(str::to_owned));
    if is_text && version.is_none_or(|version| version.trim_matches('"') == "0.0.4") {
        return Ok(());
    }
    let expected = "content-type: text/plain; version=0.0.4";
    Err(c.broken(promises::METRICS_TYPE, expected, format!("content-type: {declared}")))
}

fn listing(scrape: &Scrape) -> String {
    let names: Vec<&str> =
        scrape.exposition.families().iter().map(|family| family.name()).collect();
    names.join("\n")
}

/// A request, how often it is sent, and the labels under which it counts.
struct Counted {
    request: Request,
    route: &'static str,
    times: usize,
}

/// `counts`: after each kind of request, so many times, the counter and the histogram say exactly that.
pub fn counts(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let catalogue = Catalogue::open(c)?;
    let (mut requests, mut durations) = (Counts::new(), Counts::new());
    let steps = c.steps();
    for Counted { request, route, times } in drawn(c) {
        for _ in 0..times {
            let status = c.send(&request)?.status.to_string();
            let method = request.method.name();
            let series = [("method", method), ("route", route)];
            *durations.entry(labels(&series)).or_default() += 1.0;
            let series = [("method", method), ("route", route), ("status", &status)];
            *requests.entry(labels(&series)).or_default() += 1.0;
        }
        // What the platform and Prometheus ask counts in none.
        for path in ["/health/live", "/health/ready", METRICS] {
            c.send(&get(path))?;
        }
        c.forget_steps_after(steps);
    }
    c.note(steps::SEVERAL_OF_EACH);
    let is_counted = |scrape: &Scrape| {
        scrape.counts(REQUESTS) == requests && scrape.observed(DURATIONS) == durations
    };
    let scrape = scrape_until(c, PATIENCE, is_counted)?;
    let found = [
        (REQUESTS.to_owned(), &requests, scrape.counts(REQUESTS)),
        (format!("{DURATIONS}_count"), &durations, scrape.observed(DURATIONS)),
    ];
    for (name, expected, found) in found {
        if *expected != found {
            let promise = promises::counts(&name);
            return Err(c.broken(promise, &shown(&name, expected), shown(&name, &found)));
        }
    }
    durations_of(c, &catalogue)?;
    c.compare("GET /metrics", "http_requests_total …")
}

/// Requests of every route, method and status, and how often each is sent.
fn drawn(c: &mut Conversation<'_>) -> Vec<Counted> {
    let mut times = || c.rng().usize(2..=6);
    let times: [usize; 6] = std::array::from_fn(|_| times());
    let unknown = unknown(c);
    let made_up = get(format!("/{}?a=b", word(c)));
    let delete = Request { method: Method::Delete, ..known() };
    vec![
        Counted { request: known(), route: ROUTE, times: times[0] },
        Counted { request: unknown, route: ROUTE, times: times[1] },
        Counted { request: made_up, route: "unknown", times: times[2] },
        Counted { request: delete, route: ROUTE, times: times[3] },
        Counted { request: post(METRICS).raw(None, ""), route: METRICS, times: times[4] },
        Counted {
            request: put("/health/live").raw(None, ""),
            route: "/health/live",
            times: times[5],
        },
    ]
}

/// Requests that take a while are in the buckets of their durations, and in the sum.
fn durations_of(c: &mut Conversation<'_>, catalogue: &Catalogue) -> Result<(), Stop> {
    const WAIT: Duration = Duration::from_millis(400);
    const REQUESTS: usize = 8;
    c.renew()?;
    catalogue.behaves(Behaviour::Late(WAIT, catalogue.known.reply()));
    c.note(steps::late(400));
    let start = Instant::now();
    let mut waiting = Vec::with_capacity(REQUESTS);
    for number in 0..REQUESTS {
        if number > 0 {
            c.forget_last_step();
        }
        waiting.push(c.begin(known(), Some(steps::times(REQUESTS)))?);
    }
    c.end_all(waiting, Success)?;
    let each = start.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "eight")]
    let count = REQUESTS as f64;
    let scrape = scrape_until(c, PATIENCE, |scrape| {
        scrape.histograms(DURATIONS).any(|(_, histogram)| histogram.count == count)
    })?;
    let Some((_, histogram)) = scrape.histograms(DURATIONS).find(|(_, one)| one.count == count)
    else {
        let promise = promises::counts(format!("{DURATIONS}_count"));
        return Err(c.broken(promise, "", scrape.lines_of(DURATIONS)));
    };
    let at_most = |bound: f64| {
        let bucket = histogram.buckets.iter().rfind(|bucket| bucket.upper_bound <= bound);
        bucket.map_or(0.0, |bucket| bucket.cumulative_count)
    };
    // The catalogue answers after 0.4 s, give or take a timer that wakes up early.
    if at_most(0.25) != 0.0 || at_most(f64::INFINITY) != count {
        return Err(c.broken(promises::BUCKETS, "", scrape.lines_of(DURATIONS)));
    }
    let (least, most) = (count * (WAIT.as_secs_f64() - 0.01), count * each);
    if histogram.sum < least || histogram.sum > most {
        let promise = promises::sum(in_milliseconds(least), in_milliseconds(most));
        return Err(c.broken(promise, "", scrape.lines_of(DURATIONS)));
    }
    Ok(())
}

/// Seconds as whole milliseconds.
fn in_milliseconds(seconds: f64) -> String {
    format!("{:.0}", seconds * 1_000.0)
}

/// `series`: what clients make up adds no series.
pub fn series(c: &mut Conversation<'_>) -> Result<(), Stop> {
    const IDS: usize = 300;
    const PATHS: usize = 100;
    const METHODS: usize = 50;
    let _catalogue = Catalogue::open(c)?;
    c.allow_time_for(IDS + 2 * PATHS + 2 * METHODS);
    // With these, each kind of request has been there, that of Prometheus included.
    c.send(&get(METRICS))?;
    c.send(&known())?;
    methods(c, 1)?;
    made_up(c, 1, 1)?;
    let before = series_after(c, 4)?;
    let steps = c.steps();
    methods(c, METHODS)?;
    made_up(c, IDS, PATHS)?;
    c.forget_steps_after(steps);
    c.note(steps::made_up(IDS, 2 * PATHS, METHODS));
    let after = series_after(c, 4 + IDS + 2 * PATHS)?;
    let known: BTreeSet<&String> = before.iter().collect();
    let new: Vec<&str> =
        after.iter().filter(|series| !known.contains(series)).map(String::as_str).collect();
    if !new.is_empty() {
        let count = new.len();
        let shown: Vec<&str> = new.into_iter().take(20).collect();
        return Err(c.broken(promises::new_series(count), "", shown.join("\n")));
    }
    c.compare("GET /metrics", "…")
}

/// The series, once so many requests with the method GET are counted.
fn series_after(c: &mut Conversation<'_>, sent: usize) -> Result<Vec<String>, Stop> {
    #[expect(clippy::cast_precision_loss, reason = "a few hundred")]
    let sent = sent as f64;
    let counted = |scrape: &Scrape| {
        let gets = scrape.exposition.series(REQUESTS);
        let gets = gets.filter(|sample| sample.labels.get("method") == Some("GET"));
        gets.map(|sample| sample.value).sum::<f64>()
    };
    // Whether they are all counted is the business of another check.
    scrape_until(c, PATIENCE, |scrape| counted(scrape) >= sent).map(|scrape| scrape.series())
}

/// Requests for so many ids, and for twice so many paths that no route matches.
fn made_up(c: &mut Conversation<'_>, ids: usize, paths: usize) -> Result<(), Stop> {
    let steps = c.steps();
    for number in 0..ids {
        c.forget_steps_after(steps);
        let target = format!("{}?{}={number}", path(&word(c)), word(c));
        c.send(&get(target))?;
    }
    for _ in 0..paths {
        c.forget_steps_after(steps);
        let target = format!("/{}/{}", word(c), word(c));
        c.send(&get(target))?;
        let target = format!("/api/produits/{}/{}", word(c), word(c));
        c.send(&get(target))?;
    }
    Ok(())
}

/// Requests with so many methods that do not exist, and with those that few clients use.
fn methods(c: &mut Conversation<'_>, count: usize) -> Result<(), Stop> {
    let steps = c.steps();
    let mut all: Vec<String> =
        ["HEAD", "PATCH", "OPTIONS", "TRACE", "PUT", "POST", "DELETE"].map(str::to_owned).into();
    all.extend((0..count).map(|_| word(c).to_uppercase()));
    for method in all {
        c.forget_steps_after(steps);
        for target in ["/api/produits/a", "/a"] {
            raw::send(c, &raw::request(&method, target, &[]), &format!("{method} {target}"))?;
        }
    }
    Ok(())
}

/// Waits until so many requests are under way, as the gauge says.
///
/// # Errors
/// When the gauge says something else until it takes too long.
pub fn require_in_flight(
    c: &mut Conversation<'_>,
    count: usize,
    patience: Duration,
    promise: impl Fn(String) -> Message,
) -> Result<(), Stop> {
    #[expect(clippy::cast_precision_loss, reason = "a few dozens")]
    let wanted = count as f64;
    let value = |scrape: &Scrape| scrape.exposition.value(IN_FLIGHT, &[]).unwrap_or(0.0);
    let scrape = scrape_until(c, patience, |scrape| value(scrape) == wanted)?;
    let found = value(&scrape);
    if found == wanted {
        return Ok(());
    }
    let [expected, received] = [wanted, found].map(|value| format!("{IN_FLIGHT} {value}"));
    Err(c.broken(promise(found.to_string()), &expected, received))
}

/// The gate at which calls for the product wait, for so long at the most.
pub fn hold(c: &mut Conversation<'_>, catalogue: &Catalogue, patience: Duration) -> Gate {
    let gate = Gate::closed(patience);
    catalogue.behaves(Behaviour::Held(gate.clone(), catalogue.known.reply()));
    c.note(steps::HELD);
    gate
}
