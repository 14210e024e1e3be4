//! The names of entries, looked at before anything else of them.

/// Folders that tools fill: never looked into, wherever they are.
const HEAVY: [&str; 4] = [".git", "target", "node_modules", "__MACOSX"];

/// Bytes of a name that every file system takes, and of a path.
const NAME: usize = 255;
const PATH: usize = 1024;

/// What the name of an entry turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Name {
    /// the submission's own folder
    Root,
    /// a path below it, with `/`, without `.` and doubled separators
    Plain(String),
    /// nothing that can be taken; shown so
    Bad(String),
    /// absolute, or it leaves the folder; shown so
    Dangerous(String),
}

/// Looks at the name of an entry. `\` separates as `/` does: some tools for Windows write it, and
/// what `..\` would do there is not to be found out.
pub(crate) fn clean(raw: &[u8]) -> Name {
    let bytes: Vec<u8> = raw.iter().map(|b| if *b == b'\\' { b'/' } else { *b }).collect();
    let drive = bytes.len() >= 2 && bytes[0].is_ascii_alphabetic() && bytes[1] == b':';
    let parts: Vec<&[u8]> =
        bytes.split(|b| *b == b'/').filter(|part| !part.is_empty() && *part != b".").collect();
    if drive || bytes.first() == Some(&b'/') || parts.contains(&b"..".as_slice()) {
        return Name::Dangerous(shown(raw));
    }
    if parts.is_empty() {
        return Name::Root;
    }
    match String::from_utf8(parts.join(&b'/')) {
        Ok(path) if parts.iter().all(|part| part.len() <= NAME) && is_sound(&path) => {
            Name::Plain(path)
        }
        _ => Name::Bad(shown(raw)),
    }
}

fn is_sound(path: &str) -> bool {
    // A colon names a stream of a file on Windows.
    path.len() <= PATH && !path.contains(|c: char| c.is_control() || c == ':')
}

/// A name that may not be UTF-8, for people.
pub(crate) fn shown(raw: &[u8]) -> String {
    String::from_utf8_lossy(raw).into_owned()
}

/// The heavy folder in which `path` lies or which it is, `/` at its end.
pub(crate) fn heavy(path: &str, is_folder: bool) -> Option<String> {
    let mut end = 0;
    for part in path.split('/') {
        end += part.len();
        let is_folder = is_folder || end < path.len();
        if is_folder && HEAVY.contains(&part) {
            return Some(format!("{}/", &path[..end]));
        }
        end += 1;
    }
    None
}

/// The path of what is at `inside` in `root`; an empty root is the top.
pub(crate) fn under(root: &str, inside: &str) -> String {
    if root.is_empty() { inside.to_owned() } else { format!("{root}/{inside}") }
}

/// What follows `folder` in `path`; everything when `folder` is the top.
pub(crate) fn strip<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    if folder.is_empty() { Some(path) } else { path.strip_prefix(folder)?.strip_prefix('/') }
}

#[cfg(test)]
mod tests {
    use super::{Name, clean, heavy};

    fn plain(path: &str) -> Name {
        Name::Plain(path.to_owned())
    }

    #[test]
    fn names_are_brought_into_one_form() {
        assert_eq!(clean(b"./labs//01-x/./src/main.rs"), plain("labs/01-x/src/main.rs"));
        assert_eq!(clean(b"labs\\01-x\\src\\main.rs"), plain("labs/01-x/src/main.rs"));
        assert_eq!(clean(b"labs/"), plain("labs"));
        assert_eq!(clean(b"./"), Name::Root);
        assert_eq!(clean(b"a..b/..c"), plain("a..b/..c"));
    }

    #[test]
    fn names_that_leave_the_folder_are_dangerous() {
        for name in
            ["../x", "a/../../x", "a/..", "/etc/passwd", "\\x", "..\\x", "a\\..\\x", "C:\\x", "c:x"]
        {
            assert_eq!(clean(name.as_bytes()), Name::Dangerous(name.to_owned()));
        }
        assert!(matches!(clean(b"\xff/../x"), Name::Dangerous(_)));
    }

    #[test]
    fn names_that_are_no_text_are_bad() {
        assert_eq!(clean(b"caf\xe9.rs"), Name::Bad("caf\u{fffd}.rs".to_owned()));
        assert!(matches!(clean(b"a\nb"), Name::Bad(_)));
        assert!(matches!(clean(b"a\0b"), Name::Bad(_)));
        assert!(matches!(clean(b"main.rs:stream"), Name::Bad(_)));
        assert!(matches!(clean(&[b'a'; 256]), Name::Bad(_)));
        assert!(matches!(clean(&b"a/".repeat(600)), Name::Bad(_)));
    }

    #[test]
    fn heavy_folders_are_found_at_any_depth() {
        assert_eq!(heavy("a/target/debug/x", false), Some("a/target/".to_owned()));
        assert_eq!(heavy(".git", true), Some(".git/".to_owned()));
        assert_eq!(heavy("a/target", false), None);
        assert_eq!(heavy("targets/x", false), None);
    }
}
