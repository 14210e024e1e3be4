//! What the samples of each type must satisfy.

use crate::common::{assert_error, m, valid};
use metrics::{Exposition, Kind, Problem};

/// A histogram that is right, with two label sets, of which tests replace one line.
const HISTOGRAM: &str = "\
# TYPE m histogram
m_bucket{r=\"a\",le=\"0.1\"} 1
m_bucket{r=\"a\",le=\"1\"} 3
m_bucket{r=\"a\",le=\"+Inf\"} 4
m_sum{r=\"a\"} 5.5
m_count{r=\"a\"} 4
m_bucket{r=\"b\",le=\"+Inf\"} 0
m_sum{r=\"b\"} 0
m_count{r=\"b\"} 0
";

const SUMMARY: &str = "\
# TYPE m summary
m{quantile=\"0\"} NaN
m{quantile=\"0.5\"} -2
m{quantile=\"1\"} 4
m_sum -2
m_count 3
";

fn assert_histogram_error(from: &str, to: &str, line: usize, problem: Problem) {
    assert!(HISTOGRAM.contains(from), "nothing to replace: {from}");
    assert_error(&HISTOGRAM.replacen(from, to, 1), line, problem);
}

fn assert_summary_error(from: &str, to: &str, line: usize, problem: Problem) {
    assert!(SUMMARY.contains(from), "nothing to replace: {from}");
    assert_error(&SUMMARY.replacen(from, to, 1), line, problem);
}

#[test]
fn a_counter_is_neither_negative_nor_nan() {
    valid("# TYPE m counter\nm{a=\"0\"} 0\nm{a=\"1\"} +Inf\nm{a=\"2\"} 0.5\n");
    for (text, value) in [("-0.5", -0.5), ("-Inf", f64::NEG_INFINITY)] {
        let problem = Problem::InvalidCounter { series: "m{a=\"1\"}".into(), value };
        assert_error(&format!("# TYPE m counter\nm{{a=\"1\"}} {text}\n"), 2, problem);
    }
    let error = Exposition::parse("# TYPE m counter\nm NaN\n").expect_err("NaN");
    assert!(matches!(error.problem, Problem::InvalidCounter { value, .. } if value.is_nan()));
}

#[test]
fn a_gauge_may_have_any_value() {
    valid("# TYPE m gauge\nm{a=\"0\"} -1\nm{a=\"1\"} NaN\nm{a=\"2\"} -Inf\nn -1\n");
}

#[test]
fn histograms_and_summaries_that_are_right_are_read() {
    valid(HISTOGRAM);
    valid(SUMMARY);
    valid(&HISTOGRAM.replace("5.5", "-5.5"));
    valid(&SUMMARY.replace("m_sum -2", "m_sum NaN"));
    valid(&HISTOGRAM.replace("\"0.1\"} 1", "\"-1e-3\"} 3"));
}

#[test]
fn the_label_sets_of_a_histogram_may_be_mixed() {
    let body = "# TYPE m histogram\nm_count 1\nm_sum{r=\"a\"} 1\nm_bucket{le=\"+Inf\"} 1\n\
                m_bucket{r=\"a\",le=\"+Inf\"} 2\nm_sum 1\nm_count{r=\"a\"} 2\n";
    let exposition = valid(body);
    let counts = exposition.families()[0].histograms().map(|(_, histogram)| histogram.count);
    assert_eq!(counts.collect::<Vec<_>>(), [1.0, 2.0]);
}

/// With many label sets, since a random order of a few could be right by chance.
#[test]
fn histograms_and_their_errors_are_in_the_order_of_the_lines() {
    let lines = |suffix: &str| -> String {
        (0..20).rev().map(|n| format!("m_{suffix}r=\"{n}\"}} {n}\n")).collect()
    };
    let (buckets, sums, counts) = (lines("bucket{le=\"+Inf\","), lines("sum{"), lines("count{"));
    let exposition = valid(&format!("# TYPE m histogram\n{buckets}{sums}{counts}"));
    let sums_read = exposition.families()[0].histograms().map(|(_, histogram)| histogram.sum);
    assert!(sums_read.is_sorted_by(|before, after| before > after));

    let series = || "m{r=\"19\"}".to_owned();
    let body = format!("# TYPE m histogram\n{buckets}{counts}");
    let kind = Kind::Histogram;
    assert_error(&body, 2, Problem::MissingSum { series: series(), kind });
    let kind = Kind::Summary;
    let body = format!("# TYPE m summary\n{sums}");
    assert_error(&body, 2, Problem::MissingCount { series: series(), kind });
}

#[test]
fn a_histogram_lacks_nothing() {
    let (kind, a, b) = (Kind::Histogram, "m{r=\"a\"}", "m{r=\"b\"}");
    let (first, series) = (2, || a.to_owned());
    let last_bucket = "m_bucket{r=\"a\",le=\"+Inf\"} 4\n";
    assert_histogram_error(last_bucket, "", first, Problem::MissingInfBucket { series: series() });
    let sum = "m_sum{r=\"a\"} 5.5\n";
    assert_histogram_error(sum, "", first, Problem::MissingSum { series: series(), kind });
    let count = "m_count{r=\"a\"} 4\n";
    assert_histogram_error(count, "", first, Problem::MissingCount { series: series(), kind });
    let only_bucket = "m_bucket{r=\"b\",le=\"+Inf\"} 0\n";
    assert_histogram_error(only_bucket, "", 7, Problem::NoBuckets { series: b.into() });
}

#[test]
fn the_infinite_bucket_equals_the_count() {
    let problem = Problem::CountMismatch { series: "m{r=\"a\"}".into(), bucket: 4.0, count: 5.0 };
    assert_histogram_error("m_count{r=\"a\"} 4", "m_count{r=\"a\"} 5", 6, problem);
}

#[test]
fn bounds_are_numbers_that_increase() {
    for found in ["", "x", "NaN", "-Inf", "Inf", "inf", "+Infinity", "1e309", " 1", "1s"] {
        let series = format!("m_bucket{{le=\"{found}\",r=\"a\"}}");
        let problem = Problem::InvalidBound { series, found: found.to_owned() };
        assert_histogram_error("\"0.1\"", &format!("\"{found}\""), 2, problem);
    }
    for (text, found) in [("0.05", 0.05), ("0.10", 0.1), ("1e-1", 0.1)] {
        let series = format!("m_bucket{{le=\"{text}\",r=\"a\"}}");
        let problem = Problem::NotIncreasing { series, label: "le", previous: 0.1, found };
        assert_histogram_error("\"1\"", &format!("\"{text}\""), 3, problem);
    }
}

#[test]
fn cumulative_counts_never_fall() {
    valid(&HISTOGRAM.replace("\"1\"} 3", "\"1\"} 1"));
    let series = "m_bucket{le=\"1\",r=\"a\"}".into();
    let problem = Problem::FallingBucket { series, previous: 1.0, found: 0.0 };
    assert_histogram_error("\"1\"} 3", "\"1\"} 0", 3, problem);
}

#[test]
fn counts_are_whole_and_not_negative() {
    for (text, value) in [("-1", -1.0), ("1.5", 1.5), ("+Inf", f64::INFINITY)] {
        let series = "m_bucket{le=\"0.1\",r=\"a\"}".into();
        let problem = Problem::InvalidCount { series, value };
        assert_histogram_error("\"0.1\"} 1", &format!("\"0.1\"}} {text}"), 2, problem);
        let problem = Problem::InvalidCount { series: "m_count".into(), value };
        assert_summary_error("m_count 3", &format!("m_count {text}"), 6, problem);
    }
}

#[test]
fn a_histogram_has_buckets_with_bounds_a_sum_and_a_count_only() {
    let series = || "m{r=\"a\"}".to_owned();
    let problem = Problem::NotPartOfHistogram { series: series() };
    assert_histogram_error("m_sum{r=\"a\"}", &series(), 5, problem);
    let bucket = "m_bucket{r=\"a\"}".to_owned();
    let problem = Problem::MissingLabel { series: bucket.clone(), label: "le" };
    assert_histogram_error("m_bucket{r=\"a\",le=\"0.1\"}", &bucket, 2, problem);
    for (name, line) in [("m_sum", 5), ("m_count", 6)] {
        let series = format!("{name}{{le=\"1\",r=\"a\"}}");
        let problem = Problem::UnexpectedLabel { series: series.clone(), label: "le" };
        assert_histogram_error(&format!("{name}{{r=\"a\"}}"), &series, line, problem);
    }
}

#[test]
fn quantiles_are_numbers_between_0_and_1_that_increase() {
    for found in ["-0.1", "1.1", "NaN", "+Inf", "p50", ""] {
        let series = format!("m{{quantile=\"{found}\"}}");
        let problem = Problem::InvalidQuantile { series, found: found.to_owned() };
        assert_summary_error("\"0.5\"", &format!("\"{found}\""), 3, problem);
    }
    let series = "m{quantile=\"0.0\"}".to_owned();
    let problem = Problem::NotIncreasing { series, label: "quantile", previous: 0.0, found: 0.0 };
    assert_summary_error("\"0.5\"", "\"0.0\"", 3, problem);
}

#[test]
fn a_summary_has_quantiles_a_sum_and_a_count_only() {
    let kind = Kind::Summary;
    assert_summary_error("m_sum -2\n", "", 2, Problem::MissingSum { series: m(), kind });
    assert_summary_error("m_count 3\n", "", 2, Problem::MissingCount { series: m(), kind });
    let label = "quantile";
    let problem = Problem::MissingLabel { series: "m{q=\"0.5\"}".into(), label };
    assert_summary_error("quantile=\"0.5\"", "q=\"0.5\"", 3, problem);
    for (name, line) in [("m_sum", 5), ("m_count", 6)] {
        let series = format!("{name}{{quantile=\"1\"}}");
        let problem = Problem::UnexpectedLabel { series: series.clone(), label };
        assert_summary_error(name, &series, line, problem);
    }
    valid("# TYPE m summary\nm_sum 0\nm_count 0\n");
}
