//! The manifest of the course, and where everything is.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use manifest::{Rules, settings};
use serde::Deserialize;
use texts::{Lang, Message};
use toml::value::Datetime;

use crate::exit::Refusal;
use crate::messages::{trouble, usage};

/// The course: its labs in order, and the folder that holds everything.
#[derive(Debug)]
pub struct Course {
    /// the root of the workspace
    pub root: PathBuf,
    /// in the order in which they are taught
    pub labs: Vec<Lab>,
    /// the crates that every lab may use beside those of its starter
    pub crates: Vec<String>,
    /// what lateness costs; without it, nothing
    pub late: Option<Late>,
    /// the zone of times that say nothing about theirs
    pub zone: String,
    settings: Option<Settings>,
}

/// How the course's own files are, as far as labs are compiled by them, as they were handed out. The words
/// are those of [`manifest::settings`].
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    /// of `Cargo.toml`
    manifest: String,
    /// of `.cargo/config.toml`
    configuration: String,
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
    /// whether its server needs a broker, which the instructor's command gives it
    #[serde(default)]
    pub broker: bool,
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
    #[serde(default, rename = "crate")]
    crates: Vec<CourseCrate>,
    late: Option<Late>,
    #[serde(default = "paris")]
    zone: String,
    settings: Option<Settings>,
}

/// Where the course was first given.
fn paris() -> String {
    "Europe/Paris".to_owned()
}

/// A crate that every lab may use.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CourseCrate {
    name: String,
    /// for people
    #[serde(rename = "why")]
    _why: String,
}

const MANIFEST: &str = "labs/course.toml";

/// The course's own files that change how labs are compiled.
const WORKSPACE: &str = "Cargo.toml";
const CONFIGURATION: &str = ".cargo/config.toml";

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
            .ok_or_else(|| Refusal::harness(trouble::no_manifest(MANIFEST)))?;
        Self::load(root)
    }

    /// The ids of the checks of `lab`, in alphabetical order: the names of its suite's texts.
    ///
    /// # Errors
    /// When the suite's texts cannot be read.
    pub fn check_ids(&self, lab: &Lab) -> Result<Vec<String>> {
        /// The texts of a suite, as far as they name checks.
        #[derive(Deserialize)]
        struct Texts {
            checks: toml::Table,
        }
        let file = self.root.join("harness/suites").join(&lab.folder).join("texts.toml");
        let reading = || format!("reading {}", file.display());
        let text = fs::read_to_string(&file).with_context(reading)?;
        let texts: Texts = toml::from_str(&text).with_context(reading)?;
        Ok(texts.checks.keys().cloned().collect())
    }

    /// The course whose folder is `root`.
    ///
    /// # Errors
    /// When there is no manifest, or one that cannot be understood.
    pub fn load(root: &Path) -> Result<Self> {
        Self::declared_by(root, &root.join(MANIFEST))
            .map_err(|why| Refusal::harness(trouble::broken_manifest(MANIFEST, why)))
    }

    /// The course whose folder is `root`, as another manifest than its own declares it: this year's
    /// deadlines need not be committed.
    ///
    /// # Errors
    /// Why the manifest cannot be understood.
    pub fn declared_by(root: &Path, manifest: &Path) -> Result<Self, String> {
        let text = fs::read_to_string(manifest).map_err(|error| error.to_string())?;
        Self::declared_in(root, &text)
    }

    /// The same by the text of a manifest.
    ///
    /// # Errors
    /// Why it cannot be understood.
    pub fn declared_in(root: &Path, text: &str) -> Result<Self, String> {
        let manifest: Manifest = toml::from_str(text).map_err(|error| error.to_string())?;
        if let Some(lab) = manifest.lab.iter().find(|lab| lab.deadline.is_some_and(is_vague)) {
            return Err(format!(
                "the deadline of {} needs a date, a time and an offset: 2026-10-12T23:59:00+02:00",
                lab.name
            ));
        }
        let crates = manifest.crates.into_iter().map(|listed| listed.name).collect();
        Ok(Self {
            root: root.to_owned(),
            labs: manifest.lab,
            crates,
            late: manifest.late,
            zone: manifest.zone,
            settings: manifest.settings,
        })
    }

    /// What the manifest of `lab` may say.
    ///
    /// # Errors
    /// When the starter's or the workspace's cannot be read.
    pub fn rules(&self, lab: &Lab) -> Result<Rules> {
        let read = |path: PathBuf| {
            fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))
        };
        let solution = self.root.join(Side::Solution.folder()).join(&lab.folder);
        let starter = starters::manifest(&solution)?;
        Ok(Rules::new(&starter, &read(self.root.join("Cargo.toml"))?, &self.crates)?)
    }

    /// Which of the course's own files were changed in a way that changes how labs are compiled.
    pub fn changed_settings(&self) -> Vec<&'static str> {
        let Some(recorded) = &self.settings else { return Vec::new() };
        let own = self.own_settings();
        let pairs = [
            (WORKSPACE, &recorded.manifest, &own.manifest),
            (CONFIGURATION, &recorded.configuration, &own.configuration),
        ];
        pairs.into_iter().filter(|(_, one, other)| one != other).map(|(path, ..)| path).collect()
    }

    fn own_settings(&self) -> Settings {
        let read = |path: &str| fs::read_to_string(self.root.join(path)).unwrap_or_default();
        let solutions = self.root.join(Side::Solution.folder());
        let starters = self
            .labs
            .iter()
            .filter_map(|lab| starters::manifest(&solutions.join(&lab.folder)).ok());
        let declared = starters.flat_map(|starter| settings::declared(&starter));
        let crates = declared.chain(self.crates.iter().cloned()).collect();
        Settings {
            manifest: settings::of_workspace(&read(WORKSPACE), &crates).unwrap_or_default(),
            configuration: settings::of_configuration(&read(CONFIGURATION)).unwrap_or_default(),
        }
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
            let known: Vec<&str> = self.labs.iter().map(|lab| lab.folder.as_str()).collect();
            let proposal = proposal(nearest(given, names), &known.join(", "));
            Refusal::usage(usage::unknown_lab(given, proposal))
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
        Err(Refusal::usage(usage::no_lab_folder(path, number)))
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

impl Lab {
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

/// What to write instead of an unknown name: the nearest one, else one of all that are `known`.
pub fn proposal(nearest: Option<String>, known: &str) -> Message {
    match nearest {
        Some(nearest) => usage::nearest(nearest),
        None => usage::known(known),
    }
}

/// The path of a chapter in the repository.
pub fn chapter_path(chapter: &str, lang: Lang) -> String {
    let tree = match lang {
        Lang::Fr => "fr",
        Lang::En => "en",
    };
    format!("book/{tree}/src/{chapter}")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Course, Manifest, nearest};

    #[test]
    fn the_course_says_how_its_own_files_are() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let course = Course::load(&root).expect("the course");
        let own = course.own_settings();
        assert_eq!(
            course.settings.as_ref(),
            Some(&own),
            "when the change is meant, write these words under [settings] in labs/course.toml"
        );
    }

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
