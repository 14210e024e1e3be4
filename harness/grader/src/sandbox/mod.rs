//! Where submissions are compiled and run: what this machine offers, and how a program is confined
//! with it.
//!
//! ```text
//! Machine          looked at once: which tier, where the jobs' folders are
//! └── Slot           one worker's share: a user and a group of processes of its own
//!     └── command      a program, confined by the `confine` executable and bubblewrap
//! ```
//!
//! Started by root, every slot runs as a user of its own that nothing on the machine belongs to, and
//! jobs live in a sized file system in memory that is gone with the grader. Started by anyone else,
//! the slots run as that user, and the namespaces alone stand between them.

mod ground;
mod users;

use std::path::{Path, PathBuf};
use std::process::{self, Command};

use anyhow::{Context, Result};
use confine::cgroup::{Allowance, Group, Hits};
use confine::limits::Limits;
use confine::spec::{Membership, Spec};
use confine::view::View;

use crate::model::Tier;
pub use ground::Ground;
use users::Users;

/// Before the number of the grader in the names of its groups.
const PREFIX: &str = "atelier-";

/// What this machine offers.
#[derive(Debug)]
pub struct Machine {
    /// how submissions can be confined
    pub tier: Tier,
    /// why it is not a better tier
    pub lacks: Vec<String>,
    /// where everything is that a slot must reach
    pub ground: Ground,
    group: Option<Group>,
    confine: PathBuf,
    users: Option<Users>,
}

impl Machine {
    /// Looks at the machine. `confine` is that crate's executable.
    ///
    /// Must be called before any thread is started, because it may change where this process sees
    /// which files.
    ///
    /// # Errors
    /// When no folder for the jobs can be made.
    pub fn look(confine: &Path) -> Result<Self> {
        let mut lacks = Vec::new();
        let ground = Ground::lay()?;
        let group = match own_group() {
            Ok(group) => Some(group),
            Err(error) => {
                lacks.push(format!("cgroups: {error:#}"));
                None
            }
        };
        let confine = ground.copy(confine, "confine")?;
        let users = if ground.is_private() { Some(Users::take()?) } else { None };
        if users.is_none() {
            lacks
                .push("root: no user of its own for each worker, and no disk of a size".to_owned());
        }
        let mut machine = Self { tier: Tier::Full, lacks, ground, group, confine, users };
        machine.tier = match machine.try_out() {
            Err(error) => {
                machine.lacks.push(format!("bubblewrap: {error:#}"));
                Tier::None
            }
            Ok(()) if machine.group.is_none() || machine.users.is_none() => Tier::Degraded,
            Ok(()) => Tier::Full,
        };
        Ok(machine)
    }

    /// The user that a slot runs as, when it is one of its own.
    pub fn user(&self, slot: u32) -> Option<u32> {
        self.users.as_ref().map(|users| users.of(slot))
    }

    /// The share of one worker.
    ///
    /// # Errors
    /// When its group cannot be made.
    pub fn slot(&self, number: u32) -> Result<Slot<'_>> {
        let user = self.user(number);
        let folder = self.ground.folder(&format!("slot-{number}"), user)?;
        Ok(Slot { machine: self, number, user, folder })
    }

    /// Starts a program in namespaces within namespaces, as servers are.
    fn try_out(&self) -> Result<()> {
        let slot = self.slot(0)?;
        let nothing =
            Limits { cpu: 5, file: 1 << 20, files: 64, processes: 512, address_space: None };
        let job = slot.job("probe", &Allowance { memory: 256 << 20, processes: 64 })?;
        let inner = "exec bwrap --unshare-user --unshare-pid --disable-userns --ro-bind /usr /usr \
                     --ro-bind /usr/bin/true /true --symlink usr/lib /lib --symlink usr/lib64 /lib64 \
                     --dev /dev -- /true";
        let view = View::nothing()
            .alone()
            .machine()
            .with(&["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"]);
        let output = job
            .command(&nothing, true, view, Path::new("/bin/sh"))
            .args(["-c", inner])
            .output()
            .context("starting confine")?;
        let said = String::from_utf8_lossy(&output.stderr);
        anyhow::ensure!(output.status.success(), "{}", said.trim());
        Ok(())
    }
}

/// A group for the jobs, in which they can have limits; groups that a killed grader left are removed.
fn own_group() -> Result<Group> {
    let own = Group::own()?;
    own.sweep(PREFIX);
    let group = own.child(&format!("{PREFIX}{}", process::id()))?;
    // Version 2 lets a group that holds processes give nothing to those inside it.
    if own.open_to_children().is_err() {
        // Left empty when this process ends, and removed by the next grader.
        own.child(&format!("{PREFIX}{}-grader", process::id()))?.join()?;
        own.open_to_children()?;
    }
    group.open_to_children()?;
    // All jobs together, beside the single processes of the machine.
    group.prefer();
    Ok(group)
}

impl Drop for Machine {
    fn drop(&mut self) {
        if let Some(group) = &self.group {
            group.kill();
            group.remove();
        }
    }
}

/// One worker's share of the machine.
#[derive(Debug)]
pub struct Slot<'a> {
    machine: &'a Machine,
    number: u32,
    user: Option<u32>,
    folder: PathBuf,
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
        self.machine.ground.make(&folder, self.user)?;
        let group = match &self.machine.group {
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
        self.slot.machine.ground.make(&folder, self.slot.user)?;
        Ok(folder)
    }

    /// A program with these limits that sees what `view` shows. With `filtered`, it and what it starts
    /// can use no system call that a submission has no need of; only a program that makes namespaces
    /// itself goes without.
    pub fn command(&self, limits: &Limits, nested: bool, view: View, program: &Path) -> Command {
        let leader = self.group.as_ref().map(|group| Membership {
            folders: group.folders().iter().map(|folder| folder.join("leader")).collect(),
            own: None,
        });
        let view = if nested { view } else { view.the_last() };
        let spec = Spec {
            group: leader,
            limits: *limits,
            filtered: !nested,
            alone: false,
            view: view.words(),
            complaint: None,
        };
        let mut command = Command::new(&self.slot.machine.confine);
        command.arg(json(&spec)).arg(program).env_clear().env("PATH", "/usr/bin:/bin");
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
        self.slot.machine.ground.give(path, self.slot.user)
    }

    /// The folders of the group in which the program may make groups for what it starts.
    pub fn groups(&self) -> &[PathBuf] {
        self.group.as_ref().map_or(&[], Group::folders)
    }

    /// The executable that confines.
    pub fn confine(&self) -> &Path {
        &self.slot.machine.confine
    }

    /// The limits that were hit so far.
    pub fn hits(&self) -> Hits {
        self.group.as_ref().map(Group::hits).unwrap_or_default()
    }

    /// Ends the servers that were refused more than so many processes.
    pub fn end_bombs(&self, refusals: u64) {
        if let Some(group) = &self.group {
            group.end_bombs(refusals);
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

/// A specification as `confine` takes it.
pub fn json(spec: &Spec) -> String {
    serde_json::to_string(spec).expect("a specification is plain data")
}
