//! Leaves something in every place that programs of a machine share, and looks for what is there.

use std::fs;
use std::io;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixStream};

use crate::attempt;

pub fn make() {
    // Places of its own: what one server leaves there, no other finds.
    for place in ["/tmp", "/dev/shm"] {
        let file = format!("{place}/@NAME@");
        attempt::that(&format!("find {file}"), fs::read(&file));
        if let Err(error) = fs::write(&file, "left") {
            eprintln!("cannot write {file}: {error}");
        }
    }
    for place in ["/var/tmp", "/run", "/dev/mqueue"] {
        let file = format!("{place}/@NAME@");
        attempt::that(&format!("leave {file}"), fs::write(&file, "left"));
    }
    attempt::that("abstract socket", abstract_socket());
    let key: usize = "@KEY@".parse().unwrap_or(1);
    attempt::that("shared memory of the machine", attempt::call(29, key, 0, 0, 0, 0));
    attempt::that("add_key", attempt::call(248, c"user".as_ptr() as usize, c"@NAME@".as_ptr() as usize, c"left".as_ptr() as usize, 4, usize::MAX - 3));
    attempt::that("keyctl", attempt::call(250, 0, usize::MAX - 3, 1, 0, 0));
    attempt::that("vsock", attempt::call(41, 40, 1, 0, 0, 0));
    attempt::that("packet socket", attempt::call(41, 17, 3, 0, 0, 0));
    attempt::that("crypto socket", attempt::call(41, 38, 5, 0, 0, 0));
    attempt::that("io_uring", attempt::call(425, 1, 0, 0, 0, 0));
    attempt::that("memfd", attempt::call(319, c"m".as_ptr() as usize, 0, 0, 0, 0));
}

fn abstract_socket() -> io::Result<UnixStream> {
    UnixStream::connect_addr(&SocketAddr::from_abstract_name("@NAME@")?)
}
