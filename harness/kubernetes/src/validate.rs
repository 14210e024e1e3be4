//! Whether Kubernetes 1.32 accepts an object.

mod constraints;
mod meta;
mod report;
mod special;
mod types;

use crate::finding::Finding;
use crate::object::Object;
use crate::versions::{Version, version};
use crate::{Reason, Rule};
use report::Report;

/// What is not valid in an object. Custom kinds are not judged.
pub(crate) fn validate(object: &Object) -> Vec<Finding> {
    let mut report = Report::new(object);
    match version(&object.api_version, &object.kind) {
        Version::Custom => {}
        Version::Refused(reason) => {
            let at_kind = matches!(reason, crate::Invalid::UnknownKind { .. });
            let path = if at_kind { "kind" } else { "apiVersion" };
            return vec![object.finding(Rule::Validity, path, Reason::Invalid(reason))];
        }
        Version::Served(definition) => {
            meta::check(object, &mut report);
            types::check_object(&object.node, definition, &mut report);
        }
    }
    report.into_findings()
}
