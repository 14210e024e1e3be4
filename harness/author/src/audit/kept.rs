//! What an audit has found, kept until something changes: one that was interrupted goes on where it was.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use crate::files;

/// A finding, and the digest of all that it depends on.
#[derive(Deserialize, Serialize)]
struct Kept<T> {
    key: String,
    found: T,
}

/// What `file` holds when it was found under the same key and `is_good`; else what is found now, which is
/// kept there. Something that went wrong is looked at again in every run.
///
/// # Errors
/// Those of `find`, and when the file cannot be written.
pub fn or_find<T: DeserializeOwned + Serialize>(
    file: &Path,
    key: &str,
    is_good: impl Fn(&T) -> bool,
    find: impl FnOnce() -> Result<T>,
) -> Result<T> {
    if let Some(kept) = read::<T>(file).filter(|kept| kept.key == key && is_good(&kept.found)) {
        return Ok(kept.found);
    }
    let found = find()?;
    write(file, key, &found)?;
    Ok(found)
}

/// What `file` holds, when it was found under this key.
pub fn found<T: DeserializeOwned>(file: &Path, key: &str) -> Option<T> {
    read(file).filter(|kept| kept.key == key).map(|kept| kept.found)
}

fn read<T: DeserializeOwned>(file: &Path) -> Option<Kept<T>> {
    serde_json::from_str(&fs::read_to_string(file).ok()?).ok()
}

/// Keeps a finding in `file`, whole or not at all.
///
/// # Errors
/// When the file cannot be written.
pub fn write<T: Serialize>(file: &Path, key: &str, found: &T) -> Result<()> {
    let writing = || format!("writing {}", file.display());
    let folder = file.parent().with_context(writing)?;
    fs::create_dir_all(folder).with_context(writing)?;
    let mut new = NamedTempFile::new_in(folder).with_context(writing)?;
    let text = serde_json::to_string(&Kept { key: key.to_owned(), found })?;
    new.write_all(text.as_bytes()).with_context(writing)?;
    new.persist(file).with_context(writing)?;
    Ok(())
}

/// A digest of files: of what they hold, and of where those in a folder lie in it.
///
/// # Errors
/// When one cannot be read.
pub fn digest(paths: &[&Path]) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    for path in paths {
        let inside = if path.is_dir() { files::below(path)? } else { vec![path.to_path_buf()] };
        for file in inside {
            file.strip_prefix(path)?.hash(&mut hasher);
            let content = fs::read(&file).with_context(|| format!("reading {}", file.display()))?;
            content.hash(&mut hasher);
        }
    }
    Ok(format!("{:016x}", hasher.finish()))
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::fs;

    use super::{digest, or_find};

    #[test]
    fn what_is_good_is_found_once_for_every_key() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("inside/outcome.json");
        let times = Cell::new(0);
        let find = |key: &str, found: u32| {
            or_find(
                &file,
                key,
                |found| *found < 10,
                || {
                    times.set(times.get() + 1);
                    Ok(found)
                },
            )
        };
        assert_eq!(find("a", 1).expect("found"), 1);
        assert_eq!(find("a", 2).expect("kept"), 1);
        assert_eq!(times.get(), 1);
        assert_eq!(find("b", 30).expect("another key"), 30);
        assert_eq!(find("b", 4).expect("it was not good"), 4);
        assert_eq!(times.get(), 3);
        // As an interrupted run of another program may leave it.
        fs::write(&file, "{\"key\":").expect("written");
        assert_eq!(find("b", 5).expect("half a file"), 5);
    }

    #[test]
    fn a_digest_is_of_content_and_of_place() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("a");
        fs::write(&file, "1").expect("written");
        let first = digest(&[folder.path()]).expect("a digest");
        fs::write(&file, "2").expect("written");
        let changed = digest(&[folder.path()]).expect("a digest");
        fs::rename(&file, folder.path().join("b")).expect("renamed");
        let renamed = digest(&[folder.path()]).expect("a digest");
        assert!(first != changed && changed != renamed, "{first} {changed} {renamed}");
    }
}
