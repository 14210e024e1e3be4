//! What a person decides about one lab of one student, in the gradebook: who, why, and for whom.

use anyhow::Result;
use gradebook::{Gradebook, StudentRecord};
use lab::course::{Course, Lab};

use crate::exit::Usage;
use crate::messages::{shown, usage};
use crate::options::ByHandOptions;
use crate::people::found_one;
use crate::ready;

/// A decision about to be recorded.
pub struct ByHand<'a> {
    /// where
    pub book: Gradebook,
    /// about whom
    pub record: StudentRecord,
    /// about which lab
    pub lab: &'a Lab,
}

impl<'a> ByHand<'a> {
    /// Opens the gradebook for a decision.
    ///
    /// # Errors
    /// A student or a lab that does not exist, and a reason or a name without a word.
    pub fn open(options: &ByHandOptions, course: &'a Course) -> Result<Self> {
        let lab = course.lab(&options.lab)?;
        if options.reason.trim().is_empty() || options.who.trim().is_empty() {
            return Err(Usage(usage::NO_REASON).into());
        }
        let book = ready::existing(&options.out)?;
        let students = book.students()?;
        let record = found_one(&students, &options.student)?.clone();
        Ok(Self { book, record, lab })
    }

    /// The name of the student, for a message.
    pub fn name(&self) -> String {
        shown(&self.record.student.name)
    }
}
