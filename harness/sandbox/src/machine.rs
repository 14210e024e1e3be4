//! What this machine offers for confining submissions.

use std::path::{Path, PathBuf};
use std::process;

use anyhow::{Context, Result};

use crate::cgroup::{Allowance, Group};
use crate::job_root::JobRoot;
use crate::limits::Limits;
use crate::profiles::server;
use crate::slot::{Slot, SystemCalls};
use crate::tier::Tier;
use crate::users::Users;
use crate::view::View;

/// Before the number of the grader in the names of its groups.
const PREFIX: &str = "atelier-";

/// What this machine offers.
#[derive(Debug)]
pub struct Machine {
    /// how submissions can be confined
    pub tier: Tier,
    /// why it is not a better tier
    pub missing: Vec<String>,
    /// where everything is that a slot must reach
    pub job_root: JobRoot,
    /// the folder `/etc` of a server
    etc: PathBuf,
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
    pub fn inspect(confine: &Path) -> Result<Self> {
        let mut missing = Vec::new();
        let job_root = JobRoot::create()?;
        let group = match own_group() {
            Ok(group) => Some(group),
            Err(error) => {
                missing.push(format!("cgroups: {error:#}"));
                None
            }
        };
        let confine = job_root.copy(confine, "confine")?;
        let etc = job_root.files("etc", &server::etc())?;
        let users = if job_root.is_private() { Some(Users::take()?) } else { None };
        if users.is_none() {
            missing
                .push("root: no user of its own for each worker, and no disk of a size".to_owned());
        }
        let mut machine = Self { tier: Tier::Full, missing, job_root, etc, group, confine, users };
        machine.tier = match machine.try_out() {
            Err(error) => {
                machine.missing.push(format!("bubblewrap: {error:#}"));
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
        let folder = self.job_root.folder(&format!("slot-{number}"), user)?;
        Ok(Slot {
            job_root: &self.job_root,
            group: self.group.as_ref(),
            confine: &self.confine,
            etc: &self.etc,
            number,
            user,
            folder,
        })
    }

    /// Starts a program in namespaces within namespaces, as servers are.
    fn try_out(&self) -> Result<()> {
        let slot = self.slot(0)?;
        let nothing =
            Limits { cpu: 5, file: 1 << 20, files: 64, processes: 512, address_space: None };
        let job = slot.job("probe", &Allowance { memory: 256 << 20, processes: 64 })?;
        let inner = "exec bwrap --unshare-user --unshare-pid --disable-userns --ro-bind /usr /usr \
                     --ro-bind /usr/bin/true /true --symlink usr/lib /lib --symlink usr/lib64 /lib64 \
                     --proc /proc --dev /dev -- /true";
        let view = View::nothing()
            .alone()
            .machine()
            .with(&["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"]);
        let output = job
            .command(&nothing, SystemCalls::All, view, Path::new("/bin/sh"))
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
