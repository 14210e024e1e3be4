//! Alerting rules over time: since when each alert is active, and from when on it fires.

use std::collections::BTreeMap;

use crate::budget::Budget;
use crate::{EvalError, Expression, Labels, Schedule, Store};

/// A time during which the expression of an alerting rule had a sample with these labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// The labels of the sample without the metric name. Prometheus adds `alertname` and the
    /// labels of the rule.
    pub labels: Labels,
    /// The first instant with the sample. From here on the alert is pending.
    pub since_ms: i64,
    /// The first instant at which the alert fires. `None` when it never does.
    pub firing_ms: Option<i64>,
    /// The first instant without the sample. `None` when it is still there at the last instant.
    pub until_ms: Option<i64>,
}

impl Alert {
    /// Whether the alert fires at this instant of its schedule.
    pub fn fires_at(&self, time_ms: i64) -> bool {
        self.firing_ms.is_some_and(|start| start <= time_ms)
            && self.until_ms.is_none_or(|end| time_ms < end)
    }
}

/// Evaluates an alerting rule at each instant. `hold_ms` is the rule's `for`: the alert fires at
/// the first instant that is at least so much later than [`Alert::since_ms`]. The alerts are in
/// the order in which they start.
///
/// `keep_firing_for` and the series `ALERTS` do not exist here.
///
/// ```
/// use promql::{Expression, Labels, Schedule, Store, alerts};
///
/// let mut store = Store::default();
/// let up = Labels::new("up", [("job", "shop")]);
/// for (minute, value) in [(0, 1.0), (1, 0.0), (2, 0.0), (3, 0.0), (4, 1.0)] {
///     store.push(&up, minute * 60_000, value)?;
/// }
/// let schedule = Schedule::new(0, 240_000, 15_000).expect("few instants");
/// let alerts = alerts(&store, &Expression::parse("up == 0")?, 120_000, schedule)?;
/// assert_eq!((alerts[0].since_ms, alerts[0].firing_ms), (60_000, Some(180_000)));
/// assert_eq!(alerts[0].until_ms, Some(240_000));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Fails where [`Expression::at`] does, and when two samples differ in their metric name only.
pub fn alerts(
    store: &Store,
    expression: &Expression,
    hold_ms: i64,
    schedule: Schedule,
) -> Result<Vec<Alert>, EvalError> {
    let budget = Budget::default();
    let mut ended = Vec::new();
    let mut active: BTreeMap<Labels, Alert> = BTreeMap::new();
    for time_ms in schedule.instants() {
        let samples = expression.within(&budget, store, time_ms)?.into_samples();
        budget.spend(samples.len() + active.len(), 1)?;
        let mut still = BTreeMap::new();
        for sample in samples {
            let labels = sample.labels.without_name();
            let mut alert = active.remove(&labels).unwrap_or_else(|| started(&labels, time_ms));
            if alert.firing_ms.is_none() && time_ms.saturating_sub(alert.since_ms) >= hold_ms {
                alert.firing_ms = Some(time_ms);
            }
            if still.insert(labels.clone(), alert).is_some() {
                return Err(EvalError::DuplicateLabels { labels });
            }
        }
        let gone = active.into_values();
        ended.extend(gone.map(|alert| Alert { until_ms: Some(time_ms), ..alert }));
        active = still;
    }
    ended.extend(active.into_values());
    ended
        .sort_by(|left, right| (left.since_ms, &left.labels).cmp(&(right.since_ms, &right.labels)));
    Ok(ended)
}

fn started(labels: &Labels, time_ms: i64) -> Alert {
    Alert { labels: labels.clone(), since_ms: time_ms, firing_ms: None, until_ms: None }
}
