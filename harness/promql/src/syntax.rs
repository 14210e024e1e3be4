//! The syntax tree. An operand of the wrong type cannot be represented, so that evaluating a tree
//! needs no checks of types.

use regex::Regex;

use crate::Labels;

#[derive(Debug, Clone)]
pub(crate) enum Expression {
    Scalar(Scalar),
    Vector(Vector),
}

#[derive(Debug, Clone)]
pub(crate) enum Scalar {
    Number(f64),
    Negative(Box<Scalar>),
    /// A comparison of two scalars always gives 0 or 1.
    Operation {
        operator: Operator,
        left: Box<Scalar>,
        right: Box<Scalar>,
    },
    /// `scalar(…)`.
    OfVector(Box<Vector>),
}

#[derive(Debug, Clone)]
pub(crate) enum Vector {
    Select(Selector),
    OverRange {
        function: RangeFunction,
        range: Range,
    },
    Aggregate {
        aggregation: Aggregation,
        grouping: Grouping,
        of: Box<Vector>,
    },
    HistogramQuantile {
        quantile: Scalar,
        of: Box<Vector>,
    },
    Absent(Box<Vector>),
    /// `vector(…)`.
    OfScalar(Scalar),
    Clamp {
        bound: Bound,
        limit: Scalar,
        of: Box<Vector>,
    },
    Signed {
        sign: Sign,
        of: Box<Vector>,
    },
    WithScalar {
        operator: Operator,
        vector: Box<Vector>,
        scalar: Scalar,
        order: Order,
    },
    Matched {
        operator: Operator,
        left: Box<Vector>,
        right: Box<Vector>,
        matching: Matching,
        cardinality: Cardinality,
    },
    Set {
        operator: SetOperator,
        left: Box<Vector>,
        right: Box<Vector>,
        matching: Matching,
    },
}

#[derive(Debug, Clone)]
pub(crate) struct Selector {
    pub(crate) metric: String,
    pub(crate) matchers: Vec<Matcher>,
}

impl Selector {
    pub(crate) fn matches(&self, labels: &Labels) -> bool {
        self.matchers.iter().all(|matcher| matcher.test.accepts(labels.get(&matcher.label)))
    }

    /// How much work these labels may be. A regular expression costs as much as eight comparisons,
    /// and more for a long value.
    pub(crate) fn cost(&self, labels: &Labels) -> usize {
        let cost = |matcher: &Matcher| match matcher.test {
            Test::Equal(_) | Test::NotEqual(_) => 1,
            Test::Like(_) | Test::NotLike(_) => 8 + 4 * labels.get(&matcher.label).len(),
        };
        1 + self.matchers.iter().map(cost).sum::<usize>()
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Matcher {
    pub(crate) label: String,
    pub(crate) test: Test,
}

/// What a label's value must be. Regular expressions match the whole value.
#[derive(Debug, Clone)]
pub(crate) enum Test {
    Equal(String),
    NotEqual(String),
    Like(Regex),
    NotLike(Regex),
}

impl Test {
    pub(crate) fn accepts(&self, value: &str) -> bool {
        match self {
            Self::Equal(wanted) => value == wanted,
            Self::NotEqual(unwanted) => value != unwanted,
            Self::Like(regex) => regex.is_match(value),
            Self::NotLike(regex) => !regex.is_match(value),
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Range {
    pub(crate) selector: Selector,
    pub(crate) milliseconds: i64,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum RangeFunction {
    Rate,
    Increase,
    InstantRate,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Aggregation {
    Sum,
    Average,
    Minimum,
    Maximum,
    Count,
}

#[derive(Debug, Clone)]
pub(crate) enum Grouping {
    By(Vec<String>),
    Without(Vec<String>),
}

impl Grouping {
    pub(crate) fn labels(&self) -> &[String] {
        let (Self::By(labels) | Self::Without(labels)) = self;
        labels
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Bound {
    Minimum,
    Maximum,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Sign {
    Plus,
    Minus,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Operator {
    Arithmetic(Arithmetic),
    /// Keeps the samples for which the comparison holds.
    Filter(Comparison),
    /// With `bool`: 1 where the comparison holds, else 0.
    ZeroOrOne(Comparison),
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Power,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Greater,
    Less,
    GreaterOrEqual,
    LessOrEqual,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum SetOperator {
    And,
    Or,
    Unless,
}

/// Which operand stands first.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Order {
    VectorFirst,
    ScalarFirst,
}

/// The labels on which samples of two vectors match.
#[derive(Debug, Clone)]
pub(crate) enum Matching {
    On(Vec<String>),
    /// All but these and the metric name.
    Ignoring(Vec<String>),
}

impl Matching {
    pub(crate) fn labels(&self) -> &[String] {
        let (Self::On(labels) | Self::Ignoring(labels)) = self;
        labels
    }
}

/// How many samples of each side may match, and the labels copied from the side with one.
#[derive(Debug, Clone)]
pub(crate) enum Cardinality {
    OneToOne,
    ManyToOne(Vec<String>),
    OneToMany(Vec<String>),
}

impl Cardinality {
    pub(crate) fn copied(&self) -> &[String] {
        match self {
            Self::OneToOne => &[],
            Self::ManyToOne(copied) | Self::OneToMany(copied) => copied,
        }
    }
}
