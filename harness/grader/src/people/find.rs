//! Finds a student in the gradebook by name, number, e-mail address, login or folder.

use gradebook::StudentRecord;

use super::key::NameKey;
use crate::exit::Usage;
use crate::messages::{shown, usage};

/// The students that a name matches.
#[derive(Debug)]
pub enum Found<'a> {
    /// one student
    One(&'a StudentRecord),
    /// several; a number, an e-mail address or a folder distinguishes them
    Several(Vec<&'a StudentRecord>),
    /// none
    Nobody,
}

/// The student of that name, number, e-mail address, login or folder. What is written as the gradebook has it counts
/// for more than what only fits.
pub fn find<'a>(students: &'a [StudentRecord], given: &str) -> Found<'a> {
    let given = given.trim();
    let key = NameKey::of(given);
    let is = |value: &Option<String>| {
        value.as_deref().is_some_and(|value| value.eq_ignore_ascii_case(given))
    };
    let key_of = |record: &StudentRecord| NameKey::of(&record.student.name);
    let ways: [&dyn Fn(&StudentRecord) -> bool; 6] = [
        &|record| record.folder == given,
        &|record| {
            let contact = &record.contact;
            [&contact.number, &contact.email, &contact.login].into_iter().any(is)
        },
        &|record| record.student.name == given,
        &|record| reports::cell(&record.student.name) == given,
        &|record| {
            key.is_accented() && key.fits(&key_of(record)) && key.has_accents_of(&key_of(record))
        },
        &|record| key.fits(&key_of(record)),
    ];
    for way in ways {
        let found: Vec<&StudentRecord> = students.iter().filter(|record| way(record)).collect();
        match found[..] {
            [] => {}
            [one] => return Found::One(one),
            _ => return Found::Several(found),
        }
    }
    Found::Nobody
}

/// The only student that a name matches.
///
/// # Errors
/// A name that matches no student or several.
pub fn found_one<'a>(
    students: &'a [StudentRecord],
    given: &str,
) -> Result<&'a StudentRecord, Usage> {
    match find(students, given) {
        Found::One(record) => Ok(record),
        Found::Nobody => Err(Usage(usage::unknown_student(shown(given)))),
        Found::Several(records) => {
            let choices = records.iter().map(|record| {
                let number = record.student.number.as_deref().unwrap_or(&record.folder);
                format!("{} ({})", shown(&record.student.name), shown(number))
            });
            let choices = choices.collect::<Vec<_>>().join(", ");
            Err(Usage(usage::several_students(shown(given), choices)))
        }
    }
}
