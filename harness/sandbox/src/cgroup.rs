//! What a whole group of processes may use up: memory and a number of processes; and that it shares
//! the processors evenly with the groups beside it, however many processes it has.
//!
//! Both versions of cgroups are spoken, by their files
//! (<https://docs.kernel.org/admin-guide/cgroup-v2.html>,
//! <https://docs.kernel.org/admin-guide/cgroup-v1/memory.html>). In version 1 memory, processes and
//! processors are trees of their own, in version 2 one; a [`Group`] is a folder in each tree that there
//! is.

use std::fs;
use std::io;
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process};
use serde::{Deserialize, Serialize};

/// How the names of the groups begin that `confine` makes for a single start.
pub const SERVER: &str = "server-";

/// What a group may use up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allowance {
    /// bytes of memory, files in memory included; no swap
    pub memory: u64,
    /// processes and threads
    pub processes: u64,
}

/// Limits that a group has hit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hits {
    /// processes that were killed for want of memory
    pub memory: u64,
    /// processes or threads that were refused
    pub processes: u64,
}

/// A group of processes. It stays until [`Group::remove`] or [`Group::sweep`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// its folder in each tree: one in version 2, that of memory and that of processes in version 1
    folders: Vec<PathBuf>,
}

impl Group {
    /// The group of this process, or why its limits cannot be used.
    ///
    /// # Errors
    /// When cgroups are not mounted, or have no controllers for memory and processes.
    pub fn own() -> Result<Self> {
        let known = fs::read_to_string("/proc/self/cgroup").context("reading /proc/self/cgroup")?;
        let of = |controller: &str| {
            known.lines().find_map(|line| {
                let mut fields = line.splitn(3, ':');
                let (_, names, path) = (fields.next()?, fields.next()?, fields.next()?);
                names.split(',').any(|name| name == controller).then(|| path.to_owned())
            })
        };
        let root = Path::new("/sys/fs/cgroup");
        if let (Some(memory), Some(processes)) = (of("memory"), of("pids")) {
            let place =
                |(tree, path): (&str, String)| root.join(tree).join(path.trim_start_matches('/'));
            let mut folders = [("memory", memory), ("pids", processes)].map(place).to_vec();
            // Sharing the processors is no limit: where nobody can, nothing is less confined.
            let processors = of("cpu").map(|path| place(("cpu", path)));
            folders.extend(processors.filter(|folder| folder.join("cpu.shares").exists()));
            return Ok(Self { folders });
        }
        let path = of("").context("this process is in no cgroup")?;
        let folder = root.join(path.trim_start_matches('/'));
        let controllers = fs::read_to_string(folder.join("cgroup.controllers"))
            .with_context(|| format!("reading {}/cgroup.controllers", folder.display()))?;
        for needed in ["memory", "pids"] {
            if !controllers.split_whitespace().any(|controller| controller == needed) {
                bail!("the controller {needed} is not given to {}", folder.display());
            }
        }
        Ok(Self { folders: vec![folder] })
    }

    /// A group whose folders are these, made by someone else.
    pub fn at(folders: Vec<PathBuf>) -> Self {
        Self { folders }
    }

    /// Its folders.
    pub fn folders(&self) -> &[PathBuf] {
        &self.folders
    }

