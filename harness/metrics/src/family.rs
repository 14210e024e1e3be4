//! Metrics: one family for each name, with its samples.

use std::collections::HashMap;

use crate::histogram::Histogram;
use crate::kind::{Keyword, Kind};
use crate::labels::Labels;
use crate::sample::Sample;

/// A metric: the group of lines about one name.
#[derive(Debug, Clone, PartialEq)]
pub struct Family {
    name: String,
    pub(crate) kind: Kind,
    pub(crate) help: Option<String>,
    pub(crate) samples: Vec<Sample>,
    pub(crate) histograms: Vec<(Labels, Histogram)>,
    /// Where the group begins.
    pub(crate) first_line: usize,
    pub(crate) help_line: Option<usize>,
    pub(crate) type_line: Option<usize>,
}

impl Family {
    /// The name of the metric.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The type; [`Kind::Untyped`] also without a `# TYPE` line.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The docstring without its escapes; empty if the `# HELP` line has a name only, `None`
    /// without such a line.
    pub fn help(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// The samples in the order of their lines; none if the metric is only described.
    pub fn samples(&self) -> &[Sample] {
        &self.samples
    }

    /// The histograms of a metric of type histogram, with their labels without `le`, in the order
    /// of their first lines.
    pub fn histograms(&self) -> impl Iterator<Item = (&Labels, &Histogram)> {
        self.histograms.iter().map(|(labels, histogram)| (labels, histogram))
    }

    /// The line of such metadata, if there is one.
    pub(crate) fn metadata_line(&self, keyword: Keyword) -> Option<usize> {
        match keyword {
            Keyword::Help => self.help_line,
            Keyword::Type => self.type_line,
        }
    }

    fn new(name: &str, first_line: usize) -> Self {
        Self {
            name: name.to_owned(),
            kind: Kind::Untyped,
            help: None,
            samples: Vec::new(),
            histograms: Vec::new(),
            first_line,
            help_line: None,
            type_line: None,
        }
    }
}

/// The families of a body, found by name.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Families {
    pub(crate) list: Vec<Family>,
    by_name: HashMap<String, usize>,
}

impl Families {
    /// Adds a family without lines, and returns its index.
    pub(crate) fn add(&mut self, name: &str, first_line: usize) -> usize {
        let index = self.list.len();
        self.list.push(Family::new(name, first_line));
        self.by_name.insert(name.to_owned(), index);
        index
    }

    pub(crate) fn index(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Family> {
        self.index(name).map(|index| &self.list[index])
    }

    /// The histogram or summary that a name with a suffix belongs to: `x` for `x_count`.
    pub(crate) fn owner(&self, name: &str) -> Option<usize> {
        Kind::Histogram.suffixes().iter().find_map(|suffix| {
            let index = self.index(name.strip_suffix(suffix)?)?;
            self.list[index].kind.suffixes().contains(suffix).then_some(index)
        })
    }
}
