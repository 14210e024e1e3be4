//! Base images, and those of `COPY --from=`, have a digest or a version.

use images::unpinned;

use crate::build::{Build, Origin};
use crate::error::excerpt;
use crate::finding::{Finding, Reason};
use crate::stage::{Action, Base};

/// Only in stages that the last image needs.
pub fn pinned(build: &Build) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut judge = |line: usize, image: &str| {
        if let Some(problem) = unpinned(image) {
            let image = excerpt(image);
            findings.push(Finding::at(line, Reason::Unpinned { image, problem }));
        }
    };
    for stage in build.needed() {
        if let Base::Image(image) = &stage.base {
            judge(stage.line, image);
        }
        for step in &stage.steps {
            if let Action::Copy { from: Some(from), .. } = &step.action
                && let Origin::Image(image) = build.origin(from)
            {
                judge(step.line, &image);
            }
        }
    }
    findings
}
