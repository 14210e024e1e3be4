//! The limits of an evaluation, on both sides, and files of rules that grow without them.

use std::time::{Duration, Instant};

use promql::{
    EvalError, Expression, Labels, MAX_DEPTH, MAX_INSTANTS, MAX_LABEL_BYTES, MAX_RECORDED_SERIES,
    MAX_REGEXES, MAX_TERMS, MAX_WORK, RecordError, Recording, RuleError, Schedule, Store, alerts,
    record,
};

const TOO_MUCH: EvalError = EvalError::TooMuchWork { limit: MAX_WORK };

fn expression(text: &str) -> Expression {
    Expression::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn recording(name: &str, labels: &[(&str, &str)], text: &str) -> Recording {
    Recording::new(name, labels.iter().copied(), expression(text)).expect("valid names")
}

fn schedule(instants: i64) -> Schedule {
    Schedule::new(0, (instants - 1) * 1000, 1000).expect("few instants")
}

/// `count` series of `x`, which differ in the label `n`.
fn store(count: usize, value: impl Fn(usize) -> String) -> Store {
    let mut store = Store::default();
    for index in 0..count {
        store.push(&Labels::new("x", [("n", value(index).as_str())]), 0, 1.0).expect("in order");
    }
    store
}

fn result(store: &mut Store, rules: &[Recording], instants: i64) -> Result<(), RuleError> {
    record(store, rules, schedule(instants)).map_err(|RecordError { error, .. }| error)
}

#[test]
fn an_evaluation_may_take_so_much_work_and_no_more() {
    // Each series costs 200, and the terms cost 200 as well.
    let expression = expression(&format!("x{{{}}}", "a!=\"1\",".repeat(199)));
    let most = (MAX_WORK - 200) / 200;
    assert!(expression.at(&store(most, |n| n.to_string()), 0).is_ok());
    assert_eq!(expression.at(&store(most + 1, |n| n.to_string()), 0), Err(TOO_MUCH));
}

#[test]
fn the_work_of_all_instants_and_rules_counts_together() {
    // A constant takes no series, and its terms are all that it costs.
    let text = vec!["1"; MAX_TERMS / 2].join("+");
    let terms = MAX_TERMS - 1;
    let instants = (MAX_WORK / (terms + 2)) as i64;
    assert!(instants > MAX_INSTANTS, "one rule never reaches the limit");
    let rules = |count: usize| -> Vec<Recording> {
        (0..count).map(|index| recording(&format!("r{index}"), &[], &text)).collect()
    };
    let mut store = Store::default();
    assert_eq!(result(&mut store, &rules(1), MAX_INSTANTS), Ok(()));
    let mut store = Store::default();
    assert_eq!(result(&mut store, &rules(2), MAX_INSTANTS), Err(TOO_MUCH.into()));
    let many = expression(&vec!["x"; MAX_TERMS / 2].join(" or "));
    let store = self::store(500, |n| n.to_string());
    assert!(alerts(&store, &many, 0, schedule(3)).is_ok());
    assert_eq!(alerts(&store, &many, 0, schedule(100)), Err(TOO_MUCH));
}

#[test]
fn a_schedule_has_so_many_instants_and_no_more() {
    assert_eq!(schedule(MAX_INSTANTS).instants().count(), MAX_INSTANTS as usize);
    assert_eq!(Schedule::new(0, MAX_INSTANTS * 1000, 1000), None);
    for (start, end, step) in
        [(0, 0, 0), (0, 0, -1), (1, 0, 1), (i64::MIN, i64::MAX, i64::MAX), (0, i64::MAX, 1)]
    {
        assert_eq!(Schedule::new(start, end, step), None);
    }
    let last = Schedule::new(i64::MAX - 5, i64::MAX, 2).expect("three instants");
    assert_eq!(last.instants().last(), Some(i64::MAX - 1));
}

#[test]
fn rules_may_record_so_many_series_and_no_more() {
    for (series, expected) in [
        (MAX_RECORDED_SERIES, Ok(())),
        (MAX_RECORDED_SERIES + 1, Err(RuleError::TooManySeries { limit: MAX_RECORDED_SERIES })),
    ] {
        let rule = recording("r", &[], "x");
        assert_eq!(result(&mut store(series, |n| n.to_string()), &[rule], 1), expected);
    }
}

#[test]
fn a_recorded_series_may_have_labels_of_so_many_bytes_and_no_more() {
    let names = "__name__".len() + "r".len() + "l".len();
    for (length, expected) in [
        (MAX_LABEL_BYTES - names, Ok(())),
        (MAX_LABEL_BYTES - names + 1, Err(RuleError::LabelsTooLong { limit: MAX_LABEL_BYTES })),
    ] {
        let rule = recording("r", &[("l", &"v".repeat(length))], "vector(1)");
        assert_eq!(result(&mut Store::default(), &[rule], 1), expected);
    }
}

/// Two rules record each level from the level below it with different labels.
#[test]
fn rules_that_double_the_series_at_each_level_are_stopped() {
    let mut rules = Vec::new();
    for level in 0..40 {
        let (name, label) = (format!("r{}", level + 1), format!("l{level}"));
        let below = if level == 0 { "x".to_owned() } else { format!("r{level}") };
        for value in ["0", "1"] {
            rules.push(recording(&name, &[(&label, value)], &below));
        }
    }
    let error = result(&mut store(1, |n| n.to_string()), &rules, 10).expect_err("too many");
    assert_eq!(error, RuleError::TooManySeries { limit: MAX_RECORDED_SERIES });
}

#[test]
fn hostile_expressions_are_stopped_quickly() {
    let long = |n: usize| format!("{n}{}", "ab".repeat(MAX_LABEL_BYTES / 2 - 20));
    let store = store(MAX_RECORDED_SERIES, long);
    let regexes = |regex: &str| format!("x{{{}}}", format!("n=~\"{regex}\",").repeat(MAX_REGEXES));
    let nested = |open: &str| {
        format!("{}x{}", open.repeat(MAX_DEPTH / 2 - 1), ")".repeat(MAX_DEPTH / 2 - 1))
    };
    for text in [
        regexes(".*[ab]{0,90}a[ab]{90}"),
        regexes("(.*a){20}"),
        regexes(".*(.*){30}(a.?b.?){0,9}"),
        vec!["x"; MAX_TERMS / 2].join(" or "),
        vec!["x"; MAX_TERMS / 2].join(" + "),
        format!("x{}", " + 1".repeat(MAX_TERMS / 2 - 1)),
        nested("x unless ("),
        nested("x * ("),
        nested("sum by (n) ("),
        format!("sum by ({}) (x)", "n,".repeat(MAX_TERMS - 2)),
        format!("x + on (n) group_left ({}) x", "a,".repeat(MAX_TERMS - 5)),
    ] {
        let start = Instant::now();
        let _ = alerts(&store, &expression(&text), 0, schedule(MAX_INSTANTS));
        let elapsed = start.elapsed();
        let start_of_text = text.chars().take(60).collect::<String>();
        println!("{elapsed:?} {start_of_text}");
        assert!(elapsed < Duration::from_secs(120), "{elapsed:?}: {start_of_text}");
    }
}
