//! What the parser has read so far of an expression.

use crate::syntax::{Range, Scalar, Vector};
use crate::{ParseError, ValueType};

/// A part of an expression, which may still be a range vector.
#[derive(Debug)]
pub(super) enum Operand {
    Scalar(Scalar),
    Vector(Vector),
    Range(Range),
}

impl Operand {
    fn value_type(&self) -> ValueType {
        match self {
            Self::Scalar(_) => ValueType::Scalar,
            Self::Vector(_) => ValueType::Vector,
            Self::Range(_) => ValueType::Range,
        }
    }

    pub(super) fn refused(&self, context: &str, expected: ValueType) -> ParseError {
        ParseError::WrongType { context: context.to_owned(), expected, found: self.value_type() }
    }
}
