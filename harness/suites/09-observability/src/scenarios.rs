//! Made series: what Prometheus would have stored of a service over forty minutes, whether it works well or not.

use promql::{Labels, Store, StoreError};

use crate::catalogue::ROUTE;
use crate::scrape::{CALLS, DURATIONS, IN_FLIGHT, REQUESTS};

/// The distance of two samples, in milliseconds.
pub const STEP_MS: i64 = 15_000;

/// When a scenario ends, in minutes.
pub const END_MIN: i64 = 40;

/// How many requests arrive in each step, for each instance and route.
const PER_STEP: f64 = 150.0;

/// The upper bounds of the buckets, in seconds, as the label `le` has them.
const BOUNDS: [&str; 12] =
    ["0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10", "+Inf"];

/// What the service does, minute by minute.
#[derive(Clone, Copy)]
pub struct Scenario {
    /// which part of the requests gets a 5xx, from this minute on until that one
    pub errors: Share,
    /// which part gets a 404
    pub refusals: f64,
    /// which part takes longer than the others, and the index of its bucket
    pub slow: Share,
    pub slow_bucket: usize,
    /// the index of the bucket of the others
    pub bucket: usize,
    /// whether requests arrive
    pub traffic: Traffic,
    /// when instances are gone, and how that shows
    pub gone: Gone,
}

/// A part of the requests, from one minute until another.
#[derive(Clone, Copy)]
pub struct Share {
    pub part: f64,
    pub from_min: i64,
    pub until_min: i64,
}

/// Whether requests arrive.
#[derive(Clone, Copy, PartialEq)]
pub enum Traffic {
    /// all the time
    Steady,
    /// until ten minutes before the end
    Stopped,
    /// none has arrived yet: counters without a label value have no series
    NoneYet,
    /// all the time, with a restart in the middle, after which counters begin at 0
    Restarted,
}

/// How it shows that instances are gone.
#[derive(Clone, Copy, PartialEq)]
pub enum Gone {
    Never,
    /// `up` is 0 for all of them from this minute until that one, and their other series end
    Down {
        from_min: i64,
        until_min: i64,
    },
    /// they have no series any more from this minute on
    Absent {
        from_min: i64,
    },
}

/// No part of the requests.
pub const NONE: Share = Share { part: 0.0, from_min: 0, until_min: 0 };

/// A part of the requests all the time.
pub const fn always(part: f64) -> Share {
    Share { part, from_min: 0, until_min: END_MIN + 1 }
}

/// A service that works well: each request takes from 50 to 100 ms.
pub const WELL: Scenario = Scenario {
    errors: NONE,
    refusals: 0.0,
    slow: NONE,
    slow_bucket: 7,
    bucket: 4,
    traffic: Traffic::Steady,
    gone: Gone::Never,
};

impl Share {
    fn at(self, minute: f64) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "forty minutes")]
        let is_now = (self.from_min as f64) < minute && minute <= self.until_min as f64;
        if is_now { self.part } else { 0.0 }
    }
}

/// The names under which Prometheus knows the instances.
pub struct Targets {
    pub jobs: Vec<String>,
    pub instances: Vec<String>,
}

impl Scenario {
    /// The series of the scenario.
    ///
    /// # Errors
    /// When two targets have the same names.
    pub fn store(&self, targets: &Targets) -> Result<Store, StoreError> {
        let mut store = Store::default();
        for job in &targets.jobs {
            for (number, instance) in targets.instances.iter().enumerate() {
                let is_first = number == 0;
                Instance { scenario: self, job, instance, is_first, store: &mut store }.write()?;
            }
        }
        Ok(store)
    }

    /// Whether an instance has series at this moment, other than `up`.
    fn is_scraped(&self, minute: i64, is_first: bool) -> bool {
        match self.gone {
            Gone::Never => true,
            Gone::Down { .. } if !is_first => true,
            Gone::Down { from_min, until_min } => minute < from_min || minute >= until_min,
            Gone::Absent { from_min } => minute < from_min,
        }
    }

    fn requests(&self, minute: f64) -> f64 {
        match self.traffic {
            Traffic::Steady | Traffic::Restarted => PER_STEP,
            #[expect(clippy::cast_precision_loss, reason = "forty minutes")]
            Traffic::Stopped if minute <= (END_MIN - 10) as f64 => PER_STEP,
            Traffic::Stopped | Traffic::NoneYet => 0.0,
        }
    }
}

