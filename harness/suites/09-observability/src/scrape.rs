//! `GET /metrics`, read as Prometheus reads it.

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

use engine::http::get;
use engine::{Conversation, Stop};
use metrics::{Exposition, Histogram, Labels};

use crate::messages::promises;
use crate::problems;

pub const METRICS: &str = "/metrics";
pub const REQUESTS: &str = "http_requests_total";
pub const DURATIONS: &str = "http_request_duration_seconds";
pub const IN_FLIGHT: &str = "http_requests_in_flight";
pub const CALLS: &str = "catalogue_requests_total";

/// How long a metric may take to be up to date: 1 s, and 2 s of grace.
pub const PATIENCE: Duration = Duration::from_secs(3);

/// What was counted, by the labels of each series that is not 0, as the format writes them.
pub type Counts = BTreeMap<String, f64>;

/// What `/metrics` says now.
pub struct Scrape {
    pub text: String,
    pub exposition: Exposition,
}

/// Reads `/metrics`, which must be valid.
///
/// # Errors
/// When it is not.
pub fn scrape(c: &mut Conversation<'_>) -> Result<Scrape, Stop> {
    let response = c.send(&get(METRICS))?;
    if response.status != 200 {
        let received = format!("HTTP {}", response.status);
        return Err(c.broken(promises::METRICS_STATUS, "HTTP 200", received));
    }
    let text = String::from_utf8_lossy(&response.body).into_owned();
    match Exposition::parse_bytes(&response.body) {
        Ok(exposition) => Ok(Scrape { text, exposition }),
        Err(error) => {
            let line = text.lines().nth(error.line.saturating_sub(1)).unwrap_or_default();
            let line: String = line.chars().take(300).collect();
            let promise = promises::exposition(error.line, problems::of(&error.problem));
            Err(c.broken(promise, "", line))
        }
    }
}

/// Reads `/metrics` until it is as `wanted`, or until it takes too long, and returns the last reading. The
/// report of a failure shows one of them.
///
/// # Errors
/// When it is not valid.
pub fn scrape_until(
    c: &mut Conversation<'_>,
    patience: Duration,
    wanted: impl Fn(&Scrape) -> bool,
) -> Result<Scrape, Stop> {
    const AGAIN: Duration = Duration::from_millis(20);
    let (start, steps) = (Instant::now(), c.steps());
    loop {
        c.forget_steps_after(steps);
        let scrape = scrape(c)?;
        if wanted(&scrape) || start.elapsed() >= patience {
            return Ok(scrape);
        }
        thread::sleep(AGAIN);
    }
}

impl Scrape {
    /// What a counter or a gauge says: the series that are not 0. A series that is absent is 0.
    pub fn counts(&self, name: &str) -> Counts {
        let series = self.exposition.series(name).filter(|sample| sample.value != 0.0);
        series.map(|sample| (sample.labels.to_string(), sample.value)).collect()
    }

    /// The number of requests in a histogram, for each series that is not 0.
    pub fn observed(&self, name: &str) -> Counts {
        let histograms = self.histograms(name).filter(|(_, histogram)| histogram.count != 0.0);
        histograms.map(|(labels, histogram)| (labels.to_string(), histogram.count)).collect()
    }

    pub fn histograms(&self, name: &str) -> impl Iterator<Item = (&Labels, &Histogram)> {
        self.exposition.family(name).into_iter().flat_map(|family| family.histograms())
    }

    /// The lines about a metric, as the report of a failure shows them.
    pub fn lines_of(&self, name: &str) -> String {
        let lines = self.text.lines().filter(|line| line.contains(name) && !line.starts_with('#'));
        let lines: Vec<&str> = lines.take(40).collect();
        lines.join("\n")
    }

    /// Every series, by its name and labels.
    pub fn series(&self) -> Vec<String> {
        let samples = self.exposition.families().iter().flat_map(|family| family.samples());
        samples.map(|sample| format!("{}{}", sample.name, sample.labels)).collect()
    }
}

/// Labels as the format writes them, in the order of their names.
pub fn labels(pairs: &[(&str, &str)]) -> String {
    let mut pairs = pairs.to_vec();
    pairs.sort_unstable();
    let pairs: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{name}=\"{value}\"")).collect();
    format!("{{{}}}", pairs.join(","))
}

/// Counts as the report of a failure shows them.
pub fn shown(name: &str, counts: &Counts) -> String {
    let lines = counts.iter().map(|(labels, value)| format!("{name}{labels} {value}"));
    lines.collect::<Vec<_>>().join("\n")
}
