//! The image is built in stages.

use crate::build::Build;
use crate::finding::{Finding, Reason};

/// At least two stages that the last image needs, however it needs them.
pub fn stages(build: &Build) -> Vec<Finding> {
    let last = build.last();
    let is_single = build.closure(last).len() < 2;
    let finding = is_single.then(|| Finding::at(build.stages[last].line, Reason::SingleStage));
    finding.into_iter().collect()
}
