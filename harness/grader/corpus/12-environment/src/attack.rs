//! Tells its environment, and looks for its launcher's.

use std::fs;

use crate::attempt;

pub fn make() {
    for (name, value) in std::env::vars_os() {
        eprintln!("variable {}={}", name.display(), value.display());
    }
    // Its own processes are its own to read, and hold no more than it was given.
    for place in ["/proc/self/environ", "/proc/1/environ"] {
        for variable in fs::read(place).unwrap_or_default().split(|byte| *byte == 0) {
            eprintln!("variable {}", String::from_utf8_lossy(variable));
        }
    }
    let line = fs::read("/proc/1/cmdline").unwrap_or_default();
    let tells = String::from_utf8_lossy(&line).contains("--bind");
    attempt::that("the launcher's arguments", tells.then_some(()).ok_or("they are not told"));
    for place in ["/proc/1/mem", "/proc/0/environ", "@OUTSIDE@/secret"] {
        attempt::that(&format!("read {place}"), fs::read(place));
    }
}
