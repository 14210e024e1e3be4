//! From text to a tree.

use crate::expression::lexer::{Language, Token, tokens};
use crate::limits::MAX_NESTING;

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Expression {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    /// `github.event['title']`, in lower case; `*` where the index is not a text.
    Path(Vec<String>),
    /// The name in lower case.
    Call(String, Vec<Expression>),
    /// A property of a result.
    Property(Box<Expression>),
    Not(Box<Expression>),
    Binary(Operator, Box<Expression>, Box<Expression>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Or,
    And,
    Equal,
    NotEqual,
    /// `<`, `<=`, `>`, `>=`.
    Order,
}

/// The tree of an expression; none when it is not valid or nested too deeply.
pub(crate) fn parse(text: &str) -> Option<Expression> {
    let tokens = tokens(text, Language::GitHub)?;
    let mut parser = Parser { tokens, at: 0, depth: 0 };
    let expression = parser.binary(0)?;
    (parser.at == parser.tokens.len()).then_some(expression)
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

/// The operators, the weakest first.
const LEVELS: [&[(&str, Operator)]; 4] = [
    &[("||", Operator::Or)],
    &[("&&", Operator::And)],
    &[("==", Operator::Equal), ("!=", Operator::NotEqual)],
    &[
        ("<=", Operator::Order),
        (">=", Operator::Order),
        ("<", Operator::Order),
        (">", Operator::Order),
    ],
];

impl Parser {
    fn eat(&mut self, sign: &str) -> bool {
        let found = matches!(self.tokens.get(self.at), Some(Token::Sign(next)) if *next == sign);
        self.at += usize::from(found);
        found
    }

    fn binary(&mut self, level: usize) -> Option<Expression> {
        let Some(operators) = LEVELS.get(level) else { return self.unary() };
        let mut left = self.binary(level + 1)?;
        let mut length = 0;
        while let Some((_, operator)) = operators.iter().find(|(sign, _)| self.eat(sign)) {
            length += 1;
            // The tree leans to the left, so its depth is its length.
            if length > MAX_NESTING {
                return None;
            }
            let right = self.binary(level + 1)?;
            left = Expression::Binary(*operator, Box::new(left), Box::new(right));
        }
        Some(left)
    }

    fn unary(&mut self) -> Option<Expression> {
        self.depth += 1;
        if self.depth > MAX_NESTING {
            return None;
        }
        let expression = if self.eat("!") {
            Expression::Not(Box::new(self.unary()?))
        } else if self.eat("(") {
            let inner = self.binary(0)?;
            if !self.eat(")") {
                return None;
            }
            self.properties(inner)?
        } else {
            self.primary()?
        };
        self.depth -= 1;
        Some(expression)
    }

    fn primary(&mut self) -> Option<Expression> {
        let token = self.tokens.get(self.at)?.clone();
        self.at += 1;
        match token {
            Token::Text(text) => Some(Expression::Text(text)),
            Token::Number(number) => Some(Expression::Number(number)),
            Token::Name(name) => {
                let name = name.to_ascii_lowercase();
                match name.as_str() {
                    "true" => Some(Expression::Bool(true)),
                    "false" => Some(Expression::Bool(false)),
                    "null" => Some(Expression::Null),
                    _ if self.eat("(") => {
                        let call = self.call(name)?;
                        self.properties(call)
                    }
                    _ => self.properties(Expression::Path(vec![name])),
                }
            }
            Token::Regex(..) | Token::Sign(_) => None,
        }
    }

    fn call(&mut self, name: String) -> Option<Expression> {
        let mut arguments = Vec::new();
        if !self.eat(")") {
            loop {
                arguments.push(self.binary(0)?);
                if self.eat(")") {
                    break;
                }
                if !self.eat(",") {
                    return None;
                }
            }
        }
        Some(Expression::Call(name, arguments))
    }

    fn properties(&mut self, mut of: Expression) -> Option<Expression> {
        loop {
            let property = if self.eat(".") {
                let token = self.tokens.get(self.at)?.clone();
                self.at += 1;
                match token {
                    Token::Name(name) => name.to_ascii_lowercase(),
                    Token::Sign("*") => "*".to_owned(),
                    _ => return None,
                }
            } else if self.eat("[") {
                let index = match self.eat("*") {
                    true => Expression::Null,
                    false => self.binary(0)?,
                };
                if !self.eat("]") {
                    return None;
                }
                match index {
                    Expression::Text(text) => text.to_ascii_lowercase(),
                    _ => "*".to_owned(),
                }
            } else {
                return Some(of);
            };
            of = match of {
                Expression::Path(mut path) => {
                    path.push(property);
                    Expression::Path(path)
                }
                property @ Expression::Property(_) => property,
                other => Expression::Property(Box::new(other)),
            };
        }
    }
}
