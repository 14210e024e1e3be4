//! Whether an image has a digest or a version.

use crate::Reference;

/// Why an image may change from one build to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unpinned {
    /// Its name is not complete: a variable has no default.
    Unresolved,
    /// It has neither tag nor digest.
    NoTag,
    /// Its tag is `latest`.
    Latest,
    /// Its tag has no version: neither name nor tag has a digit, and the tag is not that of a release.
    NoVersion,
}

/// Why this image has no fixed version, or `None` if it has one: a digest, or a tag other than `latest`
/// with a digit in name or tag, or the name of a release.
pub fn unpinned(image: &str) -> Option<Unpinned> {
    let reference = Reference::parse(image);
    let is_complete = !reference.path.split('/').any(str::is_empty)
        && !image.contains(['$', ' '])
        && reference
            .tag
            .is_none_or(|tag| tag.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_'));
    if !is_complete {
        return Some(Unpinned::Unresolved);
    }
    if reference.digest.is_some_and(is_digest) {
        return None;
    }
    let has_digit = |text: &str| text.contains(|c: char| c.is_ascii_digit());
    match reference.tag {
        None => Some(Unpinned::NoTag),
        Some("latest") => Some(Unpinned::Latest),
        Some(tag) if has_digit(tag) || has_digit(reference.path) => None,
        Some(tag) if has_release(tag) => None,
        Some(_) => Some(Unpinned::NoVersion),
    }
}

fn is_digest(digest: &str) -> bool {
    digest.split_once(':').is_some_and(|(algorithm, hash)| {
        let length = match algorithm {
            "sha256" => 64,
            "sha512" => 128,
            _ => return false,
        };
        hash.len() == length && hash.chars().all(|c| c.is_ascii_hexdigit())
    })
}

/// Whether a tag has the name of a release of Debian, Ubuntu or Node.js.
fn has_release(tag: &str) -> bool {
    const DEBIAN: &[&str] =
        &["jessie", "stretch", "buster", "bullseye", "bookworm", "trixie", "forky", "duke"];
    const UBUNTU: &[&str] = &[
        "trusty", "xenial", "bionic", "focal", "jammy", "lunar", "mantic", "noble", "oracular",
        "plucky", "questing", "resolute",
    ];
    const NODE: &[&str] = &[
        "argon", "boron", "carbon", "dubnium", "erbium", "fermium", "gallium", "hydrogen", "iron",
        "jod", "krypton",
    ];
    tag.split(['-', '_', '.'])
        .any(|word| [DEBIAN, UBUNTU, NODE].iter().any(|names| names.contains(&word)))
}

#[cfg(test)]
mod tests {
    use super::{Unpinned, unpinned};

    const DIGEST: &str = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    #[test]
    fn a_version_is_a_digest_or_a_tag_with_a_digit_or_a_release() {
        for image in [
            "rust:1",
            "rust:1.90.0-slim-bookworm",
            "debian:bookworm-slim",
            "debian:trixie",
            "ubuntu:noble",
            "node:krypton-slim",
            "golang:bookworm",
            "alpine:3.22",
            "gcr.io/distroless/cc-debian12:nonroot",
            "gcr.io/distroless/python3-debian12:debug",
            "localhost:5000/shop:1.2",
            "registry.example.org:443/team/shop:v1",
            "ghcr.io/astral-sh/uv:0.9-python3.13",
            "shop:main-4f2a",
            "registry.example.org:5000/tools/builder:2026-01-01",
            "busybox:1.37-musl",
        ] {
            assert_eq!(unpinned(image), None, "{image}");
        }
        for image in ["debian", "debian:latest", "debian:stable", "ghcr.io/a/b"] {
            assert_eq!(unpinned(&format!("{image}@{DIGEST}")), None, "{image}");
        }
    }

    #[test]
    fn other_images_may_change() {
        for (image, problem) in [
            ("rust", Unpinned::NoTag),
            ("gcr.io/distroless/cc-debian12", Unpinned::NoTag),
            ("localhost:5000/shop", Unpinned::NoTag),
            ("rust:latest", Unpinned::Latest),
            ("gcr.io/distroless/cc-debian12:latest", Unpinned::Latest),
            ("rust:slim", Unpinned::NoVersion),
            ("node:lts", Unpinned::NoVersion),
            ("debian:stable-slim", Unpinned::NoVersion),
            ("alpine:edge", Unpinned::NoVersion),
            ("localhost:5000/shop:main", Unpinned::NoVersion),
            ("rust@sha256:abc", Unpinned::NoTag),
            ("rust:latest@sha256:", Unpinned::Latest),
            ("", Unpinned::Unresolved),
            ("rust:", Unpinned::Unresolved),
            ("/rust:1", Unpinned::Unresolved),
            ("rust:-slim", Unpinned::Unresolved),
        ] {
            assert_eq!(unpinned(image), Some(problem), "{image}");
        }
    }
}
