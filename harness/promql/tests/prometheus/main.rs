//! Compares results with those of Prometheus itself: `promtool test rules` evaluates the same
//! expressions on the same series. It compares exactly.
//!
//! Skipped, with one line on stdout, when `promtool` is not in `PATH`.

mod cases;
mod failures;
mod promtool;
mod scene;

use promql::{Expression, ParseError, Sample};
use promtool::{Report, TestFile};
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
