//! Values, some of which nobody knows before the event.

use crate::answer::Answer;

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<Value>),
    /// Somebody's text: of a title, a branch, an author. It is equal to no literal.
    Outside,
    /// The name of this repository.
    Repository,
    /// A value of the matrix or of the machine: whatever lets the step run for one of them.
    Fitting,
    /// A value that the file does not have: a variable, the result of a step.
    Unknown,
}

impl Value {
    pub(crate) fn truth(&self) -> Answer {
        match self {
            Self::Null => Answer::No,
            Self::Bool(value) => Answer::of(*value),
            Self::Number(number) => Answer::of(*number != 0.0 && !number.is_nan()),
            Self::Text(text) => Answer::of(!text.is_empty()),
            Self::List(_) | Self::Outside | Self::Repository | Self::Fitting => Answer::Yes,
            Self::Unknown => Answer::Maybe,
        }
    }

    pub(crate) fn equals(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            (Self::Fitting, _) | (_, Self::Fitting) => Self::Fitting,
            (Self::Repository, Self::Text(_)) | (Self::Text(_), Self::Repository) => Self::Fitting,
            (Self::Text(left), Self::Text(right)) => Self::Bool(left.eq_ignore_ascii_case(right)),
            (Self::Null, Self::Null) | (Self::Repository, Self::Repository) => Self::Bool(true),
            (Self::Bool(_) | Self::Number(_) | Self::Null | Self::Text(_), _) => {
                Self::Bool(self.number().is_some_and(|left| other.number() == Some(left)))
            }
            _ => Self::Bool(false),
        }
    }

    /// Operands of different types are compared as numbers.
    fn number(&self) -> Option<f64> {
        match self {
            Self::Null => Some(0.0),
            Self::Bool(value) => Some(f64::from(u8::from(*value))),
            Self::Number(number) => Some(*number),
            Self::Text(text) if text.is_empty() => Some(0.0),
            Self::Text(text) => text.parse().ok(),
            _ => None,
        }
    }

    pub(crate) fn text(&self) -> Option<String> {
        match self {
            Self::Null => Some(String::new()),
            Self::Bool(value) => Some(value.to_string()),
            Self::Number(number) => Some(number.to_string()),
            Self::Text(text) => Some(text.clone()),
            _ => None,
        }
    }

    pub(crate) fn not(&self) -> Self {
        match (self, self.truth()) {
            (Self::Fitting, _) => Self::Fitting,
            (_, Answer::Maybe) => Self::Unknown,
            (_, truth) => Self::Bool(truth == Answer::No),
        }
    }
}
