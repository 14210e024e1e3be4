//! A submitted server, in namespaces beside its judge's: its libraries, its executable, the crate that it
//! was compiled from, the folder of its check, no process but its own, no network but its check's.
//!
//! Beside that it finds what every program finds on a desktop: `localhost`, a home, a folder for
//! temporary files, the usual devices, time zones, and its own processes in `/proc`. It can start no
//! program but itself: the kernel executes nothing from the folders that it can write
//! ([`judge::UNSTARTABLE`](crate::profiles::judge::UNSTARTABLE)), and no other program is in view.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cgroup::Allowance;
use crate::limits::Limits;
use crate::profiles::{BROKER_VARIABLE, compiler};
use crate::spec::{Membership, Spec};
use crate::view::{FOLDER, INSIDE, View};

/// What one server and all that it starts may use up.
pub const ALLOWANCE: Allowance = Allowance { memory: 512 << 20, processes: 256 };

/// Processes and threads that a server is refused before it is taken for a fork bomb.
pub const REFUSALS: u64 = 64;

/// Where the server is, inside its judge's sandbox and its own.
pub const PATH: &str = "/submission/server";

/// What one process of a server may use up.
const LIMITS: Limits =
    Limits { cpu: 60, file: 64 << 20, files: 1024, processes: 1536, address_space: None };

/// Inside its judge's sandbox: the folder for notes, what confines, what becomes `/etc`, and the groups.
pub(super) const REPORT: &str = "/report";
pub(super) const CONFINE: &str = "/confine";
pub(super) const ETC: &str = "/server-etc";

/// The name of the machine, as a server sees it: one that tells nothing.
pub(super) const HOST: &str = "desktop";

/// Whose the server is, as far as it can tell.
const USER: &str = "student";
const HOME: &str = "/home/student";

/// Where the machine keeps time zones and locales.
const CUSTOMS: [&str; 3] = ["/usr/share/zoneinfo", "/usr/lib/locale", "/usr/share/i18n"];

/// Libraries that the C library loads when a name is looked up, on machines where it does not hold them
/// itself.
const LOOKUP: [&str; 3] = ["libnss_files.so.2", "libnss_dns.so.2", "libresolv.so.2"];

/// The folder of a group, one for each tree that groups have.
pub(super) fn group(number: usize) -> String {
    format!("/groups/{number}")
}

/// The name of the note that is left in the folder for notes when a server could not be confined.
pub const FAILURE: &str = "failure";

/// The files of a server's `/etc`: `localhost` and its own name are known, nobody else can be asked.
pub fn etc() -> Vec<(&'static str, Vec<u8>)> {
    let hosts = format!("127.0.0.1\tlocalhost {HOST}\n::1\tlocalhost ip6-localhost\n");
    let mut files = vec![
        ("hosts", hosts.into_bytes()),
        ("hostname", format!("{HOST}\n").into_bytes()),
        ("nsswitch.conf", b"hosts: files dns\n".to_vec()),
        ("resolv.conf", Vec::new()),
    ];
    files.extend(fs::read("/etc/localtime").ok().map(|zone| ("localtime", zone)));
    files
}

/// The command that starts a server inside its judge's sandbox. `libraries` are what it is linked to;
/// `groups` says in how many trees its judge's group has a folder, none when there are no groups.
pub fn launcher(libraries: &[PathBuf], groups: Option<usize>) -> Vec<String> {
    let view = View::nothing()
        .the_last()
        .with(&["--hostname", HOST])
        .libraries(libraries)
        .libraries(&lookup(libraries))
        .reading(Path::new(PATH), PATH)
        .reading(Path::new(compiler::SOURCE), compiler::SOURCE)
        .reading(Path::new(ETC), "/etc");
    let view = CUSTOMS.iter().fold(view, |view, path| view.reading_if_any(path));
    let view = view
        .with(&["--proc", "/proc", "--dev", "/dev", "--bind", FOLDER, INSIDE, "--chdir", INSIDE])
        .writing_beside("own/tmp", "/tmp")
        .writing_beside("own/home", HOME)
        .writing_beside("own/shm", "/dev/shm")
        .setting("TMPDIR", "/tmp")
        .setting("HOME", HOME)
        .setting("USER", USER)
        .setting("LOGNAME", USER)
        .with(&["--unsetenv", BROKER_VARIABLE])
        .closed();
    let membership = |count| Membership {
        folders: (0..count).map(|number| group(number).into()).collect(),
        own: Some(ALLOWANCE),
    };
    let address_space = groups.is_none().then_some(2 << 30);
    let spec = Spec {
        group: groups.map(membership),
        limits: Limits { address_space, ..LIMITS },
        filtered: true,
        view: view.arguments(),
        failure_report: Some(Path::new(REPORT).join(FAILURE)),
    };
    vec![CONFINE.to_owned(), spec.json()]
}

/// What of [`LOOKUP`] lies beside the C library.
fn lookup(libraries: &[PathBuf]) -> Vec<PathBuf> {
    let is_c = |path: &&PathBuf| path.file_name().is_some_and(|name| name == "libc.so.6");
    let folder = libraries.iter().find(is_c).and_then(|path| path.parent());
    let beside = folder.into_iter().flat_map(|folder| LOOKUP.map(|name| folder.join(name)));
    beside.filter(|path| path.exists() && !libraries.contains(path)).collect()
}
