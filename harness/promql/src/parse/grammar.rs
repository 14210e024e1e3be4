//! Operands, and the operators between them.

use super::call;
use super::lexer::Kind;
use super::operand::Operand;
use super::operator::{self, Precedence, UNARY_OPERAND};
use super::parser::{Parser, refused};
use crate::syntax::{Scalar, Sign, Vector};
use crate::{Construct, Expected, ParseError, ValueType};

impl<'a> Parser<'a> {
    /// An operand and the operators after it that bind at least as strongly as `lowest`.
    pub(super) fn operand_above(&mut self, lowest: Precedence) -> Result<Operand, ParseError> {
        self.enter()?;
        let mut left = self.operand()?;
        self.refuse_modifier()?;
        while let Some(binary) = self.binary_operator(lowest)? {
            self.count_term()?;
            let modifiers = self.modifiers()?;
            let right = self.operand_above(binary.right_operand())?;
            left = operator::combine(left, binary, modifiers, right)?;
        }
        self.leave();
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
            // Prometheus accepts some of these and the names of aggregations as metrics. No metric of the
            // lab has such a name.
            "and" | "or" | "unless" | "atan2" | "offset" | "by" | "without" | "on" | "ignoring"
            | "group_left" | "group_right" | "bool" => Err(self.unexpected(Expected::Operand)),
            _ if called => self.call(word),
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
}
