//! Leaves links where somebody with more rights may write, read or remove.

use std::os::unix::fs::symlink;

pub fn make() {
    for name in ["results.json", "report", "complaint", "catalogue.db", "patients.json", "core"] {
        if let Err(error) = symlink("@OUTSIDE@/secret", name) {
            eprintln!("no link {name}: {error}");
        }
    }
    let _ = symlink("@OUTSIDE@", "folder");
    eprintln!("links lie there");
}
