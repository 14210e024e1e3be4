//! `grader run`: the whole way from submissions to reports.

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io;
use std::num::NonZero;
use std::path::Path;
use std::thread;
use std::time::Instant;

use anyhow::{Context, Result};
use engine::Lang;
use indicatif::{ProgressBar, ProgressStyle};
use lab::course::{Course, Lab};

use crate::batch::{Batch, Graded, SetAside};
use crate::cli::{Exit, Place, RunOptions, Usage};
use crate::gradebook::{Gradebook, Row};
use crate::intake::{self, Source, names};
use crate::leftovers;
use crate::marks::Terms;
use crate::model::{Marked, Outcome, Refused, Student, Tier};
use crate::prepare::{Tools, Workshop};
use crate::report::{Writer, is_open};
use crate::roster::{Attendance, Roster};
use crate::sandbox::Machine;
use crate::words::{self, Words};

/// The gradebook's file in the folder of a class.
pub const BOOK: &str = "gradebook.sqlite";

/// Everything that grading needs, ready.
pub struct Ready {
    /// the course
    pub course: Course,
    /// what confines
    pub machine: Machine,
    /// what judges
    pub workshop: Workshop,
    /// the truth
    pub book: Gradebook,
    /// what the drawn values come from
    pub seed: u64,
    /// nobody else works on the same gradebook while this is held
    _lock: File,
}

impl Ready {
    /// Gets everything ready for the labs of `place`.
    ///
    /// # Errors
    /// When submissions cannot be confined here and that was not asked for; when something does not
    /// compile; when another grader works in the same folder.
    pub fn get(place: &Place, course: Course, lang: Lang) -> Result<Self> {
        let labs: Vec<Lab> = course.chosen(&place.lab)?.into_iter().cloned().collect();
        let labs: Vec<&Lab> = labs.iter().collect();
        let lock = lock(&place.out, lang)?;
        leftovers::sweep(&place.out);
        let say = Words(lang);
        eprintln!("{}", say.preparing());
        let tools = Tools::compile(&course, &course.labs)?;
        let machine = Machine::look(tools.of("confine")?)?;
        if machine.tier == Tier::None {
            return Err(Usage(say.nothing_at_all(&machine.lacks)).into());
        }
        if machine.tier != Tier::Full && !place.unsafe_no_sandbox {
            return Err(Usage(say.no_sandbox(machine.tier, &machine.lacks)).into());
        }
        let workshop = Workshop::prepare(&course, &labs, &tools, &machine)?;
        let book = Gradebook::open(&place.out.join(BOOK))?;
        let fresh = place.seed.unwrap_or_else(|| fastrand::u64(..));
        let seed = book.setting("seed", &fresh.to_string())?.parse().context("the seed")?;
        Ok(Self { course, machine, workshop, book, seed, _lock: lock })
    }

    /// What judgements belong to.
    pub fn terms(&self, lang: Lang) -> Terms<'_> {
        Terms { course: &self.course, workshop: &self.workshop, tier: self.machine.tier, lang }
    }
}

/// Keeps other graders out of the folder for as long as the file is held.
fn lock(out: &Path, lang: Lang) -> Result<File> {
    let say = Words(lang);
    let unwritable = |error: io::Error| Usage(say.unwritable(out, &error));
    fs::create_dir_all(out).map_err(unwritable)?;
    let file = File::create(out.join(".lock")).map_err(unwritable)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Usage(say.busy(out)).into()),
        Err(TryLockError::Error(error)) => Err(unwritable(error).into()),
    }
}

/// The gradebook of the folder, which a run made.
///
/// # Errors
/// When there is none, or it cannot be read.
pub fn existing(out: &Path, lang: Lang) -> Result<Gradebook> {
    let file = out.join(BOOK);
    if !file.is_file() {
        return Err(Usage(Words(lang).no_gradebook(out)).into());
    }
    Gradebook::open(&file)
}

/// As many jobs as were asked for, or one for each core.
pub fn jobs(place: &Place) -> usize {
    place.jobs.map_or_else(|| thread::available_parallelism().map_or(1, NonZero::get), usize::from)
}

/// Grades.
///
/// # Errors
/// A path that does not exist, and those of [`Ready::get`].
pub fn run(options: &RunOptions, course: Course, lang: Lang) -> Result<Exit> {
    let listed = intake::list(&options.path);
    let mut sources = listed.map_err(|error| Usage(Words(lang).unlisted(&error)))?;
    intake::superseded(&mut sources);
    let list = options.students.as_deref().map(|file| Roster::read(file, Words(lang)));
    let list = list.transpose()?;
    let ready = Ready::get(&options.place, course, lang)?;
    let start = Instant::now();
    let terms = ready.terms(lang);
    let number = ready.book.new_batch()?;
    ready.book.renumber(sources.iter().map(|source| &source.student))?;
    let builds = options.place.out.join("builds");
    if options.retry {
        ready.book.forget_attempts()?;
    }
    let mut batch = Batch::new(&terms, &ready.book, &ready.machine, builds, ready.seed, number);
    batch.readers = readers(&ready.book, list.as_ref(), &sources, lang)?;
    let folders = folders(&ready.book, sources.iter().map(|source| &source.student))?;
    let bar = bar(sources.len());
    let Graded { aside, others } =
        batch.grade(&sources, &folders, jobs(&options.place), &|source| {
            bar.set_message(words::shown(&source.student.name));
            bar.inc(1);
        })?;
    bar.finish_and_clear();
    if let Some(list) = &list {
        for Source { student, .. } in &sources {
            ready.book.reads(student, list.lang(student))?;
        }
    }
    let attendance = attendance(&ready.book, list.as_ref())?;
    let marked = report(&terms, &ready.book, &options.place.out, &aside, &sources, &folders)?;
    print!("{}", Words(lang).summary(&marked, start.elapsed(), &options.place.out));
    print!("{}", Words(lang).others(others));
    if let Some(list) = &list {
        print!("{}", Words(lang).attendance(list.len(), &attendance));
    }
    ready.book.close()?;
    Ok(if aside.is_empty() { Exit::Graded } else { Exit::Ours })
}

