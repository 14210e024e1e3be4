//! All that is not portable: a process and everything it started, ended as one.
//!
//! | | Linux | macOS, other Unix | Windows |
//! |---|---|---|---|
//! | the tree of a server | process group | process group | job object |
//! | strays that left the group | adopted and killed | – | in the job all the same |
//! | the judge dies | its servers get SIGKILL, strays come to the command | – | – |
//! | the command dies | the judge reads the end of its input, and ends every tree, everywhere |
//!
//! Groups are the standard library's; job objects are `process-wrap`'s, compiled on Windows alone.

#![expect(
    unsafe_code,
    reason = "prctl, kill and waitpid have no safe form in the standard library"
)]

use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The trees that are alive, by the id of their first process.
static LIVE: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());

fn live() -> MutexGuard<'static, BTreeSet<u32>> {
    LIVE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A process and its descendants. Dropping it kills them.
#[derive(Debug)]
pub struct Tree {
    child: platform::Root,
    id: u32,
}

impl Tree {
    /// Starts `command` with no input and both outputs piped.
    ///
    /// # Errors
    /// When the program cannot be started.
    pub fn spawn(mut command: Command) -> io::Result<Self> {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // Held over the start, so that a sweep never meets a server that is not listed yet.
        let mut live = live();
        let child = platform::Root::spawn(command)?;
        let id = child.id();
        live.insert(id);
        Ok(Self { child, id })
    }

    /// Both outputs, once.
    pub fn outputs(&mut self) -> (Option<ChildStdout>, Option<ChildStderr>) {
        self.child.outputs()
    }

    /// The status of the first process, once it has ended.
    pub fn try_wait(&mut self) -> Option<ExitStatus> {
        // An error means that somebody else reaped it: as good as still unknown.
        self.child.try_wait().ok().flatten()
    }

    /// Kills the whole tree and waits until it is gone.
    pub fn kill(&mut self) {
        let mut live = live();
        if live.remove(&self.id) {
            self.child.kill();
            platform::sweep(&live);
        }
    }
}

impl Drop for Tree {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Makes this process the one that inherits processes whose parent died, where that exists.
pub fn adopt_orphans() {
    platform::adopt_orphans();
}

/// Kills every tree that is alive, from whichever thread: the last act of a judge whose command
/// has gone.
pub fn kill_everything() {
    let mut live = live();
    for id in std::mem::take(&mut *live) {
        platform::kill_group(id);
    }
    platform::sweep(&live);
}

/// Does `work` while no server starts. A program that starts holds, for a moment, a copy of everything
/// that is open here: a socket that listens would go on listening in it.
pub fn while_nothing_starts<T>(work: impl FnOnce() -> T) -> T {
    let _live = live();
    work()
}

/// Starts a helper in a group of its own, so that what ends the caller's group lets it clean up.
/// Orphans of the helper come to this process, where that exists: see [`bury_helper`].
///
/// # Errors
/// When the program cannot be started.
pub fn spawn_helper(mut command: Command) -> io::Result<Child> {
    platform::adopt_orphans();
    platform::own_group(&mut command);
    let mut live = live();
    let child = command.spawn()?;
    live.insert(child.id());
    Ok(child)
}

/// Waits for a helper, and kills what it left behind if it could not clean up itself.
pub fn bury_helper(child: &mut Child) {
    // Fails when it was waited for already, which is what is wanted.
    let _ = child.wait();
    let mut live = live();
    live.remove(&child.id());
    platform::sweep(&live);
}

/// Ends this process quietly when the reader of its output has gone, as other commands do:
/// `… | head` is no error.
pub fn end_with_the_reader() {
    platform::end_with_the_reader();
}

/// Does what Ctrl-C does, for a terminal in which a key is being read: interrupts this process and
/// what it waits for, a build for instance.
pub fn interrupt() -> ! {
    platform::interrupt_group();
    std::process::exit(INTERRUPTED);
}

/// What a shell reports of a program that Ctrl-C ended: 128 + SIGINT.
const INTERRUPTED: i32 = 130;

/// A folder that lies in memory and how many bytes are free there, where there is one.
pub fn memory_folder() -> Option<(&'static Path, u64)> {
    platform::memory_folder()
}

/// Whether a linker leaves the executable that it replaces as it is, under its other names: it
/// does where a running one cannot be written to.
pub fn links_survive_a_build() -> bool {
    cfg!(target_os = "linux")
}

/// The signal that ended a process, where there are signals.
pub fn signal(status: ExitStatus) -> Option<i32> {
    platform::signal(status)
}

#[cfg(unix)]
mod platform {
    use std::collections::BTreeSet;
    use std::io;
    use std::os::unix::process::{CommandExt, ExitStatusExt};
    use std::path::Path;
    use std::process::{Child, ChildStderr, ChildStdout, Command, ExitStatus};

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

        pub fn try_wait(&mut self) -> io::Result<Option<ExitStatus>> {
            self.0.try_wait()
        }

        pub fn kill(&mut self) {
            // A leader that has been waited for may have left members of its group behind; while
            // they live, the system gives the group's id to nobody else.
            kill_group(self.0.id());
            // Fails when it was reaped already, by a look at its status.
            let _ = self.0.wait();
        }
    }

    pub fn own_group(command: &mut Command) {
        command.process_group(0);
    }

    pub fn signal(status: ExitStatus) -> Option<i32> {
        status.signal()
    }

    pub fn end_with_the_reader() {
        // SAFETY: sets a disposition before any other thread exists.
        unsafe { libc::signal(libc::SIGPIPE, libc::SIG_DFL) };
    }

    pub fn interrupt_group() {
        // SAFETY: no memory is involved; 0 is the group of this process.
        unsafe { libc::kill(0, libc::SIGINT) };
    }

