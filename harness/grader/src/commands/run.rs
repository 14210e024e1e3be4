//! `grader run`: the whole way from submissions to reports.

use std::collections::BTreeMap;
use std::time::Instant;

use anyhow::Result;
use gradebook::{Gradebook, StudentRecord};
use indicatif::{ProgressBar, ProgressStyle};
use lab::course::Course;
use submission::{ListError, Source, Student, names};
use texts::Message;

use crate::batch::{Batch, Graded};
use crate::exit::{Exit, Usage};
use crate::messages::{self, labels, shown, usage};
use crate::options::RunOptions;
use crate::ready::{BOOK, Ready, jobs};
use crate::reporting::{Reader, report};
use crate::roster::Roster;
use crate::settings::Settings;
use crate::summary::{self, Attendance};

/// `grader run`.
///
/// # Errors
/// A path that does not exist, and those of [`Ready::get`].
pub fn run(
    options: &RunOptions,
    course: Course,
    mut settings: Settings,
    reader: Reader,
) -> Result<Exit> {
    let lang = reader.lang;
    let out = &options.grading.out;
    let listed = submission::list(&options.path);
    let mut sources = listed.map_err(|error| Usage(nothing_listed(&error)))?;
    submission::superseded(&mut sources, &pipeline::zone(&course)?);
    let list = options.students.as_deref();
    let from = list.map_or_else(|| messages::path(&out.join(BOOK)), messages::path);
    let roster = settings.roster(list)?.map(|text| Roster::read(&text, &from)).transpose()?;
    let ready = Ready::get(&options.grading, course, lang)?;
    settings.keep(&ready.book)?;
    let start = Instant::now();
    let number = ready.book.new_batch()?;
    ready.book.renumber(sources.iter().map(|source| &source.student))?;
    if options.retry {
        ready.book.forget_attempts()?;
    }
    let batch = Batch::new(&ready, out.join("builds"))?;
    let folders = folders(&ready.book, sources.iter().map(|source| &source.student))?;
    let bar = bar(sources.len());
    let Graded { set_aside, outdated } =
        batch.grade(&sources, &folders, number, jobs(&options.grading), &|source| {
            bar.set_message(shown(&source.student.name));
            bar.inc(1);
        })?;
    bar.finish_and_clear();
    if let Some(roster) = &roster {
        for Source { student, .. } in &sources {
            ready.book.set_language(student, roster.lang(student))?;
        }
    }
    let attendance = attendance(&ready.book, roster.as_ref())?;
    let lines = report(&ready, reader, out, &set_aside, &sources, &folders)?;
    print!("{}", summary::table(&lines, start.elapsed(), out, lang));
    if outdated > 0 {
        println!("{}", labels::outdated(outdated).text(lang));
    }
    if let Some(roster) = &roster {
        print!("{}", summary::attendance(roster.len(), &attendance, lang));
    }
    ready.book.close()?;
    Ok(if set_aside.is_empty() { Exit::Graded } else { Exit::Ours })
}

/// Holds the list of the class, or else those who were missing from the last one, against everyone
/// who ever handed in, and remembers who is missing.
fn attendance(book: &Gradebook, roster: Option<&Roster>) -> Result<Attendance> {
    let (present, absent): (Vec<StudentRecord>, Vec<StudentRecord>) =
        book.students()?.into_iter().partition(|record| record.digest.is_some());
    let last = Roster::of(absent.into_iter().map(|record| record.student));
    let attendance = roster.unwrap_or(&last).compare(present.iter().map(|record| &record.student));
    let folders = folders(book, &attendance.absent)?;
    book.expect(attendance.absent.iter().map(|student| (student, folders[student].as_str())))?;
    Ok(attendance)
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
            format!("{folder}@{}", taken.len())
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
