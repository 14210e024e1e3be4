//! Recording rules, whose results become series that later rules select.

use std::collections::{BTreeMap, BTreeSet};

use crate::budget::Budget;
use crate::series::Point;
use crate::{
    EvalError, Expression, Labels, METRIC_NAME, RecordError, RuleError, STALE, Sample, Schedule,
    Store,
};

/// The largest number of series that the rules of one call of [`record`] may write.
pub const MAX_RECORDED_SERIES: usize = 2000;
/// The longest set of labels of a recorded series: the bytes of all names and values.
pub const MAX_LABEL_BYTES: usize = 1024;

/// A recording rule.
#[derive(Debug, Clone)]
pub struct Recording {
    name: String,
    labels: Vec<(String, String)>,
    expression: Expression,
}

impl Recording {
    /// A rule that records the expression as the metric `name`, with these labels in addition. An
    /// empty value removes a label.
    ///
    /// # Errors
    /// Fails when a name is not one that Prometheus accepts.
    pub fn new<'a>(
        name: &str,
        labels: impl IntoIterator<Item = (&'a str, &'a str)>,
        expression: Expression,
    ) -> Result<Self, RuleError> {
        if !is_name(name, b":") {
            return Err(RuleError::InvalidName { name: name.to_owned() });
        }
        let pairs = labels.into_iter().map(|(label, value)| (label.to_owned(), value.to_owned()));
        let labels: Vec<(String, String)> = pairs.collect();
        match labels.iter().find(|(label, _)| label == METRIC_NAME || !is_name(label, b"")) {
            Some((label, _)) => Err(RuleError::InvalidLabel { label: label.clone() }),
            None => Ok(Self { name: name.to_owned(), labels, expression }),
        }
    }

    /// The metric that the rule records.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the rule evaluates.
    pub fn expression(&self) -> &Expression {
        &self.expression
    }

    fn series_of(&self, labels: &Labels) -> Labels {
        let mut series = labels.clone();
        series.set(METRIC_NAME, &self.name);
        for (label, value) in &self.labels {
            series.set(label, value);
        }
        series
    }
}

/// A letter or `_`, then these and digits. `also` may stand everywhere.
fn is_name(name: &str, also: &[u8]) -> bool {
    let first = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_' || also.contains(&byte);
    name.bytes().next().is_some_and(first)
        && name.bytes().all(|byte| first(byte) || byte.is_ascii_digit())
}

/// Evaluates the rules at each instant, one after the other, and writes their results into the
/// store. A rule sees what those before it wrote at the same instant, and what those after it wrote
/// one step earlier. A series whose rule no longer has a sample for it ends with [`STALE`].
///
/// ```
/// use promql::{Expression, Labels, Recording, Schedule, Store, record};
///
/// let mut store = Store::default();
/// for second in 0..=60 {
///     store.push(&Labels::new("requests_total", []), second * 1000, second as f64)?;
/// }
/// let rule = Recording::new("requests:rate1m", [], Expression::parse("rate(requests_total[1m])")?)?;
/// let schedule = Schedule::new(0, 60_000, 15_000).expect("few instants");
/// record(&mut store, &[rule], schedule)?;
/// let recorded = Expression::parse("requests:rate1m")?.at(&store, 60_000)?.into_samples();
/// assert_eq!(recorded[0].value, 1.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Names the first rule that fails at any instant, where Prometheus would report it and go on: when
/// its evaluation fails, when two of its samples have the same labels, when another rule has written
/// another value at the same instant, when the store has the series already, or beyond a limit.
pub fn record(
    store: &mut Store,
    rules: &[Recording],
    schedule: Schedule,
) -> Result<(), RecordError> {
    let budget = Budget::default();
    let mut written = Written::default();
    let mut before = vec![BTreeSet::new(); rules.len()];
    for time_ms in schedule.instants() {
        for (rule, before) in rules.iter().zip(&mut before) {
            let named = |error| RecordError { rule: rule.name.clone(), error };
            let value = rule.expression.within(&budget, store, time_ms);
            let samples = value.map_err(|error| named(error.into()))?.into_samples();
            let count = samples.len() + before.len();
            budget.spend(count, 1).map_err(|error| named(error.into()))?;
            let now = written.add(store, rule, samples, time_ms).map_err(named)?;
            for gone in before.difference(&now) {
                written.end(store, gone, time_ms).map_err(named)?;
            }
            *before = now;
        }
    }
    Ok(())
}

/// The last sample of each recorded series.
#[derive(Default)]
struct Written(BTreeMap<Labels, Point>);

impl Written {
    /// Writes the result of a rule, and returns its series.
    fn add(
        &mut self,
        store: &mut Store,
        rule: &Recording,
        samples: Vec<Sample>,
        time_ms: i64,
    ) -> Result<BTreeSet<Labels>, RuleError> {
        let mut series = BTreeMap::new();
        for sample in samples {
            let labels = rule.series_of(&sample.labels);
            if series.insert(labels.clone(), sample.value).is_some() {
                return Err(EvalError::DuplicateLabels { labels }.into());
            }
        }
        for (labels, value) in &series {
            self.push(store, labels, (time_ms, *value))?;
        }
        Ok(series.into_keys().collect())
    }

    /// Prometheus accepts a sample twice if it has the same value.
    fn push(&mut self, store: &mut Store, labels: &Labels, point: Point) -> Result<(), RuleError> {
        match self.0.get(labels) {
            Some((time_ms, value)) if *time_ms == point.0 => {
                let same = value.to_bits() == point.1.to_bits();
                let error = || RuleError::WrittenTwice { labels: labels.clone() };
                return same.then_some(()).ok_or_else(error);
            }
            Some(_) => {}
            None => self.accept(store, labels)?,
        }
        store.push(labels, point.0, point.1)?;
        self.0.insert(labels.clone(), point);
        Ok(())
    }

    /// Whether a rule may start this series.
    fn accept(&self, store: &Store, labels: &Labels) -> Result<(), RuleError> {
        if self.0.len() >= MAX_RECORDED_SERIES {
            return Err(RuleError::TooManySeries { limit: MAX_RECORDED_SERIES });
        }
        if labels.bytes() > MAX_LABEL_BYTES {
            return Err(RuleError::LabelsTooLong { limit: MAX_LABEL_BYTES });
        }
        if store.has(labels) {
            return Err(RuleError::SeriesExists { labels: labels.clone() });
        }
        Ok(())
    }

    /// Ends a series, unless another rule has just written to it.
    fn end(&mut self, store: &mut Store, labels: &Labels, time_ms: i64) -> Result<(), RuleError> {
        if self.0.get(labels).is_some_and(|(last, _)| *last == time_ms) {
            return Ok(());
        }
        self.push(store, labels, (time_ms, STALE))
    }
}
