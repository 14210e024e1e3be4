//! Prints without end on both outputs: more than anyone keeps before the server listens, and on.

use std::io::{self, Write};
use std::thread;

const LINE: [u8; 4096] = [b'x'; 4096];

pub fn make() {
    for _ in 0..1024 {
        let _ = io::stdout().write_all(&LINE);
        let _ = io::stderr().write_all(&LINE);
    }
    thread::spawn(|| while io::stdout().write_all(&LINE).is_ok() {});
    thread::spawn(|| while io::stderr().write_all(&LINE).is_ok() {});
}
