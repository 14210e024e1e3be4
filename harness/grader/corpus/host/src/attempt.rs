//! Tells what became of the parts of an attack.
#![allow(dead_code)]

use std::fmt::Display;
use std::io;
use std::sync::Mutex;

unsafe extern "C" {
    fn syscall(number: i64, ...) -> i64;
}

static REFUSED: Mutex<Vec<String>> = Mutex::new(Vec::new());
static SUCCEEDED: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Something that must not work.
pub fn that<T, E: Display>(what: &str, result: Result<T, E>) {
    let (list, line) = match result {
        Ok(_) => (&SUCCEEDED, what.to_owned()),
        Err(error) => (&REFUSED, format!("{what} ({error})")),
    };
    list.lock().unwrap().push(line);
}

/// A system call, by its number on x86-64.
pub fn call(number: i64, a: usize, b: usize, c: usize, d: usize, e: usize) -> io::Result<i64> {
    match unsafe { syscall(number, a, b, c, d, e, 0_usize) } {
        -1 => Err(io::Error::last_os_error()),
        answer => Ok(answer),
    }
}

/// Says how many parts were refused and which succeeded, in lines that are few enough to be shown.
pub fn tell() {
    let refused = REFUSED.lock().unwrap();
    if !refused.is_empty() {
        eprintln!("refused: {}: {}", refused.len(), refused.join("; "));
    }
    for what in SUCCEEDED.lock().unwrap().iter() {
        eprintln!("SUCCEEDED: {what}");
    }
}
