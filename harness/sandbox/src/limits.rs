//! What a single process may use up. The kernel keeps each of these for the process and hands it on
//! to its children (setrlimit(2)).

use std::io;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde::{Deserialize, Serialize};

/// The limits of a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// seconds of processor time, then it is killed
    pub cpu: u64,
    /// bytes of one file
    pub file: u64,
    /// files open at once
    pub files: u64,
    /// processes and threads of the user, inside the user namespace that is made next
    pub processes: u64,
    /// bytes of address space; only where no cgroup limits memory, because programs reserve much
    /// more than they use
    pub address_space: Option<u64>,
}

impl Limits {
    /// Sets them for this process. No core is dumped whatever they are.
    ///
    /// # Errors
    /// When the system refuses one, which it does when it is above what this process has itself.
    pub fn set(&self) -> io::Result<()> {
        set(Resource::Core, 0)?;
        set(Resource::Cpu, self.cpu)?;
        set(Resource::Fsize, self.file)?;
        set(Resource::Nofile, self.files)?;
        set(Resource::Nproc, self.processes)?;
        self.address_space.map_or(Ok(()), |bytes| set(Resource::As, bytes))
    }
}

/// Lets this process have as many files open as the system allows it; how many that is.
///
/// # Errors
/// When the system refuses.
pub fn raise_files() -> io::Result<u64> {
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum })?;
    Ok(maximum.unwrap_or(u64::MAX))
}

fn set(resource: Resource, value: u64) -> io::Result<()> {
    // A limit that is lower already stays: raising it would take a privilege.
    let value = getrlimit(resource).maximum.map_or(value, |maximum| value.min(maximum));
    let wanted = Rlimit { current: Some(value), maximum: Some(value) };
    Ok(setrlimit(resource, wanted)?)
}
