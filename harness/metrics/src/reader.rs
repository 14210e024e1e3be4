//! Reads a body line by line: which metric a line belongs to, and whether it may stand there.
//!
//! The time is linear in the length of the body, but for sorting the labels of each line and the
//! histograms of each metric.

use std::collections::HashMap;

use crate::check::Check;
use crate::error::{Error, Problem, excerpt};
use crate::family::Families;
use crate::kind::{Keyword, Kind};
use crate::labels::Labels;
use crate::line::{self, Line};
use crate::part::series;
use crate::sample::Sample;

/// What has been read of a body.
#[derive(Default)]
pub(crate) struct Reader {
    families: Families,
    /// One for each family, with the same index.
    checks: Vec<Check>,
    /// The family whose group is being read.
    current: Option<usize>,
    /// The line of each series.
    lines: HashMap<(String, Labels), usize>,
}

impl Reader {
    /// Reads a line without its line feed; `number` counts lines from 1.
    pub(crate) fn read(&mut self, text: &str, number: usize) -> Result<(), Error> {
        self.read_line(text, number).map_err(|problem| problem.at(number))
    }

    /// After the last line: reports what is missing, and returns all metrics.
    pub(crate) fn finish(mut self) -> Result<Families, Error> {
        for (family, check) in self.families.list.iter_mut().zip(self.checks) {
            family.histograms = check.finish(family.name())?;
        }
        Ok(self.families)
    }

    fn read_line(&mut self, text: &str, number: usize) -> Result<(), Problem> {
        if text.ends_with('\r') {
            return Err(Problem::CarriageReturn);
        }
        match line::read(text, number)? {
            Line::Ignored => Ok(()),
            Line::Help { name, text } => self.help(&name, text, number),
            Line::Type { name, kind } => self.kind(&name, kind, number),
            Line::Sample(sample) => self.sample(sample),
        }
    }

    fn help(&mut self, name: &str, text: String, line: usize) -> Result<(), Problem> {
        let index = self.described_family(Keyword::Help, name, line)?;
        let family = &mut self.families.list[index];
        family.help = Some(text);
        family.help_line = Some(line);
        Ok(())
    }

    fn kind(&mut self, name: &str, kind: Kind, line: usize) -> Result<(), Problem> {
        let index = self.described_family(Keyword::Type, name, line)?;
        for suffix in kind.suffixes() {
            let part = format!("{name}{suffix}");
            if self.families.index(&part).is_some() {
                return Err(name_taken(&part, name, kind));
            }
        }
        let family = &mut self.families.list[index];
        family.kind = kind;
        family.type_line = Some(line);
        self.checks[index] = Check::new(kind);
        Ok(())
    }

    fn sample(&mut self, sample: Sample) -> Result<(), Problem> {
        let index = match self.families.owner(&sample.name) {
            Some(owner) => self.enter(owner)?,
            None => self.enter_named(&sample.name, sample.line)?,
        };
        let key = (sample.name.clone(), sample.labels.clone());
        if let Some(first_line) = self.lines.insert(key, sample.line) {
            return Err(Problem::DuplicateSeries { series: series(&sample), first_line });
        }
        let family = &mut self.families.list[index];
        self.checks[index].add(family.name(), &sample)?;
        family.samples.push(sample);
        Ok(())
    }

    /// The family that a `HELP` or `TYPE` line describes, if such a line may stand here.
    fn described_family(
        &mut self,
        keyword: Keyword,
        name: &str,
        line: usize,
    ) -> Result<usize, Problem> {
        if let Some(owner) = self.families.owner(name) {
            let owner = &self.families.list[owner];
            return Err(name_taken(name, owner.name(), owner.kind));
        }
        if let Some(family) = self.families.get(name) {
            let name = excerpt(name);
            if let Some(first_line) = family.metadata_line(keyword) {
                return Err(Problem::DuplicateMetadata { keyword, name, first_line });
            }
            if let Some(Sample { line: first_line, .. }) = family.samples.first() {
                return Err(Problem::LateMetadata { keyword, name, first_line: *first_line });
            }
        }
        self.enter_named(name, line)
    }

    fn enter_named(&mut self, name: &str, line: usize) -> Result<usize, Problem> {
        match self.families.index(name) {
            Some(index) => self.enter(index),
            None => {
                let index = self.families.add(name, line);
                self.checks.push(Check::new(Kind::Untyped));
                self.current = Some(index);
                Ok(index)
            }
        }
    }

    /// A known family goes on only if no other one has begun since.
    fn enter(&self, index: usize) -> Result<usize, Problem> {
        if self.current == Some(index) {
            return Ok(index);
        }
        let family = &self.families.list[index];
        Err(Problem::NotGrouped { name: excerpt(family.name()), first_line: family.first_line })
    }
}

fn name_taken(name: &str, owner: &str, kind: Kind) -> Problem {
    Problem::NameTaken { name: excerpt(name), owner: excerpt(owner), kind }
}
