//! Binary operators: their precedence, their modifiers, and the operands that they accept.

use super::operand::Operand;
use super::parser::Parser;
use crate::syntax::{
    Arithmetic, Cardinality, Comparison, Matching, Operator, Order, Scalar, SetOperator, Vector,
};
use crate::{ParseError, ValueType};

/// How strongly an operator binds. Higher binds more strongly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Precedence(u8);

impl Precedence {
    pub(super) const LOWEST: Self = Self(0);
    const OR: Self = Self(1);
    const AND: Self = Self(2);
    const COMPARISON: Self = Self(3);
    const SUM: Self = Self(4);
    const PRODUCT: Self = Self(5);
    const POWER: Self = Self(6);
}

/// After a sign, only `^` belongs to the operand.
pub(super) const UNARY_OPERAND: Precedence = Precedence::POWER;

#[derive(Debug, Clone, Copy)]
pub(super) struct Binary {
    kind: Kind,
    symbol: &'static str,
    precedence: Precedence,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Arithmetic(Arithmetic),
    Comparison(Comparison),
    Set(SetOperator),
}

const OPERATORS: [Binary; 15] = [
    binary("or", Precedence::OR, Kind::Set(SetOperator::Or)),
    binary("and", Precedence::AND, Kind::Set(SetOperator::And)),
    binary("unless", Precedence::AND, Kind::Set(SetOperator::Unless)),
    binary("==", Precedence::COMPARISON, Kind::Comparison(Comparison::Equal)),
    binary("!=", Precedence::COMPARISON, Kind::Comparison(Comparison::NotEqual)),
    binary(">", Precedence::COMPARISON, Kind::Comparison(Comparison::Greater)),
    binary("<", Precedence::COMPARISON, Kind::Comparison(Comparison::Less)),
    binary(">=", Precedence::COMPARISON, Kind::Comparison(Comparison::GreaterOrEqual)),
    binary("<=", Precedence::COMPARISON, Kind::Comparison(Comparison::LessOrEqual)),
    binary("+", Precedence::SUM, Kind::Arithmetic(Arithmetic::Add)),
    binary("-", Precedence::SUM, Kind::Arithmetic(Arithmetic::Subtract)),
    binary("*", Precedence::PRODUCT, Kind::Arithmetic(Arithmetic::Multiply)),
    binary("/", Precedence::PRODUCT, Kind::Arithmetic(Arithmetic::Divide)),
    binary("%", Precedence::PRODUCT, Kind::Arithmetic(Arithmetic::Remainder)),
    binary("^", Precedence::POWER, Kind::Arithmetic(Arithmetic::Power)),
];

const fn binary(symbol: &'static str, precedence: Precedence, kind: Kind) -> Binary {
    Binary { kind, symbol, precedence }
}

impl Binary {
    /// How strongly the operators on the right have to bind: `^` groups to the right, all others
    /// to the left.
    pub(super) fn right_operand(self) -> Precedence {
        match self.kind {
            Kind::Arithmetic(Arithmetic::Power) => self.precedence,
            _ => Precedence(self.precedence.0 + 1),
        }
    }
}

/// What stands between an operator and its right operand.
#[derive(Debug, Default)]
pub(super) struct Modifiers {
    compare: Compare,
    matching: Option<Matching>,
    group: Option<Group>,
}

#[derive(Debug, Default, PartialEq)]
enum Compare {
    #[default]
    Filter,
    Bool,
}

#[derive(Debug)]
enum Group {
    Left(Vec<String>),
    Right(Vec<String>),
}

impl Parser<'_> {
    /// Consumes an operator that binds at least as strongly as `lowest`.
    pub(super) fn binary_operator(
        &mut self,
        lowest: Precedence,
    ) -> Result<Option<Binary>, ParseError> {
        let token = self.peek();
        let found = OPERATORS
            .iter()
            .find(|operator| token.text == operator.symbol || token.is_keyword(operator.symbol));
        let found = found.filter(|operator| operator.precedence >= lowest).copied();
        self.next += usize::from(found.is_some());
        Ok(found)
    }

    pub(super) fn modifiers(&mut self) -> Result<Modifiers, ParseError> {
        let mut modifiers = Modifiers::default();
        if self.take_keyword("bool") {
            modifiers.compare = Compare::Bool;
        }
        if self.take_keyword("on") {
            modifiers.matching = Some(Matching::On(self.labels()?));
        } else if self.take_keyword("ignoring") {
            modifiers.matching = Some(Matching::Ignoring(self.labels()?));
        } else {
            return Ok(modifiers);
        }
        if self.take_keyword("group_left") {
            modifiers.group = Some(Group::Left(self.copied_labels()?));
        } else if self.take_keyword("group_right") {
            modifiers.group = Some(Group::Right(self.copied_labels()?));
        }
        Ok(modifiers)
    }

    /// The labels of `group_left` are optional. A parenthesis after it always starts them.
    fn copied_labels(&mut self) -> Result<Vec<String>, ParseError> {
        if self.peek().text == "(" { self.labels() } else { Ok(Vec::new()) }
    }
}

