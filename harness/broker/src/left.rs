//! What a run leaves in brokers and on the machine, told to the process that removes it.

use std::io::Write;
use std::path::PathBuf;
use std::process::ChildStdin;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use crate::access::Access;

/// Something that must be removed after a run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Left {
    /// a queue of the broker that the run uses
    Queue(String),
    /// a broker
    Node {
        /// its first process, which leads its group
        process: u32,
        /// what it has written
        folder: PathBuf,
    },
    /// a container
    Container {
        /// the path of `docker` or `podman`
        program: String,
        /// its name
        name: String,
    },
}

/// A line from the judge to its cleaner.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Line {
    Uses(Access),
    Leaves(Left),
    Removed(Left),
}

/// The pipe to the cleaner, if there is one.
pub(crate) fn cleaner() -> MutexGuard<'static, Option<ChildStdin>> {
    static CLEANER: Mutex<Option<ChildStdin>> = Mutex::new(None);
    CLEANER.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether something that is left is removed, however this process ends.
pub(crate) fn is_ready() -> bool {
    cleaner().is_some()
}

/// From now on, queues are those of this broker.
pub(crate) fn uses(access: &Access) {
    say(&Line::Uses(access.clone()));
}

/// Notes something that must be removed in the end.
pub(crate) fn leave(left: Left) {
    say(&Line::Leaves(left));
}

/// Notes that it is removed.
pub(crate) fn removed(left: Left) {
    say(&Line::Removed(left));
}

fn say(line: &Line) {
    let mut cleaner = cleaner();
    let Some(pipe) = cleaner.as_mut() else { return };
    if let Ok(mut text) = serde_json::to_string(line) {
        text.push('\n');
        // A cleaner that is gone cannot be told anything.
        let _ = pipe.write_all(text.as_bytes());
    }
}
