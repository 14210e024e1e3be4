//! Process groups, signals and, on Linux, orphans and networks.

use std::collections::BTreeSet;
use std::io;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus};

#[cfg(target_os = "linux")]
use rustix::process::WaitOptions;
use rustix::process::{Pid, Signal};

use super::stop_signal::StopSignal;

/// The first process of a tree, leader of its group.
#[derive(Debug)]
pub struct Root(Child);

impl Root {
    pub fn spawn(mut command: Command) -> io::Result<Self> {
        command.process_group(0);
        die_with_parent(&mut command);
        command.spawn().map(Self)
    }

    pub fn id(&self) -> u32 {
        self.0.id()
    }

    pub fn outputs(&mut self) -> (Option<ChildStdout>, Option<ChildStderr>) {
        (self.0.stdout.take(), self.0.stderr.take())
    }

    pub fn input(&mut self) -> Option<ChildStdin> {
        self.0.stdin.take()
    }

    pub fn try_wait(&mut self) -> io::Result<Option<ExitStatus>> {
        self.0.try_wait()
    }

    pub fn kill(&mut self) {
        // The leader may be gone while members of its group live on; as long as they do, no
        // other group gets this id.
        kill_group(self.0.id());
        // Fails when `try_wait` has returned its status already.
        let _ = self.0.wait();
    }
}

pub fn own_group(command: &mut Command) {
    command.process_group(0);
}

pub fn signal(status: ExitStatus) -> Option<i32> {
    status.signal()
}

pub fn stop(id: u32, signal: StopSignal) -> io::Result<()> {
    let signal = match signal {
        StopSignal::Terminate => Signal::TERM,
        StopSignal::Interrupt => Signal::INT,
    };
    let process = i32::try_from(program_of(id)).ok().and_then(Pid::from_raw);
    let process = process.ok_or(io::ErrorKind::InvalidInput)?;
    Ok(rustix::process::kill_process(process, signal)?)
}

/// The program that a process runs in a sandbox, when it is the bubblewrap around it: that one waits for a
/// process of its own, which is the first in the sandbox and has started the program.
#[cfg(target_os = "linux")]
fn program_of(id: u32) -> u32 {
    const LAYERS: usize = 4;
    let child = |id: u32| {
        let children = std::fs::read_to_string(format!("/proc/{id}/task/{id}/children")).ok()?;
        children.split_whitespace().next()?.parse().ok()
    };
    let inside = |id: &u32| if is_sandbox(*id) { child(*id) } else { None };
    std::iter::successors(Some(id), inside).take(LAYERS).last().unwrap_or(id)
}

#[cfg(not(target_os = "linux"))]
fn program_of(id: u32) -> u32 {
    id
}

/// Whether a process is a bubblewrap, by the name of its program. (proc_pid_comm(5))
#[cfg(target_os = "linux")]
pub fn is_sandbox(id: u32) -> bool {
    std::fs::read_to_string(format!("/proc/{id}/comm")).is_ok_and(|name| name.trim() == "bwrap")
}

#[cfg(not(target_os = "linux"))]
pub fn is_sandbox(_: u32) -> bool {
    false
}

pub fn end_with_the_reader() {
    // SAFETY: sets a disposition before any other thread exists.
    unsafe { libc::signal(libc::SIGPIPE, libc::SIG_DFL) };
}

pub fn interrupt_group() {
    // Fails only when this process may not signal itself.
    let _ = rustix::process::kill_current_process_group(Signal::INT);
}

pub fn kill_group(id: u32) {
    if let Some(group) = i32::try_from(id).ok().and_then(Pid::from_raw) {
        // Fails when the group is gone already, as intended.
        let _ = rustix::process::kill_process_group(group, Signal::KILL);
    }
}

#[cfg(target_os = "linux")]
pub fn die_with_parent(command: &mut Command) {
    // The parent is the thread that starts the server; it lives as long as the check.
    let die = || Ok(rustix::process::set_parent_process_death_signal(Some(Signal::KILL))?);
    // SAFETY: one system call, which is async-signal-safe and touches no memory of the parent.
    unsafe { command.pre_exec(die) };
}

#[cfg(target_os = "linux")]
pub fn adopt_orphans() {
    // Without it they go to init, as elsewhere.
    let _ = rustix::process::set_child_subreaper(Some(rustix::process::getpid()));
}

/// Kills the children of this process that belong to no live tree: they left their group, and
/// came here when their parent died.
#[cfg(target_os = "linux")]
pub fn kill_orphans(live: &BTreeSet<u32>) {
    /// Killing an orphan can bring its own children here; a few rounds reach the last of them.
    const ROUNDS: usize = 8;
    for _ in 0..ROUNDS {
        let orphans: Vec<Pid> =
            children().into_iter().filter(|pid| is_orphan(*pid, live)).collect();
        if orphans.is_empty() {
            return;
        }
        for orphan in orphans {
            // It keeps its id until it is waited for. Both fail when it is gone, as intended.
            let _ = rustix::process::kill_process(orphan, Signal::KILL);
            let _ = rustix::process::waitpid(Some(orphan), WaitOptions::empty());
        }
    }
}

