//! Makes every system call that reaches out of a sandbox.

use std::os::unix::fs::chown;

use crate::attempt;

const CALLS: [(&str, i64, usize); 35] = [
    ("mount", 165, 0),
    ("umount", 166, 0),
    ("pivot_root", 155, 0),
    ("chroot", 161, 0),
    ("unshare a user namespace", 272, 0x1000_0000),
    ("unshare mounts", 272, 0x0002_0000),
    ("clone a user namespace", 56, 0x1000_0011),
    ("clone3", 435, 0),
    ("setns", 308, 0),
    ("bpf", 321, 0),
    ("perf_event_open", 298, 0),
    ("userfaultfd", 323, 0),
    ("open_by_handle_at", 304, 0),
    ("name_to_handle_at", 303, 0),
    ("open_tree", 428, 0),
    ("move_mount", 429, 0),
    ("fsopen", 430, 0),
    ("mount_setattr", 442, 0),
    ("init_module", 175, 0),
    ("finit_module", 313, 0),
    ("delete_module", 176, 0),
    ("kexec_load", 246, 0),
    ("kexec_file_load", 320, 0),
    ("reboot", 169, 0),
    ("swapon", 167, 0),
    ("sethostname", 170, 0),
    ("settimeofday", 164, 0),
    ("syslog", 103, 10),
    ("acct", 163, 0),
    ("quotactl", 179, 0),
    ("personality", 135, 0x0040_0000),
    ("iopl", 172, 3),
    ("ioperm", 173, 0),
    ("modify_ldt", 154, 0),
    ("become root", 105, 0),
];

pub fn make() {
    for (name, number, first) in CALLS {
        attempt::that(name, attempt::call(number, first, 0, 0, 0, 0));
    }
    // The same calls under the numbers of the x32 ABI, which a filter can overlook.
    let x32 = 0x4000_0000;
    attempt::that("x32 unshare", attempt::call(x32 + 272, 0x1000_0000, 0, 0, 0, 0));
    attempt::that("x32 ptrace", attempt::call(x32 + 521, 0, 0, 0, 0, 0));
    attempt::that("type on a terminal", attempt::call(16, 0, 0x5412, c"x".as_ptr() as usize, 0, 0));
    attempt::that("paste on a terminal", attempt::call(16, 0, 0x541c, 0, 0, 0));
    attempt::that("a device", attempt::call(133, c"null".as_ptr() as usize, 0o020666, 0x103, 0, 0));
    attempt::that("another owner", chown(".", Some(1), Some(1)));
}
