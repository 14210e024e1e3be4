//! Calls of functions and aggregations.

use super::operand::Operand;
use super::operator::Precedence;
use super::parser::Parser;
use crate::syntax::{Aggregation, Bound, Grouping, Range, RangeFunction, Scalar, Vector};
use crate::{ParseError, ValueType};

/// The names of all aggregations, which are keywords in PromQL. Those that are not allowed are
/// here too, since they cannot be metric names.
const AGGREGATIONS: [&str; 12] = [
    "sum",
    "avg",
    "min",
    "max",
    "count",
    "group",
    "stddev",
    "stdvar",
    "topk",
    "bottomk",
    "count_values",
    "quantile",
];

pub(super) fn is_aggregation(lower: &str) -> bool {
    AGGREGATIONS.contains(&lower)
}

impl Parser<'_> {
    /// A call, from its name on. Names of aggregations may be written in any case.
    pub(super) fn call(&mut self, name: &str) -> Result<Operand, ParseError> {
        let aggregation = match name.to_ascii_lowercase().as_str() {
            "sum" => Aggregation::Sum,
            "avg" => Aggregation::Average,
            "min" => Aggregation::Minimum,
            "max" => Aggregation::Maximum,
            "count" => Aggregation::Count,
            _ => return self.function(name),
        };
        self.next += 1;
        let before = self.grouping()?;
        let mut arguments = self.arguments(name)?;
        let grouping = if before.is_some() { before } else { self.grouping()? };
        arguments.require(1)?;
        Ok(Operand::Vector(Vector::Aggregate {
            aggregation,
            grouping: grouping.unwrap_or(Grouping::By(Vec::new())),
            of: Box::new(arguments.vector()?),
        }))
    }

    fn grouping(&mut self) -> Result<Option<Grouping>, ParseError> {
        if self.take_keyword("by") {
            return self.labels().map(Grouping::By).map(Some);
        }
        if self.take_keyword("without") {
            return self.labels().map(Grouping::Without).map(Some);
        }
        Ok(None)
    }

    fn function(&mut self, name: &str) -> Result<Operand, ParseError> {
        let function = Function::named(name).ok_or_else(|| ParseError::FunctionNotAllowed {
            name: name.to_owned(),
            at: self.peek().at,
        })?;
        self.next += 1;
        let mut arguments = self.arguments(name)?;
        let vector = match function {
            Function::OverRange(function) => {
                arguments.require(1)?;
                Vector::OverRange { function, range: arguments.range()? }
            }
            Function::HistogramQuantile => {
                arguments.require(2)?;
                let quantile = arguments.scalar()?;
                Vector::HistogramQuantile { quantile, of: Box::new(arguments.vector()?) }
            }
            Function::Clamp(bound) => {
                arguments.require(2)?;
                let of = Box::new(arguments.vector()?);
                Vector::Clamp { bound, limit: arguments.scalar()?, of }
            }
            Function::Absent => {
                arguments.require(1)?;
                Vector::Absent(Box::new(arguments.vector()?))
            }
            Function::Vector => {
                arguments.require(1)?;
                Vector::OfScalar(arguments.scalar()?)
            }
            Function::Scalar => {
                arguments.require(1)?;
                return Ok(Operand::Scalar(Scalar::OfVector(Box::new(arguments.vector()?))));
            }
        };
        Ok(Operand::Vector(vector))
    }

    /// `(a, b)`, without a comma at its end.
    fn arguments<'n>(&mut self, function: &'n str) -> Result<Arguments<'n>, ParseError> {
        self.expect("(")?;
        let mut given = Vec::new();
        if !self.take(")") {
            loop {
                given.push(self.operand_above(Precedence::LOWEST)?);
                if !self.take(",") {
                    break;
                }
            }
            self.expect(")")?;
        }
        Ok(Arguments { function, count: given.len(), given: given.into_iter() })
    }
}

enum Function {
    OverRange(RangeFunction),
    HistogramQuantile,
    Clamp(Bound),
    Absent,
    Vector,
    Scalar,
}

impl Function {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "rate" => Self::OverRange(RangeFunction::Rate),
            "increase" => Self::OverRange(RangeFunction::Increase),
            "irate" => Self::OverRange(RangeFunction::InstantRate),
            "histogram_quantile" => Self::HistogramQuantile,
            "clamp_min" => Self::Clamp(Bound::Minimum),
            "clamp_max" => Self::Clamp(Bound::Maximum),
            "absent" => Self::Absent,
            "vector" => Self::Vector,
            "scalar" => Self::Scalar,
            _ => return None,
        })
    }
}

/// The arguments of a call, taken one after the other.
struct Arguments<'n> {
    function: &'n str,
    count: usize,
    given: std::vec::IntoIter<Operand>,
}

impl Arguments<'_> {
    fn require(&self, expected: usize) -> Result<(), ParseError> {
        if self.count == expected { Ok(()) } else { Err(self.wrong_count(expected)) }
    }

    fn wrong_count(&self, expected: usize) -> ParseError {
        ParseError::WrongArgumentCount {
            function: self.function.to_owned(),
            expected,
            found: self.count,
        }
    }

    fn next(&mut self) -> Result<Operand, ParseError> {
        self.given.next().ok_or_else(|| self.wrong_count(self.count + 1))
    }

    fn scalar(&mut self) -> Result<Scalar, ParseError> {
        match self.next()? {
            Operand::Scalar(scalar) => Ok(scalar),
            other => Err(other.refused(self.function, ValueType::Scalar)),
        }
    }

    fn vector(&mut self) -> Result<Vector, ParseError> {
        match self.next()? {
            Operand::Vector(vector) => Ok(vector),
            other => Err(other.refused(self.function, ValueType::Vector)),
        }
    }

    fn range(&mut self) -> Result<Range, ParseError> {
        match self.next()? {
            Operand::Range(range) => Ok(range),
            other => Err(other.refused(self.function, ValueType::Range)),
        }
    }
}
