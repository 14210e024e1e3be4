//! What a single process may use up. The kernel keeps each of these for the process and hands it on
//! to its children (setrlimit(2)).

use std::io;

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
        set(libc::RLIMIT_CORE, 0)?;
        set(libc::RLIMIT_CPU, self.cpu)?;
        set(libc::RLIMIT_FSIZE, self.file)?;
        set(libc::RLIMIT_NOFILE, self.files)?;
        set(libc::RLIMIT_NPROC, self.processes)?;
        self.address_space.map_or(Ok(()), |bytes| set(libc::RLIMIT_AS, bytes))
    }
}

#[expect(unsafe_code, reason = "the standard library has no setrlimit")]
fn set(resource: libc::__rlimit_resource_t, value: u64) -> io::Result<()> {
    let mut now = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: `now` is a valid rlimit for the duration of the call.
    if unsafe { libc::getrlimit(resource, &raw mut now) } != 0 {
        return Err(io::Error::last_os_error());
    }
    // A limit that is lower already stays: raising it would take a privilege.
    let value = value.min(now.rlim_max);
    let wanted = libc::rlimit { rlim_cur: value, rlim_max: value };
    // SAFETY: as above; the call only reads it.
    if unsafe { libc::setrlimit(resource, &raw const wanted) } != 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}
