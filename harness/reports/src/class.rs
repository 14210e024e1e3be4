//! What every student of a class has in common.

use std::sync::Arc;

use engine::Lang;
use engine::protocol::Description;
use jiff::tz::TimeZone;
use marks::Points;
use sandbox::Tier;
use serde::{Deserialize, Serialize};
use texts::{Message, Text};

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
    /// where the book is published, without its language
    pub book_url: Option<String>,
    /// what Moodle's assignments are graded out of; none means what each lab is worth
    pub moodle_maximum: Option<Points>,
    /// what was found at the paths that were given
    pub found: Option<Found>,
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

/// The entries at the instructor's paths, counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// submissions that were read
    pub read: usize,
    /// more entries of the same submissions
    pub parts: usize,
    /// submissions of which nothing could be taken
    pub refused: usize,
    /// path and reason of what is no submission
    pub ignored: Vec<(String, Message)>,
}

impl Found {
    /// How many entries there were.
    pub fn entries(&self) -> usize {
        self.read + self.parts + self.refused + self.ignored.len()
    }
}

impl Class {
    /// The same for a reader of another language.
    #[must_use]
    pub fn in_language(&self, lang: Lang) -> Self {
        Self { lang, ..self.clone() }
    }

    /// The title of a lab, in the class's language; its name when the class does not have it.
    pub fn title<'a>(&'a self, lab: &'a str) -> &'a str {
        let head = self.labs.iter().find(|head| head.name == lab);
        head.map_or(lab, |head| head.title.get(self.lang))
    }
}
