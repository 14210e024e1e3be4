//! The manifest of an archive.

use serde::{Deserialize, Serialize};

/// Its name, at the top of the archive.
pub const MANIFEST: &str = "atelier.json";

/// What an archive holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// the version of the course that the labs were written in
    pub course: String,
    /// the labs, in the order of the course
    pub labs: Vec<PackedLab>,
}

/// A lab in an archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackedLab {
    /// its name, `salutation`
    pub lab: String,
    /// its folder in the archive
    pub folder: String,
    /// the digest of its files
    pub digest: String,
    /// the points of the last run on the student's machine; none when it was never checked. They prove nothing
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<u32>,
}
