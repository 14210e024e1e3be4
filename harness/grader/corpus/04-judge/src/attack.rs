//! Looks for the judge's processes, reads their memory, and kills everything it can name.

use std::fs;
use std::os::unix::process::parent_id;

use crate::attempt;

const ESRCH: i32 = 3;

/// The command lines of processes that are neither this program nor what it is started by.
fn others() -> Result<String, String> {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let lines = processes.filter_map(|process| fs::read(process.path().join("cmdline")).ok());
    let lines = lines.map(|line| String::from_utf8_lossy(&line).replace('\0', " "));
    lines
        .filter(|line| !line.is_empty())
        .find(|line| !line.starts_with("/submission/server") && !line.starts_with("bwrap --args "))
        .ok_or("there is none".to_owned())
}

pub fn make() {
    attempt::that("see another's process", others());
    for (name, request) in [("attach", 16), ("seize", 16902)] {
        let first = attempt::call(101, request, 1, 0, 0, 0);
        attempt::that(&format!("ptrace {name} 1"), first);
        let parent = attempt::call(101, request, parent_id() as usize, 0, 0, 0);
        attempt::that(&format!("ptrace {name} parent"), parent);
    }
    attempt::that("process_vm_readv", attempt::call(310, 1, 0, 0, 0, 0));
    attempt::that("process_vm_writev", attempt::call(311, 1, 0, 0, 0, 0));
    attempt::that("pidfd_getfd", attempt::call(438, 3, 0, 0, 0, 0));
    let own = std::process::id() as usize;
    let others: Vec<usize> = (2..5000)
        .filter(|id| *id != own)
        .filter(|id| attempt::call(62, *id, 0, 0, 0, 0).err().and_then(|e| e.raw_os_error()) != Some(ESRCH))
        .collect();
    eprintln!("others in view: {others:?}");
    // The first process of the namespace is bubblewrap's; -1 is everybody else. Both are let, and
    // reach nobody outside.
    let _ = attempt::call(62, 1, 9, 0, 0, 0);
    let _ = attempt::call(62, usize::MAX, 9, 0, 0, 0);
}
