//! All that is not portable: a process and everything it started, ended as one.
//!
//! | | Linux | macOS, other Unix | Windows |
//! |---|---|---|---|
//! | a server and what it started | process group | process group | job object |
//! | orphans that left the group | adopted and killed | – | still in the job |
//! | the judge dies | its servers get SIGKILL, orphans come to the command | – | – |
//! | the command is interrupted | its build is killed, its server gets the signal | the same | by the console |
//! | the command dies | the judge reads the end of its input and ends every tree, on all of them |
//!
//! The standard library has process groups; `process-wrap` has job objects, and is compiled on
//! Windows alone. `rustix` has the other calls of Unix.

#![expect(
    unsafe_code,
    reason = "code between fork and exec, and the disposition of a signal, have no safe form"
)]

use std::collections::BTreeSet;
use std::io::{self, PipeReader};
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::limits::POLL;

mod foreground;
mod stop_signal;
#[cfg(unix)]
mod unix;
#[cfg(not(unix))]
mod windows;

#[cfg(unix)]
use unix as platform;
#[cfg(not(unix))]
use windows as platform;

pub use foreground::{quit, run_build, run_server};
pub use stop_signal::StopSignal;

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
    /// the writing end of its standard input, on which nothing is ever written
    input: Option<ChildStdin>,
    together: Option<PipeReader>,
}

/// How the two outputs of a process are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outputs {
    /// through one pipe: in the order in which they were written
    Together,
    /// through a pipe each: what is standard error can be told
    Apart,
}

/// The pipes to read.
#[derive(Debug)]
pub enum Pipes {
    /// both outputs
    Together(PipeReader),
    /// standard output and standard error
    Apart(Option<ChildStdout>, Option<ChildStderr>),
}

impl Tree {
    /// Starts `command`. Its standard input stays open and empty until [`close_input`] closes it.
    ///
    /// # Errors
    /// When the program cannot be started.
    ///
    /// [`close_input`]: Self::close_input
    pub fn spawn(mut command: Command, outputs: Outputs) -> io::Result<Self> {
        command.stdin(Stdio::piped());
        let together = match outputs {
            Outputs::Together => {
                let (reader, writer) = io::pipe()?;
                command.stdout(writer.try_clone()?).stderr(writer);
                Some(reader)
            }
            Outputs::Apart => {
                command.stdout(Stdio::piped()).stderr(Stdio::piped());
                None
            }
        };
        // Held during the start, so that no server is taken for an orphan before it is listed.
        let mut live = live();
        let mut child = platform::Root::spawn(command)?;
        let id = child.id();
        live.insert(id);
        let input = child.input();
        Ok(Self { child, id, input, together })
    }

    /// Its outputs, once.
    pub fn pipes(&mut self) -> Pipes {
        match self.together.take() {
            Some(reader) => Pipes::Together(reader),
            None => {
                let (stdout, stderr) = self.child.outputs();
                Pipes::Apart(stdout, stderr)
            }
        }
    }

    /// Closes its standard input: a process that waits for it goes on.
    pub fn close_input(&mut self) {
        self.input = None;
    }

    /// Waits until the first process has ended or waits for something itself, where the system says
    /// so, and not longer than `most`. One that has started others may be about to end, and leave
    /// them behind.
    pub fn settle(&mut self, most: Duration) {
        let deadline = Instant::now() + most;
        while platform::is_busy_parent(self.id)
            && self.try_wait().is_none()
            && Instant::now() < deadline
        {
            thread::sleep(POLL);
        }
    }

    /// Whether the first process is the bubblewrap around a program, and not the program itself.
    pub fn is_sandbox(&self) -> bool {
        platform::is_sandbox(self.id)
    }

    /// Tells the first process, and no other, to stop; the program inside, when it is a sandbox. Nothing
    /// happens when it has ended.
    ///
    /// # Errors
    /// [`io::ErrorKind::Unsupported`] where there are no signals.
    pub fn stop(&mut self, signal: StopSignal) -> io::Result<()> {
        // Once its status has been read, another process may have its id.
        if self.try_wait().is_some() {
            return Ok(());
        }
        platform::stop(self.id, signal)
    }

    /// The status of the first process, once it has ended.
    pub fn try_wait(&mut self) -> Option<ExitStatus> {
        // An error means that somebody else has waited for it, so that its status is unknown.
        self.child.try_wait().ok().flatten()
    }

    /// Kills the whole tree and waits until it is gone.
    pub fn kill(&mut self) {
        let mut live = live();
        if live.remove(&self.id) {
            self.child.kill();
            platform::kill_orphans(&live);
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

/// Kills every tree that is alive, from any thread: the last thing that a judge does when its
/// command is gone.
pub fn kill_everything() {
    let mut live = live();
    for id in std::mem::take(&mut *live) {
        platform::kill_group(id);
    }
    platform::kill_orphans(&live);
}

/// Does `work` while no server starts. For a moment, a program that starts has a copy of everything
/// that is open here, and a listening socket would go on listening in that copy.
pub fn while_nothing_starts<T>(work: impl FnOnce() -> T) -> T {
    let _live = live();
    work()
}

/// Starts a helper in a process group of its own, so that it can clean up when the caller's group
/// is ended. Where the system allows it, its orphans come to this process: see [`reap_helper`].
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

/// Waits for a helper, and kills what it has left behind. A process in its own group cleans up after
/// it, and has time for that.
pub fn reap_helper(child: &mut Child) {
    const CLEANING: Duration = Duration::from_secs(15);
    // Fails when somebody has waited for it already: it is gone, as intended.
    let _ = child.wait();
    let start = Instant::now();
    while platform::has_children_in(child.id()) && start.elapsed() < CLEANING {
        thread::sleep(POLL);
    }
    let mut live = live();
    live.remove(&child.id());
    platform::kill_orphans(&live);
}

/// Ends this process silently when nobody reads its output any more, as other commands do: `… |
/// head` isn't an error.
pub fn end_with_the_reader() {
    platform::end_with_the_reader();
}

/// Does what Ctrl-C does, for a terminal that passes on every key: interrupts this process and what
/// it waits for, such as a build.
pub fn interrupt() -> ! {
    platform::interrupt_group();
    std::process::exit(INTERRUPTED);
}

/// What a shell reports of a program that Ctrl-C ended: 128 + SIGINT.
const INTERRUPTED: i32 = 130;

/// A network of its own for this thread and all that it starts from now on, in which there is nothing but
/// the machine itself.
///
/// # Errors
/// When the system has no such thing, or refuses it: it takes capabilities.
pub fn own_network() -> io::Result<()> {
    platform::own_network()
}

/// Whether no program in this folder can be executed, where the system says so.
pub fn is_noexec(folder: &Path) -> bool {
    platform::is_noexec(folder)
}

/// A folder that is kept in memory, and the bytes that are free in it, where there is one.
pub fn memory_folder() -> Option<(&'static Path, u64)> {
    platform::memory_folder()
}

/// Whether an executable stays as it is under its other names (hard links) when it is built again:
/// it does where a running executable can't be written to.
pub fn links_survive_a_build() -> bool {
    cfg!(target_os = "linux")
}

/// The signal that ended a process, where there are signals.
pub fn signal(status: ExitStatus) -> Option<i32> {
    platform::signal(status)
}
