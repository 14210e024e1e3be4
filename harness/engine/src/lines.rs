//! What was received, line by line, with the harness's remarks about it.

use serde::{Deserialize, Serialize};
use similar::DiffableStr;
use texts::{Lang, Message};

use crate::messages::remarks;

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Line {
    /// as it was received, with placeholders for drawn values
    Verbatim(String),
    /// a remark of the harness
    Remark(Message),
}

/// Several lines. They can be compared with a snapshot, which contains no remarks.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lines(Vec<Line>);

impl Lines {
    /// The lines, one after the other.
    pub fn iter(&self) -> std::slice::Iter<'_, Line> {
        self.0.iter()
    }

    /// A request and, after an empty line, what was found.
    pub fn exchange(request: &str, found: Self) -> Self {
        let mut lines = Self::from(request).then("");
        lines.extend(found);
        lines
    }

    /// Whether there is no line.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The lines with `change` applied to all but remarks. One line may become several.
    #[must_use]
    pub fn map(&self, change: impl Fn(&str) -> String) -> Self {
        let changed = |line: &Line| match line {
            Line::Verbatim(text) => Self::from(change(text)),
            Line::Remark(_) => Self(vec![line.clone()]),
        };
        Self(self.0.iter().flat_map(changed).collect())
    }

    /// Adds the lines of `text`.
    #[must_use]
    pub fn then(mut self, text: &str) -> Self {
        self.extend(Self::from(text));
        self
    }

    /// Adds a remark, in parentheses.
    #[must_use]
    pub fn remark(mut self, remark: impl Into<Message>) -> Self {
        self.0.push(Line::Remark(remarks::parenthesis(remark.into())));
        self
    }

    /// Adds other lines.
    pub fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// Writes `start` before the first line, unless it is a remark.
    pub fn prefix(&mut self, start: &str) {
        if let Some(Line::Verbatim(first)) = self.0.first_mut() {
            first.insert_str(0, start);
        }
    }

    /// All lines as one text.
    pub fn text(&self, lang: Lang) -> String {
        let lines: Vec<String> = self.0.iter().map(|line| line.text(lang)).collect();
        lines.join("\n")
    }
}

impl Line {
    /// The line in `lang`. A remark may consist of several lines.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Self::Verbatim(text) => text.clone(),
            Self::Remark(message) => message.text(lang),
        }
    }
}

impl From<&str> for Lines {
    /// A lone carriage return ends a line too, and stays part of it.
    fn from(text: &str) -> Self {
        let lines = text.tokenize_lines();
        let verbatim =
            |line: &str| Line::Verbatim(line.strip_suffix('\n').unwrap_or(line).to_owned());
        let ends = text.is_empty() || text.ends_with('\n');
        let last = ends.then(|| Line::Verbatim(String::new()));
        Self(lines.into_iter().map(verbatim).chain(last).collect())
    }
}

impl From<String> for Lines {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<Message> for Lines {
    fn from(message: Message) -> Self {
        Self(vec![Line::Remark(message)])
    }
}

impl From<Vec<Message>> for Lines {
    fn from(messages: Vec<Message>) -> Self {
        Self(messages.into_iter().map(Line::Remark).collect())
    }
}

impl FromIterator<Line> for Lines {
    fn from_iter<T: IntoIterator<Item = Line>>(lines: T) -> Self {
        Self(lines.into_iter().collect())
    }
}

impl IntoIterator for Lines {
    type Item = Line;
    type IntoIter = std::vec::IntoIter<Line>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}
