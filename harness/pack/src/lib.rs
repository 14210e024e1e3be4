//! The archive that a student hands in, a zip of the folders of labs with a manifest. `cargo lab pack` has it
//! written by this crate's executable, which is compiled only then; the grader reads the manifest, and takes
//! the same files.

mod archive;
mod files;
mod manifest;

pub use archive::{Answer, Packed, Request, RequestedLab, Unpackable, write};
pub use files::{Files, LARGEST, digest, hex, takes};
pub use manifest::{MANIFEST, Manifest, PackedLab};