/// The series of one instance.
struct Instance<'a> {
    scenario: &'a Scenario,
    job: &'a str,
    instance: &'a str,
    /// of its job
    is_first: bool,
    store: &'a mut Store,
}

/// What has been counted for a route so far.
#[derive(Clone, Default)]
struct Counted {
    ok: f64,
    refused: f64,
    failed: [f64; 2],
    buckets: [f64; 12],
    sum: f64,
}

impl Instance<'_> {
    fn write(mut self) -> Result<(), StoreError> {
        let mut counted = Counted::default();
        for step in 0..=END_MIN * 60_000 / STEP_MS {
            let time_ms = step * STEP_MS;
            #[expect(clippy::cast_precision_loss, reason = "forty minutes")]
            let minute = time_ms as f64 / 60_000.0;
            if self.scenario.traffic == Traffic::Restarted && time_ms == END_MIN * 60_000 - 120_000
            {
                counted = Counted::default();
            }
            counted.add(self.scenario, minute);
            self.sample(time_ms, &counted)?;
        }
        Ok(())
    }

    fn sample(&mut self, time_ms: i64, counted: &Counted) -> Result<(), StoreError> {
        let minute = time_ms / 60_000;
        let is_scraped = self.scenario.is_scraped(minute, self.is_first);
        if is_scraped || !matches!(self.scenario.gone, Gone::Absent { .. }) {
            self.push("up", &[], time_ms, f64::from(u8::from(is_scraped)))?;
        }
        if !is_scraped {
            return Ok(());
        }
        self.push(IN_FLIGHT, &[], time_ms, 2.0)?;
        if self.scenario.traffic == Traffic::NoneYet {
            return Ok(());
        }
        for (route, method) in [(ROUTE, "GET"), ("unknown", "POST")] {
            let labels = [("method", method), ("route", route)];
            let statuses = [
                ("200", counted.ok),
                ("404", counted.refused),
                ("500", counted.failed[0]),
                ("502", counted.failed[1]),
            ];
            // A status that has never been there has no series.
            for (status, count) in statuses.into_iter().filter(|(_, count)| *count > 0.0) {
                let with = [labels[0], labels[1], ("status", status)];
                self.push(REQUESTS, &with, time_ms, count)?;
            }
            for (bound, count) in BOUNDS.iter().zip(counted.buckets) {
                let with = [labels[0], labels[1], ("le", bound)];
                self.push(&format!("{DURATIONS}_bucket"), &with, time_ms, count)?;
            }
            self.push(&format!("{DURATIONS}_count"), &labels, time_ms, counted.buckets[11])?;
            self.push(&format!("{DURATIONS}_sum"), &labels, time_ms, counted.sum)?;
        }
        self.push(CALLS, &[("result", "ok")], time_ms, counted.ok)
    }

    fn push(
        &mut self,
        metric: &str,
        labels: &[(&str, &str)],
        time_ms: i64,
        value: f64,
    ) -> Result<(), StoreError> {
        let target = [("job", self.job), ("instance", self.instance)];
        let labels = Labels::new(metric, labels.iter().copied().chain(target));
        self.store.push(&labels, time_ms, value)
    }
}

impl Counted {
    fn add(&mut self, scenario: &Scenario, minute: f64) {
        /// A duration in each bucket, in seconds.
        const TYPICAL: [f64; 12] =
            [0.004, 0.008, 0.02, 0.04, 0.08, 0.2, 0.4, 0.8, 2.0, 4.0, 8.0, 20.0];
        let requests = scenario.requests(minute);
        let (errors, slow) = (scenario.errors.at(minute), scenario.slow.at(minute));
        self.ok += requests * (1.0 - errors - scenario.refusals);
        self.refused += requests * scenario.refusals;
        self.failed.iter_mut().for_each(|failed| *failed += requests * errors / 2.0);
        for (part, bucket) in [(slow, scenario.slow_bucket), (1.0 - slow, scenario.bucket)] {
            self.sum += requests * part * TYPICAL[bucket];
            self.buckets[bucket..].iter_mut().for_each(|count| *count += requests * part);
        }
    }
}
