//! Values worked out by hand, so that the formulas are tested without Prometheus too.

use promql::{EvalError, Expression, Labels, STALE, Side, Store, Value};

/// A metric, its `case` label, and its samples (seconds, value).
type Made<'a> = (&'a str, &'a str, &'a [(i64, f64)]);

fn store(series: &[Made<'_>]) -> Store {
    let mut store = Store::default();
    for (metric, case, samples) in series {
        for (seconds, value) in *samples {
            let labels = Labels::new(metric, [("case", *case)]);
            store.push(&labels, seconds * 1000, *value).expect("in order");
        }
    }
    store
}

fn evaluate(store: &Store, text: &str, seconds: i64) -> Result<Value, EvalError> {
    let expression = Expression::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    expression.at(store, seconds * 1000)
}

/// The value of the only sample, or `None` without samples.
fn only(store: &Store, text: &str, seconds: i64) -> Option<f64> {
    let value = evaluate(store, text, seconds);
    let samples = value.unwrap_or_else(|error| panic!("{text}: {error}")).into_samples();
    assert!(samples.len() <= 1, "{text}: {samples:?}");
    samples.first().map(|sample| sample.value)
}

#[test]
fn the_lookback_includes_a_sample_of_exactly_five_minutes() {
    let store = store(&[("up", "", &[(60, 1.0)])]);
    for (seconds, expected) in [(59, None), (60, Some(1.0)), (360, Some(1.0)), (361, None)] {
        assert_eq!(only(&store, "up", seconds), expected, "{seconds}");
    }
}

#[test]
fn a_stale_marker_hides_a_series_at_once_and_is_no_sample_of_a_range() {
    let store = store(&[("x", "", &[(0, 1.0), (30, 4.0), (60, STALE)])]);
    assert_eq!(only(&store, "x", 59), Some(4.0));
    assert_eq!(only(&store, "x", 60), None);
    assert_eq!(only(&store, "irate(x[1m])", 60), Some(0.1));
}

#[test]
fn a_rate_is_extrapolated_to_both_ends_when_they_are_near() {
    // Samples every 60 s, from 30 s after the start to 30 s before the end.
    let store =
        store(&[("x", "", &[(30, 60.0), (90, 120.0), (150, 180.0), (210, 240.0), (270, 300.0)])]);
    assert_eq!(only(&store, "increase(x[5m])", 300), Some(300.0));
    assert_eq!(only(&store, "rate(x[5m])", 300), Some(1.0));
}

#[test]
fn a_rate_is_extrapolated_by_half_a_distance_when_the_end_is_far() {
    let store = store(&[("x", "", &[(100, 1000.0), (110, 1010.0), (120, 1020.0)])]);
    // 20 s are sampled, and 5 s are added on each side.
    assert_eq!(only(&store, "increase(x[5m])", 300), Some(30.0));
}

#[test]
fn an_end_is_near_up_to_eleven_tenths_of_the_average_distance() {
    let store = store(&[("x", "", &[(0, 1000.0), (100, 1010.0), (200, 1020.0)])]);
    assert_eq!(only(&store, "increase(x[305s])", 305), Some(30.5));
    assert_eq!(only(&store, "increase(x[315s])", 315), Some(25.0));
}

#[test]
fn a_counter_is_not_extrapolated_below_zero() {
    let store = store(&[("x", "", &[(10, 1.0), (20, 11.0), (30, 21.0)])]);
    // It was 0 one second before its first sample, so 21 s count and not 30 s.
    assert_eq!(only(&store, "increase(x[30s])", 30), Some(21.0));
}

#[test]
fn a_counter_that_falls_has_started_from_zero() {
    let store = store(&[("x", "", &[(0, 100.0), (10, 110.0), (20, 5.0), (30, 15.0)])]);
    assert_eq!(only(&store, "increase(x[30s])", 30), Some(25.0));
    assert_eq!(only(&store, "irate(x[30s])", 20), Some(0.5));
}

#[test]
fn a_rate_needs_two_samples() {
    let store = store(&[("x", "", &[(0, 1.0), (10, 2.0)])]);
    assert_eq!(only(&store, "rate(x[9s])", 10), None);
    assert_eq!(only(&store, "rate(x[10s])", 10), Some(0.1));
}

#[test]
fn a_quantile_is_interpolated_in_its_bucket() {
    let mut store = Store::default();
    for (bound, count) in [("0.1", 10.0), ("0.5", 30.0), ("1", 30.0), ("+Inf", 40.0)] {
        store.push(&Labels::new("b", [("le", bound)]), 0, count).expect("in order");
    }
    for (quantile, expected) in [
        ("0", 0.0),
        ("0.125", 0.05),
        ("0.25", 0.1),
        ("0.5", 0.1 + 0.4 * 0.5),
        ("0.75", 0.5),
        ("0.76", 1.0),
        ("1", 1.0),
        ("1.01", f64::INFINITY),
        ("-0.01", f64::NEG_INFINITY),
    ] {
        assert_eq!(only(&store, &format!("histogram_quantile({quantile}, b)"), 0), Some(expected));
    }
}

#[test]
fn a_histogram_without_observations_has_no_quantile() {
    let mut store = Store::default();
    for bound in ["0.1", "+Inf"] {
        store.push(&Labels::new("b", [("le", bound)]), 0, 0.0).expect("in order");
    }
    assert!(only(&store, "histogram_quantile(0.9, b)", 0).is_some_and(f64::is_nan));
    assert_eq!(only(&store, "histogram_quantile(0.9, b) > 0.5", 0), None);
    assert_eq!(only(&store, "histogram_quantile(0.9, missing)", 0), None);
}

#[test]
fn absent_has_the_labels_that_its_selector_requires() {
    let value = evaluate(&Store::default(), "absent(up{job=\"shop\", instance=~\"a.*\"})", 0);
    let samples = value.expect("no conflict").into_samples();
    assert_eq!(samples[0].labels, Labels::new("", [("job", "shop")]));
}

#[test]
fn samples_that_match_several_others_are_an_error_with_their_labels() {
    let store = store(&[("x", "a", &[(0, 1.0)]), ("x", "b", &[(0, 2.0)]), ("y", "a", &[(0, 3.0)])]);
    let group = Labels::default();
    for (text, error) in [
        ("y * on () x", EvalError::SeveralOnOneSide { side: Side::Right, group: group.clone() }),
        (
            "x * on () group_right y",
            EvalError::SeveralOnOneSide { side: Side::Left, group: group.clone() },
        ),
        ("x * on () y", EvalError::ImplicitManyToOne { group }),
        (
            "x * on () group_left (case) y",
            EvalError::AmbiguousGroup { labels: Labels::new("", [("case", "a")]) },
        ),
        (
            "-(x or on (__name__) y)",
            EvalError::DuplicateLabels { labels: Labels::new("", [("case", "a")]) },
        ),
    ] {
        assert_eq!(evaluate(&store, text, 0).expect_err(text), error);
    }
}
