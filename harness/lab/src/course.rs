//! The manifest of the course, and where everything is.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use engine::Lang;
use serde::Deserialize;
use toml::value::{Date, Datetime, Offset};

use crate::exit::Refusal;
use crate::messages::{Trouble, Usage};

/// The course: its labs in order, and the folder that holds everything.
#[derive(Debug)]
pub struct Course {
    /// the root of the workspace
    pub root: PathBuf,
    /// in the order in which they are taught
    pub labs: Vec<Lab>,
    /// what lateness costs; without it, nothing
    pub late: Option<Late>,
}

/// What handing a lab in after its deadline costs. Only the instructor's command reads it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Late {
    /// minutes after the deadline that cost nothing
    pub grace_minutes: u32,
    /// of what the lab is worth, for every day that has begun
    pub percent_per_day: u32,
    /// of what the lab is worth, however late
    pub percent_at_most: u32,
}

/// One lab, as `labs/course.toml` declares it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lab {
    /// what it is called on the command line and in the progress file
    pub name: String,
    /// under `labs/` and `solutions/`
    pub folder: String,
    /// in both languages
    pub title: Title,
    /// what its checks are worth together
    pub points: u32,
    /// the page of the book
    pub chapter: String,
    /// files that a submission may hold beside its sources
    pub data: Vec<String>,
    /// when it is to be handed in, with its offset from UTC
    #[serde(default)]
    pub deadline: Option<Datetime>,
    /// what the lab weighs in the continuous half of the final grade
    #[serde(default = "one")]
    pub weight: u32,
}

fn one() -> u32 {
    1
}

/// A title in both languages.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Title {
    fr: String,
    en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    lab: Vec<Lab>,
    late: Option<Late>,
}

const MANIFEST: &str = "labs/course.toml";

impl Course {
    /// The course around the current folder, else the one that this command was started from.
    ///
    /// # Errors
    /// When there is no manifest, or one that cannot be understood.
    pub fn find() -> Result<Self> {
        let here = env::current_dir().unwrap_or_default();
        let started = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
        let root = here
            .ancestors()
            .chain(started.ancestors())
            .find(|folder| !folder.as_os_str().is_empty() && folder.join(MANIFEST).is_file())
            .ok_or_else(|| Refusal::harness(Trouble::NoManifest { path: MANIFEST.into() }))?;
        Self::load(root)
    }

    /// The course whose folder is `root`.
    ///
    /// # Errors
    /// When there is no manifest, or one that cannot be understood.
    pub fn load(root: &Path) -> Result<Self> {
        Self::declared_by(root, &root.join(MANIFEST))
            .map_err(|why| Refusal::harness(Trouble::BrokenManifest { path: MANIFEST.into(), why }))
    }

    /// The course whose folder is `root`, as another manifest than its own declares it: this year's
    /// deadlines need not be committed.
    ///
    /// # Errors
    /// Why the manifest cannot be understood.
    pub fn declared_by(root: &Path, manifest: &Path) -> Result<Self, String> {
        let text = fs::read_to_string(manifest).map_err(|error| error.to_string())?;
        let manifest: Manifest = toml::from_str(&text).map_err(|error| error.to_string())?;
        if let Some(lab) = manifest.lab.iter().find(|lab| lab.deadline.is_some_and(is_vague)) {
            return Err(format!(
                "the deadline of {} needs a date, a time and an offset: 2026-10-12T23:59:00+02:00",
                lab.name
            ));
        }
        Ok(Self { root: root.to_owned(), labs: manifest.lab, late: manifest.late })
    }

    /// The lab of that number or name.
    ///
    /// # Errors
    /// When there is none; the nearest name is proposed.
    pub fn lab(&self, given: &str) -> Result<&Lab> {
        let number: Option<usize> = given.parse().ok();
        let found = self.labs.iter().enumerate().find(|(index, lab)| {
            number == Some(index + 1) || lab.name == given || lab.folder == given
        });
        found.map(|(_, lab)| lab).ok_or_else(|| {
            let names = self.labs.iter().map(|lab| lab.name.as_str());
            Refusal::usage(Usage::UnknownLab {
                given: given.to_owned(),
                nearest: nearest(given, names),
                known: self.labs.iter().map(|lab| lab.folder.clone()).collect(),
            })
        })
    }

