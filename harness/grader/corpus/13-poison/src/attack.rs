//! Writes to everything in view that another submission might use after it.

use std::fs::{self, OpenOptions};
use std::path::Path;

use crate::attempt;

pub fn make() {
    let own = std::env::current_dir().unwrap_or_default();
    walk(Path::new("/"), &own);
    for file in ["/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/proc/sys/vm/drop_caches"] {
        attempt::that(&format!("write {file}"), OpenOptions::new().append(true).open(file));
    }
    for folder in
        ["/submission", "/prepared", "/prepared/deps", "/usr", "/usr/share/zoneinfo", "/lib", "/lab", "/etc", "/home", "/"]
    {
        let file = format!("{folder}/planted");
        attempt::that(&format!("plant {file}"), fs::write(&file, "planted"));
    }
    attempt::that("replace the server", fs::rename("/submission/server", "/submission/old"));
}

fn walk(folder: &Path, own: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        // Its own to write, or its own processes, or too many to try.
        let its_own = [own, Path::new("/tmp"), Path::new("/home/student"), Path::new("/dev"), Path::new("/proc"), Path::new("/usr/share/zoneinfo")];
        if its_own.contains(&path.as_path()) {
            continue;
        }
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => walk(&path, own),
            _ => {
                let open = OpenOptions::new().append(true).open(&path);
                attempt::that(&format!("write {}", path.display()), open);
            }
        }
    }
}
