//! How far the student is: one readable file, keyed by the name of the lab.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::Result;
use console::style;
use engine::fault::Reason;
use engine::verdict::LabReport;
use serde::{Deserialize, Serialize};
use texts::Lang;

use crate::course::{Course, Lab};
use crate::exit::Exit;
use crate::messages::{labels, trouble};
use crate::terminal;

const FOLDER: &str = ".atelier";
const FILE: &str = "progress.toml";

/// What is remembered between two runs.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(transparent)]
pub struct Progress {
    labs: BTreeMap<String, State>,
}

/// What is remembered of a lab.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct State {
    /// at the last run
    pub points: u32,
    /// what the checks are worth together
    pub out_of: u32,
    /// the best there ever was
    pub best: u32,
    /// the check to fix first after the last run
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failing: Option<String>,
    /// hints shown for that check
    pub hints: usize,
    /// whether the server did not compile at the last run
    pub unbuilt: bool,
}

impl State {
    /// Whether every point was earned at the last run.
    pub fn done(&self) -> bool {
        self.out_of > 0 && self.points == self.out_of
    }
}

impl Progress {
    /// What is remembered; a file that cannot be read is set aside, with a word about it.
    pub fn load(course: &Course, lang: Lang) -> Self {
        let path = path(course);
        let Ok(text) = fs::read_to_string(&path) else { return Self::default() };
        toml::from_str(&text).unwrap_or_else(|_| {
            let kept = path.with_extension("toml.broken");
            if fs::rename(&path, &kept).is_ok() {
                let path = path.display().to_string();
                let kept = kept.display().to_string();
                terminal::complain(&trouble::progress_unreadable(path, kept).text(lang));
            }
            Self::default()
        })
    }

    /// Remembers the verdicts of a whole run, and which check to fix `first`. A failure to do so is
    /// said, and costs nothing else.
    pub fn note(course: &Course, report: &LabReport, first: Option<&str>, lang: Lang) {
        let mut progress = Self::load(course, lang);
        let state = progress.labs.entry(report.lab.clone()).or_default();
        if state.failing.as_deref() != first {
            state.hints = 0;
        }
        state.failing = first.map(str::to_owned);
        state.unbuilt = report.checks.iter().any(|check| check.reason == Some(Reason::BuildFailed));
        state.points = report.points;
        state.out_of = report.out_of;
        state.best = state.best.max(report.points);
        progress.save(course, lang);
    }

    /// What is remembered of a lab.
    pub fn of(&self, lab: &Lab) -> State {
        self.labs.get(&lab.name).cloned().unwrap_or_default()
    }

    /// Changes what is remembered of a lab.
    pub fn set(&mut self, lab: &Lab, state: State) {
        self.labs.insert(lab.name.clone(), state);
    }

    /// The first lab that is not done, else the last one.
    pub fn current<'a>(&self, course: &'a Course) -> Option<&'a Lab> {
        course.labs.iter().find(|lab| !self.of(lab).done()).or(course.labs.last())
    }

    /// Writes the file whole or not at all.
    pub fn save(&self, course: &Course, lang: Lang) {
        if let Err(error) = self.write(course) {
            let path = path(course).display().to_string();
            let why = error.to_string();
            terminal::complain(&trouble::progress_unwritable(path, why).text(lang));
        }
    }

    fn write(&self, course: &Course) -> io::Result<()> {
        let text = toml::to_string(self).map_err(io::Error::other)?;
        let folder = course.root.join(FOLDER);
        fs::create_dir_all(&folder)?;
        let mut file = tempfile::NamedTempFile::new_in(&folder)?;
        file.write_all(text.as_bytes())?;
        file.persist(path(course)).map_err(|error| error.error)?;
        Ok(())
    }
}

fn path(course: &Course) -> PathBuf {
    course.root.join(FOLDER).join(FILE)
}

/// The folder in which the versions of labs are kept aside.
pub fn kept_folder(course: &Course) -> PathBuf {
    course.root.join(FOLDER).join("kept")
}

/// The folder in which the files of failed checks are kept, from the root of the course.
pub fn fixtures_folder() -> PathBuf {
    PathBuf::from(FOLDER).join("fixtures")
}

/// The folder in which `lab run` lets servers write.
pub fn run_folder(course: &Course) -> PathBuf {
    course.root.join(FOLDER).join("run")
}

/// `lab progress`: a line for every lab.
///
/// # Errors
/// None; the signature is that of every command.
pub fn show(course: &Course, lang: Lang) -> Result<Exit> {
    const CELLS: u32 = 20;
    let progress = Progress::load(course, lang);
    let widest = course.labs.iter().map(|lab| lab.folder.len()).max().unwrap_or(0);
    for lab in &course.labs {
        let state = progress.of(lab);
        let filled = (CELLS * state.points).checked_div(state.out_of).unwrap_or(0);
        let bar = format!(
            "{}{}",
            style("█".repeat(filled as usize)).green(),
            style("░".repeat((CELLS - filled) as usize)).dim()
        );
        let points = if state.out_of == 0 {
            labels::NOT_TRIED.text(lang)
        } else {
            format!("{}/{}", state.points, state.out_of)
        };
        println!("{:widest$}  {bar}  {points:<16}  {}", lab.folder, lab.title(lang));
    }
    let points: u32 = course.labs.iter().map(|lab| progress.of(lab).points).sum();
    let out_of: u32 = course.labs.iter().map(|lab| lab.points).sum();
    println!("\n{}", style(labels::total(points, out_of).text(lang)).bold());
    Ok(Exit::Passed)
}
