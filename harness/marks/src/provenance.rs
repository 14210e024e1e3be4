//! What a grade depends on.

use sandbox::Tier;
use serde::{Deserialize, Serialize};

/// What a grade depends on; the same provenance gives the same grade.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// digest of the files that were taken
    pub submission: String,
    /// digest of the judge
    pub suite: String,
    /// digest of the starter it was laid over
    pub starter: String,
    /// `rustc --version`
    pub toolchain: String,
    /// what the drawn values came from
    pub seed: u64,
    /// how it was confined
    pub tier: Tier,
}
