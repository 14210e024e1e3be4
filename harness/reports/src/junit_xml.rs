//! `junit.xml`: the student's command and the grader write one and the same format.

use engine::verdict::{LabReport, Report, Timings, Verdict};
use marks::{LabMark, Outcome, StudentMarks};

use crate::checks;
use crate::class::Class;
use crate::escape;

/// The document. Its points are those of the checks: JUnit knows neither lateness nor overrides.
pub fn document(class: &Class, marked: &StudentMarks) -> String {
    let labs: Vec<LabReport> = marked.labs.iter().map(|lab| report(class, lab)).collect();
    let drawn = marked.labs.iter().find_map(|lab| lab.provenance.as_ref());
    let seed = drawn.map(|provenance| provenance.seed).or(class.seed).unwrap_or_default();
    let name = escape::line(&marked.student.name);
    lab::report::junit::document_of(&Report::new(seed, labs), Some(&name))
}

fn report(class: &Class, lab: &LabMark) -> LabReport {
    let (build, judging) = checks::times(lab);
    let mut checks = checks::of(class, lab);
    // A lab that was not handed in has not failed.
    if lab.outcome == Outcome::Missing {
        checks.iter_mut().for_each(|check| check.verdict = Verdict::Skipped);
    }
    LabReport::new(&lab.lab, Timings { build, checks: judging }, checks)
}
