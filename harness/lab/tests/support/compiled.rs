//! Libraries that are compiled already, for a target folder of a copy of the course. Cargo takes them
//! where it would compile the same library with the same features, and compiles everything else.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use toml::Table;

/// Shares the libraries of one profile's folder with another by hard links, those of the registry alone:
/// cargo never writes to them again. On another file system there is nothing to share.
pub fn share(from: &Path, to: &Path) {
    let ours = members();
    let of_registry =
        |unit: &str| unit.rsplit_once('-').is_some_and(|(package, _)| !ours.contains(package));
    let units: Vec<String> =
        names(&from.join(".fingerprint")).into_iter().filter(|unit| of_registry(unit)).collect();
    let hashes: HashSet<&str> =
        units.iter().filter_map(|unit| unit.rsplit_once('-')).map(|(_, hash)| hash).collect();
    for unit in &units {
        for folder in [".fingerprint", "build"] {
            link(&from.join(folder).join(unit), &to.join(folder).join(unit));
        }
    }
    for name in names(&from.join("deps")) {
        let stem = name.split('.').next().unwrap_or(&name);
        if stem.rsplit_once('-').is_some_and(|(_, hash)| hashes.contains(hash)) {
            link(&from.join("deps").join(&name), &to.join("deps").join(&name));
        }
    }
}

/// The packages of the workspace.
fn members() -> HashSet<String> {
    let lock = fs::read_to_string(super::root().join("Cargo.lock")).expect("the lock file");
    let lock: Table = lock.parse().expect("TOML");
    let packages = lock["package"].as_array().expect("packages");
    let ours = packages.iter().filter(|package| package.get("source").is_none());
    ours.map(|package| package["name"].as_str().expect("a name").to_owned()).collect()
}

fn names(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

/// Links a file, or every file of a folder; what is there already stays.
fn link(from: &Path, to: &Path) {
    if from.is_dir() {
        for name in names(from) {
            link(&from.join(&name), &to.join(&name));
        }
    } else if from.is_file() && !to.exists() {
        let folder = to.parent().expect("a folder");
        let _ = fs::create_dir_all(folder).and_then(|()| fs::hard_link(from, to));
    }
}
