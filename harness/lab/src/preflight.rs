//! What must be on the machine, looked at when a build fails: a missing linker or a full disk is
//! not the student's fault.

use std::env;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use texts::Message;

use crate::messages::trouble;

/// Why a build failed, when the reason is the machine. The build writes to `target`.
pub fn reason_not_to_blame_the_student(root: &Path, target: &Path) -> Option<Message> {
    if disk_is_full(root, target) {
        return Some(trouble::disk_full(target.display().to_string()));
    }
    if cfg!(unix) && env::var_os("RUSTC_LINKER").is_none() && !starts("cc") {
        return Some(trouble::NO_LINKER);
    }
    None
}

fn starts(program: &str) -> bool {
    let mut command = Command::new(program);
    command.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok()
}

/// Tries to write as much as a small build, in the same place.
fn disk_is_full(root: &Path, target: &Path) -> bool {
    const BYTES: usize = 1 << 20;
    let folder = if target.is_dir() { target } else { root };
    let written = tempfile::tempfile_in(folder).and_then(|mut file| {
        file.write_all(&vec![0; BYTES])?;
        file.sync_data()
    });
    written.is_err_and(|error| {
        matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
    })
}
