//! One worker's share of the machine, and what runs in it.

use std::path::{Path, PathBuf};
use std::process::{self, Command};

use anyhow::Result;

use crate::cgroup::{Allowance, Group, Hits};
use crate::job_root::JobRoot;
use crate::limits::Limits;
use crate::spec::{Membership, Spec};
use crate::view::View;

/// One worker's share of the machine.
#[derive(Debug)]
pub struct Slot<'a> {
    pub(crate) job_root: &'a JobRoot,
    /// that of all slots
    pub(crate) group: Option<&'a Group>,
    /// the executable that confines
    pub(crate) confine: &'a Path,
    /// the folder `/etc` of a server
    pub(crate) etc: &'a Path,
    pub(crate) number: u32,
    pub(crate) user: Option<u32>,
    pub(crate) folder: PathBuf,
}

impl Slot<'_> {
    /// A folder that no program of the slot can write, for what it is shown.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A job of this slot, with what all its processes together may use up.
    ///
    /// # Errors
    /// When its group or its folder cannot be made.
    pub fn job(&self, name: &str, allowance: &Allowance) -> Result<Job<'_>> {
        let folder = self.folder.join(name);
        let _ = std::fs::remove_dir_all(&folder);
        self.job_root.make(&folder, self.user)?;
        let group = match self.group {
            Some(parent) => {
                let group = parent.child(&format!("slot-{}-{name}", self.number))?;
                group.allow(allowance)?;
                group.open_to_children()?;
                let leader = group.child("leader")?;
                // A judge is not starved by the servers that it judges.
                leader.prefer();
                for group in [&group, &leader] {
                    self.user.map_or(Ok(()), |user| group.give_to(user))?;
                }
                Some(group)
            }
            None => None,
        };
        Ok(Job { slot: self, folder, group })
    }
}

/// Which system calls a program, and what it starts, can use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SystemCalls {
    /// none that a submission has no need of
    Filtered,
    /// all of them: only for a program of the grader that makes namespaces itself
    All,
}

/// A folder and a group of processes, for as long as one program runs in them.
#[derive(Debug)]
pub struct Job<'a> {
    slot: &'a Slot<'a>,
    folder: PathBuf,
    group: Option<Group>,
}

impl Job<'_> {
    /// An own folder that the program may write when it is shown to it.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn folder(&self, name: &str) -> Result<PathBuf> {
        let folder = self.folder.join(name);
        self.slot.job_root.make(&folder, self.slot.user)?;
        Ok(folder)
    }

    /// A program with these limits that sees what `view` shows.
    pub fn command(
        &self,
        limits: &Limits,
        calls: SystemCalls,
        view: View,
        program: &Path,
    ) -> Command {
        let leader = self.group.as_ref().map(|group| Membership {
            folders: group.folders().iter().map(|folder| folder.join("leader")).collect(),
            own: None,
        });
        let view = match calls {
            SystemCalls::Filtered => view.the_last(),
            SystemCalls::All => view,
        };
        let spec = Spec {
            group: leader,
            limits: *limits,
            filtered: calls == SystemCalls::Filtered,
            view: view.arguments(),
            failure_report: None,
        };
        let mut command = Command::new(self.slot.confine);
        command.arg(spec.json()).arg(program).env_clear().env("PATH", "/usr/bin:/bin");
        command.current_dir("/").stdin(process::Stdio::null());
        if let Some(user) = self.slot.user {
            use std::os::unix::process::CommandExt;
            command.uid(user).gid(user);
        }
        command
    }

    /// Lets the program read a folder or a file that was laid for it.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn give(&self, path: &Path) -> Result<()> {
        self.slot.job_root.give(path, self.slot.user)
    }

    /// The folders of the group in which the program may make groups for what it starts.
    pub fn groups(&self) -> &[PathBuf] {
        self.group.as_ref().map_or(&[], Group::folders)
    }

    /// The executable that confines.
    pub fn confine(&self) -> &Path {
        self.slot.confine
    }

    /// What is to be the folder `/etc` of a server.
    pub fn etc(&self) -> &Path {
        self.slot.etc
    }

    /// The limits that were hit so far.
    pub fn hits(&self) -> Hits {
        self.group.as_ref().map(Group::hits).unwrap_or_default()
    }

    /// Ends the servers that were refused more than so many processes.
    pub fn kill_fork_bombs(&self, refusals: u64) {
        if let Some(group) = &self.group {
            group.kill_fork_bombs(refusals);
        }
    }

    /// Whether memory is limited for the group; else it has to be for each process.
    pub fn is_grouped(&self) -> bool {
        self.group.is_some()
    }
}

impl Drop for Job<'_> {
    fn drop(&mut self) {
        if let Some(group) = &self.group {
            // What a kill leaves is a zombie that its parent is about to wait for.
            let deadline = std::time::Instant::now() + std::time::Duration::from_secs(2);
            while group.kill() && std::time::Instant::now() < deadline {
                std::thread::sleep(std::time::Duration::from_millis(1));
            }
            group.remove();
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
