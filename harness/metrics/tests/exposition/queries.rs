//! What a valid body answers.

use crate::common::valid;
use metrics::{Bucket, Kind};

const BODY: &str = "\
# HELP requests_total All requests.
# TYPE requests_total counter
requests_total{route=\"/\",code=\"200\"} 3 1395066363000
requests_total{route=\"/\",code=\"404\"} 1

# TYPE seconds histogram
seconds_bucket{route=\"/\",le=\"0.5\"} 2
seconds_bucket{route=\"/\",le=\"+Inf\"} 4
seconds_sum{route=\"/\"} 3.5
seconds_count{route=\"/\"} 4
up 1
";

#[test]
fn families_keep_the_order_of_their_lines() {
    let exposition = valid(BODY);
    let families = exposition.families().iter().map(|family| (family.name(), family.kind()));
    let expected =
        [("requests_total", Kind::Counter), ("seconds", Kind::Histogram), ("up", Kind::Untyped)];
    assert_eq!(families.collect::<Vec<_>>(), expected);
    assert_eq!(exposition.families()[0].help(), Some("All requests."));
}

#[test]
fn a_value_is_found_by_its_exact_labels() {
    let exposition = valid(BODY);
    let value = |labels: &[(&str, &str)]| exposition.value("requests_total", labels);
    assert_eq!(value(&[("code", "404"), ("route", "/")]), Some(1.0));
    assert_eq!(value(&[("route", "/")]), None);
    assert_eq!(value(&[("route", "/"), ("code", "200"), ("method", "GET")]), None);
    assert_eq!(exposition.value("up", &[]), Some(1.0));
    assert_eq!(exposition.value("down", &[]), None);
}

#[test]
fn the_parts_of_a_histogram_are_found_by_their_names() {
    let exposition = valid(BODY);
    assert_eq!(exposition.value("seconds_count", &[("route", "/")]), Some(4.0));
    assert_eq!(exposition.series("seconds_bucket").count(), 2);
    assert_eq!(exposition.series("seconds").count(), 0);
    assert_eq!(exposition.family("seconds_count"), None);
}

#[test]
fn a_histogram_is_found_by_its_labels_without_le() {
    let exposition = valid(BODY);
    let histogram = exposition.histogram("seconds", &[("route", "/")]).expect("a histogram");
    let buckets = [
        Bucket { upper_bound: 0.5, cumulative_count: 2.0 },
        Bucket { upper_bound: f64::INFINITY, cumulative_count: 4.0 },
    ];
    assert_eq!(histogram.buckets, buckets);
    assert_eq!((histogram.sum, histogram.count), (3.5, 4.0));
    assert_eq!(exposition.histogram("seconds", &[]), None);
    assert_eq!(exposition.histogram("up", &[]), None);
}

#[test]
fn samples_know_their_labels_their_line_and_their_timestamp() {
    let exposition = valid(BODY);
    let samples: Vec<_> = exposition.series("requests_total").collect();
    assert_eq!(samples[0].labels.get("code"), Some("200"));
    assert_eq!(samples[0].labels.get("method"), None);
    assert_eq!((samples[0].line, samples[0].timestamp), (3, Some(1_395_066_363_000)));
    assert_eq!((samples[1].line, samples[1].timestamp), (4, None));
    assert_eq!(exposition.series_count(), 7);
}
