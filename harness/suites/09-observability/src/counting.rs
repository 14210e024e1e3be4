//! The checks on the metrics of requests: their names and labels, what they count, how many series there are.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use engine::http::{Method, Request, get, post, put};
use engine::transcript::Projection::Success;
use engine::{Conversation, Stop};
use metrics::{Exposition, Family, Kind, Labels};
use texts::Message;
use upstream::{Behaviour, Gate, Reply};

use crate::catalogue::{Catalogue, LIVE, ROUTE, known, path, unknown, word};
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
        FAMILIES.iter().all(|(name, ..)| scrape.text.contains(&format!("# TYPE {name} ")))
    };
    let exposition = scrape_until(c, PATIENCE, has_all)?.exposition(c)?;
    require_type(c)?;
    for (name, kind, names) in FAMILIES {
        let Some(family) = exposition.family(name) else {
            return Err(c.broken(promises::no_metric(name), "", listing(&exposition)));
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
            let promise = match names {
                [] => promises::no_labels(name),
                names => promises::labels(name, names.join(", ")),
            };
            return Err(c.broken(promise, "", format!("{name}{wrong}")));
        }
    }
    let histograms = exposition.family(DURATIONS).into_iter().flat_map(Family::histograms);
    for (labels, histogram) in histograms {
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

fn listing(exposition: &Exposition) -> String {
    let names: Vec<&str> = exposition.families().iter().map(Family::name).collect();
    names.join("\n")
}

/// The labels by which requests are counted, and those by which they are measured.
const BY: [&[&str]; 2] = [&["method", "route", "status"], &["method", "route"]];

/// What a server must have counted.
#[derive(Default)]
struct Sent {
    requests: Counts,
    durations: Counts,
}

impl Sent {
    fn add(&mut self, method: &str, route: &str, status: u16) {
        let status = status.to_string();
        let series = [("method", method), ("route", route), ("status", status.as_str())];
        *self.requests.entry(labels(&series)).or_default() += 1.0;
        *self.durations.entry(labels(&series[..2])).or_default() += 1.0;
    }

    /// Requires that the metrics say exactly this.
    fn require(&self, c: &mut Conversation<'_>) -> Result<(), Stop> {
        let measured = format!("{DURATIONS}_count");
        let found =
            |scrape: &Scrape| [scrape.counts(REQUESTS, BY[0]), scrape.counts(&measured, BY[1])];
        let is_counted = |scrape: &Scrape| {
            let [requests, durations] = found(scrape);
            requests == self.requests && durations == self.durations
        };
        let scrape = scrape_until(c, PATIENCE, is_counted)?;
        let [requests, durations] = found(&scrape);
        let pairs = [(REQUESTS, &self.requests, requests), (&measured, &self.durations, durations)];
        for (name, expected, found) in pairs {
            if *expected != found {
                let promise = promises::counts(name);
                return Err(c.broken(promise, &shown(name, expected), shown(name, &found)));
            }
        }
        Ok(())
    }
}

/// A request, how often it is sent, and the route under which it counts.
struct Counted {
    request: Request,
    route: &'static str,
    times: usize,
}

/// `counts`: after each kind of request, so many times, the counter and the histogram say exactly that.
pub fn counts(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let catalogue = Catalogue::open(c)?;
    let mut sent = Sent::default();
    let steps = c.steps();
    for Counted { request, route, times } in drawn(c) {
        for _ in 0..times {
            let status = c.send(&request)?.status;
            sent.add(request.method.name(), route, status);
        }
        // What the platform and Prometheus ask counts in none.
        for path in [LIVE, "/health/ready", METRICS] {
            c.send(&get(path))?;
        }
        c.forget_steps_after(steps);
    }
    catalogue.behaves(Behaviour::Answer(Reply::json(500, &catalogue.known.json)));
    for _ in 0..c.rng().usize(2..=4) {
        let status = c.send(&known())?.status;
        sent.add("GET", ROUTE, status);
    }
    // Methods that few clients use, as far as the framework lets them through.
    for method in ["HEAD", "OPTIONS", "PATCH"] {
        let path = catalogue.known.path();
        let response =
            raw::send(c, &raw::request(method, &path, &[]), &format!("{method} {path}"))?;
        if let Some(status) = raw::status(&response) {
            sent.add(method, ROUTE, status);
        }
    }
    c.forget_steps_after(steps);
    c.note(steps::SEVERAL_OF_EACH);
    sent.require(c)?;
    timeouts(c, &catalogue)?;
    durations_of(c, &catalogue)?;
    c.compare("GET /metrics", "http_requests_total …")
}

/// Requests that the catalogue never answers count, too.
fn timeouts(c: &mut Conversation<'_>, catalogue: &Catalogue) -> Result<(), Stop> {
    c.give_variable("DELAI_MS", "100")?;
    c.renew()?;
    catalogue.behaves(Behaviour::Silent);
    c.note(steps::SILENT);
    let mut sent = Sent::default();
    for _ in 0..2 {
        let status = c.send(&known())?.status;
        sent.add("GET", ROUTE, status);
    }
    sent.require(c)?;
    c.give_variable("DELAI_MS", "20000")
}

/// Requests of every route, method and status, and how often each is sent.
fn drawn(c: &mut Conversation<'_>) -> Vec<Counted> {
    let mut times = || c.rng().usize(2..=6);
    let times: [usize; 6] = std::array::from_fn(|_| times());
    let unknown = unknown(c);
    let made_up = get(format!("/{}?a=b", word(c)));
    let delete = Request { method: Method::Delete, ..known() };
    let (post, put) = (post(METRICS).raw(None, ""), put(LIVE).raw(None, ""));
    vec![
        Counted { request: known(), route: ROUTE, times: times[0] },
        Counted { request: unknown, route: ROUTE, times: times[1] },
        Counted { request: made_up, route: "unknown", times: times[2] },
        Counted { request: delete, route: ROUTE, times: times[3] },
        Counted { request: post, route: METRICS, times: times[4] },
        Counted { request: put, route: LIVE, times: times[5] },
    ]
}

/// Requests that take a while are in the buckets of their durations, and in the sum.
fn durations_of(c: &mut Conversation<'_>, catalogue: &Catalogue) -> Result<(), Stop> {
    const WAIT: Duration = Duration::from_millis(400);
    const TIMES: usize = 8;
    c.renew()?;
    catalogue.behaves(Behaviour::Late(WAIT, catalogue.known.reply()));
    c.note(steps::late(400));
    let start = Instant::now();
    let mut waiting = Vec::with_capacity(TIMES);
    for number in 0..TIMES {
        if number > 0 {
            c.forget_last_step();
        }
        waiting.push(c.begin(known(), Some(steps::times(TIMES)))?);
    }
    c.end_all(waiting, Success)?;
    let each = start.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "eight")]
    let count = TIMES as f64;
    let all = |scrape: &Scrape| scrape.at_most(DURATIONS, f64::INFINITY);
    let scrape = scrape_until(c, PATIENCE, |scrape| all(scrape) == count)?;
    // The catalogue answers after 0.4 s, give or take a timer that wakes up early.
    if scrape.at_most(DURATIONS, 0.25) != 0.0 || all(&scrape) != count {
        return Err(c.broken(promises::BUCKETS, "", scrape.lines_of(DURATIONS)));
    }
    let (least, most) = (count * (WAIT.as_secs_f64() - 0.01), count * each);
    let sum = scrape.total(&format!("{DURATIONS}_sum"));
    if sum < least || sum > most {
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
    const PATHS: usize = 200;
    const METHODS: usize = 30;
    let _catalogue = Catalogue::open(c)?;
    c.allow_time_for(IDS + PATHS + METHODS);
    // With these, each kind of request has been there, that of Prometheus included.
    c.send(&get(METRICS))?;
    c.send(&known())?;
    methods(c, 1)?;
    made_up(c, 1, 2)?;
    let before = series_after(c, 4)?;
    let steps = c.steps();
    methods(c, METHODS)?;
    made_up(c, IDS, PATHS)?;
    c.forget_steps_after(steps);
    c.note(steps::made_up(IDS, PATHS, METHODS));
    let after = series_after(c, 4 + IDS + PATHS)?;
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
    let gets = labels(&[("method", "GET")]);
    let counted = |scrape: &Scrape| {
        scrape.counts(REQUESTS, &["method"]).get(&gets).copied().unwrap_or_default()
    };
    // Whether they are all counted is the business of another check.
    scrape_until(c, PATIENCE, |scrape| counted(scrape) >= sent).map(|scrape| scrape.series())
}

