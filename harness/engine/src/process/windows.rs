//! Job objects.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::process::{ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus};

use process_wrap::std::{ChildWrapper, CommandWrap, JobObject};

use super::stop_signal::StopSignal;

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

    pub fn input(&mut self) -> Option<ChildStdin> {
        self.0.stdin().take()
    }

    pub fn try_wait(&mut self) -> io::Result<Option<ExitStatus>> {
        self.0.try_wait()
    }

    pub fn kill(&mut self) {
        // Both fail when everything has ended already, as intended.
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

pub fn stop(_: u32, _: StopSignal) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

pub fn is_sandbox(_: u32) -> bool {
    false
}

pub fn end_with_the_reader() {}

pub fn interrupt_group() {}

/// `taskkill` ends a process with its descendants; another thread has the handle of the job.
pub fn kill_group(id: u32) {
    let _ = Command::new("taskkill").args(["/T", "/F", "/PID", &id.to_string()]).output();
}

pub fn adopt_orphans() {}

pub fn kill_orphans(_: &BTreeSet<u32>) {}

pub fn has_children_in(_: u32) -> bool {
    false
}

pub fn own_network() -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

pub fn is_busy_parent(_: u32) -> bool {
    false
}

pub fn is_noexec(_: &Path) -> bool {
    false
}

pub fn memory_folder() -> Option<(&'static Path, u64)> {
    None
}
