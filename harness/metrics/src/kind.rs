//! The fixed words of the format: the types of metrics, and the keywords of comments.

use std::fmt;

/// The type of a metric, from its `# TYPE` line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A total that only grows.
    Counter,
    /// A value that can go up and down.
    Gauge,
    /// Observations counted in buckets.
    Histogram,
    /// Observations summarized by quantiles.
    Summary,
    /// No type: also the type of a metric without a `# TYPE` line.
    Untyped,
}

impl Kind {
    /// Every type that the format knows.
    pub const ALL: [Self; 5] =
        [Self::Counter, Self::Gauge, Self::Histogram, Self::Summary, Self::Untyped];

    /// The word of the `# TYPE` line, in lower case as the format writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Histogram => "histogram",
            Self::Summary => "summary",
            Self::Untyped => "untyped",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// What the names of further samples of such a metric end with.
    pub(crate) fn suffixes(self) -> &'static [&'static str] {
        match self {
            Self::Histogram => &["_bucket", "_sum", "_count"],
            Self::Summary => &["_sum", "_count"],
            Self::Counter | Self::Gauge | Self::Untyped => &[],
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The first token of a comment that describes a metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Keyword {
    /// `# HELP name docstring`
    Help,
    /// `# TYPE name type`
    Type,
}

impl fmt::Display for Keyword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Help => "HELP",
            Self::Type => "TYPE",
        })
    }
}
