//! Tells its environment, and looks for its launcher's.

use std::fs;

use crate::attempt;

pub fn make() {
    for (name, value) in std::env::vars_os() {
        eprintln!("variable {}={}", name.display(), value.display());
    }
    for place in ["/proc/self/environ", "/proc/1/environ", "/proc/1/cmdline", "@OUTSIDE@/secret"] {
        attempt::that(&format!("read {place}"), fs::read(place));
    }
}
