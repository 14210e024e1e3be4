//! Why a PromQL expression is refused or fails, in the reader's language.

use promql::{
    Construct, EvalError, Expected, ParseError, RecordError, RuleError, Side, StoreError, ValueType,
};
use texts::Message;

// Under its own name, the table would be ambiguous with the crate.
use crate::messages::promql as reasons;
use crate::messages::{constructs, expected as required, sides, value_types};

/// Why an expression is refused, as a fragment.
pub fn refused(error: &ParseError) -> Message {
    match error {
        ParseError::TooLong { bytes, limit } => reasons::too_long(*bytes, *limit),
        ParseError::TooDeep { limit } => reasons::too_deep(*limit),
        ParseError::TooManyTerms { limit } => reasons::too_many_terms(*limit),
        ParseError::TooManyRegexes { limit } => reasons::too_many_regexes(*limit),

        ParseError::UnexpectedCharacter { found, at } => {
            reasons::unexpected_character(found.escape_debug().to_string(), place(*at))
        }
        ParseError::UnterminatedString { at } => reasons::unterminated_string(place(*at)),
        ParseError::InvalidString { at } => reasons::invalid_string(place(*at)),
        ParseError::InvalidNumber { text, at } => reasons::invalid_number(text, place(*at)),
        ParseError::Unexpected { expected, found, at } => {
            reasons::unexpected(expected_of(*expected), place(*at), found)
        }
        ParseError::UnexpectedEnd { expected } => reasons::unexpected_end(expected_of(*expected)),

        ParseError::FunctionNotAllowed { name, at } => {
            reasons::function_not_allowed(name, place(*at))
        }
        ParseError::ConstructNotAllowed { construct, at } => {
            reasons::construct_not_allowed(construct_of(*construct), place(*at))
        }
        ParseError::WrongArgumentCount { function, expected, found } => {
            reasons::wrong_argument_count(function, *expected, *found)
        }
        ParseError::WrongType { context, expected, found } => {
            wrong_type(context, *expected, *found)
        }
        ParseError::InvalidRegex { label, pattern, reason } => {
            reasons::invalid_regex(pattern, label, conclusion(reason))
        }
        ParseError::TwoMetricNames { first, second } => reasons::two_metric_names(first, second),

        ParseError::BoolWithoutComparison { operator } => {
            reasons::bool_without_comparison(operator)
        }
        ParseError::ScalarsWithoutBool { operator } => reasons::scalars_without_bool(operator),
        ParseError::MatchingWithScalar { operator } => reasons::matching_with_scalar(operator),
        ParseError::GroupedSetOperator { operator } => reasons::grouped_set_operator(operator),
        ParseError::LabelMatchedAndCopied { label } => reasons::label_matched_and_copied(label),
    }
}

/// Why the evaluation of an expression fails, as a fragment.
pub fn failed(error: &EvalError) -> Message {
    match error {
        EvalError::DuplicateLabels { labels } => reasons::duplicate_labels(labels.to_string()),
        EvalError::SeveralOnOneSide { side, group } => {
            reasons::several_on_one_side(side_of(*side), group.to_string())
        }
        EvalError::ImplicitManyToOne { group } => reasons::implicit_many_to_one(group.to_string()),
        EvalError::TooMuchWork { limit } => reasons::too_much_work(*limit),
        EvalError::AmbiguousGroup { labels } => reasons::ambiguous_group(labels.to_string()),
    }
}

/// Which recording rule fails and why, as a sentence.
pub fn not_recorded(error: &RecordError) -> Message {
    reasons::not_recorded(&error.rule, misnamed(&error.error))
}

/// Why a recording rule is refused or fails, as a fragment.
pub fn misnamed(error: &RuleError) -> Message {
    match error {
        RuleError::InvalidName { name } => reasons::invalid_name(name),
        RuleError::InvalidLabel { label } => reasons::invalid_label(label),
        RuleError::Eval(error) => failed(error),
        RuleError::Store(error) => not_stored(error),
        RuleError::WrittenTwice { labels } => reasons::written_twice(labels.to_string()),
        RuleError::SeriesExists { labels } => reasons::series_exists(labels.to_string()),
        RuleError::TooManySeries { limit } => reasons::too_many_series(*limit),
        RuleError::LabelsTooLong { limit } => reasons::labels_too_long(*limit),
    }
}

fn not_stored(error: &StoreError) -> Message {
    match error {
        StoreError::Unnamed { labels } => reasons::unnamed(labels.to_string()),
        StoreError::OutOfOrder { labels, time_ms } => {
            reasons::out_of_order(labels.to_string(), *time_ms)
        }
    }
}

/// The context is the name of a function or operator, or `expression` for the whole expression.
fn wrong_type(context: &str, expected: ValueType, found: ValueType) -> Message {
    let [expected, found] = [expected, found].map(type_of);
    match context {
        "expression" => reasons::wrong_result(expected, found),
        _ => reasons::wrong_type(context, expected, found),
    }
}

fn expected_of(expected: Expected) -> Message {
    match expected {
        Expected::Operand => required::OPERAND,
        Expected::OperatorOrEnd => required::OPERATOR_OR_END,
        Expected::LabelName => required::LABEL_NAME,
        Expected::MatchOperator => required::MATCH_OPERATOR,
        Expected::LabelValue => required::LABEL_VALUE,
        Expected::Duration => required::DURATION,
        Expected::Symbol(symbol) => required::symbol(symbol),
    }
}

fn construct_of(construct: Construct) -> Message {
    match construct {
        Construct::Offset => constructs::OFFSET,
        Construct::AtModifier => constructs::AT_MODIFIER,
        Construct::Subquery => constructs::SUBQUERY,
        Construct::Atan2 => constructs::ATAN2,
        Construct::StringLiteral => constructs::STRING_LITERAL,
        Construct::UnnamedSelector => constructs::UNNAMED_SELECTOR,
    }
}

fn type_of(value: ValueType) -> Message {
    match value {
        ValueType::Scalar => value_types::SCALAR,
        ValueType::Vector => value_types::VECTOR,
        ValueType::Range => value_types::RANGE,
    }
}

fn side_of(side: Side) -> Message {
    match side {
        Side::Left => sides::LEFT,
        Side::Right => sides::RIGHT,
    }
}

/// A position counted from 1, as Prometheus counts columns.
fn place(at: usize) -> usize {
    at + 1
}

/// The last line of what the `regex` crate says; those before it show the expression again.
fn conclusion(reason: &str) -> &str {
    let last = reason.lines().last().unwrap_or(reason);
    last.strip_prefix("error: ").unwrap_or(last)
}
