//! Prints without end on both outputs.

use std::io::Write;
use std::thread;

pub fn make() {
    let line = [b'x'; 4096];
    thread::spawn(move || while std::io::stdout().write_all(&line).is_ok() {});
    thread::spawn(move || while std::io::stderr().write_all(&line).is_ok() {});
}