/// Who reads another language than the class: by its list, or else as the last one said.
fn readers(
    book: &Gradebook,
    list: Option<&Roster>,
    sources: &[Source],
    lang: Lang,
) -> Result<BTreeMap<Student, Lang>> {
    let mut readers: BTreeMap<Student, Lang> = match list {
        Some(list) => {
            let students = sources.iter().map(|source| &source.student);
            students.filter_map(|student| Some((student.clone(), list.lang(student)?))).collect()
        }
        None => {
            let rows = book.class()?.into_iter();
            rows.filter_map(|row| Some((row.student, row.lang?))).collect()
        }
    };
    readers.retain(|_, reads| *reads != lang);
    Ok(readers)
}

/// Holds the list of the class, or else those who were missing from the last one, against everyone
/// who ever handed in, and remembers who is missing.
fn attendance(book: &Gradebook, list: Option<&Roster>) -> Result<Attendance> {
    let (present, absent): (Vec<Row>, Vec<Row>) =
        book.class()?.into_iter().partition(|row| row.digest.is_some());
    let last = Roster::of(absent.into_iter().map(|row| row.student));
    let attendance = list.unwrap_or(&last).held_against(present.iter().map(|row| &row.student));
    let folders = folders(book, &attendance.absent)?;
    book.expect(attendance.absent.iter().map(|student| (student, folders[student].as_str())))?;
    Ok(attendance)
}

/// The students' folders: those of the gradebook and of these students, no two alike.
fn folders<'a>(
    book: &Gradebook,
    students: impl IntoIterator<Item = &'a Student>,
) -> Result<BTreeMap<Student, String>> {
    let known = book.class()?;
    let mut folders: BTreeMap<Student, String> =
        known.iter().map(|row| (row.student.clone(), row.folder.clone())).collect();
    let taken: Vec<String> = folders.values().map(|folder| folder.to_lowercase()).collect();
    let students: Vec<Student> = students.into_iter().cloned().collect();
    let everyone = known.iter().map(|row| &row.student);
    for (student, folder) in names::folders(everyone.chain(&students)) {
        // A folder that was given once stays whose it is.
        let folder = if taken.contains(&folder.to_lowercase()) {
            format!("{folder}@{}", taken.len())
        } else {
            folder
        };
        folders.entry(student).or_insert(folder);
    }
    Ok(folders)
}

/// One row of the table at the end.
#[derive(Clone, Debug)]
pub struct Line {
    /// the student
    pub name: String,
    /// the points of each lab, in hundredths; `None` when nothing was handed in, or it could not be
    /// judged
    pub labs: Vec<Option<u32>>,
    /// the sum, when every lab that was handed in has points
    pub hundredths: Option<u32>,
    /// whether nothing could be taken
    pub refused: bool,
    /// whether nothing came, and only the list of the class has the name
    pub absent: bool,
}

/// Writes every report from the gradebook.
///
/// # Errors
/// When one cannot be written.
pub fn report(
    terms: &Terms<'_>,
    book: &Gradebook,
    out: &Path,
    aside: &SetAside,
    sources: &[Source],
    folders: &BTreeMap<Student, String>,
) -> Result<Vec<Line>> {
    let mut writer = Writer::open(out, terms.class())?;
    let mut lines = Vec::new();
    let class = book.class()?;
    for row in &class {
        let marked = terms.marked(book, row, aside)?;
        match row.lang.filter(|lang| *lang != terms.lang) {
            None => writer.add(&marked)?,
            Some(lang) => {
                let terms = terms.in_language(lang);
                writer.add_translated(&marked, &terms.class(), &terms.marked(book, row, aside)?)?;
            }
        }
        lines.push(line(&marked));
    }
    for source in sources {
        let Some(by) = source.superseded_by() else { continue };
        let row = class.iter().find(|row| row.student == source.student);
        let counts = row.map_or(Ok(false), |row| book.still_counts(row, &source.path))?;
        if !counts {
            writer.add(&superseded(source, by, folders))?;
        }
    }
    writer.finish()?;
    Ok(lines)
}

fn superseded(source: &Source, by: &str, folders: &BTreeMap<Student, String>) -> Marked {
    Marked {
        student: source.student.clone(),
        folder: folders.get(&source.student).cloned().unwrap_or_default(),
        labs: Vec::new(),
        left_out: Vec::new(),
        refused: Some(Refused::Superseded { by: by.to_owned() }),
        digest: None,
    }
}

fn line(marked: &Marked) -> Line {
    let labs = marked.labs.iter().map(|lab| {
        let missing = matches!(lab.outcome, Outcome::Missing) && lab.by_hand.is_none();
        (!missing && !is_open(lab)).then_some(lab.hundredths)
    });
    Line {
        name: marked.student.name.clone(),
        labs: labs.collect(),
        hundredths: (!marked.labs.iter().any(is_open)).then(|| marked.hundredths()),
        refused: marked.refused.is_some(),
        absent: marked.digest.is_none() && marked.refused.is_none(),
    }
}

fn bar(submissions: usize) -> ProgressBar {
    let style = "{bar:30} {pos}/{len}  {per_sec}  {eta}  {msg}";
    ProgressBar::new(submissions as u64).with_style(
        ProgressStyle::with_template(style).unwrap_or_else(|_| ProgressStyle::default_bar()),
    )
}
