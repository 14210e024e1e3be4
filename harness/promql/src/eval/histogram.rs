//! Quantiles of histograms with buckets.

use std::collections::BTreeMap;

use crate::{Labels, Sample};

/// The label with the upper bound of a bucket.
const BUCKET: &str = "le";

#[derive(Debug, Clone, Copy)]
struct Bucket {
    upper_bound: f64,
    /// The number of observations up to the bound, those of lower buckets included.
    count: f64,
}

/// The quantile of each histogram, without the metric name and `le`. Samples whose `le` is
/// missing or not a number are left out.
pub(super) fn quantiles(quantile: f64, samples: Vec<Sample>) -> Vec<Sample> {
    let mut histograms: BTreeMap<Labels, Vec<Bucket>> = BTreeMap::new();
    for mut sample in samples {
        let Ok(upper_bound) = sample.labels.get(BUCKET).parse() else { continue };
        sample.labels.set(BUCKET, "");
        let buckets = histograms.entry(sample.labels).or_default();
        buckets.push(Bucket { upper_bound, count: sample.value });
    }
    let result = |(labels, buckets): (Labels, Vec<Bucket>)| Sample {
        labels: labels.without_name(),
        value: of_buckets(quantile, buckets),
    };
    histograms.into_iter().map(result).collect()
}

/// Interpolates linearly in the bucket that holds the quantile. The lowest bucket starts at 0 if
/// its bound is positive; in the bucket `+Inf` the result is the bound below it.
///
/// NaN without a bucket `+Inf`, without another bucket or without observations, and when the
/// quantile is NaN. An infinity when the quantile is not between 0 and 1.
///
/// The formula is that of `bucketQuantile` in `promql/quantile.go` of Prometheus 2.42.
fn of_buckets(quantile: f64, buckets: Vec<Bucket>) -> f64 {
    if quantile.is_nan() {
        return f64::NAN;
    }
    if quantile < 0.0 {
        return f64::NEG_INFINITY;
    }
    if quantile > 1.0 {
        return f64::INFINITY;
    }
    let buckets = cumulative(buckets);
    let [finite @ .., highest] = buckets.as_slice() else { return f64::NAN };
    let Some(highest_finite) = finite.last() else { return f64::NAN };
    if highest.upper_bound != f64::INFINITY || highest.count == 0.0 {
        return f64::NAN;
    }
    let rank = quantile * highest.count;
    match finite.iter().position(|bucket| bucket.count >= rank) {
        Some(holding) => interpolate(&finite[holding], finite[..holding].last(), rank),
        None => highest_finite.upper_bound,
    }
}

fn interpolate(bucket: &Bucket, below: Option<&Bucket>, rank: f64) -> f64 {
    let below = match below {
        Some(below) => *below,
        None if bucket.upper_bound <= 0.0 => return bucket.upper_bound,
        None => Bucket { upper_bound: 0.0, count: 0.0 },
    };
    let share = (rank - below.count) / (bucket.count - below.count);
    below.upper_bound + (bucket.upper_bound - below.upper_bound) * share
}

/// Sorts the buckets, adds up those with the same bound, and lets no count fall: scrapes of one
/// histogram need not be of the same moment.
fn cumulative(mut buckets: Vec<Bucket>) -> Vec<Bucket> {
    buckets.sort_by(|left, right| left.upper_bound.total_cmp(&right.upper_bound));
    let mut distinct: Vec<Bucket> = Vec::with_capacity(buckets.len());
    for bucket in buckets {
        match distinct.last_mut() {
            Some(last) if last.upper_bound == bucket.upper_bound => last.count += bucket.count,
            _ => distinct.push(bucket),
        }
    }
    let mut highest = f64::NEG_INFINITY;
    for bucket in &mut distinct {
        if bucket.count > highest {
            highest = bucket.count;
        } else if bucket.count < highest {
            bucket.count = highest;
        }
    }
    distinct
}
