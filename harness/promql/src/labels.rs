//! The labels that identify a series.

use std::collections::BTreeMap;
use std::fmt;

/// The label that holds the metric name.
pub const METRIC_NAME: &str = "__name__";

/// A set of labels. As in Prometheus, an empty value is the same as an absent label.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Labels(BTreeMap<String, String>);

impl Labels {
    /// The labels of a series of the metric `name`. An empty `name` gives no metric name.
    pub fn new<'a>(name: &str, pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut labels = Self::default();
        labels.set(METRIC_NAME, name);
        for (label, value) in pairs {
            labels.set(label, value);
        }
        labels
    }

    /// The metric name; empty when an operation dropped it.
    pub fn name(&self) -> &str {
        self.get(METRIC_NAME)
    }

    /// The value of a label; empty when it is missing.
    pub fn get(&self, label: &str) -> &str {
        self.0.get(label).map_or("", String::as_str)
    }

    /// Sets a label. An empty value removes it.
    pub fn set(&mut self, label: &str, value: &str) {
        if value.is_empty() {
            self.0.remove(label);
        } else {
            self.0.insert(label.to_owned(), value.to_owned());
        }
    }

    /// All labels in the order of their names, the metric name as [`METRIC_NAME`].
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(label, value)| (label.as_str(), value.as_str()))
    }

    /// The same labels without the metric name.
    #[must_use]
    pub fn without_name(mut self) -> Self {
        self.0.remove(METRIC_NAME);
        self
    }

    /// The bytes of all names and values.
    pub(crate) fn bytes(&self) -> usize {
        self.iter().map(|(label, value)| label.len() + value.len()).sum()
    }

    pub(crate) fn only(&self, names: &[String]) -> Self {
        let mut kept = Self::default();
        for name in names {
            kept.set(name, self.get(name));
        }
        kept
    }

    pub(crate) fn except(&self, names: &[String]) -> Self {
        let mut kept = self.clone();
        for name in names {
            kept.0.remove(name);
        }
        kept
    }
}

/// As PromQL writes a series: `up{job="shop"}`, or `{}` when there are no labels.
impl fmt::Display for Labels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pairs: Vec<String> = self
            .iter()
            .filter(|(label, _)| *label != METRIC_NAME)
            .map(|(label, value)| format!("{label}={value:?}"))
            .collect();
        write!(f, "{}", self.name())?;
        if !pairs.is_empty() || self.name().is_empty() {
            write!(f, "{{{}}}", pairs.join(","))?;
        }
        Ok(())
    }
}
