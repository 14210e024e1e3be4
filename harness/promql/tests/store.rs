//! Labels and series.

use promql::{Expression, Labels, METRIC_NAME, STALE, Series, Store, StoreError, Value};

#[test]
fn labels_are_written_as_a_selector() {
    assert_eq!(
        Labels::new("up", [("job", "a"), ("at", "\"b\"")]).to_string(),
        r#"up{at="\"b\"",job="a"}"#
    );
    assert_eq!(Labels::new("up", []).to_string(), "up");
    assert_eq!(Labels::new("", [("job", "a")]).to_string(), "{job=\"a\"}");
    assert_eq!(Labels::default().to_string(), "{}");
}

#[test]
fn an_empty_label_is_an_absent_one() {
    let mut labels = Labels::new("up", [("job", "")]);
    assert_eq!(labels, Labels::new("up", []));
    labels.set("job", "a");
    assert_eq!(labels.iter().collect::<Vec<_>>(), [(METRIC_NAME, "up"), ("job", "a")]);
    assert_eq!((labels.get("job"), labels.get("other")), ("a", ""));
    assert_eq!(labels.without_name().name(), "");
}

#[test]
fn samples_have_to_be_in_order() {
    let labels = Labels::new("up", []);
    let error = StoreError::OutOfOrder { labels: labels.clone(), time_ms: 5 };
    for samples in [vec![(5, 1.0), (5, 1.0)], vec![(6, 1.0), (5, 1.0)]] {
        let series = Series { labels: labels.clone(), samples };
        assert_eq!(Store::new([series]).expect_err("out of order"), error);
    }
}

#[test]
fn a_series_has_to_have_a_metric_name() {
    let labels = Labels::new("", [("job", "a")]);
    let error = Store::default().push(&labels, 0, 1.0).expect_err("no name");
    assert_eq!(error, StoreError::Unnamed { labels });
}

#[test]
fn a_recorded_rule_is_selected_like_a_metric_until_it_is_stale() {
    let rule = Expression::parse("sum by (job) (requests) > 5").expect("valid");
    let alert = Expression::parse("job:requests:sum > 7").expect("valid");
    let mut store = Store::default();
    let requests = Labels::new("requests", [("job", "shop"), ("method", "GET")]);
    let recorded = Labels::new("job:requests:sum", [("job", "shop")]);
    let mut firing = Vec::new();
    for (step, value) in [(0, 6.0), (1, 8.0), (2, 4.0)] {
        store.push(&requests, step, value).expect("in order");
        let samples = rule.at(&store, step).expect("no conflict").into_samples();
        let value = samples.first().map_or(STALE, |sample| sample.value);
        store.push(&recorded, step, value).expect("in order");
        firing.push(alert.at(&store, step).expect("no conflict") != Value::Vector(Vec::new()));
    }
    assert_eq!(firing, [false, true, false]);
}
