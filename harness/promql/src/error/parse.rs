//! Why an expression is refused.

use thiserror::Error;

/// Why an expression is refused. `at` is a position in bytes.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ParseError {
    /// Longer than [`crate::MAX_BYTES`].
    #[error("the expression has {bytes} bytes, and at most {limit} are allowed")]
    TooLong {
        /// The length of the expression.
        bytes: usize,
        /// The longest one allowed.
        limit: usize,
    },
    /// Nested deeper than [`crate::MAX_DEPTH`].
    #[error("the expression is nested more than {limit} levels deep")]
    TooDeep {
        /// The deepest nesting allowed.
        limit: usize,
    },
    /// More terms than [`crate::MAX_TERMS`].
    #[error("the expression has more than {limit} terms")]
    TooManyTerms {
        /// The largest number allowed.
        limit: usize,
    },
    /// More regular expressions than [`crate::MAX_REGEXES`].
    #[error("the expression has more than {limit} regular expressions")]
    TooManyRegexes {
        /// The largest number allowed.
        limit: usize,
    },
    /// A character that starts nothing in PromQL.
    #[error("unexpected character {found:?} at byte {at}")]
    UnexpectedCharacter {
        /// The character.
        found: char,
        /// Where it is.
        at: usize,
    },
    /// A string without its closing quote.
    #[error("the string at byte {at} has no closing quote")]
    UnterminatedString {
        /// Where the string starts.
        at: usize,
    },
    /// A string with an escape sequence that PromQL does not have, or one that is not UTF-8.
    #[error("the string at byte {at} has an invalid escape sequence")]
    InvalidString {
        /// Where the string starts.
        at: usize,
    },
    /// A number or duration that cannot be read, or a duration of zero.
    #[error("{text:?} at byte {at} is not a valid number or duration")]
    InvalidNumber {
        /// The text in question.
        text: String,
        /// Where it starts.
        at: usize,
    },
    /// A token where another was required.
    #[error("expected {expected} at byte {at}, found {found:?}")]
    Unexpected {
        /// What was required.
        expected: Expected,
        /// The token, as written.
        found: String,
        /// Where it starts.
        at: usize,
    },
    /// The expression ends too early.
    #[error("expected {expected}, found the end of the expression")]
    UnexpectedEnd {
        /// What was required.
        expected: Expected,
    },
    /// A function or aggregation that is not allowed here, or that does not exist.
    #[error("{name} at byte {at} is not an allowed function")]
    FunctionNotAllowed {
        /// Its name, as written.
        name: String,
        /// Where it starts.
        at: usize,
    },
    /// A part of PromQL that is not allowed here.
    #[error("{construct} is not allowed (byte {at})")]
    ConstructNotAllowed {
        /// Which part.
        construct: Construct,
        /// Where it starts.
        at: usize,
    },
    /// A call with too few or too many arguments.
    #[error("{function} requires {expected} argument(s), found {found}")]
    WrongArgumentCount {
        /// The function or aggregation.
        function: String,
        /// The number required.
        expected: usize,
        /// The number given.
        found: usize,
    },
    /// An operand or argument of the wrong type.
    #[error("{context} requires {expected}, found {found}")]
    WrongType {
        /// The function or operator; `expression` for the whole expression.
        context: String,
        /// The type required.
        expected: ValueType,
        /// The type given.
        found: ValueType,
    },
    /// A regular expression that cannot be compiled.
    #[error("the regular expression {pattern:?} of the label {label} is invalid: {reason}")]
    InvalidRegex {
        /// The label that it is compared with.
        label: String,
        /// The regular expression.
        pattern: String,
        /// What the `regex` crate says, in English.
        reason: String,
    },
    /// A selector with two metric names: `a{__name__="b"}`.
    #[error("a selector names two metrics, {first} and {second}")]
    TwoMetricNames {
        /// One name.
        first: String,
        /// The other.
        second: String,
    },
    /// `bool` after an operator that does not compare.
    #[error("`bool` may only follow a comparison, not {operator}")]
    BoolWithoutComparison {
        /// The operator.
        operator: String,
    },
    /// Two scalars compared without `bool`.
    #[error("comparing two scalars with {operator} requires `bool`")]
    ScalarsWithoutBool {
        /// The operator.
        operator: String,
    },
    /// Labels in `on` or `ignoring` although one side is a scalar.
    #[error("{operator} has `on` or `ignoring`, which require a vector on both sides")]
    MatchingWithScalar {
        /// The operator.
        operator: String,
    },
    /// `group_left` or `group_right` with `and`, `or` or `unless`.
    #[error("{operator} cannot have `group_left` or `group_right`")]
    GroupedSetOperator {
        /// The operator.
        operator: String,
    },
    /// A label both in `on` and in `group_left` or `group_right`.
    #[error("the label {label} cannot be in `on` and in `group_left` or `group_right`")]
    LabelMatchedAndCopied {
        /// The label.
        label: String,
    },
}

/// What the grammar required.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Expected {
    /// A number, a selector, a function or a parenthesis.
    #[error("an operand")]
    Operand,
    /// An operator, or the end.
    #[error("an operator or the end of the expression")]
    OperatorOrEnd,
    /// The name of a label.
    #[error("a label name")]
    LabelName,
    /// `=`, `!=`, `=~` or `!~`.
    #[error("`=`, `!=`, `=~` or `!~`")]
    MatchOperator,
    /// A quoted label value.
    #[error("a quoted string")]
    LabelValue,
    /// A duration such as `5m`.
    #[error("a duration")]
    Duration,
    /// This symbol.
    #[error("`{0}`")]
    Symbol(&'static str),
}

/// A part of PromQL that is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Construct {
    /// `offset 5m`.
    #[error("`offset`")]
    Offset,
    /// `@ 1600000000`.
    #[error("`@`")]
    AtModifier,
    /// `[30m:1m]`, or a range on anything other than a selector.
    #[error("a subquery")]
    Subquery,
    /// `a atan2 b`.
    #[error("`atan2`")]
    Atan2,
    /// A string outside a selector.
    #[error("a string")]
    StringLiteral,
    /// `{job="shop"}`, or a metric name compared with anything other than `=`.
    #[error("a selector without a metric name")]
    UnnamedSelector,
}

/// The type of an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ValueType {
    /// One number.
    #[error("a scalar")]
    Scalar,
    /// One value for each series.
    #[error("an instant vector")]
    Vector,
    /// Several values for each series: `x[5m]`.
    #[error("a range vector")]
    Range,
}
