//! Why `/metrics` is not valid, in the reader's language.

use metrics::{Kind, Problem};
use texts::Message;

use crate::messages::{found, kinds, problems};

/// What is wrong with a line, as a fragment that follows its number.
pub fn of(problem: &Problem) -> Message {
    match problem {
        Problem::NotUtf8 => problems::NOT_UTF8,
        Problem::MissingLineFeed => problems::MISSING_LINE_FEED,
        Problem::CarriageReturn => problems::CARRIAGE_RETURN,

        Problem::MissingMetricName { keyword } => {
            problems::missing_metric_name(keyword.to_string())
        }
        Problem::MissingType { name } => problems::missing_type(name),
        Problem::UnknownType { name, found } => problems::unknown_type(found, name),
        Problem::InvalidHelpEscape { name, found } => problems::invalid_help_escape(found, name),

        Problem::InvalidMetricName { found } => problems::invalid_metric_name(found),
        Problem::InvalidLabelName { name, found } => problems::invalid_label_name(found, name),
        Problem::ReservedLabelName { name, label } => problems::reserved_label_name(label, name),
        Problem::MissingEquals { name, label, found } => {
            problems::missing_equals(label, name, instead(found))
        }
        Problem::MissingQuote { name, label, found } => {
            problems::missing_quote(label, name, instead(found))
        }
        Problem::UnclosedLabelValue { name, label } => problems::unclosed_label_value(label, name),
        Problem::InvalidLabelEscape { name, label, found } => {
            problems::invalid_label_escape(found, label, name)
        }
        Problem::UnclosedLabels { name, found } => problems::unclosed_labels(name, instead(found)),
        Problem::DuplicateLabel { name, label } => problems::duplicate_label(label, name),

        Problem::MissingValue { name } => problems::missing_value(name),
        Problem::InvalidValue { name, found } => problems::invalid_value(found, name),
        Problem::InvalidTimestamp { name, found } => problems::invalid_timestamp(found, name),
        Problem::TrailingText { name, found } => problems::trailing_text(found, name),

        Problem::DuplicateMetadata { keyword, name, first_line } => {
            problems::duplicate_metadata(name, keyword.to_string(), *first_line)
        }
        Problem::LateMetadata { keyword, name, first_line } => {
            problems::late_metadata(keyword.to_string(), name, *first_line)
        }
        Problem::NotGrouped { name, first_line } => problems::not_grouped(name, *first_line),
        Problem::NameTaken { name, owner, kind } => {
            problems::name_taken(name, kind_of(*kind), owner)
        }
        Problem::DuplicateSeries { series, first_line } => {
            problems::duplicate_series(series, *first_line)
        }

        Problem::InvalidCounter { series, value } => {
            problems::invalid_counter(series, number(*value))
        }
        Problem::InvalidCount { series, value } => problems::invalid_count(series, number(*value)),
        Problem::NotPartOfHistogram { series } => problems::not_part_of_histogram(series),
        Problem::MissingLabel { series, label } => problems::missing_label(*label, series),
        Problem::UnexpectedLabel { series, label } => problems::unexpected_label(series, *label),
        Problem::InvalidBound { series, found } => problems::invalid_bound(found, series),
        Problem::InvalidQuantile { series, found } => problems::invalid_quantile(found, series),
        Problem::NotIncreasing { series, label, previous, found } => {
            problems::not_increasing(*label, number(*found), series, number(*previous))
        }
        Problem::FallingBucket { series, previous, found } => {
            problems::falling_bucket(series, number(*found), number(*previous))
        }

        Problem::NoBuckets { series } => problems::no_buckets(series),
        Problem::MissingInfBucket { series } => problems::missing_inf_bucket(series),
        Problem::MissingSum { series, kind } => problems::missing_sum(kind_of(*kind), series),
        Problem::MissingCount { series, kind } => problems::missing_count(kind_of(*kind), series),
        Problem::CountMismatch { series, bucket, count } => {
            problems::count_mismatch(series, number(*count), number(*bucket))
        }
    }
}

/// What stands in the place of something else: perhaps nothing, because the line ends too early.
fn instead(text: &str) -> Message {
    if text.is_empty() { found::END_OF_LINE } else { found::text(text) }
}

fn kind_of(kind: Kind) -> Message {
    match kind {
        Kind::Counter => kinds::COUNTER,
        Kind::Gauge => kinds::GAUGE,
        Kind::Histogram => kinds::HISTOGRAM,
        Kind::Summary => kinds::SUMMARY,
        Kind::Untyped => kinds::UNTYPED,
    }
}

/// A number as the format writes it.
fn number(value: f64) -> String {
    match value {
        f64::INFINITY => "+Inf".to_owned(),
        f64::NEG_INFINITY => "-Inf".to_owned(),
        _ => value.to_string(),
    }
}