    /// A new group inside this one.
    ///
    /// # Errors
    /// When this process may not make groups here.
    pub fn child(&self, name: &str) -> Result<Self> {
        let folders = self.folders.iter().map(|folder| folder.join(name)).collect::<Vec<_>>();
        for folder in &folders {
            match fs::create_dir(folder) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                    return Err(error).with_context(|| format!("making {}", folder.display()));
                }
                _ => {}
            }
        }
        Ok(Self { folders })
    }

    /// Lets groups inside this one have limits. Version 2 asks for it, and for this group to hold no
    /// process itself.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn open_to_children(&self) -> Result<()> {
        for folder in self.folders.iter().filter(|folder| is_v2(folder)) {
            let file = folder.join("cgroup.subtree_control");
            fs::write(&file, "+memory +pids")
                .with_context(|| format!("writing {}", file.display()))?;
            // Absent where the controller is not given to this group.
            let _ = fs::write(&file, "+cpu");
        }
        Ok(())
    }

    /// Lets `user` make groups inside this one and move processes about in it.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn give_to(&self, user: u32) -> Result<()> {
        for folder in &self.folders {
            let files = ["cgroup.procs", "cgroup.subtree_control", "cgroup.threads"];
            let inside = files.iter().map(|file| folder.join(file)).filter(|file| file.exists());
            for path in [folder.clone()].into_iter().chain(inside) {
                chown(&path, Some(user), Some(user))
                    .with_context(|| format!("giving away {}", path.display()))?;
            }
        }
        Ok(())
    }

    /// Sets what the group may use up.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn allow(&self, allowance: &Allowance) -> Result<()> {
        self.write(&["memory.max", "memory.limit_in_bytes"], &allowance.memory.to_string())?;
        self.write(&["pids.max"], &allowance.processes.to_string())?;
        // Absent where there is no swap; the whole group dies together where the kernel can do that.
        let _ = self.write(&["memory.swap.max"], "0");
        let _ = self.write(&["memory.memsw.limit_in_bytes"], &allowance.memory.to_string());
        let _ = self.write(&["memory.oom.group"], "1");
        Ok(())
    }

    /// Lets the group have ten times the processors' time of one beside it, when both want it.
    pub fn prefer(&self) {
        let _ = self.write(&["cpu.weight"], "1000");
        let _ = self.write(&["cpu.shares"], "10240");
    }

    /// Moves this process, and with it whatever it starts, into the group.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn join(&self) -> Result<()> {
        for folder in &self.folders {
            let file = folder.join("cgroup.procs");
            fs::write(&file, "0").with_context(|| format!("writing {}", file.display()))?;
        }
        Ok(())
    }

    /// The limits that were hit in this group and those inside it.
    pub fn hits(&self) -> Hits {
        let mut hits = Hits::default();
        for folder in &self.folders {
            for folder in below(folder) {
                let counter = |file: &str, name: &str| count(&folder.join(file), name);
                // Version 2 counts the groups inside too, version 1 does not.
                let memory = counter("memory.events.local", "oom_kill")
                    + counter("memory.oom_control", "oom_kill");
                hits.memory += memory;
                hits.processes += refused(&folder);
            }
        }
        hits
    }

    /// Kills every process in the group and those inside it. Returns whether there was any.
    pub fn kill(&self) -> bool {
        let mut any = false;
        for folder in self.folders.iter().flat_map(|folder| below(folder)) {
            let listed = fs::read_to_string(folder.join("cgroup.procs")).unwrap_or_default();
            for id in listed.lines().filter_map(|line| line.parse::<i32>().ok()) {
                any = true;
                end(id);
            }
        }
        any
    }

    /// Ends those servers' groups inside this one that were refused more than so many processes. Nobody can use one for anything any more, and its attempts, each nearly as
    /// much work for the kernel as a process, hold up the whole machine.
    pub fn kill_fork_bombs(&self, refusals: u64) {
        let inside = self.folders.iter().flat_map(|folder| below(folder));
        let is_one = |folder: &Path| {
            let name = folder.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with(SERVER) && refused(folder) > refusals
        };
        for folder in inside.filter(|folder| is_one(folder)) {
            // What is killed is not replaced: only then does killing come to an end.
            let _ = fs::write(folder.join("pids.max"), "0");
            Self { folders: vec![folder] }.kill();
        }
    }

    /// Removes the group and those inside it; one that still holds a process stays.
    pub fn remove(&self) {
        for folder in &self.folders {
            // The deepest first: a group with a group inside cannot be removed.
            for folder in below(folder).iter().rev() {
                let _ = fs::remove_dir(folder);
            }
        }
    }

    /// Removes the groups inside this one whose name begins with `prefix` and whose maker, the number
    /// after it, has gone: a grader that was killed leaves them.
    pub fn sweep(&self, prefix: &str) {
        // In each of the trees: a killed one may have been made in some of them only.
        let read =
            self.folders.iter().flat_map(|folder| fs::read_dir(folder).into_iter().flatten());
        let entries: Vec<_> = read.flatten().collect();
        for name in entries.iter().filter_map(|entry| entry.file_name().into_string().ok()) {
            let maker = name.strip_prefix(prefix).and_then(|rest| rest.split('-').next());
            let Some(maker) = maker.and_then(|maker| maker.parse::<u32>().ok()) else { continue };
            if !Path::new(&format!("/proc/{maker}")).exists() {
                let left = Self {
                    folders: self.folders.iter().map(|folder| folder.join(&name)).collect(),
                };
                left.kill();
                left.remove();
            }
        }
    }

    /// Writes to the first of these files that there is, in whichever tree.
    fn write(&self, names: &[&str], value: &str) -> Result<()> {
        let files =
            self.folders.iter().flat_map(|folder| names.iter().map(move |n| folder.join(n)));
        let file = files
            .into_iter()
            .find(|file| file.exists())
            .with_context(|| format!("there is no {} here", names.join(" nor ")))?;
        fs::write(&file, value).with_context(|| format!("writing {}", file.display()))
    }
}

fn is_v2(folder: &Path) -> bool {
    folder.join("cgroup.controllers").exists()
}

/// A folder and the folders below it, each before what is in it.
fn below(folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![folder.to_owned()];
    let mut next = 0;
    while next < found.len() {
        let entries = fs::read_dir(&found[next]).into_iter().flatten().flatten();
        found.extend(entries.filter(|e| e.file_type().is_ok_and(|t| t.is_dir())).map(|e| e.path()));
        next += 1;
    }
    found
}

/// How many processes a group was refused, those inside it not counted where they can be told apart.
fn refused(folder: &Path) -> u64 {
    let local = folder.join("pids.events.local");
    count(&if local.exists() { local } else { folder.join("pids.events") }, "max")
}

/// The number after `name` in a file of lines `name number`; 0 when there is none.
fn count(file: &Path, name: &str) -> u64 {
    let text = fs::read_to_string(file).unwrap_or_default();
    let found = text.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok());
    found.unwrap_or(0)
}

/// Kills a process. One that has gone is an error that changes nothing.
fn end(id: i32) {
    if let Some(process) = Pid::from_raw(id) {
        let _ = kill_process(process, Signal::KILL);
    }
}
