//! A judge. It makes namespaces itself, for its servers and a network for each check, so no filter is
//! put on it, and it keeps two capabilities in its own namespaces; what it runs is ours.

use std::path::{Path, PathBuf};

use crate::cgroup::Allowance;
use crate::limits::Limits;
use crate::profiles::{BROKER_VARIABLE, compiler, server};
use crate::view::View;

/// What the judge itself may use up, beside the servers and the files of the checks.
const OWN: Allowance = Allowance { memory: 1 << 30, processes: 512 };

/// What the judge uses up for each server whose way to its broker is a relay of the judge's: two threads
/// for each of 64 connections, and a client of its own.
const RELAY: Allowance = Allowance { memory: 16 << 20, processes: 160 };

/// Where the socket is inside behind which the broker is. No server sees it.
pub const BROKER: &str = "/broker";

/// How much the files that the checks of a lab leave may hold together, in MiB.
pub const DISK_MEBIBYTES: u64 = 256;

/// Where the judge is inside.
pub const JUDGE: &str = "/judge";

/// The program of its sandbox, which becomes the judge with [`ARGUMENTS`] when it has seen to it that
/// nothing can be started that servers write or bring along.
pub const PROGRAM: &str = server::CONFINE;

/// The arguments of [`PROGRAM`].
pub const ARGUMENTS: [&str; 2] = [NOTHING_STARTS, JUDGE];

/// Asks `confine` for a mount namespace in which nothing in [`UNSTARTABLE`] can be executed.
pub const NOTHING_STARTS: &str = "--nothing-starts";

/// The folders from which nothing is executed: those that servers can write, and the crate, which may
/// hold anything; with whether they can be written.
pub const UNSTARTABLE: [(&str, bool); 3] =
    [("/tmp", true), ("/dev/shm", true), (compiler::SOURCE, false)];

/// What it takes to make a network, and to prepare the mounts of all servers.
const CAPABILITIES: [&str; 4] = ["--cap-add", "CAP_SYS_ADMIN", "--cap-add", "CAP_NET_ADMIN"];

/// What the judge and so many servers may use up together: so much that servers which use up all that
/// each may have hit their own limits, never the judge's.
pub fn allowance(servers: u64, has_broker: bool) -> Allowance {
    let relay = if has_broker { RELAY } else { Allowance { memory: 0, processes: 0 } };
    Allowance {
        memory: OWN.memory + servers * (server::ALLOWANCE.memory + relay.memory),
        processes: OWN.processes + servers * (server::ALLOWANCE.processes + relay.processes),
    }
}

/// The broker of a lab that needs one, as its judge finds it.
#[derive(Clone, Copy, Debug)]
pub struct Broker<'a> {
    /// the socket behind which it is
    pub socket: &'a Path,
    /// the variable that says as whom to use it, and its value
    pub access: (&'a str, &'a str),
}

/// Where everything is outside.
#[derive(Clone, Copy, Debug)]
pub struct Paths<'a> {
    /// the judge
    pub judge: &'a Path,
    /// the executable that confines
    pub confine: &'a Path,
    /// the server to be judged
    pub server: &'a Path,
    /// the crate that it was compiled from
    pub source: &'a Path,
    /// the folder `/etc` of a server
    pub etc: &'a Path,
    /// a folder in which it is noted when a server could not be confined
    pub report: &'a Path,
    /// the groups in which the servers have theirs
    pub groups: &'a [PathBuf],
    /// the broker, when the lab needs one
    pub broker: Option<Broker<'a>>,
}

/// What a judge sees.
pub fn view(paths: &Paths<'_>) -> View {
    let disk = (DISK_MEBIBYTES << 20).to_string();
    let view = View::nothing()
        .with(&CAPABILITIES)
        .alone()
        .machine()
        .reading(paths.judge, JUDGE)
        .reading(paths.confine, server::CONFINE)
        .reading(paths.server, server::PATH)
        .reading(paths.source, compiler::SOURCE)
        .reading(paths.etc, server::ETC)
        .writing(paths.report, server::REPORT)
        .with(&["--proc", "/proc", "--dev", "/dev", "--size", &disk, "--tmpfs", "/tmp"])
        .with(&["--size", &disk, "--tmpfs", "/dev/shm", "--chdir", "/tmp", "--clearenv"])
        .with(&["--setenv", "PATH", "/usr/bin:/bin", "--setenv", "LANG", "C.UTF-8"]);
    let view = match &paths.broker {
        None => view,
        Some(Broker { socket, access: (name, value) }) => {
            view.reading(socket, BROKER).setting(BROKER_VARIABLE, BROKER).setting(name, value)
        }
    };
    let groups = paths.groups.iter().enumerate();
    groups.fold(view, |view, (number, folder)| view.writing(folder, &server::group(number)))
}

/// What one process may use up, in a group with this allowance.
pub fn limits(together: &Allowance) -> Limits {
    Limits {
        cpu: 600,
        file: 256 << 20,
        // A relay has six for each connection.
        files: 16_384,
        processes: 2 * together.processes,
        address_space: None,
    }
}
