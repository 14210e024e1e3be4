//! Compares results with those of Prometheus itself: `promtool test rules` evaluates the same
//! expressions on the same series. It compares exactly.
//!
//! Skipped, with one line on stdout, when `promtool` is not in `PATH`.

mod cases;
mod failures;
mod generated;
mod promtool;
mod rules;
mod scene;

use std::collections::{BTreeMap, BTreeSet};

use promql::{Expression, Labels, ParseError, Sample, Schedule, alerts, record};
use promtool::{Answer, Report, TestFile};
use scene::Scene;

#[test]
fn every_value_is_exactly_that_of_prometheus() {
    let mut file = TestFile::default();
    let mut count = 0;
    for scene in cases::SCENES {
        let store = scene.store();
        file.start_group(scene);
        for (text, seconds) in scene.questions() {
            let expression = Expression::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"));
            let value = expression.at(&store, seconds * 1000);
            let value = value.unwrap_or_else(|e| panic!("{text} at {seconds} s: {e}"));
            expect_samples(&mut file, text, seconds, value.into_samples());
            count += 1;
        }
    }
    assert!(count >= 80, "only {count} comparisons");
    let Some(report) = file.run() else { return };
    assert!(report.passed, "promtool disagrees:\n{}", report.output);
    println!("promtool agrees on {count} values");
}

/// NaN equals nothing, so a result with NaN is compared as 1 for each NaN and 0 for the others.
fn expect_samples(file: &mut TestFile, text: &str, seconds: i64, samples: Vec<Sample>) {
    if !samples.iter().any(|sample| sample.value.is_nan()) {
        file.expect(text, seconds, &samples);
        return;
    }
    let is_nan = |sample: Sample| Sample {
        labels: sample.labels.without_name(),
        value: if sample.value.is_nan() { 1.0 } else { 0.0 },
    };
    let samples: Vec<Sample> = samples.into_iter().map(is_nan).collect();
    file.expect(&format!("({text}) != bool ({text})"), seconds, &samples);
}

/// The seed of the generated expressions, and their number.
const GENERATED: (u64, usize) = (0x5eed, 1500);

#[test]
fn generated_expressions_have_the_values_of_prometheus() {
    let questions = generated::questions(GENERATED.0, GENERATED.1);
    let store = generated::SCENE.store();
    let mut file = TestFile::default();
    file.start_group(&generated::SCENE);
    for (text, seconds) in &questions {
        file.ask(text, *seconds);
    }
    let Some(report) = file.run() else { return };
    let (mut with_samples, mut failing) = (0, 0);
    for (text, seconds) in questions {
        let parsed = Expression::parse(&text).map_err(|error| error.to_string());
        let ours = parsed.and_then(|expression| {
            let value = expression.at(&store, seconds * 1000);
            value.map(promql::Value::into_samples).map_err(|error| error.to_string())
        });
        match (ours, report.answer(&text)) {
            (Ok(ours), Answer::Samples(theirs)) => {
                with_samples += usize::from(!ours.is_empty());
                assert!(agree(&ours, &theirs), "{text} at {seconds} s: {ours:?}, {theirs:?}");
            }
            (Err(_), Answer::Failure) => failing += 1,
            (ours, theirs) => panic!("{text} at {seconds} s: {ours:?}, {theirs:?}"),
        }
    }
    assert!(with_samples >= 400, "only {with_samples} expressions have samples");
    println!("promtool agrees on {with_samples} values and {failing} failures");
}

/// The order in which values are summed differs, so the last digits may.
fn agree(ours: &[Sample], theirs: &BTreeMap<Labels, f64>) -> bool {
    let near = |left: f64, right: f64| {
        left == right
            || left.is_nan() && right.is_nan()
            || (left - right).abs() <= 1e-9 * left.abs().max(right.abs())
    };
    ours.len() == theirs.len()
        && ours.iter().all(|sample| {
            theirs.get(&sample.labels).is_some_and(|value| near(sample.value, *value))
        })
}