    pub fn kill_group(id: u32) {
        if let Ok(group) = libc::pid_t::try_from(id) {
            // SAFETY: no memory is involved; the group is one that this process started.
            unsafe { libc::killpg(group, libc::SIGKILL) };
        }
    }

    #[cfg(target_os = "linux")]
    fn die_with_parent(command: &mut Command) {
        // SAFETY: prctl is async-signal-safe and touches no memory of the parent.
        unsafe {
            command.pre_exec(|| {
                // The parent is the thread that starts the server; it lives as long as the check.
                match libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL) {
                    0 => Ok(()),
                    _ => Err(io::Error::last_os_error()),
                }
            });
        }
    }

    #[cfg(target_os = "linux")]
    pub fn adopt_orphans() {
        // SAFETY: sets a flag of this process. Without it strays go to init, as elsewhere.
        unsafe { libc::prctl(libc::PR_SET_CHILD_SUBREAPER, 1) };
    }

    /// Kills the children of this process that belong to no live tree: they left their group, and
    /// came here when their parent died.
    #[cfg(target_os = "linux")]
    pub fn sweep(live: &BTreeSet<u32>) {
        /// Killing a stray can bring its own children here; a few rounds reach the last of them.
        const ROUNDS: usize = 8;
        for _ in 0..ROUNDS {
            let strays: Vec<libc::pid_t> =
                children().into_iter().filter(|pid| is_stray(*pid, live)).collect();
            if strays.is_empty() {
                return;
            }
            for stray in strays {
                // SAFETY: both act on a child of this process, which keeps its id until waited for.
                unsafe {
                    libc::kill(stray, libc::SIGKILL);
                    libc::waitpid(stray, std::ptr::null_mut(), 0);
                }
            }
        }
    }

    #[cfg(target_os = "linux")]
    fn is_stray(pid: libc::pid_t, live: &BTreeSet<u32>) -> bool {
        // SAFETY: reads a property of a child.
        let group = unsafe { libc::getpgid(pid) };
        // SAFETY: reads a property of this process. A child in our own group is no server.
        let ours = unsafe { libc::getpgrp() };
        group != ours && u32::try_from(group).is_ok_and(|group| !live.contains(&group))
    }

    #[cfg(target_os = "linux")]
    fn children() -> Vec<libc::pid_t> {
        let Ok(threads) = std::fs::read_dir("/proc/self/task") else { return Vec::new() };
        threads
            .flatten()
            .filter_map(|thread| std::fs::read_to_string(thread.path().join("children")).ok())
            .flat_map(|line| {
                line.split_whitespace().filter_map(|pid| pid.parse().ok()).collect::<Vec<_>>()
            })
            .collect()
    }

    /// POSIX shared memory lies in a file system of its own. (shm_overview(7))
    #[cfg(target_os = "linux")]
    pub fn memory_folder() -> Option<(&'static Path, u64)> {
        let mut found = std::mem::MaybeUninit::<libc::statvfs>::uninit();
        // SAFETY: the path ends with a NUL, and the structure is written when 0 is returned.
        let found = unsafe {
            match libc::statvfs(c"/dev/shm".as_ptr(), found.as_mut_ptr()) {
                0 => found.assume_init(),
                _ => return None,
            }
        };
        Some((Path::new("/dev/shm"), found.f_bavail * found.f_frsize))
    }

    #[cfg(not(target_os = "linux"))]
    pub fn memory_folder() -> Option<(&'static Path, u64)> {
        None
    }

    #[cfg(not(target_os = "linux"))]
    fn die_with_parent(_: &mut Command) {}

    #[cfg(not(target_os = "linux"))]
    pub fn adopt_orphans() {}

    #[cfg(not(target_os = "linux"))]
    pub fn sweep(_: &BTreeSet<u32>) {}
}

#[cfg(windows)]
mod platform {
    use std::collections::BTreeSet;
    use std::io;
    use std::path::Path;
    use std::process::{ChildStderr, ChildStdout, Command, ExitStatus};

    use process_wrap::std::{ChildWrapper, CommandWrap, JobObject};

    /// The first process of a job.
    #[derive(Debug)]
    pub struct Root(Box<dyn ChildWrapper>);

    impl Root {
        pub fn spawn(command: Command) -> io::Result<Self> {
            CommandWrap::from(command).wrap(JobObject).spawn().map(Self)
        }

        pub fn id(&self) -> u32 {
            self.0.id()
        }

        pub fn outputs(&mut self) -> (Option<ChildStdout>, Option<ChildStderr>) {
            (self.0.stdout().take(), self.0.stderr().take())
        }

        pub fn try_wait(&mut self) -> io::Result<Option<ExitStatus>> {
            self.0.try_wait()
        }

        pub fn kill(&mut self) {
            // Both fail when everything has ended already, which is what is wanted.
            let _ = self.0.start_kill();
            let _ = self.0.wait();
        }
    }

    pub fn own_group(command: &mut Command) {
        use std::os::windows::process::CommandExt;
        const CREATE_NEW_PROCESS_GROUP: u32 = 0x0000_0200;
        command.creation_flags(CREATE_NEW_PROCESS_GROUP);
    }

    pub fn signal(_: ExitStatus) -> Option<i32> {
        None
    }

    pub fn end_with_the_reader() {}

    pub fn interrupt_group() {}

    /// `taskkill` ends a process with its descendants; the job's handle lies with another thread.
    pub fn kill_group(id: u32) {
        let _ = Command::new("taskkill").args(["/T", "/F", "/PID", &id.to_string()]).output();
    }

    pub fn adopt_orphans() {}

    pub fn sweep(_: &BTreeSet<u32>) {}

    pub fn memory_folder() -> Option<(&'static Path, u64)> {
        None
    }
}
