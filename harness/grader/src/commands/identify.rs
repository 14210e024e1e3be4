//! `grader identify`: says whose a submission is whose name fits several students, once and for all.

use std::fs;

use anyhow::Result;
use engine::Lang;

use crate::exit::{Exit, Usage};
use crate::messages::{labels, shown, usage};
use crate::options::IdentifyOptions;
use crate::people::found_one;
use crate::ready;
use crate::settings::Settings;

/// `grader identify`.
///
/// # Errors
/// A submission or a student whom the gradebook does not have.
pub fn run(options: &IdentifyOptions, mut settings: Settings, lang: Lang) -> Result<Exit> {
    let book = ready::existing(&options.out)?;
    let students = book.students()?;
    let named = students.iter().find(|record| record.student.name == options.name);
    let named = named.ok_or_else(|| Usage(usage::unknown_student(shown(&options.name))))?;
    // Whoever is meant is another than the name stands for.
    let others: Vec<_> = students.iter().filter(|it| it.id != named.id).cloned().collect();
    let meant = found_one(&others, &options.student)?;
    settings.answers.insert(options.name.clone(), meant.student.clone());
    settings.keep(&book)?;
    book.merge(named.id, meant.id)?;
    // The reports of a name that is in no report any more. They may never have been written.
    let _ = fs::remove_dir_all(options.out.join("students").join(&named.folder));
    book.close()?;
    let (name, student) = (shown(&options.name), shown(&meant.student.name));
    println!("{}", labels::identified(name, student).text(lang));
    Ok(Exit::Graded)
}
