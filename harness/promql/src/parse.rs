//! From text to a syntax tree.
//!
//! Precedence and grammar are those of Prometheus (`promql/parser/generated_parser.y`).

mod call;
mod lexer;
mod literal;
mod operator;
mod selector;

use crate::syntax::{Expression, Range, Scalar, Sign, Vector};
use crate::{Construct, Expected, ParseError, ValueType};
use lexer::{Kind, Token};
use operator::{Precedence, UNARY_OPERAND};

/// The longest expression allowed, in bytes.
pub const MAX_BYTES: usize = 8 * 1024;
/// The largest number of operands, operators and label matchers.
pub const MAX_TERMS: usize = 256;
/// The largest number of regular expressions. Compiling them takes most of the time.
pub const MAX_REGEXES: usize = 32;
/// The deepest nesting of parentheses, calls, signs and right-hand sides.
pub const MAX_DEPTH: usize = 48;

pub(crate) fn expression(text: &str) -> Result<Expression, ParseError> {
    if text.len() > MAX_BYTES {
        return Err(ParseError::TooLong { bytes: text.len(), limit: MAX_BYTES });
    }
    let mut parser =
        Parser { tokens: lexer::tokens(text)?, next: 0, terms: 0, regexes: 0, depth: 0 };
    let operand = parser.operand_above(Precedence::LOWEST)?;
    if parser.peek().kind != Kind::End {
        return Err(parser.unexpected(Expected::OperatorOrEnd));
    }
    match operand {
        Operand::Scalar(scalar) => Ok(Expression::Scalar(scalar)),
        Operand::Vector(vector) => Ok(Expression::Vector(vector)),
        Operand::Range(_) => Err(ParseError::WrongType {
            context: "expression".to_owned(),
            expected: ValueType::Vector,
            found: ValueType::Range,
        }),
    }
}

/// A part of an expression, which may still be a range vector.
#[derive(Debug)]
enum Operand {
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

    fn refused(&self, context: &str, expected: ValueType) -> ParseError {
        ParseError::WrongType { context: context.to_owned(), expected, found: self.value_type() }
    }
}

