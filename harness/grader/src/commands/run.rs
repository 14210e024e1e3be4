//! `grader run`: the whole way from submissions to reports.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Instant;

use anyhow::Result;
use engine::Lang;
use gradebook::{Gradebook, StudentRecord};
use indicatif::{ProgressBar, ProgressStyle};
use lab::course::{Course, nearest};
use marks::Points;
use reports::Found;
use submission::{Ignored, ListError, Listing, Source, Student, names};
use texts::Message;

use crate::batch::{Batch, Graded};
use crate::exit::{Exit, Usage};
use crate::given::{self, Grades};
use crate::marking::{Marking, SetAside};
use crate::messages::{self, labels, shown, usage};
use crate::options::RunOptions;
use crate::people::{Join, Question, Roster};
use crate::ready::{BOOK, Ready, jobs};
use crate::reporting::{self, Given, Reader};
use crate::settings::Settings;
use crate::summary::{self, Attendance};

/// `grader run`.
///
/// # Errors
/// A path that does not exist, a grade that would go down without `--yes`, and those of [`Ready::get`].
pub fn run(
    options: &RunOptions,
    course: Course,
    mut settings: Settings,
    reader: Reader,
) -> Result<Exit> {
    let (lang, out) = (reader.lang, &options.grading.out);
    let Listing { mut sources, ignored } = listed(options, &course)?;
    let roster = apply_options(options, &mut settings)?;
    let zone = pipeline::zone(&course)?;
    let ready = Ready::get(&options.grading, course, lang)?;
    let start = Instant::now();
    let questions = join(&ready.book, out, roster.as_ref(), &settings, &mut sources)?;
    submission::superseded(&mut sources, &zone);
    let folders = folders(&ready.book, sources.iter().flat_map(|source| &source.owners))?;
    let graded = grade(options, &ready, &sources, &folders)?;
    let attendance = attendance(&ready.book, roster.as_ref())?;
    describe(&ready.book, roster.as_ref())?;
    let grades = confirm(&ready, &graded.set_aside, options.yes, lang)?;
    let found = found(&sources, graded.refused, &ignored);
    let said = summary::found(&found, lang);
    settings.found = Some(found);
    settings.keep(&ready.book)?;
    let class = reporting::class(&ready, reader, &settings);
    let given = Given { grades: &grades, set_aside: &graded.set_aside };
    let rows = reporting::report(&ready, class, out, given, &sources, &folders)?;
    grades.give(&ready.book)?;
    print!("{}{said}", summary::table(&rows, start.elapsed(), out, lang));
    if graded.outdated > 0 {
        println!("{}", labels::outdated(graded.outdated).text(lang));
    }
    if let Some(roster) = &roster {
        print!("{}", summary::attendance(roster.len(), &attendance, lang));
    }
    print!("{}", summary::questions(&questions, out, lang));
    ready.book.close()?;
    Ok(if graded.set_aside.is_empty() { Exit::Graded } else { Exit::Ours })
}

/// What there is to read.
fn listed(options: &RunOptions, course: &Course) -> Result<Listing> {
    let labs: Vec<String> = course.labs.iter().map(|lab| lab.folder.clone()).collect();
    let listed = submission::list(&options.path, &labs);
    Ok(listed.map_err(|error| Usage(nothing_listed(&error)))?)
}

/// Saves the options in the settings, and reads the class list.
fn apply_options(options: &RunOptions, settings: &mut Settings) -> Result<Option<Roster>> {
    let list = options.students.as_deref();
    let book = options.grading.out.join(BOOK);
    let from = list.map_or_else(|| messages::path(&book), messages::path);
    let roster = settings.roster(list)?.map(|text| Roster::read(&text, &from)).transpose()?;
    if let Some(given) = &options.moodle_max {
        let maximum: Option<Points> = given.parse().ok().filter(|it| *it > Points::default());
        let maximum = maximum.ok_or_else(|| Usage(usage::no_maximum(shown(given))))?;
        settings.moodle_maximum = Some(maximum);
    }
    if let Some(url) = &options.book_url {
        if !url.starts_with("https://") && !url.starts_with("http://") {
            return Err(Usage(usage::no_url(shown(url))).into());
        }
        settings.book_url = Some(url.clone());
    }
    Ok(roster)
}

/// Sets the owners of the submissions. Rows of the gradebook that match a student on the list become that student's.
fn join(
    book: &Gradebook,
    out: &Path,
    roster: Option<&Roster>,
    settings: &Settings,
    sources: &mut [Source],
) -> Result<Vec<Question>> {
    let known = book.students()?;
    let join = Join { roster, known: &known, answers: &settings.answers };
    for record in &known {
        let Some(student) = join.renamed(record) else { continue };
        match book.students()?.into_iter().find(|other| other.student == student) {
            Some(other) => {
                book.merge(record.id, other.id)?;
                // Reports of a student who is in no report any more. They may never have been written.
                let _ = fs::remove_dir_all(out.join("students").join(&record.folder));
            }
            None => book.rename(record.id, &student)?,
        }
    }
    Ok(join.owners(sources))
}

