//! The files of a lab, and what two of them are told apart by.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

/// Files, by their path: relative to the lab's folder, with `/`. In a submission these are the files of
/// one lab: all that lies in its folder, but for what tools leave there and hidden folders.
pub type Files = BTreeMap<String, Vec<u8>>;

/// The digest of the files of a lab: SHA-256 over every path and content in order, each after its length, so
/// that no two labs have the same bytes digested.
pub fn digest(files: &Files) -> String {
    let mut digest = Sha256::new();
    for (path, content) in files {
        for bytes in [path.as_bytes(), content] {
            digest.update((bytes.len() as u64).to_le_bytes());
            digest.update(bytes);
        }
    }
    hex(&digest.finalize())
}

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
