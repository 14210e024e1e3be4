//! What `uses` names: actions and called workflows.

use crate::actions;
use crate::model::{Action, Caching, Step, Work};
use crate::yaml::Node;

/// The action of a step, with its inputs.
pub(super) fn action(uses: &str, node: &Node) -> Action {
    let (name, reference) = match uses.starts_with("docker://") {
        true => (uses, ""),
        false => uses.split_once('@').unwrap_or((uses, "")),
    };
    let inputs = node.get("with").map(Node::entries).unwrap_or_default();
    Action {
        name: name.to_ascii_lowercase(),
        reference: reference.to_owned(),
        inputs: inputs
            .iter()
            .map(|input| {
                let value = input.value.text().unwrap_or_default();
                (input.key.to_ascii_lowercase(), value.to_owned())
            })
            .collect(),
    }
}

/// This action sets `RUSTFLAGS` to `-D warnings` for the steps that follow, unless told otherwise.
pub(super) fn denies_warnings_later(action: &Action) -> bool {
    action.name == "actions-rust-lang/setup-rust-toolchain"
        && action.input("rustflags").is_none_or(|flags| flags.contains("-D"))
}

/// Whether one of the steps caches.
pub(super) fn caching(steps: &[Step]) -> Caching {
    let each = steps.iter().map(|step| match &step.work {
        Work::Action { action, .. } => actions::caches(action),
        Work::Called { .. } => Caching::Unknown,
        Work::Script { .. } => Caching::NotCached,
    });
    each.fold(Caching::NotCached, |all, next| match (all, next) {
        (Caching::Cached, _) | (_, Caching::Cached) => Caching::Cached,
        (Caching::Unknown, _) | (_, Caching::Unknown) => Caching::Unknown,
        _ => Caching::NotCached,
    })
}

/// `./.github/workflows/test.yml@v1` is named `test`.
pub(super) fn file_name(path: &str) -> String {
    let file = path.split('@').next().unwrap_or_default().rsplit('/').next().unwrap_or_default();
    file.split('.').next().unwrap_or_default().to_owned()
}
