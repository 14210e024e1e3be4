//! Writes the reports of a class from its gradebook.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use engine::Lang;
use marks::{Outcome, Points, StudentMarks};
use reports::{Class, Dialect, LabHead, Writer};
use submission::{Refused, Source, Student};
use texts::Text;

use crate::marking::{Marking, SetAside};
use crate::ready::Ready;
use crate::summary::Line;

/// Who reads the reports of a class.
#[derive(Clone, Copy, Debug)]
pub struct Reader {
    /// in which language
    pub lang: Lang,
    /// with which spreadsheet
    pub dialect: Dialect,
}

/// Writes every report from the gradebook. Of `sources`, those that a later one replaces are mentioned.
///
/// # Errors
/// When one cannot be written.
pub fn report(
    ready: &Ready,
    reader: Reader,
    out: &Path,
    set_aside: &SetAside,
    sources: &[Source],
    folders: &BTreeMap<Student, String>,
) -> Result<Vec<Line>> {
    let marking = Marking { book: &ready.book, course: &ready.course };
    let lang = reader.lang;
    let mut writer = Writer::open(out, class(ready, reader))?;
    let mut lines = Vec::new();
    let records = ready.book.students()?;
    for record in &records {
        let labs = ready.prepared.labs.iter().map(|prepared| &prepared.lab);
        let marks = marking.student(record, labs, set_aside)?;
        writer.add(&marks, record.lang.unwrap_or(lang))?;
        lines.push(line(&marks));
    }
    for source in sources {
        let Some(by) = source.superseded_by() else { continue };
        let record = records.iter().find(|record| record.student == source.student);
        let counts =
            record.map_or(Ok(false), |record| ready.book.still_counts(record, &source.path))?;
        if !counts {
            writer.add(&superseded(source, by, folders), lang)?;
        }
    }
    writer.finish()?;
    Ok(lines)
}

/// What is reported of all students together.
fn class(ready: &Ready, Reader { lang, dialect }: Reader) -> Class {
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
        seed: None,
    }
}

fn superseded(source: &Source, by: &str, folders: &BTreeMap<Student, String>) -> StudentMarks {
    StudentMarks {
        student: source.student.clone(),
        folder: folders.get(&source.student).cloned().unwrap_or_default(),
        labs: Vec::new(),
        left_out: Vec::new(),
        commit: None,
        flags: Vec::new(),
        refused: Some(Refused::Superseded { by: by.to_owned() }),
        digest: None,
    }
}

fn line(marks: &StudentMarks) -> Line {
    let labs = marks.labs.iter().map(|lab| {
        let missing = lab.outcome == Outcome::Missing && lab.by_hand.is_none();
        lab.points().filter(|_| !missing)
    });
    Line {
        name: marks.student.name.clone(),
        labs: labs.collect(),
        total: marks.points(),
        is_flagged: marks.refused.is_some() || !marks.flags.is_empty(),
        absent: marks.digest.is_none() && marks.refused.is_none(),
    }
}
