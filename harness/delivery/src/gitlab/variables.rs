//! Variables of a pipeline.

use std::collections::BTreeMap;

use crate::expression::gitlab::Variable;
use crate::model::{Event, EventKind};
use crate::yaml::Node;

/// The `variables` of a file or job, as texts.
pub(crate) fn of(node: &Node) -> BTreeMap<String, String> {
    let entries = node.get("variables").map(Node::entries).unwrap_or_default();
    entries
        .iter()
        .filter_map(|entry| {
            let value = entry.value.text().or_else(|| entry.value.text_of("value"))?;
            Some((entry.key.clone(), value.to_owned()))
        })
        .collect()
}

/// The value of a variable when an event starts a pipeline: a predefined one, or one of the file.
///
/// <https://docs.gitlab.com/ci/variables/predefined_variables/>
pub(crate) fn value(name: &str, event: &Event, own: &BTreeMap<String, String>) -> Variable {
    let text = |text: &str| Variable::Text(text.to_owned());
    let is_main = event.kind == EventKind::PushToMain;
    if let Some(value) = own.get(name) {
        return match value.contains('$') {
            true => Variable::Unknown,
            false => text(value),
        };
    }
    let of_merge_request = name.starts_with("CI_MERGE_REQUEST_");
    match (name, event.is_pull_request()) {
        ("CI", _) => text("true"),
        ("CI_PIPELINE_SOURCE", true) => text("merge_request_event"),
        ("CI_PIPELINE_SOURCE", false) => text("push"),
        ("CI_DEFAULT_BRANCH", _) if event.kind == EventKind::PushToBranch => text("main"),
        ("CI_DEFAULT_BRANCH", _) => text(&event.branch),
        ("CI_COMMIT_BRANCH", true) => Variable::NotSet,
        ("CI_COMMIT_BRANCH" | "CI_COMMIT_REF_NAME" | "CI_COMMIT_REF_SLUG", false) => {
            text(&event.branch)
        }
        ("CI_COMMIT_REF_NAME" | "CI_COMMIT_REF_SLUG", true) => Variable::Somehow,
        ("CI_COMMIT_TAG" | "CI_COMMIT_TAG_MESSAGE", _) => Variable::NotSet,
        ("CI_COMMIT_REF_PROTECTED", true) => text("false"),
        ("CI_COMMIT_REF_PROTECTED", false) if is_main => text("true"),
        ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", true) => text(&event.branch),
        ("CI_MERGE_REQUEST_EVENT_TYPE", true) => Variable::Unknown,
        (_, true) if of_merge_request => Variable::Somehow,
        (_, false) if of_merge_request => Variable::NotSet,
        // The branch of a merge request is pushed too.
        ("CI_OPEN_MERGE_REQUESTS", _) if is_main => Variable::NotSet,
        ("CI_OPEN_MERGE_REQUESTS", _) => Variable::Somehow,
        (
            "CI_PROJECT_PATH"
            | "CI_PROJECT_NAMESPACE"
            | "CI_PROJECT_NAME"
            | "CI_PROJECT_ID"
            | "CI_PROJECT_ROOT_NAMESPACE"
            | "CI_SERVER_HOST"
            | "CI_SERVER_FQDN"
            | "CI_PROJECT_URL"
            | "CI_PROJECT_PATH_SLUG",
            _,
        ) => Variable::Own,
        _ if name.starts_with("CI_COMMIT_") || name.starts_with("GITLAB_USER_") => {
            Variable::Somehow
        }
        (
            "CI_REGISTRY" | "CI_REGISTRY_IMAGE" | "CI_REGISTRY_USER" | "CI_PIPELINE_ID"
            | "CI_JOB_ID",
            _,
        ) => Variable::Somehow,
        _ => Variable::Unknown,
    }
}
