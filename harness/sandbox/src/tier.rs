//! How good the confinement of a machine is.

use serde::{Deserialize, Serialize};

/// How a submission is confined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tier {
    /// namespaces, system-call filter, and limits for memory and processes of a whole group
    Full,
    /// namespaces and a system-call filter, limits of a single process only
    Degraded,
    /// nothing
    None,
}
