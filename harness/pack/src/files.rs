//! The files of a lab, and what two labs are told apart by.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

/// Files, by their path: relative to the lab's folder, with `/`.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Bytes of the largest file that is taken; 8 MiB.
pub const LARGEST: u64 = 8 << 20;

/// Files that cargo does not read in a member of a workspace, and that a student cannot mean to hand in.
const WITHOUT_EFFECT: [&str; 3] = ["Cargo.lock", "rust-toolchain", "rust-toolchain.toml"];

/// Whether a file at `inside` the folder of a lab is handed in: all that a program could read while it is
/// compiled or runs.
pub fn takes(inside: &str) -> bool {
    let mut parts = inside.split('/');
    let name = parts.next_back().unwrap_or_default();
    // A folder that is called like a source could not be laid over that source.
    let is_odd = |part: &str| part.starts_with('.') || part == "target" || part.ends_with(".rs");
    // What a Mac lays beside a file.
    let is_shadow = name.starts_with("._") || name == ".DS_Store";
    !is_shadow && !parts.any(is_odd) && !WITHOUT_EFFECT.contains(&inside)
}

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

#[cfg(test)]
mod tests {
    use super::takes;

    #[test]
    fn what_cargo_and_the_server_read_is_taken() {
        for path in ["Cargo.toml", "src/main.rs", "k8s/a.yaml", ".dockerignore", "data/target.txt"]
        {
            assert!(takes(path), "{path}");
        }
        for path in
            ["Cargo.lock", "target/debug/a", ".git/config", "src/._a.rs", "src/a.rs/b", ".DS_Store"]
        {
            assert!(!takes(path), "{path}");
        }
    }
}
