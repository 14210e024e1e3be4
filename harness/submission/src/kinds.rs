//! The kinds of archive: by the bytes that they begin with, and by their names where only those are known.

/// A kind of archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `.zip`
    Zip,
    /// `.tar`
    Tar,
    /// `.tar.gz`, `.tgz`
    TarGz,
    /// `.tar.xz`, `.txz`
    TarXz,
    /// `.bundle`, of git
    Bundle,
    /// one that is not read, with the ending of such files
    Foreign(&'static str),
}

/// Endings of names.
const ENDINGS: [(&str, Kind); 16] = [
    (".zip", Kind::Zip),
    (".tar", Kind::Tar),
    (".tar.gz", Kind::TarGz),
    (".tgz", Kind::TarGz),
    (".tar.xz", Kind::TarXz),
    (".txz", Kind::TarXz),
    (".bundle", Kind::Bundle),
    (".rar", Kind::Foreign(".rar")),
    (".7z", Kind::Foreign(".7z")),
    (".tar.bz2", Kind::Foreign(".bz2")),
    (".tbz2", Kind::Foreign(".bz2")),
    (".tar.zst", Kind::Foreign(".zst")),
    (".gz", Kind::TarGz),
    (".xz", Kind::TarXz),
    (".zipx", Kind::Foreign(".zipx")),
    (".ace", Kind::Foreign(".ace")),
];

/// What archives begin with.
const BEGINNINGS: [(&[u8], Kind); 11] = [
    (b"PK\x03\x04", Kind::Zip),
    // An empty one.
    (b"PK\x05\x06", Kind::Zip),
    (b"\x1f\x8b", Kind::TarGz),
    (b"\xfd7zXZ\x00", Kind::TarXz),
    (b"# v2 git bundle\n", Kind::Bundle),
    (b"# v3 git bundle\n", Kind::Bundle),
    (b"7z\xbc\xaf\x27\x1c", Kind::Foreign(".7z")),
    (b"Rar!\x1a\x07", Kind::Foreign(".rar")),
    (b"BZh", Kind::Foreign(".bz2")),
    (b"\x28\xb5\x2f\xfd", Kind::Foreign(".zst")),
    (b"**ACE**", Kind::Foreign(".ace")),
];

/// What a tar has at this place.
const TAR: (usize, &[u8]) = (257, b"ustar");

/// What a file has that stands for one that Git LFS keeps elsewhere.
const POINTER: &[u8] = b"version https://git-lfs.github.com/spec/";

impl Kind {
    /// The kind of the archive of that name, and the name without its ending.
    pub(crate) fn of(name: &str) -> Option<(Self, &str)> {
        ENDINGS
            .into_iter()
            .filter_map(|(ending, kind)| {
                let at = name.len().checked_sub(ending.len()).filter(|at| *at > 0)?;
                let fits = name.get(at..)?.eq_ignore_ascii_case(ending);
                fits.then(|| (kind, &name[..at]))
            })
            .min_by_key(|(_, stem)| stem.len())
    }

    /// The kind of an archive that begins with these bytes, at least 512 where it is longer.
    pub(crate) fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let (at, mark) = TAR;
        let is_tar = bytes.get(at..).is_some_and(|rest| rest.starts_with(mark));
        let known = BEGINNINGS.into_iter().find(|(beginning, _)| bytes.starts_with(beginning));
        known.map(|(_, kind)| kind).or(is_tar.then_some(Self::Tar))
    }
}

/// Whether a file only says where Git LFS keeps it.
pub(crate) fn is_pointer(bytes: &[u8]) -> bool {
    bytes.starts_with(POINTER)
}

#[cfg(test)]
mod tests {
    use super::Kind;
    use crate::fixtures::{gz, tar, zip};

    #[test]
    fn archives_are_told_by_their_names() {
        assert_eq!(Kind::of("alice.ZIP"), Some((Kind::Zip, "alice")));
        assert_eq!(Kind::of("alice.tar.gz"), Some((Kind::TarGz, "alice")));
        assert_eq!(Kind::of("a.b.tgz"), Some((Kind::TarGz, "a.b")));
        assert_eq!(Kind::of("a.7z"), Some((Kind::Foreign(".7z"), "a")));
        assert_eq!(Kind::of(".zip"), None);
        assert_eq!(Kind::of("main.rs"), None);
    }

    #[test]
    fn archives_are_told_by_their_bytes() {
        let files = [("a/main.rs", "fn main() {}")];
        assert_eq!(Kind::of_bytes(&zip(&files)), Some(Kind::Zip));
        assert_eq!(Kind::of_bytes(&zip(&[])), Some(Kind::Zip));
        assert_eq!(Kind::of_bytes(&tar(&files)), Some(Kind::Tar));
        assert_eq!(Kind::of_bytes(&gz(&tar(&files))), Some(Kind::TarGz));
        assert_eq!(Kind::of_bytes(b"Rar!\x1a\x07\x01\x00"), Some(Kind::Foreign(".rar")));
        assert_eq!(Kind::of_bytes(b"fn main() {}"), None);
        assert_eq!(Kind::of_bytes(b""), None);
    }
}
