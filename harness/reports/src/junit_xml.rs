//! `junit.xml`: the student's command and the grader write one and the same format.

use engine::verdict::{LabReport, Report, Timings};
use marks::{LabMark, StudentMarks};

use crate::checks;
use crate::class::Class;

/// The document. Its points are those of the checks: JUnit knows neither lateness nor overrides.
pub fn document(class: &Class, marked: &StudentMarks) -> String {
    let labs: Vec<LabReport> = marked.labs.iter().map(|lab| report(class, lab)).collect();
    let drawn = marked.labs.iter().find_map(|lab| lab.provenance.as_ref());
    let seed = drawn.map(|provenance| provenance.seed).or(class.seed).unwrap_or_default();
    lab::report::junit::document(&Report::new(seed, labs))
}

fn report(class: &Class, lab: &LabMark) -> LabReport {
    let (build, judging) = checks::times(lab);
    LabReport::new(&lab.lab, Timings { build, checks: judging }, checks::of(class, lab))
}
