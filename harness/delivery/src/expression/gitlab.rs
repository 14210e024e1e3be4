//! The conditions of GitLab CI: `if` of a rule.
//!
//! <https://docs.gitlab.com/ci/jobs/job_rules/#cicd-variable-expressions>

use regex::RegexBuilder;

use crate::answer::Answer;
use crate::expression::lexer::{Language, Token, tokens};
use crate::limits::MAX_NESTING;

/// The value of a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Variable {
    Text(String),
    /// It is set, to something that is equal to no literal.
    Somehow,
    NotSet,
    /// It names this project, so it is equal to whatever it is compared with.
    Own,
    Unknown,
}

/// Whether a condition holds. One that is not valid may hold or not.
pub(crate) fn holds(text: &str, variable: &dyn Fn(&str) -> Variable) -> Answer {
    let Some(tokens) = tokens(text, Language::GitLab) else { return Answer::Maybe };
    let mut parser = Parser { tokens, at: 0, depth: 0, variable };
    match parser.any() {
        Some(answer) if parser.at == parser.tokens.len() => answer,
        _ => Answer::Maybe,
    }
}

struct Parser<'a> {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
    variable: &'a dyn Fn(&str) -> Variable,
}

enum Operand {
    Value(Variable),
    Regex(String, bool),
}

impl Parser<'_> {
    fn eat(&mut self, sign: &str) -> bool {
        let found = matches!(self.tokens.get(self.at), Some(Token::Sign(next)) if *next == sign);
        self.at += usize::from(found);
        found
    }

    fn any(&mut self) -> Option<Answer> {
        let mut answer = self.all()?;
        while self.eat("||") {
            answer = answer.or(self.all()?);
        }
        Some(answer)
    }

    fn all(&mut self) -> Option<Answer> {
        let mut answer = self.one()?;
        while self.eat("&&") {
            answer = answer.and(self.one()?);
        }
        Some(answer)
    }

    fn one(&mut self) -> Option<Answer> {
        self.depth += 1;
        if self.depth > MAX_NESTING {
            return None;
        }
        let answer = if self.eat("!") {
            self.one()?.not()
        } else if self.eat("(") {
            let inner = self.any()?;
            if !self.eat(")") {
                return None;
            }
            inner
        } else {
            self.comparison()?
        };
        self.depth -= 1;
        Some(answer)
    }

    fn comparison(&mut self) -> Option<Answer> {
        let Operand::Value(left) = self.operand()? else { return None };
        for sign in ["==", "!=", "=~", "!~"] {
            if self.eat(sign) {
                let right = self.operand()?;
                let answer = match (sign, right) {
                    ("==" | "!=", Operand::Value(right)) => equal(&left, &right),
                    ("=~" | "!~", Operand::Regex(pattern, ignores_case)) => {
                        matches(&left, &pattern, ignores_case)
                    }
                    // The pattern is in a variable.
                    _ => Answer::Maybe,
                };
                return Some(if sign.starts_with('!') { answer.not() } else { answer });
            }
        }
        Some(match left {
            Variable::Text(text) => Answer::of(!text.is_empty()),
            Variable::Somehow | Variable::Own => Answer::Yes,
            Variable::NotSet => Answer::No,
            Variable::Unknown => Answer::Maybe,
        })
    }

    fn operand(&mut self) -> Option<Operand> {
        let token = self.tokens.get(self.at)?.clone();
        self.at += 1;
        Some(match token {
            Token::Text(text) => Operand::Value(Variable::Text(text)),
            Token::Name(name) if name == "null" => Operand::Value(Variable::NotSet),
            Token::Name(name) => Operand::Value((self.variable)(&name)),
            Token::Regex(pattern, ignores_case) => Operand::Regex(pattern, ignores_case),
            Token::Number(_) | Token::Sign(_) => return None,
        })
    }
}

fn equal(left: &Variable, right: &Variable) -> Answer {
    match (left, right) {
        (Variable::Unknown, _) | (_, Variable::Unknown) => Answer::Maybe,
        (Variable::Own, _) | (_, Variable::Own) => Answer::Yes,
        (Variable::Somehow, Variable::Somehow) => Answer::No,
        _ => Answer::of(left == right),
    }
}

fn matches(left: &Variable, pattern: &str, ignores_case: bool) -> Answer {
    match left {
        Variable::Unknown => Answer::Maybe,
        Variable::Own => Answer::Yes,
        // Somebody's text: whatever does not ask for something special.
        Variable::Somehow | Variable::NotSet => Answer::of(
            *left == Variable::Somehow && matches!(pattern, "" | ".*" | ".+" | "." | "^.*$"),
        ),
        Variable::Text(text) => {
            let regex = RegexBuilder::new(pattern)
                .case_insensitive(ignores_case)
                .size_limit(1 << 18)
                .build();
            regex.map_or(Answer::Maybe, |regex| Answer::of(regex.is_match(text)))
        }
    }
}