/// Builds the tree of a binary operation, or says why its operands do not fit.
pub(super) fn combine(
    left: Operand,
    binary: Binary,
    modifiers: Modifiers,
    right: Operand,
) -> Result<Operand, ParseError> {
    let operator = || binary.symbol.to_owned();
    if modifiers.compare == Compare::Bool && !matches!(binary.kind, Kind::Comparison(_)) {
        return Err(ParseError::BoolWithoutComparison { operator: operator() });
    }
    let both_vectors = matches!((&left, &right), (Operand::Vector(_), Operand::Vector(_)));
    // Prometheus ignores `on ()` and `ignoring ()` beside a scalar.
    let matches_labels = modifiers.matching.as_ref().is_some_and(|on| !on.labels().is_empty());
    if matches_labels && !both_vectors {
        return Err(ParseError::MatchingWithScalar { operator: operator() });
    }
    let element = match binary.kind {
        Kind::Set(set) => return combine_sets(left, set, binary.symbol, modifiers, right),
        Kind::Arithmetic(arithmetic) => Operator::Arithmetic(arithmetic),
        Kind::Comparison(comparison) if modifiers.compare == Compare::Bool => {
            Operator::ZeroOrOne(comparison)
        }
        Kind::Comparison(comparison) => Operator::Filter(comparison),
    };
    combine_elements(left, element, binary.symbol, modifiers, right)
}

fn combine_sets(
    left: Operand,
    operator: SetOperator,
    symbol: &str,
    modifiers: Modifiers,
    right: Operand,
) -> Result<Operand, ParseError> {
    if modifiers.group.is_some() {
        return Err(ParseError::GroupedSetOperator { operator: symbol.to_owned() });
    }
    match (left, right) {
        (Operand::Vector(left), Operand::Vector(right)) => Ok(Operand::Vector(Vector::Set {
            operator,
            left: Box::new(left),
            right: Box::new(right),
            matching: modifiers.matching.unwrap_or(Matching::Ignoring(Vec::new())),
        })),
        (Operand::Vector(_), other) | (other, _) => Err(other.refused(symbol, ValueType::Vector)),
    }
}

fn combine_elements(
    left: Operand,
    operator: Operator,
    symbol: &str,
    modifiers: Modifiers,
    right: Operand,
) -> Result<Operand, ParseError> {
    match (left, right) {
        (Operand::Scalar(left), Operand::Scalar(right)) => {
            if matches!(operator, Operator::Filter(_)) {
                return Err(ParseError::ScalarsWithoutBool { operator: symbol.to_owned() });
            }
            let (left, right) = (Box::new(left), Box::new(right));
            Ok(Operand::Scalar(Scalar::Operation { operator, left, right }))
        }
        (Operand::Vector(vector), Operand::Scalar(scalar)) => {
            Ok(with_scalar(operator, vector, scalar, Order::VectorFirst))
        }
        (Operand::Scalar(scalar), Operand::Vector(vector)) => {
            Ok(with_scalar(operator, vector, scalar, Order::ScalarFirst))
        }
        (Operand::Vector(left), Operand::Vector(right)) => {
            let matching = modifiers.matching.unwrap_or(Matching::Ignoring(Vec::new()));
            let cardinality = cardinality(&matching, modifiers.group)?;
            let (left, right) = (Box::new(left), Box::new(right));
            Ok(Operand::Vector(Vector::Matched { operator, left, right, matching, cardinality }))
        }
        (range @ Operand::Range(_), _) | (_, range) => {
            Err(range.refused(symbol, ValueType::Vector))
        }
    }
}

fn with_scalar(operator: Operator, vector: Vector, scalar: Scalar, order: Order) -> Operand {
    Operand::Vector(Vector::WithScalar { operator, vector: Box::new(vector), scalar, order })
}

fn cardinality(matching: &Matching, group: Option<Group>) -> Result<Cardinality, ParseError> {
    let (Some(Group::Left(copied)) | Some(Group::Right(copied))) = &group else {
        return Ok(Cardinality::OneToOne);
    };
    if let Matching::On(labels) = matching
        && let Some(label) = labels.iter().find(|label| copied.contains(label))
    {
        return Err(ParseError::LabelMatchedAndCopied { label: label.clone() });
    }
    Ok(match group {
        Some(Group::Left(copied)) => Cardinality::ManyToOne(copied),
        Some(Group::Right(copied)) => Cardinality::OneToMany(copied),
        None => Cardinality::OneToOne,
    })
}
