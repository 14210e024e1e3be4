//! A lab that stands alone has a `Cargo.lock` of its own, because its folder is all that the build of its image
//! gets. In a workspace cargo never reads it, so this keeps it as it has to be: with the packages that the
//! lab's `Cargo.toml` needs, in the versions of the course's `Cargo.lock`.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::SystemTime;
use std::{env, fs};

use anyhow::{Context, Result, ensure};
use manifest::settings;
use toml::{Table, Value};

const LOCK: &str = "Cargo.lock";
const MANIFEST: &str = "Cargo.toml";

/// Whether the lab with this solution stands alone. Only then does it have a lock.
pub fn is_alone(solution: &Path) -> bool {
    solution.join(LOCK).is_file()
}

/// Brings the `Cargo.lock` in `folder` up to date with the `Cargo.toml` beside it and the `Cargo.lock` of the
/// course in `root`.
///
/// # Errors
/// When cargo does not find the versions of the course, or a file cannot be written.
pub fn keep_lock(root: &Path, folder: &Path) -> Result<()> {
    if is_newest(root, folder) {
        return Ok(());
    }
    if !is_current(root, folder) {
        let text = locked(root, folder)?;
        return fs::write(folder.join(LOCK), text).context("writing its Cargo.lock");
    }
    // The next time, its date says that it is current.
    let touched = fs::File::options().append(true).open(folder.join(LOCK));
    touched.and_then(|file| file.set_modified(SystemTime::now())).context("touching its Cargo.lock")
}

/// Whether the lock is newer than what it was made from.
fn is_newest(root: &Path, folder: &Path) -> bool {
    let date = |path: &Path| fs::metadata(path).and_then(|found| found.modified()).ok();
    let own = date(&folder.join(LOCK));
    let sources = [folder.join(MANIFEST), root.join(LOCK)];
    own.is_some() && sources.iter().all(|source| date(source) < own)
}

/// Whether the lock has the dependencies of the manifest, and only packages of the course's lock.
fn is_current(root: &Path, folder: &Path) -> bool {
    let read = |path: &Path| fs::read_to_string(path).unwrap_or_default();
    let (own, course) = (packages(&read(&folder.join(LOCK))), packages(&read(&root.join(LOCK))));
    let manifest = read(&folder.join(MANIFEST));
    let name = package_name(&manifest);
    let Some(itself) = own.iter().find(|package| package.name == name) else { return false };
    let needed = settings::declared(&manifest);
    // What a package needs there depends on the features that others of the course ask for.
    let is_same =
        |one: &Package, other: &Package| (&one.name, &one.version) == (&other.name, &other.version);
    let is_known = |package: &Package| {
        package.name == name || course.iter().any(|known| is_same(known, package))
    };
    itself.dependencies == needed && own.iter().all(is_known)
}

/// A package of a lock, with the names of what it needs.
#[derive(Debug)]
struct Package {
    name: String,
    version: String,
    dependencies: BTreeSet<String>,
}

