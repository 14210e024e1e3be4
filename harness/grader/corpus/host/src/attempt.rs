//! Tells what became of the parts of an attack, one line each.
#![allow(dead_code)]

use std::fmt::Display;
use std::io;

unsafe extern "C" {
    fn syscall(number: i64, ...) -> i64;
}

/// Something that must not work.
pub fn that<T, E: Display>(what: &str, result: Result<T, E>) {
    match result {
        Ok(_) => eprintln!("attempt {what}: SUCCEEDED"),
        Err(error) => eprintln!("attempt {what}: refused, {error}"),
    }
}

/// A system call, by its number on x86-64.
pub fn call(number: i64, a: usize, b: usize, c: usize, d: usize, e: usize) -> io::Result<i64> {
    match unsafe { syscall(number, a, b, c, d, e, 0_usize) } {
        -1 => Err(io::Error::last_os_error()),
        answer => Ok(answer),
    }
}