struct Parser<'a> {
    /// Never empty: the last token is [`Kind::End`] and is never consumed.
    tokens: Vec<Token<'a>>,
    next: usize,
    terms: usize,
    regexes: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    /// An operand and the operators after it that bind at least as strongly as `lowest`.
    fn operand_above(&mut self, lowest: Precedence) -> Result<Operand, ParseError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(ParseError::TooDeep { limit: MAX_DEPTH });
        }
        let mut left = self.operand()?;
        self.refuse_modifier()?;
        while let Some(binary) = self.binary_operator(lowest)? {
            self.count_term()?;
            let modifiers = self.modifiers()?;
            let right = self.operand_above(binary.right_operand())?;
            left = operator::combine(left, binary, modifiers, right)?;
        }
        self.depth -= 1;
        Ok(left)
    }

    fn operand(&mut self) -> Result<Operand, ParseError> {
        self.count_term()?;
        let token = self.peek().clone();
        match (&token.kind, token.text) {
            (Kind::Number(value), _) => {
                self.next += 1;
                Ok(Operand::Scalar(Scalar::Number(*value)))
            }
            (Kind::Quoted(_), _) => Err(refused(Construct::StringLiteral, token.at)),
            (Kind::Word, word) => self.word(word),
            (_, "(") => {
                self.next += 1;
                let inner = self.operand_above(Precedence::LOWEST)?;
                self.expect(")")?;
                Ok(inner)
            }
            (_, "{") => self.selector(None),
            (_, "+") => self.signed(Sign::Plus),
            (_, "-") => self.signed(Sign::Minus),
            _ => Err(self.unexpected(Expected::Operand)),
        }
    }

    fn word(&mut self, word: &'a str) -> Result<Operand, ParseError> {
        let lower = word.to_ascii_lowercase();
        let called = self.tokens.get(self.next + 1).is_some_and(|after| {
            after.text == "(" || after.is_keyword("by") || after.is_keyword("without")
        });
        match lower.as_str() {
            "inf" => self.number(f64::INFINITY),
            "nan" => self.number(f64::NAN),
            "and" | "or" | "unless" | "atan2" | "offset" | "by" | "without" | "on" | "ignoring"
            | "group_left" | "group_right" | "bool" => Err(self.unexpected(Expected::Operand)),
            _ if called => self.call(word),
            // Prometheus accepts a metric of this name. No metric of the lab has it.
            _ if call::is_aggregation(&lower) => {
                self.next += 1;
                Err(self.unexpected(Expected::Symbol("(")))
            }
            _ => self.selector(Some(word)),
        }
    }

    fn number(&mut self, value: f64) -> Result<Operand, ParseError> {
        self.next += 1;
        Ok(Operand::Scalar(Scalar::Number(value)))
    }

    /// A sign binds more weakly than `^` and as strongly as `*`: `-2 ^ 2` is -4.
    fn signed(&mut self, sign: Sign) -> Result<Operand, ParseError> {
        self.next += 1;
        match (self.operand_above(UNARY_OPERAND)?, sign) {
            (Operand::Scalar(of), Sign::Plus) => Ok(Operand::Scalar(of)),
            (Operand::Scalar(of), Sign::Minus) => {
                Ok(Operand::Scalar(Scalar::Negative(Box::new(of))))
            }
            (Operand::Vector(of), sign) => {
                Ok(Operand::Vector(Vector::Signed { sign, of: Box::new(of) }))
            }
            (range @ Operand::Range(_), Sign::Plus) => Err(range.refused("+", ValueType::Vector)),
            (range @ Operand::Range(_), Sign::Minus) => Err(range.refused("-", ValueType::Vector)),
        }
    }

    /// Refuses what may follow an operand in PromQL but is not allowed here.
    fn refuse_modifier(&self) -> Result<(), ParseError> {
        let token = self.peek();
        let construct = match token.text {
            "[" => Construct::Subquery,
            "@" => Construct::AtModifier,
            _ if token.is_keyword("offset") => Construct::Offset,
            _ if token.is_keyword("atan2") => Construct::Atan2,
            _ => return Ok(()),
        };
        Err(refused(construct, token.at))
    }

    fn count_term(&mut self) -> Result<(), ParseError> {
        self.terms += 1;
        if self.terms > MAX_TERMS {
            return Err(ParseError::TooManyTerms { limit: MAX_TERMS });
        }
        Ok(())
    }

    fn peek(&self) -> &Token<'a> {
        &self.tokens[self.next.min(self.tokens.len() - 1)]
    }

    /// Consumes the next token if it is this symbol.
    fn take(&mut self, symbol: &str) -> bool {
        let found = self.peek().kind == Kind::Symbol && self.peek().text == symbol;
        self.next += usize::from(found);
        found
    }

    /// Consumes the next token if it is this keyword, in any case.
    fn take_keyword(&mut self, keyword: &str) -> bool {
        let found = self.peek().is_keyword(keyword);
        self.next += usize::from(found);
        found
    }

    fn expect(&mut self, symbol: &'static str) -> Result<(), ParseError> {
        if self.take(symbol) { Ok(()) } else { Err(self.unexpected(Expected::Symbol(symbol))) }
    }

    /// The error for the next token.
    fn unexpected(&self, expected: Expected) -> ParseError {
        let token = self.peek();
        if token.kind == Kind::End {
            return ParseError::UnexpectedEnd { expected };
        }
        ParseError::Unexpected { expected, found: token.text.to_owned(), at: token.at }
    }
}

fn refused(construct: Construct, at: usize) -> ParseError {
    ParseError::ConstructNotAllowed { construct, at }
}
