//! What lines must respect of the lines before them.

use crate::common::{assert_error, m, valid};
use metrics::{Keyword, Kind, Problem};

#[test]
fn help_and_type_come_in_either_order() {
    for body in ["# HELP m Help.\n# TYPE m gauge\nm 1\n", "# TYPE m gauge\n# HELP m Help.\nm 1\n"] {
        let exposition = valid(body);
        let family = &exposition.families()[0];
        assert_eq!((family.kind(), family.help()), (Kind::Gauge, Some("Help.")));
    }
}

#[test]
fn a_metric_has_one_help_line_and_one_type_line() {
    let problem =
        |keyword, first_line| Problem::DuplicateMetadata { keyword, name: m(), first_line };
    assert_error("# HELP m A\n# HELP m A\n", 2, problem(Keyword::Help, 1));
    assert_error("\n# TYPE m gauge\n# TYPE m gauge\n", 3, problem(Keyword::Type, 2));
    assert_error("# HELP m A\nm 1\n# HELP m A\n", 3, problem(Keyword::Help, 1));
}

#[test]
fn help_and_type_come_before_the_samples() {
    let problem = |keyword| Problem::LateMetadata { keyword, name: m(), first_line: 1 };
    assert_error("m 1\n# TYPE m gauge\n", 2, problem(Keyword::Type));
    assert_error("m{a=\"1\"} 1\n# HELP m Help.\nm 1\n", 2, problem(Keyword::Help));
    assert_error("m 1\nn 1\n# TYPE m gauge\n", 3, problem(Keyword::Type));
}

#[test]
fn all_lines_of_a_metric_form_one_group() {
    let problem = |first_line| Problem::NotGrouped { name: m(), first_line };
    assert_error("m{a=\"1\"} 1\nn 1\nm{a=\"2\"} 1\n", 3, problem(1));
    assert_error("m{a=\"1\"} 1\n# HELP n Help.\nm{a=\"2\"} 1\n", 3, problem(1));
    assert_error("# HELP m Help.\n# HELP n Help.\n# TYPE m gauge\n", 3, problem(1));
    assert_error("n 1\n# TYPE m gauge\no 1\nm 1\n", 4, problem(2));
    let histogram = "# TYPE m histogram\nm_bucket{le=\"+Inf\"} 1\nn 1\nm_sum 1\nm_count 1\n";
    assert_error(histogram, 4, problem(1));
}

#[test]
fn comments_and_empty_lines_do_not_end_a_group() {
    let exposition =
        valid("# TYPE m gauge\n\n# comment\nm{a=\"1\"} 1\n\n# comment\nm{a=\"2\"} 2\n");
    assert_eq!(exposition.series("m").count(), 2);
}

#[test]
fn a_series_occurs_once() {
    let problem = |series: &str| Problem::DuplicateSeries { series: series.into(), first_line: 1 };
    assert_error("m 1\nm 2\n", 2, problem("m"));
    assert_error("m{} 1\nm 1 5\n", 2, problem("m"));
    let body = "m{a=\"1\",b=\"2\"} 1\nm{a=\"1\"} 1\nm{b=\"2\",a=\"1\"} 1\n";
    assert_error(body, 3, problem("m{a=\"1\",b=\"2\"}"));
}

#[test]
fn a_part_of_a_histogram_is_not_a_metric_of_its_own() {
    let problem = |name: &str, kind| Problem::NameTaken { name: name.into(), owner: m(), kind };
    let (histogram, summary) = (Kind::Histogram, Kind::Summary);
    let samples = "m_bucket{le=\"+Inf\"} 1\n# TYPE m histogram\n";
    assert_error(samples, 2, problem("m_bucket", histogram));
    assert_error("# TYPE m summary\n# HELP m_sum Help.\n", 2, problem("m_sum", summary));
    assert_error("# HELP m_count A\n# TYPE m summary\n", 2, problem("m_count", summary));
    assert_error("# TYPE m histogram\n# TYPE m_bucket gauge\n", 2, problem("m_bucket", histogram));
}

#[test]
fn the_same_names_are_free_where_there_is_no_histogram() {
    let exposition = valid("# TYPE m counter\nm 1\nm_count 2\nm_sum 3\nm_bucket 4\n");
    assert_eq!(exposition.families().len(), 4);
    let exposition = valid("# TYPE m summary\nm_sum 3\nm_count 2\nm_bucket 4\n");
    assert_eq!(exposition.families().len(), 2);
}

#[test]
fn a_metric_may_be_described_without_samples() {
    let exposition = valid("# TYPE m histogram\n# TYPE n summary\n# HELP o Help.\n");
    assert_eq!((exposition.families().len(), exposition.series_count()), (3, 0));
}

#[test]
fn the_first_wrong_line_is_reported() {
    let found = "x".to_owned();
    assert_error("m 1\nm x\nm y\nm 1", 2, Problem::InvalidValue { name: m(), found });
}