/// Whether a child of this process is in this group. One that has ended does not count.
#[cfg(target_os = "linux")]
pub fn has_children_in(group: u32) -> bool {
    let is_in = |pid: &Pid| u32::try_from(group_of(pid.as_raw_pid())) == Ok(group);
    children().into_iter().filter(is_in).any(|pid| {
        // Takes away one that has ended; nobody else waits for it.
        matches!(rustix::process::waitpid(Some(pid), WaitOptions::NOHANG), Ok(None))
    })
}

/// Whether a child is in the group of no live tree. One in the group of this process is no
/// server.
#[cfg(target_os = "linux")]
fn is_orphan(pid: Pid, live: &BTreeSet<u32>) -> bool {
    let group = group_of(pid.as_raw_pid());
    let is_live = u32::try_from(group).is_ok_and(|group| live.contains(&group));
    group >= 0 && group != group_of(0) && !is_live
}

/// The group of a process, 0 being this one; negative when there is no such process. A judge in a
/// sandbox is in group 0: its group was made outside of its namespace. `rustix` panics there.
#[cfg(target_os = "linux")]
fn group_of(process: i32) -> i32 {
    // SAFETY: getpgid(2) takes no pointer.
    unsafe { libc::getpgid(process) }
}

#[cfg(target_os = "linux")]
fn children() -> Vec<Pid> {
    let Ok(threads) = std::fs::read_dir("/proc/self/task") else { return Vec::new() };
    let lists = threads.flatten().map(|thread| thread.path().join("children"));
    let lists: Vec<String> = lists.filter_map(|list| std::fs::read_to_string(list).ok()).collect();
    let pids = lists.iter().flat_map(|list| list.split_whitespace());
    pids.filter_map(|pid| Pid::from_raw(pid.parse().ok()?)).collect()
}

/// Whether a process runs at this moment, and has started others. (proc_pid_stat(5))
#[cfg(target_os = "linux")]
pub fn is_busy_parent(id: u32) -> bool {
    let read = |file: &str| std::fs::read_to_string(format!("/proc/{id}/{file}"));
    let Ok(children) = read(&format!("task/{id}/children")) else { return false };
    // The name of the program, in parentheses, may itself contain one.
    let state = || read("stat").ok()?.rsplit_once(") ")?.1.chars().next();
    !children.is_empty() && matches!(state(), Some('R' | 'D'))
}

#[cfg(target_os = "linux")]
pub fn is_noexec(folder: &Path) -> bool {
    let found = rustix::fs::statvfs(folder);
    found.is_ok_and(|found| found.f_flag.contains(rustix::fs::StatVfsMountFlags::NOEXEC))
}

#[cfg(not(target_os = "linux"))]
pub fn is_busy_parent(_: u32) -> bool {
    false
}

#[cfg(not(target_os = "linux"))]
pub fn is_noexec(_: &Path) -> bool {
    false
}

/// POSIX shared memory has a file system of its own. (shm_overview(7))
#[cfg(target_os = "linux")]
pub fn memory_folder() -> Option<(&'static Path, u64)> {
    let folder = Path::new("/dev/shm");
    let found = rustix::fs::statvfs(folder).ok()?;
    Some((folder, found.f_bavail * found.f_frsize))
}

#[cfg(not(target_os = "linux"))]
pub fn memory_folder() -> Option<(&'static Path, u64)> {
    None
}

/// A namespace with an interface `lo` that is up. (netdevice(7))
#[cfg(target_os = "linux")]
pub fn own_network() -> io::Result<()> {
    let done = |answer: i32| match answer {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    };
    // SAFETY: changes the network of this thread, and no memory.
    done(unsafe { libc::unshare(libc::CLONE_NEWNET) })?;
    let socket = std::net::UdpSocket::bind((std::net::Ipv4Addr::UNSPECIFIED, 0))?;
    // SAFETY: all zeros is a value of this structure of numbers and arrays.
    let mut request: libc::ifreq = unsafe { std::mem::zeroed() };
    for (letter, byte) in request.ifr_name.iter_mut().zip(b"lo") {
        *letter = libc::c_char::from_ne_bytes([*byte]);
    }
    request.ifr_ifru.ifru_flags = libc::IFF_UP as libc::c_short;
    let raw = std::os::fd::AsRawFd::as_raw_fd(&socket);
    // SAFETY: the socket is open and the structure is the one that this request reads.
    done(unsafe { libc::ioctl(raw, libc::SIOCSIFFLAGS, &raw const request) })
}

#[cfg(not(target_os = "linux"))]
pub fn own_network() -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(not(target_os = "linux"))]
pub fn die_with_parent(_: &mut Command) {}

#[cfg(not(target_os = "linux"))]
pub fn adopt_orphans() {}

#[cfg(not(target_os = "linux"))]
pub fn kill_orphans(_: &BTreeSet<u32>) {}

#[cfg(not(target_os = "linux"))]
pub fn has_children_in(_: u32) -> bool {
    false
}
