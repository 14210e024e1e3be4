//! What must be on the machine, looked at when a build fails: a missing linker or a full disk is
//! not the student's fault.

use std::env;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::compile;
use crate::messages::Trouble;

/// Why a build failed, when the reason is the machine.
pub fn reason_not_to_blame_the_student(root: &Path) -> Option<Trouble> {
    if disk_is_full(root) {
        return Some(Trouble::DiskFull { path: compile::target(root).display().to_string() });
    }
    if cfg!(unix) && env::var_os("RUSTC_LINKER").is_none() && !starts("cc") {
        return Some(Trouble::NoLinker);
    }
    None
}

fn starts(program: &str) -> bool {
    let mut command = Command::new(program);
    command.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok()
}

/// Tries to write as much as a small build does where the build does it.
fn disk_is_full(root: &Path) -> bool {
    const BYTES: usize = 1 << 20;
    let target = compile::target(root);
    let folder = if target.is_dir() { &target } else { root };
    let written = tempfile::tempfile_in(folder).and_then(|mut file| {
        file.write_all(&vec![0; BYTES])?;
        file.sync_data()
    });
    written.is_err_and(|error| {
        matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
    })
}
