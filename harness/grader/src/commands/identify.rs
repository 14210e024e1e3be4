//! `grader identify`: records who owns a submission whose name matches several students.

use std::fs;

use anyhow::Result;
use engine::Lang;
use gradebook::StudentRecord;

use crate::exit::{Exit, Usage};
use crate::messages::{labels, shown, usage};
use crate::options::IdentifyOptions;
use crate::people::{found_one, source_name};
use crate::ready;
use crate::settings::Settings;

/// `grader identify`.
///
/// # Errors
/// A submission or a student that is not in the gradebook.
pub fn run(options: &IdentifyOptions, mut settings: Settings, lang: Lang) -> Result<Exit> {
    let book = ready::existing(&options.out)?;
    let students = book.students()?;
    // A row with a student number is one of the class list, and no submission without an owner.
    let unowned = |record: &&StudentRecord| {
        record.student.number.is_none() && source_name(&record.student) == options.name
    };
    let named = students.iter().find(unowned);
    if named.is_none() && !settings.answers.contains_key(&options.name) {
        return Err(Usage(usage::unknown_submission(shown(&options.name))).into());
    }
    let named_id = named.map(|record| record.id);
    let others: Vec<_> =
        students.iter().filter(|other| Some(other.id) != named_id).cloned().collect();
    let meant = found_one(&others, &options.student)?;
    settings.answers.insert(options.name.clone(), meant.student.clone());
    settings.keep(&book)?;
    if let Some(named) = named {
        book.merge(named.id, meant.id)?;
        // The reports under the old name. They may never have been written.
        let _ = fs::remove_dir_all(options.out.join("students").join(&named.folder));
    }
    book.close()?;
    let (name, student) = (shown(&options.name), shown(&meant.student.name));
    println!("{}", labels::identified(name, student).text(lang));
    Ok(Exit::Graded)
}
