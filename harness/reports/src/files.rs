//! Files that appear whole or not at all.

use std::fs::{self, File, Permissions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, ensure};

/// How the names of files that are not whole yet begin and end.
pub const PARTIAL: (&str, &str) = (".", ".partial");

/// Writes `folder/name`. A process that is killed meanwhile leaves the file as it was, and at worst one
/// file that is not whole.
pub fn write(folder: &Path, name: &str, content: &[u8]) -> Result<()> {
    write_with(folder, name, |file| {
        file.write_all(content)?;
        Ok(())
    })
}

/// The same with what `fill` writes.
pub fn write_with(
    folder: &Path,
    name: &str,
    fill: impl FnOnce(&mut File) -> Result<()>,
) -> Result<()> {
    let path = folder.join(name);
    let writing = || format!("writing {}", path.display());
    let (prefix, suffix) = PARTIAL;
    let mut whole = tempfile::Builder::new()
        .prefix(prefix)
        .suffix(suffix)
        // As any new file: what the process's mask leaves of it.
        .permissions(Permissions::from_mode(0o666))
        .tempfile_in(folder)
        .with_context(writing)?;
    fill(whole.as_file_mut()).with_context(writing)?;
    whole.persist(&path).with_context(writing)?;
    Ok(())
}

/// Removes `folder/name`, when there is one.
pub fn remove(folder: &Path, name: &str) -> Result<()> {
    let path = folder.join(name);
    match fs::remove_file(&path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(error).with_context(|| format!("removing {}", path.display()))
        }
        _ => Ok(()),
    }
}

/// Makes `out/students/name`, for a name that is one plain component of a path.
pub fn student_folder(out: &Path, name: &str) -> Result<PathBuf> {
    let mut components = Path::new(name).components();
    let plain = matches!(components.next(), Some(Component::Normal(only)) if only == name);
    ensure!(plain && components.next().is_none(), "{name:?} is no name of a folder");
    let folder = out.join("students").join(name);
    fs::create_dir_all(&folder)
        .with_context(|| format!("making the folder {}", folder.display()))?;
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::{student_folder, write};

    #[test]
    fn a_file_replaces_its_predecessor_and_leaves_no_other() {
        let folder = tempfile::tempdir().expect("a folder");
        write(folder.path(), "a.csv", b"first").expect("written");
        write(folder.path(), "a.csv", b"second").expect("written");
        assert_eq!(fs::read(folder.path().join("a.csv")).expect("read"), b"second");
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
        let plain = folder.path().join("plain");
        fs::write(&plain, "").expect("written");
        let mode = |path| fs::metadata(path).expect("a file").permissions().mode();
        assert_eq!(mode(folder.path().join("a.csv")), mode(plain));
    }

    #[test]
    fn a_student_writes_nowhere_else() {
        let out = tempfile::tempdir().expect("a folder");
        for name in ["", ".", "..", "../x", "a/b", "/etc", "a/", "./a", "a/.."] {
            assert!(student_folder(out.path(), name).is_err(), "{name:?}");
        }
        let folder = student_folder(out.path(), "Zoé-1a2b").expect("a folder");
        assert_eq!(folder, out.path().join("students/Zoé-1a2b"));
        assert!(folder.is_dir());
    }
}
