//! Git, which reads one repository: a repository's own settings can make git start programs, so it
//! starts them where there is nothing to harm.

use std::path::Path;

use crate::cgroup::Allowance;
use crate::limits::Limits;
use crate::view::View;

/// What git and whatever it starts may use up together.
pub const ALLOWANCE: Allowance = Allowance { memory: 1 << 30, processes: 64 };

/// Where the repository is inside.
pub const REPOSITORY: &str = "/in";

/// What git sees.
pub fn view(repository: &Path) -> View {
    View::nothing()
        .alone()
        .machine()
        .reading(repository, REPOSITORY)
        .with(&["--proc", "/proc", "--dev", "/dev", "--size", "268435456", "--tmpfs", "/tmp"])
        .with(&["--chdir", "/tmp", "--clearenv", "--setenv", "PATH", "/usr/bin:/bin"])
        .closed()
}

/// What one process may use up. `grouped`: memory is limited for all of them together.
pub fn limits(seconds: u64, grouped: bool) -> Limits {
    Limits {
        cpu: seconds,
        file: 128 << 20,
        files: 256,
        processes: 512,
        address_space: (!grouped).then_some(2 << 30),
    }
}
