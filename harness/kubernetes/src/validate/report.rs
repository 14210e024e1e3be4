//! The findings about an object, and the path of the field that is being read.

use crate::finding::Finding;
use crate::limits::MAX_FINDINGS;
use crate::object::Object;
use crate::{Invalid, Reason, Rule};

pub(crate) struct Report<'a> {
    object: &'a Object,
    path: Vec<String>,
    findings: Vec<Finding>,
}

impl<'a> Report<'a> {
    pub(crate) fn new(object: &'a Object) -> Self {
        Self { object, path: Vec::new(), findings: Vec::new() }
    }

    /// Does `work` with `part` at the end of the path: `.name`, or `[0]`.
    pub(crate) fn within(&mut self, part: String, work: impl FnOnce(&mut Self)) {
        self.path.push(part);
        work(self);
        self.path.pop();
    }

    /// Whether further findings are dropped.
    pub(crate) fn is_full(&self) -> bool {
        self.findings.len() >= MAX_FINDINGS
    }

    /// Adds a finding about the field that is being read.
    pub(crate) fn add(&mut self, line: usize, reason: Invalid) {
        if !self.is_full() {
            let path = self.path.concat();
            let path = path.trim_start_matches('.');
            let reason = Reason::Invalid(reason);
            self.findings.push(self.object.finding_at(Rule::Validity, line, path, reason));
        }
    }

    /// Adds a finding about a field of the object that is being read.
    pub(crate) fn add_in(&mut self, field: &str, line: usize, reason: Invalid) {
        self.within(format!(".{field}"), |report| report.add(line, reason));
    }

    pub(crate) fn into_findings(self) -> Vec<Finding> {
        self.findings
    }
}
