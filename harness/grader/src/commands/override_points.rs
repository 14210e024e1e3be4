//! `grader override`: points changed by hand, an absence recorded, or such a change cancelled.

use anyhow::Result;
use engine::Lang;
use jiff::Timestamp;
use lab::course::Course;
use marks::{Decision, Override, Points};

use crate::by_hand::ByHand;
use crate::exit::{Exit, Usage};
use crate::messages::{labels, shown, usage};
use crate::options::OverrideOptions;

/// `grader override`.
///
/// # Errors
/// Those of [`ByHand::open`], and points that are not a number of points of the lab.
pub fn run(options: &OverrideOptions, course: &Course, lang: Lang) -> Result<Exit> {
    let by_hand = ByHand::open(&options.by_hand, course)?;
    let most = by_hand.lab.points;
    let given = options.points.as_deref().unwrap_or("0");
    let is_possible = |decision: &Decision| match decision {
        Decision::Points(points) => *points <= Points::whole(most),
        Decision::Absence(_) => true,
    };
    let decision = given.parse().ok().filter(is_possible);
    let decision = decision.ok_or_else(|| Usage(usage::no_points(shown(given), most)))?;
    let change = Override {
        decision,
        reason: options.by_hand.reason.clone(),
        who: options.by_hand.who.clone(),
        at: Timestamp::now(),
    };
    let (name, lab) = (by_hand.name(), &by_hand.lab.name);
    let message = if options.cancel {
        by_hand.book.cancel_override(by_hand.record.id, lab, &change)?;
        labels::cancelled(name, lab)
    } else {
        by_hand.book.record_override(by_hand.record.id, lab, &change)?;
        labels::changed(name, lab, reports::localised(&decision.to_string(), lang))
    };
    by_hand.book.close()?;
    println!("{}", message.text(lang));
    Ok(Exit::Graded)
}
