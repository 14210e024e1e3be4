//! Writes to everything in view that another submission might use after it.

use std::fs::{self, OpenOptions};
use std::path::Path;

use crate::attempt;

pub fn make() {
    let own = std::env::current_dir().unwrap_or_default();
    walk(Path::new("/"), &own);
    for folder in ["/submission", "/prepared", "/prepared/deps", "/usr", "/lib", "/tmp", "/"] {
        let file = format!("{folder}/planted");
        attempt::that(&format!("plant {file}"), fs::write(&file, "planted"));
    }
    attempt::that("replace the server", fs::rename("/submission/server", "/submission/old"));
}

fn walk(folder: &Path, own: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path == own || path == Path::new("/dev") {
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
