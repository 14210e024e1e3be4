//! Writes the reports of a class from its gradebook.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use engine::Lang;
use marks::{Points, StudentMarks};
use reports::{Class, Dialect, LabHead, Row, Writer};
use submission::{Contact, Refused, Source, Student};
use texts::Text;

use crate::given::Grades;
use crate::marking::{Marking, SetAside};
use crate::ready::Ready;
use crate::settings::Settings;

/// Who reads the reports of a class.
#[derive(Clone, Copy, Debug)]
pub struct Reader {
    /// in which language
    pub lang: Lang,
    /// with which spreadsheet
    pub dialect: Dialect,
}

/// The grades that reports contain.
#[derive(Clone, Copy)]
pub struct Given<'a> {
    /// the grades
    pub grades: &'a Grades,
    /// what could not be judged
    pub set_aside: &'a SetAside,
}

/// Writes every report from the gradebook. Of `sources`, those that a later one replaces are mentioned.
///
/// # Errors
/// When one cannot be written.
pub fn report(
    ready: &Ready,
    class: Class,
    out: &Path,
    given: Given<'_>,
    sources: &[Source],
    folders: &BTreeMap<Student, String>,
) -> Result<Vec<Row>> {
    let marking = Marking { book: &ready.book, course: &ready.course };
    let lang = class.lang;
    let mut writer = Writer::open(out, class.clone())?;
    let mut rows = Vec::new();
    let records = ready.book.students()?;
    for record in &records {
        let labs = ready.prepared.labs.iter().map(|prepared| &prepared.lab);
        let mut marks = marking.student(record, labs, given.set_aside)?;
        for lab in &mut marks.labs {
            lab.given = given.grades.at(record.id, &lab.lab);
        }
        writer.add(&marks, record.lang.unwrap_or(lang))?;
        rows.push(Row::new(&class, &marks));
    }
    for source in sources {
        for owner in &source.owners {
            let Some(by) = source.superseded_by(owner) else { continue };
            let record = records.iter().find(|record| record.student == *owner);
            let counts =
                record.map_or(Ok(false), |record| ready.book.still_counts(record, &source.path))?;
            if !counts {
                writer.add(&superseded(owner, by, folders), lang)?;
            }
        }
    }
    writer.finish()?;
    Ok(rows)
}

/// What is reported of all students together.
pub fn class(ready: &Ready, Reader { lang, dialect }: Reader, settings: &Settings) -> Class {
    let labs = ready.prepared.labs.iter().map(|prepared| {
        let lab = &prepared.lab;
        let title = |lang| lab.title(lang).to_owned().into();
        LabHead {
            name: lab.name.clone(),
            folder: lab.folder.clone(),
            title: Text { fr: title(Lang::Fr), en: title(Lang::En) },
            out_of: Points::whole(lab.points),
            checks: prepared.checks.clone(),
        }
    });
    Class {
        title: "Atelier".to_owned(),
        lang,
        labs: labs.collect(),
        toolchain: ready.prepared.toolchain.clone(),
        tier: ready.machine.tier,
        dialect,
        zone: ready.prepared.terms.zone.clone(),
        book_url: settings.book_url.clone(),
        moodle_maximum: settings.maximum(),
        found: settings.found.clone(),
        seed: None,
    }
}

fn superseded(owner: &Student, by: &str, folders: &BTreeMap<Student, String>) -> StudentMarks {
    StudentMarks {
        student: owner.clone(),
        contact: Contact::default(),
        folder: folders.get(owner).cloned().unwrap_or_default(),
        labs: Vec::new(),
        left_out: Vec::new(),
        commit: None,
        flags: Vec::new(),
        refused: Some(Refused::Superseded { by: by.to_owned() }),
        digest: None,
    }
}
