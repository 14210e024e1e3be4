//! A broker, for one submission: what a submission does to it is done to a program that owns nothing
//! either. It has the machine's network, because the grader must reach it; no submission has that.

use std::path::Path;

use crate::cgroup::Allowance;
use crate::limits::Limits;
use crate::profiles::server;
use crate::view::View;

/// What a broker may use up, its data in memory included: [`MEMORY`] and [`DISK`] with as much again for
/// what it needs meanwhile. Whatever a submission does to its broker, the brokers of the others, which
/// have their own, go on.
pub const ALLOWANCE: Allowance = Allowance { memory: 1 << 30, processes: 512 };

/// Bytes of memory from which on a broker accepts no message. It needs about 120 MiB to do nothing.
pub const MEMORY: u64 = 384 << 20;

/// Bytes of the file system in memory where it keeps its data.
const DISK: u64 = 256 << 20;

/// How many of them are to stay free.
pub const FREE_DISK: u64 = 64 << 20;

/// Where its settings are inside.
pub const SETTINGS: &str = "/settings";

/// Where it keeps its data.
pub const DATA: &str = "/kept";

/// What a broker sees. `etc` is the folder that servers have.
pub fn view(settings: &Path, etc: &Path) -> View {
    View::nothing()
        .machine()
        .reading(settings, SETTINGS)
        .reading(etc, "/etc")
        .with(&["--hostname", server::HOST])
        .with(&["--proc", "/proc", "--dev", "/dev", "--size", &DISK.to_string(), "--tmpfs", DATA])
        .with(&["--size", "16777216", "--tmpfs", "/tmp", "--chdir", DATA, "--clearenv"])
        .setting("PATH", "/usr/bin:/bin")
        .setting("LANG", "C.UTF-8")
        .closed()
}

/// What one process of a broker may use up.
pub fn limits() -> Limits {
    Limits { cpu: 600, file: DISK, files: 8192, processes: 1024, address_space: None }
}
