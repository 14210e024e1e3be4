//! A compiler: the crate, the toolchain, the dependencies, a place for the executable, and nothing else.
//! No cargo, no manifest, no network.

use std::path::Path;

use crate::cgroup::Allowance;
use crate::limits::Limits;
use crate::view::View;

/// What a compiler and its linker may use up together.
pub const ALLOWANCE: Allowance = Allowance { memory: 3 << 30, processes: 256 };

/// Where the toolchain is inside.
pub const TOOLCHAIN: &str = "/toolchain";

/// Where the compiled dependencies are inside, and what their build scripts left.
pub const PREPARED: &str = "/prepared";

/// Where the crate is inside. A server finds it there too: programs remember where they were compiled.
pub const SOURCE: &str = "/lab";

/// Where the executable is to be left.
pub const OUT: &str = "/out";

/// Where everything is outside.
#[derive(Clone, Copy, Debug)]
pub struct Paths<'a> {
    /// the folder of the toolchain
    pub toolchain: &'a Path,
    /// the folder of the compiled dependencies
    pub dependencies: &'a Path,
    /// what their build scripts left
    pub build_outputs: &'a Path,
    /// the crate
    pub source: &'a Path,
    /// where the executable is to be left
    pub out: &'a Path,
    /// the linker of the machine
    pub linker: &'a Path,
}

/// What a compiler sees.
pub fn view(paths: &Paths<'_>) -> View {
    let view = View::nothing()
        .alone()
        .machine()
        .reading(paths.toolchain, TOOLCHAIN)
        .reading(paths.dependencies, "/prepared/deps")
        .reading(paths.build_outputs, "/prepared/build")
        .reading(paths.source, SOURCE)
        .writing(paths.out, OUT)
        .with(&["--proc", "/proc", "--dev", "/dev", "--size", "536870912", "--tmpfs", "/tmp"])
        .with(&["--symlink", &paths.linker.to_string_lossy(), "/prepared/bin/cc"])
        .with(&["--chdir", SOURCE, "--clearenv", "--setenv", "PATH", "/prepared/bin:/usr/bin"])
        .setting("LANG", "C.UTF-8");
    // Linking needs the machine's programs and libraries; what administrators lay beside them, it does
    // not.
    ["/usr/local", "/usr/src", "/usr/share"]
        .into_iter()
        .filter(|beside| Path::new(beside).is_dir() && !paths.linker.starts_with(beside))
        .fold(view, |view, beside| view.with(&["--size", "4096", "--tmpfs", beside]))
        .closed()
}

/// What one process of a compiler may use up. `grouped`: memory is limited for all of them together.
pub fn limits(seconds: u64, grouped: bool) -> Limits {
    Limits {
        cpu: 2 * seconds,
        file: 1 << 30,
        files: 1024,
        processes: 1024,
        address_space: (!grouped).then_some(8 << 30),
    }
}
