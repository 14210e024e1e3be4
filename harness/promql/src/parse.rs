//! From text to a syntax tree.
//!
//! Precedence and grammar are those of Prometheus (`promql/parser/generated_parser.y`).

mod call;
mod grammar;
mod lexer;
mod limits;
mod literal;
mod operand;
mod operator;
mod parser;
mod selector;

use crate::syntax::Expression;
use crate::{Expected, ParseError, ValueType};
use lexer::Kind;
use operand::Operand;
use operator::Precedence;
use parser::Parser;

pub use limits::{MAX_BYTES, MAX_DEPTH, MAX_REGEXES, MAX_TERMS};

/// The syntax tree of an expression, and the number of its terms.
pub(crate) fn expression(text: &str) -> Result<(Expression, usize), ParseError> {
    let mut parser = Parser::new(text)?;
    let operand = parser.operand_above(Precedence::LOWEST)?;
    if parser.peek().kind != Kind::End {
        return Err(parser.unexpected(Expected::OperatorOrEnd));
    }
    match operand {
        Operand::Scalar(scalar) => Ok((Expression::Scalar(scalar), parser.terms)),
        Operand::Vector(vector) => Ok((Expression::Vector(vector), parser.terms)),
        range @ Operand::Range(_) => Err(range.refused("expression", ValueType::Vector)),
    }
}
