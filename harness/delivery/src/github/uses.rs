//! What `uses` names: actions and called workflows.

use crate::actions::{self, Storing};
use crate::model::{Action, Step, Work};
use crate::yaml::{Entry, Node};

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

/// Whether something in a workflow stores what `actions/cache/restore` restores. Called workflows, which are
/// not read, may do so.
pub(super) fn storing(jobs: &[Entry]) -> Storing {
    let is_stored = jobs.iter().any(|job| {
        let mut steps = job.value.get("steps").map(Node::items).unwrap_or_default().iter();
        job.value.get("uses").is_some()
            || steps.any(|step| step.text_of("uses").is_some_and(actions::stores))
    });
    if is_stored { Storing::Stored } else { Storing::NotStored }
}

/// The first step that caches, or may do so.
pub(super) fn caches_from(steps: &[Step], storing: Storing) -> Option<usize> {
    steps.iter().position(|step| match &step.work {
        Work::Action { action, .. } => actions::caches(action, storing),
        Work::Called { .. } => true,
        // The layers of an image in which the tests run.
        Work::Script { script, .. } => {
            let mut words = script.commands.iter().flat_map(|command| &command.words);
            words.any(|word| word.starts_with("--cache-from"))
        }
    })
}

/// `./.github/workflows/test.yml@v1` is named `test`.
pub(super) fn file_name(path: &str) -> String {
    let file = path.split('@').next().unwrap_or_default().rsplit('/').next().unwrap_or_default();
    file.split('.').next().unwrap_or_default().to_owned()
}
