//! Recording and alerting rules over time, with values worked out by hand.

use promql::{
    Alert, EvalError, Expression, Labels, Recording, RuleError, STALE, Schedule, Store, alerts,
    record,
};

fn expression(text: &str) -> Expression {
    Expression::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn recording(name: &str, labels: &[(&str, &str)], text: &str) -> Recording {
    Recording::new(name, labels.iter().copied(), expression(text)).expect("valid names")
}

/// Samples of `x`, one each second from 0 on.
fn store(case: &str, values: &[f64]) -> Store {
    let mut store = Store::default();
    for (second, value) in values.iter().enumerate() {
        store
            .push(&Labels::new("x", [("case", case)]), second as i64 * 1000, *value)
            .expect("in order");
    }
    store
}

fn every_second(last: i64) -> Schedule {
    Schedule::new(0, last * 1000, 1000).expect("few instants")
}

fn failure(rules: &[Recording]) -> RuleError {
    let mut store = store("a", &[1.0, 2.0]);
    record(&mut store, rules, every_second(1)).expect_err("a rule fails").error
}

#[test]
fn a_rule_sees_those_before_it_now_and_those_after_it_one_step_earlier() {
    let mut store = store("a", &[1.0, 2.0]);
    let rules = [
        recording("before", &[], "after * 10"),
        recording("after", &[("from", "rule")], "x"),
        recording("last", &[("from", "")], "after + 0.5"),
    ];
    record(&mut store, &rules, every_second(1)).expect("no rule fails");
    let at = |text: &str, second: i64| {
        let value = expression(text).at(&store, second * 1000).expect("no conflict");
        value.into_samples().first().map(|sample| sample.value)
    };
    assert_eq!((at("before", 0), at("before", 1)), (None, Some(10.0)));
    assert_eq!((at("after{from=\"rule\"}", 0), at("after", 1)), (Some(1.0), Some(2.0)));
    assert_eq!(at("last{from=\"\", case=\"a\"}", 1), Some(2.5));
}

#[test]
fn a_recorded_series_ends_when_its_rule_has_no_sample() {
    let mut store = store("a", &[6.0, 4.0, 7.0]);
    record(&mut store, &[recording("r", &[], "x > 5")], every_second(2)).expect("no rule fails");
    let found = |time_ms| expression("r").at(&store, time_ms).expect("no conflict").into_samples();
    assert_eq!((found(999).len(), found(1000).len(), found(2000).len()), (1, 0, 1));
}

#[test]
fn a_rule_that_fails_says_why() {
    let labels = |name: &str| Labels::new(name, [("case", "a")]);
    let duplicate = |labels| RuleError::Eval(EvalError::DuplicateLabels { labels });
    assert_eq!(
        failure(&[recording("x", &[], "x")]),
        RuleError::SeriesExists { labels: labels("x") }
    );
    assert_eq!(
        failure(&[recording("r", &[], "x"), recording("r", &[], "x + 1")]),
        RuleError::WrittenTwice { labels: labels("r") }
    );
    assert_eq!(
        failure(&[recording("y", &[], "x"), recording("r", &[], "x or on (none, __name__) y")]),
        duplicate(labels("r"))
    );
    for name in ["", "1a", "a b", "é"] {
        let error = Recording::new(name, [], expression("x")).expect_err(name);
        assert_eq!(error, RuleError::InvalidName { name: name.to_owned() });
    }
    for label in ["", "1a", "a:b", "__name__"] {
        let error = Recording::new("r:s", [(label, "v")], expression("x")).expect_err(label);
        assert_eq!(error, RuleError::InvalidLabel { label: label.to_owned() });
    }
}

#[test]
fn an_alert_fires_once_its_expression_has_held_for_so_long_and_ends_with_it() {
    let labels = Labels::new("", [("case", "a")]);
    let store = store("a", &[1.0, 9.0, 9.0, 9.0, 1.0, 9.0, STALE, 9.0, 9.0, 9.0]);
    let alert = |since: i64, firing: Option<i64>, until: Option<i64>| Alert {
        labels: labels.clone(),
        since_ms: since * 1000,
        firing_ms: firing.map(|second| second * 1000),
        until_ms: until.map(|second| second * 1000),
    };
    for (hold_ms, first, second, third) in [
        (0, Some(1), Some(5), Some(7)),
        (1, Some(2), None, Some(8)),
        (2000, Some(3), None, Some(9)),
        (2001, None, None, None),
        (i64::MAX, None, None, None),
    ] {
        let alerts = alerts(&store, &expression("x > 5"), hold_ms, every_second(9));
        let expected = [alert(1, first, Some(4)), alert(5, second, Some(6)), alert(7, third, None)];
        assert_eq!(alerts.expect("no conflict"), expected, "{hold_ms}");
    }
}

#[test]
fn an_alert_fires_from_its_first_instant_to_the_one_before_its_end() {
    let store = store("a", &[1.0, 9.0, 9.0, 1.0]);
    let alerts = alerts(&store, &expression("x > 5"), 1000, every_second(3)).expect("no conflict");
    let fires = [0, 1000, 2000, 3000].map(|time_ms| alerts[0].fires_at(time_ms));
    assert_eq!(fires, [false, false, true, false]);
}
