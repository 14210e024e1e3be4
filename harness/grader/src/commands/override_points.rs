//! `grader override`: points changed by hand.

use anyhow::Result;
use engine::Lang;
use jiff::Timestamp;
use lab::course::Course;
use marks::{Override, Points};

use crate::exit::{Exit, Usage};
use crate::messages::{labels, shown, usage};
use crate::options::OverrideOptions;
use crate::ready;
use crate::students::student;

/// `grader override`.
///
/// # Errors
/// A student or a lab that there is not, points that are no number, a reason that says nothing.
pub fn run(options: &OverrideOptions, course: &Course, lang: Lang) -> Result<Exit> {
    let lab = course.lab(&options.lab)?;
    let most = Points::whole(lab.points);
    let given = options.points.as_deref().unwrap_or("0");
    let points: Option<Points> = given.parse().ok().filter(|points| *points <= most);
    let points = points.ok_or_else(|| Usage(usage::no_points(shown(given), lab.points)))?;
    if options.reason.trim().is_empty() || options.who.trim().is_empty() {
        return Err(Usage(usage::NO_REASON).into());
    }
    let book = ready::existing(&options.out)?;
    let students = book.students()?;
    let unknown = || Usage(usage::unknown_student(shown(&options.student)));
    let record = student(&students, &options.student).ok_or_else(unknown)?;
    let change = Override {
        points,
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
        labels::changed(name, &lab.name, reports::points(points, lang))
    };
    book.close()?;
    println!("{}", message.text(lang));
    Ok(Exit::Graded)
}
