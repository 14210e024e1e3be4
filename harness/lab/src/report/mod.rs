//! Reports verdicts.

mod compiler;
mod failure;
pub mod human;
pub mod json;
pub mod junit;

use engine::render::Evidence;
use engine::verdict::{CheckReport, LabReport};

use crate::course::Lab;

/// Is notified of everything as it happens.
pub trait Reporter {
    /// A lab is about to be judged.
    fn begin(&mut self, _lab: &Lab) {}

    /// The judge will make this many checks.
    fn plan(&mut self, _lab: &Lab, _checks: usize) {}

    /// A check is judged.
    fn checked(&mut self, _report: &CheckReport, _evidence: Option<&Evidence>) {}

    /// The server of a lab does not compile; with the compiler's first error, if it is known.
    fn unbuilt(&mut self, _lab: &Lab, _error: Option<&str>) {}

    /// All checks of a lab are judged; with the id of the one to fix first, if one failed.
    fn end(&mut self, _lab: &Lab, _report: &LabReport, _first: Option<&str>) {}
}