fn packages(lock: &str) -> Vec<Package> {
    let lock: Table = lock.parse().unwrap_or_default();
    let listed = lock.get("package").and_then(Value::as_array).into_iter().flatten();
    let text = |package: &Value, key: &str| {
        package.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    listed
        .map(|package| {
            let needs = package.get("dependencies").and_then(Value::as_array);
            let needs = needs.into_iter().flatten().filter_map(Value::as_str);
            // `name`, or `name version` where there are several.
            let names = needs.map(|one| one.split(' ').next().unwrap_or(one).to_owned());
            Package {
                name: text(package, "name"),
                version: text(package, "version"),
                dependencies: names.collect(),
            }
        })
        .collect()
}

fn package_name(manifest: &str) -> String {
    let manifest: Table = manifest.parse().unwrap_or_default();
    let name = manifest.get("package").and_then(|package| package.get("name"));
    name.and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The lock that cargo makes for the manifest from that of the course: it leaves out what is not needed.
fn locked(root: &Path, folder: &Path) -> Result<String> {
    let copy = tempfile::tempdir().context("making a folder")?;
    copy_sources(folder, copy.path()).context("copying the lab")?;
    let lock = copy.path().join(LOCK);
    fs::copy(root.join(LOCK), &lock).context("copying the course's Cargo.lock")?;
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["update", "--workspace", "--offline", "--quiet"])
        .current_dir(copy.path())
        .stdin(Stdio::null())
        .output()
        .context("starting cargo")?;
    let errors = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{}", errors.trim());
    fs::read_to_string(&lock).context("reading what cargo made")
}

/// Copies what a manifest may name: the sources, without what was compiled and what is hidden.
fn copy_sources(from: &Path, to: &Path) -> std::io::Result<()> {
    let is_left_out = |name: &OsStr| name == "target" || name.to_string_lossy().starts_with('.');
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (name, path) = (entry.file_name(), entry.path());
        if is_left_out(&name) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            fs::create_dir_all(to.join(&name))?;
            copy_sources(&path, &to.join(&name))?;
        } else if path.extension().is_some_and(|kind| kind == "rs" || kind == "toml") {
            fs::copy(&path, to.join(&name))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};
    use std::process::Command;

    use super::{LOCK, MANIFEST, copy_sources, is_current, is_newest, keep_lock};

    fn root() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
    }

    /// A copy of the solution that stands alone, without its lock.
    fn copied() -> tempfile::TempDir {
        let copy = tempfile::tempdir().expect("a folder");
        copy_sources(&root().join("solutions/10-deploy"), copy.path()).expect("copied");
        copy
    }

    /// Whether cargo would build it as the Dockerfile does, with `--locked`.
    fn is_accepted_by_cargo(folder: &Path) -> bool {
        let output = Command::new("cargo")
            .args(["metadata", "--locked", "--offline", "--format-version", "1"])
            .args(["--filter-platform", "x86_64-unknown-linux-gnu"])
            .current_dir(folder)
            .output()
            .expect("cargo");
        output.status.success()
    }

    #[test]
    fn a_lock_is_made_from_that_of_the_course_and_made_again_when_the_manifest_changes() {
        let copy = copied();
        let folder = copy.path();
        assert!(!is_current(&root(), folder));
        keep_lock(&root(), folder).expect("a lock");
        assert!(is_current(&root(), folder) && is_newest(&root(), folder));
        assert!(is_accepted_by_cargo(folder));

        let manifest = fs::read_to_string(folder.join(MANIFEST)).expect("a manifest");
        let more = manifest.replace("[dependencies]", "[dependencies]\nanyhow = \"1\"");
        fs::write(folder.join(MANIFEST), more).expect("written");
        assert!(!is_current(&root(), folder) && !is_accepted_by_cargo(folder));
        keep_lock(&root(), folder).expect("a lock");
        assert!(is_current(&root(), folder) && is_accepted_by_cargo(folder));
        assert!(fs::read_to_string(folder.join(LOCK)).expect("a lock").contains("\"anyhow\""));
    }

    #[test]
    fn a_lock_with_another_version_than_the_course_is_made_again() {
        let copy = copied();
        keep_lock(&root(), copy.path()).expect("a lock");
        let lock = copy.path().join(LOCK);
        let right = fs::read_to_string(&lock).expect("a lock");
        let at = right.find("name = \"axum\"\nversion = \"").expect("axum") + 25;
        fs::write(&lock, format!("{}9{}", &right[..at], &right[at..])).expect("written");
        assert!(!is_current(&root(), copy.path()));
    }

    #[test]
    fn the_locks_of_the_repository_are_those_that_cargo_would_make() {
        for folder in ["solutions/10-deploy", "labs/10-deploy"] {
            let folder = root().join(folder);
            assert!(is_current(&root(), &folder), "{}: cargo lab test 10", folder.display());
            let copy = tempfile::tempdir().expect("a folder");
            copy_sources(&folder, copy.path()).expect("copied");
            fs::copy(folder.join(LOCK), copy.path().join(LOCK)).expect("copied");
            assert!(is_accepted_by_cargo(copy.path()), "{}", folder.display());
        }
    }
}
