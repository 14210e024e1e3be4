//! Which expressions are accepted, and the facts of each refusal.

use promql::{Construct, Expected, Expression, ParseError, ValueType};

fn refusal(text: &str) -> ParseError {
    Expression::parse(text).expect_err(text)
}

#[test]
fn the_expressions_of_an_ordinary_rules_file_are_accepted() {
    for text in [
        "sum(rate(http_requests_total{status=~\"5..\"}[5m])) / sum(rate(http_requests_total[5m])) > 0.05",
        "histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket[5m]))) > 0.5",
        "up == 0 or absent(up{job=\"shop\"})",
        "sum by (route) (increase(http_requests_total[1h]))",
        "job:errors:ratio5m > 0.05",
    ] {
        Expression::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    }
}

#[test]
fn a_function_that_is_not_allowed_is_named_with_its_place() {
    for (text, name, at) in [
        ("1 + topk(3, up)", "topk", 4),
        ("topk by (job) (3, up)", "topk", 0),
        ("avg_over_time(up[5m])", "avg_over_time", 0),
        ("RATE(up[5m])", "RATE", 0),
        ("no_such_function()", "no_such_function", 0),
    ] {
        assert_eq!(refusal(text), ParseError::FunctionNotAllowed { name: name.to_owned(), at });
    }
}

#[test]
fn a_construct_that_is_not_allowed_is_named_with_its_place() {
    for (text, construct, at) in [
        ("up offset 5m", Construct::Offset, 3),
        ("up @ 0", Construct::AtModifier, 3),
        ("rate(up[5m:1m])", Construct::Subquery, 7),
        ("(up)[5m]", Construct::Subquery, 4),
        ("up atan2 up", Construct::Atan2, 3),
        ("vector(\"a\")", Construct::StringLiteral, 7),
        ("1 + {job=\"shop\"}", Construct::UnnamedSelector, 4),
        ("{}", Construct::UnnamedSelector, 0),
        ("{__name__=\"\"}", Construct::UnnamedSelector, 0),
        ("{__name__=~\"up.*\"}", Construct::UnnamedSelector, 0),
    ] {
        assert_eq!(refusal(text), ParseError::ConstructNotAllowed { construct, at }, "{text}");
    }
}

#[test]
fn a_syntax_error_says_what_was_expected_and_what_was_found() {
    let unexpected = |expected, found: &str, at| ParseError::Unexpected {
        expected,
        found: found.to_owned(),
        at,
    };
    for (text, error) in [
        ("up up", unexpected(Expected::OperatorOrEnd, "up", 3)),
        ("1 + )", unexpected(Expected::Operand, ")", 4)),
        ("up{a}", unexpected(Expected::MatchOperator, "}", 4)),
        ("up{a=b}", unexpected(Expected::LabelValue, "b", 5)),
        ("up{\"a\"=\"b\"}", unexpected(Expected::LabelName, "\"a\"", 3)),
        ("up[5]", unexpected(Expected::Duration, "5", 3)),
        ("rate(up[5m] 1)", unexpected(Expected::Symbol(")"), "1", 12)),
        ("sum", ParseError::UnexpectedEnd { expected: Expected::Symbol("(") }),
        ("", ParseError::UnexpectedEnd { expected: Expected::Operand }),
        ("rate(up[5m]", ParseError::UnexpectedEnd { expected: Expected::Symbol(")") }),
        ("up ; up", ParseError::UnexpectedCharacter { found: ';', at: 3 }),
        ("up{a=\"b", ParseError::UnterminatedString { at: 5 }),
        ("up{a=\"\\q\"}", ParseError::InvalidString { at: 5 }),
        ("up{a=\"\\xff\"}", ParseError::InvalidString { at: 5 }),
        ("up[5m5m]", ParseError::InvalidNumber { text: "5m5m".to_owned(), at: 3 }),
        ("1 + 0x", ParseError::InvalidNumber { text: "0x".to_owned(), at: 4 }),
    ] {
        assert_eq!(refusal(text), error, "{text}");
    }
}

#[test]
fn an_operand_of_the_wrong_type_is_refused_with_both_types() {
    let wrong = |context: &str, expected, found| ParseError::WrongType {
        context: context.to_owned(),
        expected,
        found,
    };
    for (text, error) in [
        ("up[5m]", wrong("expression", ValueType::Vector, ValueType::Range)),
        ("rate(up)", wrong("rate", ValueType::Range, ValueType::Vector)),
        ("sum(1)", wrong("sum", ValueType::Vector, ValueType::Scalar)),
        ("vector(up)", wrong("vector", ValueType::Scalar, ValueType::Vector)),
        ("up and 1", wrong("and", ValueType::Vector, ValueType::Scalar)),
        ("1 or up", wrong("or", ValueType::Vector, ValueType::Scalar)),
        ("up[5m] + 1", wrong("+", ValueType::Vector, ValueType::Range)),
        ("-up[5m]", wrong("-", ValueType::Vector, ValueType::Range)),
    ] {
        assert_eq!(refusal(text), error, "{text}");
    }
    let count =
        ParseError::WrongArgumentCount { function: "rate".to_owned(), expected: 1, found: 2 };
    assert_eq!(refusal("rate(up[5m], 1)"), count);
}

#[test]
fn a_modifier_that_does_not_fit_its_operator_is_refused() {
    let operator = |symbol: &str| symbol.to_owned();
    for (text, error) in [
        ("up + bool up", ParseError::BoolWithoutComparison { operator: operator("+") }),
        ("1 > 0", ParseError::ScalarsWithoutBool { operator: operator(">") }),
        ("up * on (a) 2", ParseError::MatchingWithScalar { operator: operator("*") }),
        (
            "up and on (a) group_left up",
            ParseError::GroupedSetOperator { operator: operator("and") },
        ),
        (
            "up * on (a) group_right (b, a) up",
            ParseError::LabelMatchedAndCopied { label: "a".to_owned() },
        ),
        (
            "up{__name__=\"down\"}",
            ParseError::TwoMetricNames { first: "up".to_owned(), second: "down".to_owned() },
        ),
    ] {
        assert_eq!(refusal(text), error, "{text}");
    }
}

#[test]
fn an_invalid_regular_expression_is_named_with_its_label() {
    let ParseError::InvalidRegex { label, pattern, .. } = refusal("up{job!~\"a)|(b\"}") else {
        panic!("another error");
    };
    assert_eq!((label.as_str(), pattern.as_str()), ("job", "a)|(b"));
}