/// Grades the submissions, and shows how far it is.
fn grade(
    options: &RunOptions,
    ready: &Ready,
    sources: &[Source],
    folders: &BTreeMap<Student, String>,
) -> Result<Graded> {
    let number = ready.book.new_batch()?;
    if options.retry {
        ready.book.forget_attempts()?;
    }
    let batch = Batch::new(ready, options.grading.out.join("builds"))?;
    let bar = bar(sources.len());
    let graded = batch.grade(sources, folders, number, jobs(&options.grading), &|source| {
        bar.set_message(shown(&source.student.name));
        bar.inc(1);
    })?;
    bar.finish_and_clear();
    Ok(graded)
}

/// Records the students' languages and identifiers from the class list.
fn describe(book: &Gradebook, roster: Option<&Roster>) -> Result<()> {
    let Some(roster) = roster else { return Ok(()) };
    for record in book.students()? {
        let entry = roster.entries.iter().find(|entry| entry.student() == record.student);
        let (lang, contact) = entry.map(|it| (it.lang, it.contact.clone())).unwrap_or_default();
        book.describe(record.id, lang, &contact)?;
    }
    Ok(())
}

/// Shows which grades of the last reports change, and returns the new ones.
///
/// # Errors
/// A grade that goes down without a decision by hand and without `yes`.
fn confirm(ready: &Ready, set_aside: &SetAside, yes: bool, lang: Lang) -> Result<Grades> {
    let students = ready.book.students()?;
    let marking = Marking { book: &ready.book, course: &ready.course };
    let labs = ready.prepared.labs.iter().map(|prepared| &prepared.lab);
    let grades = Grades::today(marking, labs, &students, set_aside)?;
    let before = Grades::given(&ready.book)?;
    let changes = before.changes(&grades, &students, |_, _| None);
    print!("{}", summary::changed(&changes, lang));
    given::confirmed(&changes, yes)?;
    Ok(grades.since(&before))
}

/// Counts the entries at the instructor's paths.
fn found(sources: &[Source], refused: usize, ignored: &[Ignored]) -> Found {
    let parts: usize = sources.iter().map(Source::parts).sum();
    let named = |entry: &Ignored| (messages::path(&entry.path), reports::ignored(entry.why));
    Found {
        read: sources.len() - refused,
        parts: parts - sources.len(),
        refused,
        ignored: ignored.iter().map(named).collect(),
    }
}

/// Holds the list of the class, or else those who were missing from the last one, against everyone
/// who ever handed in, and remembers who is missing.
fn attendance(book: &Gradebook, roster: Option<&Roster>) -> Result<Attendance> {
    let (present, absent): (Vec<StudentRecord>, Vec<StudentRecord>) =
        book.students()?.into_iter().partition(|record| record.digest.is_some());
    let listed: Vec<Student> = match roster {
        Some(roster) => roster.entries.iter().map(|entry| entry.student()).collect(),
        None => absent.into_iter().map(|record| record.student).collect(),
    };
    let has_handed_in = |student: &Student| present.iter().any(|row| row.student == *student);
    let absent: Vec<Student> =
        listed.iter().filter(|student| !has_handed_in(student)).cloned().collect();
    let folders = folders(book, &absent)?;
    book.expect(absent.iter().map(|student| (student, folders[student].as_str())))?;
    let strangers = present.iter().filter(|row| !listed.contains(&row.student));
    let meant = |name: &String| nearest(name, absent.iter().map(|it| it.name.as_str()));
    let strangers = strangers.map(|row| row.student.name.clone());
    let strangers = strangers.map(|name| (name.clone(), meant(&name))).collect();
    Ok(Attendance { absent, strangers })
}

/// The students' folders: those of the gradebook and of these students, no two alike.
fn folders<'a>(
    book: &Gradebook,
    students: impl IntoIterator<Item = &'a Student>,
) -> Result<BTreeMap<Student, String>> {
    let known = book.students()?;
    let mut folders: BTreeMap<Student, String> =
        known.iter().map(|record| (record.student.clone(), record.folder.clone())).collect();
    let taken: Vec<String> = folders.values().map(|folder| folder.to_lowercase()).collect();
    let students: Vec<Student> = students.into_iter().cloned().collect();
    let everyone = known.iter().map(|record| &record.student);
    for (student, folder) in names::folders(everyone.chain(&students)) {
        // A folder that was given once stays whose it is.
        let folder = if taken.contains(&folder.to_lowercase()) {
            format!("{folder}~{}", taken.len())
        } else {
            folder
        };
        folders.entry(student).or_insert(folder);
    }
    Ok(folders)
}

fn bar(submissions: usize) -> ProgressBar {
    let style = "{bar:30} {pos}/{len}  {per_sec}  {eta}  {msg}";
    ProgressBar::new(submissions as u64).with_style(
        ProgressStyle::with_template(style).unwrap_or_else(|_| ProgressStyle::default_bar()),
    )
}

/// That nothing can be graded at a path.
fn nothing_listed(why: &ListError) -> Message {
    match why {
        ListError::Missing(at) => usage::missing(messages::path(at)),
        ListError::Unreadable(at, why) => usage::unreadable(messages::path(at), why.to_string()),
        ListError::Neither(at) => usage::neither(messages::path(at)),
    }
}
