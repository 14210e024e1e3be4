//! The selectors of an expression: which series of which metric it reads.

use crate::syntax::{Matcher, Selector, Test};

/// A selector: `http_requests_total{status=~"5.."}`.
#[derive(Debug, Clone)]
pub struct Selection {
    /// The metric.
    pub metric: String,
    /// Whether samples of a time range are read, as `rate` does.
    pub is_range: bool,
    matchers: Vec<Matcher>,
}

impl Selection {
    pub(crate) fn new(selector: &Selector, is_range: bool) -> Self {
        let Selector { metric, matchers } = selector.clone();
        Self { metric, is_range, matchers }
    }

    /// The labels that it names.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        self.matchers.iter().map(|matcher| matcher.label.as_str())
    }

    /// Whether a series with this value of a label can be among those that are read.
    pub fn allows(&self, label: &str, value: &str) -> bool {
        let mut matchers = self.matchers.iter().filter(|matcher| matcher.label == label);
        matchers.all(|matcher| matcher.test.accepts(value))
    }

    /// The values of a label that it asks for: `a` of `{x="a"}`, `a` and `b` of `{x=~"a|b"}`. What only a
    /// regular expression describes, such as `{x=~"a.*"}`, is not among them.
    pub fn values(&self, label: &str) -> Vec<String> {
        let matchers = self.matchers.iter().filter(|matcher| matcher.label == label);
        let values = matchers.flat_map(|matcher| match &matcher.test {
            Test::Equal(value) => vec![value.clone()],
            Test::Like(regex) => alternatives(regex.as_str()),
            Test::NotEqual(_) | Test::NotLike(_) => Vec::new(),
        });
        values.filter(|value| self.allows(label, value)).collect()
    }
}

/// The alternatives of a pattern that stand for themselves.
fn alternatives(pattern: &str) -> Vec<String> {
    let is_plain = |c: char| c.is_alphanumeric() || "-_:/ ".contains(c);
    let bare = pattern.strip_prefix("^(?:").and_then(|rest| rest.strip_suffix(")$"));
    let all = bare
        .unwrap_or_default()
        .split('|')
        .filter(|text| !text.is_empty() && text.chars().all(is_plain));
    all.map(str::to_owned).collect()
}
