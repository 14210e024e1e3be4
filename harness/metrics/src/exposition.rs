//! A valid body, and the questions it answers.

use crate::error::{Error, Problem};
use crate::family::{Families, Family};
use crate::histogram::Histogram;
use crate::reader::Reader;
use crate::sample::Sample;

/// A body that keeps every rule of the format.
#[derive(Debug, Clone, PartialEq)]
pub struct Exposition {
    families: Families,
}

impl Exposition {
    /// Reads the body of a response.
    ///
    /// The empty body is valid, and has no metrics.
    ///
    /// # Errors
    /// The first line that breaks a rule. What a histogram or a summary lacks is reported only if
    /// every line is right, since it could still have come.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let mut reader = Reader::default();
        for (index, line) in text.split_inclusive('\n').enumerate() {
            let number = index + 1;
            let line = line.strip_suffix('\n').ok_or(Problem::MissingLineFeed.at(number))?;
            reader.read(line, number)?;
        }
        Ok(Self { families: reader.finish()? })
    }

    /// Reads the body of a response as it was received.
    ///
    /// # Errors
    /// As [`Exposition::parse`]; bytes that are not UTF-8 are reported before anything else.
    pub fn parse_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let text = str::from_utf8(bytes).map_err(|error| {
            let before = &bytes[..error.valid_up_to()];
            let line_feeds = before.iter().filter(|&&byte| byte == b'\n').count();
            Problem::NotUtf8.at(line_feeds + 1)
        })?;
        Self::parse(text)
    }

    /// The metrics in the order of their lines, with those that are described but have no samples.
    pub fn families(&self) -> &[Family] {
        &self.families.list
    }

    /// The metric of that name: `x`, not `x_count`, for a histogram `x`.
    pub fn family(&self, name: &str) -> Option<&Family> {
        self.families.get(name)
    }

    /// The samples of that name, in the order of their lines: `x_count` finds those of a histogram
    /// `x`.
    pub fn series(&self, name: &str) -> impl Iterator<Item = &Sample> {
        let index = self.families.owner(name).or_else(|| self.families.index(name));
        let samples = index.map_or(&[][..], |index| self.families.list[index].samples());
        samples.iter().filter(move |sample| sample.name == name)
    }

    /// The value of the series with that name and exactly those labels, in any order.
    pub fn value(&self, name: &str, labels: &[(&str, &str)]) -> Option<f64> {
        self.series(name).find(|sample| sample.labels.are(labels)).map(|sample| sample.value)
    }

    /// The histogram with that name and exactly those labels, in any order, `le` left out.
    pub fn histogram(&self, name: &str, labels: &[(&str, &str)]) -> Option<&Histogram> {
        let (_, histogram) = self.family(name)?.histograms().find(|(set, _)| set.are(labels))?;
        Some(histogram)
    }

    /// The number of series: of lines with a value.
    pub fn series_count(&self) -> usize {
        self.families().iter().map(|family| family.samples().len()).sum()
    }
}
