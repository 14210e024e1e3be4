//! `grader override`: changes points by hand, records an absence, or cancels such a change.

use anyhow::Result;
use engine::Lang;
use jiff::Timestamp;
use lab::course::Course;
use marks::{Decision, Override, Points};

use crate::exit::{Exit, Usage};
use crate::messages::{labels, shown, usage};
use crate::options::OverrideOptions;
use crate::people::found_one;
use crate::ready;

/// `grader override`.
///
/// # Errors
/// A student or a lab that does not exist, a reason or a name without a word, and points that are not a number of
/// points of the lab.
pub fn run(options: &OverrideOptions, course: &Course, lang: Lang) -> Result<Exit> {
    let lab = course.lab(&options.lab)?;
    if options.reason.trim().is_empty() || options.who.trim().is_empty() {
        return Err(Usage(usage::NO_REASON).into());
    }
    let book = ready::existing(&options.out)?;
    let students = book.students()?;
    let record = found_one(&students, &options.student)?;
    let given = options.points.as_deref().unwrap_or("0");
    let is_possible = |decision: &Decision| match decision {
        Decision::Points(points) => *points <= Points::whole(lab.points),
        Decision::Absence(_) => true,
    };
    let decision = given.parse().ok().filter(is_possible);
    let decision = decision.ok_or_else(|| Usage(usage::no_points(shown(given), lab.points)))?;
    let change = Override {
        decision,
        reason: options.reason.clone(),
        who: options.who.clone(),
        at: Timestamp::now(),
    };
    let name = shown(&record.student.name);
    let message = if options.cancel {
        book.cancel_override(record.id, &lab.name, &change)?;
        labels::cancelled(name, &lab.name)
    } else {
        book.record_override(record.id, &lab.name, &change)?;
        labels::changed(name, &lab.name, reports::localised(&decision.to_string(), lang))
    };
    book.close()?;
    println!("{}", message.text(lang));
    Ok(Exit::Graded)
}
