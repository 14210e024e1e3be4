//! What every student of a class has in common.

use std::sync::Arc;

use engine::Lang;
use engine::protocol::Description;
use jiff::tz::TimeZone;
use marks::Points;
use sandbox::Tier;
use texts::Text;

use crate::dialect::Dialect;

/// The class that is reported.
#[derive(Clone, Debug, PartialEq)]
pub struct Class {
    /// what the pages are headed with
    pub title: String,
    /// of every text for people
    pub lang: Lang,
    /// the labs that are graded, in the order of the course
    pub labs: Vec<LabHead>,
    /// `rustc --version`
    pub toolchain: String,
    /// how the submissions were confined
    pub tier: Tier,
    /// the form of the CSV files that are for people
    pub dialect: Dialect,
    /// where the times of the pages are
    pub zone: TimeZone,
    /// what the drawn values came from, when it was one seed for all
    pub seed: Option<u64>,
}

/// A lab, before anyone has handed it in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabHead {
    /// its name, the column of `grades.csv`
    pub name: String,
    /// its folder under `labs/`
    pub folder: String,
    /// its title
    pub title: Text,
    /// what it is worth
    pub out_of: Points,
    /// its checks, in order
    pub checks: Arc<[Description]>,
}

impl Class {
    /// The same for a reader of another language.
    #[must_use]
    pub fn in_language(&self, lang: Lang) -> Self {
        Self { lang, ..self.clone() }
    }

    /// What all labs are worth together.
    pub fn out_of(&self) -> Points {
        self.labs.iter().map(|lab| lab.out_of).sum()
    }

    /// The title of a lab, in the class's language; its name when the class does not have it.
    pub fn title<'a>(&'a self, lab: &'a str) -> &'a str {
        let head = self.labs.iter().find(|head| head.name == lab);
        head.map_or(lab, |head| head.title.get(self.lang))
    }
}
