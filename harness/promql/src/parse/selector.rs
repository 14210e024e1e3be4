//! Selectors, and the lists of labels in `by`, `on` and the like.

use regex::{Regex, RegexBuilder};

use super::lexer::Kind;
use super::limits::{REGEX_BYTES, REGEX_CACHE_BYTES};
use super::operand::Operand;
use super::parser::{Parser, refused};
use crate::syntax::{Matcher, Range, Selector, Test, Vector};
use crate::{Construct, Expected, METRIC_NAME, ParseError};

impl Parser<'_> {
    /// A selector, after its name if it has one outside the braces.
    pub(super) fn selector(&mut self, name: Option<&str>) -> Result<Operand, ParseError> {
        let at = self.peek().at;
        self.next += usize::from(name.is_some());
        let mut names: Vec<String> = name.map(str::to_owned).into_iter().collect();
        let mut matchers = Vec::new();
        if self.take("{") {
            while !self.take("}") {
                let matcher = self.matcher()?;
                match matcher.test {
                    Test::Equal(metric) if matcher.label == METRIC_NAME => names.push(metric),
                    _ if matcher.label == METRIC_NAME => {
                        return Err(refused(Construct::UnnamedSelector, at));
                    }
                    _ => matchers.push(matcher),
                }
                if !self.take(",") {
                    self.expect("}")?;
                    break;
                }
            }
        }
        let selector = Selector { metric: only_name(names, at)?, matchers };
        self.range_of(selector)
    }

    fn range_of(&mut self, selector: Selector) -> Result<Operand, ParseError> {
        let at = self.peek().at;
        if !self.take("[") {
            return Ok(Operand::Vector(Vector::Select(selector)));
        }
        let Kind::Duration(milliseconds) = self.peek().kind else {
            return Err(self.unexpected(Expected::Duration));
        };
        self.next += 1;
        if self.peek().text.starts_with(':') {
            return Err(refused(Construct::Subquery, at));
        }
        self.expect("]")?;
        Ok(Operand::Range(Range { selector, milliseconds }))
    }

    fn matcher(&mut self) -> Result<Matcher, ParseError> {
        self.count_term()?;
        let label = self.label()?;
        let operator = self.peek().text;
        if !matches!(operator, "=" | "!=" | "=~" | "!~") {
            return Err(self.unexpected(Expected::MatchOperator));
        }
        self.next += 1;
        let Kind::Quoted(value) = self.peek().kind.clone() else {
            return Err(self.unexpected(Expected::LabelValue));
        };
        self.next += 1;
        let test = match operator {
            "=" => Test::Equal(value),
            "!=" => Test::NotEqual(value),
            "=~" => Test::Like(self.regex(&label, &value)?),
            _ => Test::NotLike(self.regex(&label, &value)?),
        };
        Ok(Matcher { label, test })
    }

    fn regex(&mut self, label: &str, pattern: &str) -> Result<Regex, ParseError> {
        self.count_regex()?;
        whole_value(pattern).map_err(|error| ParseError::InvalidRegex {
            label: label.to_owned(),
            pattern: pattern.to_owned(),
            reason: error.to_string(),
        })
    }

    /// `(a, b)`, empty or with a comma at its end. As in Prometheus, `nan` and `inf` are numbers here,
    /// and `without` is no label.
    pub(super) fn labels(&mut self) -> Result<Vec<String>, ParseError> {
        self.expect("(")?;
        let mut labels = Vec::new();
        while !self.take(")") {
            self.count_term()?;
            if ["nan", "inf", "without"].iter().any(|word| self.peek().is_keyword(word)) {
                return Err(self.unexpected(Expected::LabelName));
            }
            labels.push(self.label()?);
            if !self.take(",") {
                self.expect(")")?;
                break;
            }
        }
        Ok(labels)
    }

    /// A label name, which may be a keyword but has no colon.
    fn label(&mut self) -> Result<String, ParseError> {
        let token = self.peek();
        if token.kind != Kind::Word || token.text.contains(':') {
            return Err(self.unexpected(Expected::LabelName));
        }
        let label = token.text.to_owned();
        self.next += 1;
        Ok(label)
    }
}

fn only_name(names: Vec<String>, at: usize) -> Result<String, ParseError> {
    let mut names = names.into_iter().filter(|name| !name.is_empty());
    let first = names.next().ok_or_else(|| refused(Construct::UnnamedSelector, at))?;
    match names.next() {
        None => Ok(first),
        Some(second) => Err(ParseError::TwoMetricNames { first, second }),
    }
}

/// A regular expression that has to match the whole value. It is first compiled alone, so that
/// `a)|(b` cannot leave the group.
fn whole_value(pattern: &str) -> Result<Regex, regex::Error> {
    compiled(pattern)?;
    compiled(&format!("^(?:{pattern})$"))
}

fn compiled(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(pattern).size_limit(REGEX_BYTES).dfa_size_limit(REGEX_CACHE_BYTES).build()
}