/// Recorded values are compared at instants of the schedule, between them and after its end.
#[test]
fn recorded_series_and_alerts_are_those_of_prometheus() {
    let schedule = Schedule::new(0, 1_200_000, 15_000).expect("few instants");
    let mut store = rules::SCENE.store();
    record(&mut store, &rules::recordings(), schedule).expect("no rule fails");
    let mut file = TestFile::of_rules(rules::file(), 15);
    file.start_group(&rules::SCENE);
    let names: BTreeSet<&str> = rules::RECORDINGS.iter().map(|(name, ..)| *name).collect();
    for (name, seconds) in
        names.iter().flat_map(|name| (0..=1200).step_by(5).map(move |s| (name, s)))
    {
        let value = Expression::parse(name).expect("a name").at(&store, seconds * 1000);
        expect_samples(&mut file, name, seconds, value.expect("no conflict").into_samples());
    }
    file.start_alerts();
    let mut firing = 0;
    for (name, hold, text) in rules::ALERTS {
        let expression = Expression::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"));
        let alerts = alerts(&store, &expression, hold * 1000, schedule).expect("no conflict");
        for time_ms in schedule.instants() {
            let now = alerts.iter().filter(|alert| alert.fires_at(time_ms));
            firing += now.clone().count();
            file.expect_alerts(name, time_ms / 1000, now.map(|alert| &alert.labels));
        }
    }
    assert!(firing >= 100, "alerts fire at {firing} instants only");
    let Some(report) = file.run() else { return };
    assert!(report.passed, "promtool disagrees:\n{}", report.output);
}

#[test]
fn an_evaluation_that_fails_also_fails_in_prometheus() {
    let scene = &failures::SCENE;
    let store = scene.store();
    let mut file = TestFile::default();
    file.start_group(scene);
    for (text, seconds) in scene.questions() {
        let expression = Expression::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"));
        expression.at(&store, seconds * 1000).expect_err(text);
        file.expect(text, seconds, &[]);
    }
    let Some(report) = file.run() else { return };
    assert_all_fail(&report, scene.questions().map(|(text, _)| text));
}

#[test]
fn an_expression_with_an_error_is_also_refused_by_prometheus() {
    let scene = Scene { name: "refused", step: 15, series: &[], questions: &[] };
    let mut file = TestFile::default();
    file.start_group(&scene);
    for text in failures::REFUSED_BY_BOTH {
        Expression::parse(text).expect_err(text);
        file.expect(text, 0, &[]);
    }
    let Some(report) = file.run() else { return };
    assert_all_fail(&report, failures::REFUSED_BY_BOTH.iter().copied());
}

#[test]
fn an_expression_beyond_the_subset_is_accepted_by_prometheus_alone() {
    let scene = Scene { name: "beyond", step: 15, series: &[], questions: &[] };
    let mut file = TestFile::default();
    file.start_group(&scene);
    for text in failures::REFUSED_HERE_ONLY {
        let error = Expression::parse(text).expect_err(text);
        assert!(is_beyond_the_subset(&error), "{text}: {error}");
        file.expect(text, 0, &[]);
    }
    let Some(report) = file.run() else { return };
    for text in failures::REFUSED_HERE_ONLY {
        assert!(!report.fails(text), "{text} fails in Prometheus too:\n{}", report.output);
    }
}

fn assert_all_fail<'a>(report: &Report, texts: impl Iterator<Item = &'a str>) {
    let others: Vec<&str> = texts.filter(|text| !report.fails(text)).collect();
    assert!(others.is_empty(), "{others:#?} do not fail in Prometheus");
}

fn is_beyond_the_subset(error: &ParseError) -> bool {
    matches!(error, ParseError::FunctionNotAllowed { .. } | ParseError::ConstructNotAllowed { .. })
}
