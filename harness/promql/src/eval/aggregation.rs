//! Aggregations over the samples of a vector.

use std::collections::BTreeMap;

use crate::syntax::{Aggregation, Grouping};
use crate::{Labels, METRIC_NAME, Sample};

/// One sample for each group. An empty vector has no groups, so that `sum` of nothing is nothing.
pub(super) fn aggregate(
    aggregation: Aggregation,
    grouping: &Grouping,
    samples: &[Sample],
) -> Vec<Sample> {
    let mut groups: BTreeMap<Labels, Vec<f64>> = BTreeMap::new();
    for sample in samples {
        groups.entry(group(grouping, &sample.labels)).or_default().push(sample.value);
    }
    let result = |(labels, values): (Labels, Vec<f64>)| Sample {
        labels,
        value: of_values(aggregation, &values),
    };
    groups.into_iter().map(result).collect()
}

/// `without` drops the metric name too.
fn group(grouping: &Grouping, labels: &Labels) -> Labels {
    match grouping {
        Grouping::By(names) => labels.only(names),
        Grouping::Without(names) => {
            let mut group = labels.except(names);
            group.set(METRIC_NAME, "");
            group
        }
    }
}

fn of_values(aggregation: Aggregation, values: &[f64]) -> f64 {
    match aggregation {
        Aggregation::Sum => values.iter().sum(),
        Aggregation::Average => average(values),
        Aggregation::Minimum => values.iter().copied().fold(f64::NAN, f64::min),
        Aggregation::Maximum => values.iter().copied().fold(f64::NAN, f64::max),
        Aggregation::Count => values.len() as f64,
    }
}

/// The mean, updated value by value so that a large sum cannot overflow. An infinite mean stays
/// infinite unless a NaN or the opposite infinity follows.
/// The formula is that of `aggregation` in `promql/engine.go` of Prometheus 2.42.
fn average(values: &[f64]) -> f64 {
    let Some((first, rest)) = values.split_first() else { return f64::NAN };
    let mut mean = *first;
    for (index, value) in rest.iter().enumerate() {
        let count = (index + 2) as f64;
        let opposite = value.is_infinite() && mean.signum() != value.signum();
        if mean.is_infinite() && !opposite && !value.is_nan() {
            continue;
        }
        mean += value / count - mean / count;
    }
    mean
}