/// Requests for so many ids, and for so many paths that no route matches, with headers that are made up too.
/// Many at a time: a slow server must not make somebody wait for minutes.
fn made_up(c: &mut Conversation<'_>, ids: usize, paths: usize) -> Result<(), Stop> {
    const AT_ONCE: usize = 25;
    let targets: Vec<String> = (0..ids + paths)
        .map(|number| match number {
            number if number < ids => format!("{}?{}={number}", path(&word(c)), word(c)),
            number if number % 2 == 0 => format!("/{}/{}", word(c), word(c)),
            _ => format!("/api/produits/{}/{}", word(c), word(c)),
        })
        .collect();
    let steps = c.steps();
    for group in targets.chunks(AT_ONCE) {
        c.forget_steps_after(steps);
        let mut waiting = Vec::with_capacity(group.len());
        for target in group {
            let request = get(target.clone()).header("referer", format!("/{}", word(c)));
            let request = request.header("x-forwarded-host", word(c));
            waiting.push(c.begin(request, None)?);
        }
        for pending in waiting {
            c.response(pending)?;
        }
    }
    Ok(())
}

/// Requests with so many methods that do not exist, and with those that few clients use.
fn methods(c: &mut Conversation<'_>, count: usize) -> Result<(), Stop> {
    const RARE: [&str; 7] = ["HEAD", "PATCH", "OPTIONS", "TRACE", "PUT", "POST", "DELETE"];
    let steps = c.steps();
    let rare = RARE
        .iter()
        .flat_map(|method| ["/api/produits/a", "/a"].map(|target| ((*method).to_owned(), target)));
    let invented = (0..count).map(|number| {
        (word(c).to_uppercase(), if number % 2 == 0 { "/api/produits/a" } else { "/a" })
    });
    // With one of them, both routes have been there.
    let both = [("ABCDEF".to_owned(), "/api/produits/a"), ("ABCDEF".to_owned(), "/a")];
    let all: Vec<(String, &str)> = rare.chain(both).chain(invented).collect();
    for (method, target) in all {
        c.forget_steps_after(steps);
        let agent = word(c);
        let request = raw::request(&method, target, &[("User-Agent", agent.as_bytes())]);
        raw::send(c, &request, &format!("{method} {target}"))?;
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
    let value = |scrape: &Scrape| scrape.total(IN_FLIGHT);
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
