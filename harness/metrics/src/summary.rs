//! Summaries: their quantiles, and what must hold of them.

use std::collections::HashMap;

use crate::error::{Error, Problem, excerpt};
use crate::kind::Kind;
use crate::labels::Labels;
use crate::number::float;
use crate::part::{Part, count, increases, series, without};
use crate::sample::Sample;

/// The label with the quantile of a sample.
const QUANTILE: &str = "quantile";

/// The summaries of one metric while its lines are read, by their labels without `quantile`.
#[derive(Default)]
pub(crate) struct Summaries {
    drafts: HashMap<Labels, Draft>,
}

struct Draft {
    first_line: usize,
    last_quantile: Option<f64>,
    has_sum: bool,
    has_count: bool,
}

impl Summaries {
    pub(crate) fn add(&mut self, part: Part, sample: &Sample) -> Result<(), Problem> {
        match part {
            // `x_bucket` is no part of a summary, so the reader never brings one here.
            Part::Itself | Part::Bucket => self.add_quantile(sample),
            Part::Sum => {
                without(QUANTILE, sample)?;
                self.draft(sample).has_sum = true;
                Ok(())
            }
            Part::Count => {
                without(QUANTILE, sample)?;
                count(sample)?;
                self.draft(sample).has_count = true;
                Ok(())
            }
        }
    }

    pub(crate) fn finish(self, family: &str) -> Result<(), Error> {
        let mut drafts: Vec<_> = self.drafts.into_iter().collect();
        drafts.sort_by_key(|(_, draft)| draft.first_line);
        for (labels, draft) in drafts {
            draft.finish(|| excerpt(&format!("{family}{labels}")))?;
        }
        Ok(())
    }

    /// The value of a quantile may be anything: it is NaN before the first observation.
    fn add_quantile(&mut self, sample: &Sample) -> Result<(), Problem> {
        let found = quantile(sample)?;
        let draft = self.draft(sample);
        increases(QUANTILE, draft.last_quantile, found, sample)?;
        draft.last_quantile = Some(found);
        Ok(())
    }

    fn draft(&mut self, sample: &Sample) -> &mut Draft {
        let (labels, _) = sample.labels.split(QUANTILE);
        self.drafts.entry(labels).or_insert_with(|| Draft {
            first_line: sample.line,
            last_quantile: None,
            has_sum: false,
            has_count: false,
        })
    }
}

impl Draft {
    fn finish(&self, series: impl Fn() -> String) -> Result<(), Error> {
        let kind = Kind::Summary;
        if !self.has_sum {
            return Err(Problem::MissingSum { series: series(), kind }.at(self.first_line));
        }
        if !self.has_count {
            return Err(Problem::MissingCount { series: series(), kind }.at(self.first_line));
        }
        Ok(())
    }
}

fn quantile(sample: &Sample) -> Result<f64, Problem> {
    let Some(text) = sample.labels.get(QUANTILE) else {
        return Err(Problem::MissingLabel { series: series(sample), label: QUANTILE });
    };
    match float(text) {
        Some(number) if (0.0..=1.0).contains(&number) => Ok(number),
        _ => Err(Problem::InvalidQuantile { series: series(sample), found: excerpt(text) }),
    }
}