    /// The labs of these numbers or names, each once; all of them when none is given.
    ///
    /// # Errors
    /// Those of [`Course::lab`].
    pub fn chosen(&self, given: &[String]) -> Result<Vec<&Lab>> {
        if given.is_empty() {
            return Ok(self.labs.iter().collect());
        }
        let mut chosen: Vec<&Lab> = Vec::new();
        for lab in given {
            let lab = self.lab(lab)?;
            if !chosen.iter().any(|known| known.name == lab.name) {
                chosen.push(lab);
            }
        }
        Ok(chosen)
    }

    /// The lab that comes after `lab`.
    pub fn after(&self, lab: &Lab) -> Option<&Lab> {
        self.labs.iter().skip_while(|known| known.name != lab.name).nth(1)
    }

    /// What a student calls the lab: its number.
    pub fn number(&self, lab: &Lab) -> usize {
        self.labs.iter().take_while(|known| known.name != lab.name).count() + 1
    }

    /// The student's folder of the lab, or that of the solution.
    ///
    /// # Errors
    /// When it is gone.
    pub fn folder(&self, lab: &Lab, side: Side) -> Result<PathBuf> {
        let folder = self.root.join(side.folder()).join(&lab.folder);
        if folder.join("Cargo.toml").is_file() {
            return Ok(folder);
        }
        let path = format!("{}/{}", side.folder(), lab.folder);
        let number = self.number(lab);
        Err(Refusal::usage(Usage::NoLabFolder { path, number }))
    }
}

/// The student's version of a lab, or the author's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// `labs/`
    Lab,
    /// `solutions/`
    Solution,
}

impl Side {
    /// The folder of all labs of that side.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Lab => "labs",
            Self::Solution => "solutions",
        }
    }
}

/// Whether a moment could be several, depending on where one is.
fn is_vague(moment: Datetime) -> bool {
    moment.date.is_none() || moment.time.is_none() || moment.offset.is_none()
}

/// Days from 1970-01-01 to a date of the Gregorian calendar
/// (<https://howardhinnant.github.io/date_algorithms.html#days_from_civil>).
fn days_since_1970(date: Date) -> i64 {
    let (month, day) = (i64::from(date.month), i64::from(date.day));
    let year = i64::from(date.year) - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

impl Lab {
    /// When it is to be handed in, in seconds since 1970, UTC.
    pub fn deadline(&self) -> Option<i64> {
        let moment = self.deadline?;
        let (date, time) = (moment.date?, moment.time?);
        let offset = match moment.offset? {
            Offset::Z => 0,
            Offset::Custom { minutes } => i64::from(minutes) * 60,
        };
        let of_day = i64::from(time.hour) * 3600
            + i64::from(time.minute) * 60
            + i64::from(time.second.unwrap_or(0));
        Some(days_since_1970(date) * 86_400 + of_day - offset)
    }

    /// The title in `lang`.
    pub fn title(&self, lang: Lang) -> &str {
        match lang {
            Lang::Fr => &self.title.fr,
            Lang::En => &self.title.en,
        }
    }

    /// The package of the workspace that the server is.
    pub fn package(&self, side: Side) -> String {
        match side {
            Side::Lab => self.name.clone(),
            Side::Solution => format!("solution-{}", self.name),
        }
    }
}

/// The one of `known` that was most likely meant, if any is near.
pub fn nearest<'a>(given: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    const NEAR: f64 = 0.4;
    known
        .map(|name| (strsim::normalized_damerau_levenshtein(given, name), name))
        .filter(|(similarity, _)| *similarity > NEAR)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, name)| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Manifest, nearest};

    #[test]
    fn an_unknown_key_of_the_manifest_is_refused() {
        let text = "[[lab]]\nname = \"a\"\nfolder = \"b\"\ntitle = { fr = \"c\", en = \"d\" }\n\
                    points = 20\nchapter = \"e\"\ndata = []\n";
        assert!(toml::from_str::<Manifest>(text).is_ok());
        assert!(toml::from_str::<Manifest>(&format!("{text}colour = 1\n")).is_err());
        assert!(toml::from_str::<Manifest>(&text.replace(", en = \"d\"", "")).is_err());
    }

    #[test]
    fn the_nearest_name_is_proposed_and_none_when_none_is_near() {
        let known = || ["salutation", "params"].into_iter();
        assert_eq!(nearest("salutaion", known()).as_deref(), Some("salutation"));
        assert_eq!(nearest("param", known()).as_deref(), Some("params"));
        assert_eq!(nearest("kubernetes", known()), None);
    }
}
