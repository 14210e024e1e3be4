//! What happens between the start of `confine` and that of the program.

use std::convert::Infallible;
use std::env;
use std::ffi::OsString;
use std::fs::File;
use std::io::{Seek, Write};
use std::os::fd::{AsRawFd, FromRawFd};
use std::os::unix::process::CommandExt;
use std::process::{self, Command};

use anyhow::{Context, Error, Result, ensure};
use confine::cgroup::{self, Group};
use confine::seccomp;
use confine::spec::{Membership, Spec};
use confine::view;

/// Becomes the confined program; returns only when that fails.
pub fn run() -> Result<Infallible> {
    let mut arguments = env::args_os().skip(1);
    let spec = arguments.next().context("the specification is missing")?;
    let spec: Spec =
        serde_json::from_str(&spec.to_string_lossy()).context("understanding the specification")?;
    let program: Vec<OsString> = arguments.collect();
    ensure!(!program.is_empty(), "the program is missing");
    let Err(error) = become_it(&spec, &program);
    if let Some(complaint) = &spec.complaint {
        // When even this fails, what is printed is all there is.
        let _ = std::fs::write(complaint, format!("{error:#}"));
    }
    Err(error)
}

fn become_it(spec: &Spec, program: &[OsString]) -> Result<Infallible> {
    if let Some(membership) = &spec.group {
        join(membership)?;
    }
    spec.limits.set().context("setting the limits of a process")?;
    let folder = env::current_dir().context("finding this folder")?;
    let folder = folder.to_string_lossy();
    let mut bubblewrap = Command::new("bwrap");
    bubblewrap.args(spec.view.iter().map(|word| word.replace(view::FOLDER, &folder)));
    if spec.view.iter().any(|word| word == view::PLACE) {
        let settings = env::vars().filter(|(_, value)| value.contains(&*folder));
        bubblewrap.envs(settings.map(|(name, value)| (name, value.replace(&*folder, view::PLACE))));
    }
    // Read by bubblewrap, so they must outlive what happens here.
    let mut filters = Vec::new();
    if spec.filtered {
        for program in seccomp::programs(spec.alone)? {
            let file = in_memory(&program).context("handing on a filter")?;
            bubblewrap.args(["--add-seccomp-fd", &file.as_raw_fd().to_string()]);
            filters.push(file);
        }
    }
    let error = bubblewrap.arg("--").args(program).exec();
    Err(Error::new(error).context("starting bwrap"))
}

fn join(membership: &Membership) -> Result<()> {
    let group = Group::at(membership.folders.clone());
    let Some(allowance) = &membership.own else { return group.join() };
    let own = group.child(&format!("{}{}", cgroup::SERVER, process::id()))?;
    own.allow(allowance)?;
    own.join()
}

/// A file that has no name and that the next program keeps open.
#[expect(unsafe_code, reason = "the standard library makes no such file")]
fn in_memory(content: &[u8]) -> std::io::Result<File> {
    // SAFETY: the name is a C string; the result is checked before it is taken for a descriptor.
    let descriptor = unsafe { libc::memfd_create(c"filter".as_ptr(), 0) };
    if descriptor < 0 {
        return Err(std::io::Error::last_os_error());
    }
    // SAFETY: the descriptor is new and nobody else's.
    let mut file = unsafe { File::from_raw_fd(descriptor) };
    file.write_all(content)?;
    file.rewind()?;
    Ok(file)
}
