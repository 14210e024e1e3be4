//! How verdicts are told.

pub mod human;
pub mod json;
pub mod junit;

use engine::protocol::Evidence;
use engine::verdict::{CheckReport, LabReport};

use crate::course::Lab;

/// Is told of everything as it happens.
pub trait Reporter {
    /// A lab is about to be judged.
    fn begin(&mut self, _lab: &Lab) {}

    /// The judge will make so many checks.
    fn plan(&mut self, _lab: &Lab, _checks: usize) {}

    /// A check is judged.
    fn checked(&mut self, _report: &CheckReport, _evidence: Option<&Evidence>) {}

    /// All checks of a lab are judged.
    fn end(&mut self, _lab: &Lab, _report: &LabReport) {}
}
