//! `GET /metrics`, read as Prometheus reads it.

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

use engine::http::get;
use engine::{Conversation, Stop};
use metrics::{Exposition, Sample};

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

/// What `/metrics` says now, read line by line: whether the whole is valid is the business of one check.
pub struct Scrape {
    body: Vec<u8>,
    pub text: String,
    pub samples: Vec<Sample>,
}

/// Reads `/metrics`.
///
/// # Errors
/// When the status is not 200.
pub fn scrape(c: &mut Conversation<'_>) -> Result<Scrape, Stop> {
    let response = c.send(&get(METRICS))?;
    if response.status != 200 {
        let received = format!("HTTP {}", response.status);
        return Err(c.broken(promises::METRICS_STATUS, "HTTP 200", received));
    }
    let text = String::from_utf8_lossy(&response.body).into_owned();
    let alone = |line: &str| Exposition::parse(&format!("{}\n", line.trim_end())).ok();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let samples = lines.filter_map(alone).flat_map(|line| {
        let families = line.families().iter();
        families.flat_map(|family| family.samples().to_vec()).collect::<Vec<_>>()
    });
    Ok(Scrape { samples: samples.collect(), text, body: response.body })
}

impl Scrape {
    /// The whole as Prometheus reads it, which must be valid.
    ///
    /// # Errors
    /// When it is not.
    pub fn exposition(&self, c: &Conversation<'_>) -> Result<Exposition, Stop> {
        Exposition::parse_bytes(&self.body).map_err(|error| {
            let line = self.text.lines().nth(error.line.saturating_sub(1)).unwrap_or_default();
            let line: String = line.chars().take(300).collect();
            c.broken(promises::exposition(error.line, problems::of(&error.problem)), "", line)
        })
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
    /// What a metric says, added up by these labels: the sums that are not 0. A series that is absent is 0.
    pub fn counts(&self, name: &str, by: &[&str]) -> Counts {
        let mut counts = Counts::new();
        for sample in self.samples.iter().filter(|sample| sample.name == name) {
            let pairs: Vec<(&str, &str)> =
                by.iter().filter_map(|label| Some((*label, sample.labels.get(label)?))).collect();
            *counts.entry(labels(&pairs)).or_default() += sample.value;
        }
        counts.retain(|_, value| *value != 0.0);
        counts
    }

    /// The sum of all series of a metric.
    pub fn total(&self, name: &str) -> f64 {
        let samples = self.samples.iter().filter(|sample| sample.name == name);
        samples.map(|sample| sample.value).sum()
    }

    /// How many observations of a histogram are at most this bound, over all of its series.
    pub fn at_most(&self, histogram: &str, bound: f64) -> f64 {
        let name = format!("{histogram}_bucket");
        let is_bound = |sample: &&Sample| {
            let found = sample.labels.get("le").and_then(|le| le.parse::<f64>().ok());
            sample.name == name && found == Some(bound)
        };
        self.samples.iter().filter(is_bound).map(|sample| sample.value).sum()
    }

    /// The lines about a metric, as the report of a failure shows them.
    pub fn lines_of(&self, name: &str) -> String {
        let lines = self.text.lines().filter(|line| line.contains(name) && !line.starts_with('#'));
        let lines: Vec<&str> = lines.take(40).collect();
        lines.join("\n")
    }

    /// Every series, by its name and labels.
    pub fn series(&self) -> Vec<String> {
        let samples = self.samples.iter();
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
