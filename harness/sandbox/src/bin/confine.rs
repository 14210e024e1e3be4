//! `confine SPEC PROGRAM [ARGUMENT…]`: joins a group, takes limits upon itself, and becomes the
//! bubblewrap that starts the program. `SPEC` is [`sandbox::spec::Spec`] as JSON.
//!
//! `confine --nothing-starts PROGRAM [ARGUMENT…]`, in a judge's sandbox: becomes the program, in a mount
//! namespace where nothing can be executed that servers write or bring along.
//!
//! Nobody types this: a judge starts it for every server, the grader for every compiler and judge.

use std::process::ExitCode;

/// Of a start that failed; a program's own status can be the same, so a file tells them apart.
const FAILED: u8 = 125;

fn main() -> ExitCode {
    #[cfg(target_os = "linux")]
    let Err(error) = start::run();
    #[cfg(not(target_os = "linux"))]
    let error = "this needs Linux";
    eprintln!("confine: {error:#}");
    ExitCode::from(FAILED)
}

#[cfg(target_os = "linux")]
mod start {
    //! What happens between the start of `confine` and that of the program.

    use std::convert::Infallible;
    use std::env;
    use std::fs::{self, File};
    use std::io::{self, Seek, Write};
    use std::os::fd::AsRawFd;
    use std::os::unix::process::CommandExt;
    use std::process::{self, Command};

    use anyhow::{Context, Error, Result};
    use rustix::fs::{MemfdFlags, memfd_create};
    use rustix::mount::{MountFlags, mount_remount};
    use rustix::thread::{UnshareFlags, clear_ambient_capability_set, unshare_unsafe};
    use sandbox::cgroup::{self, Group};
    use sandbox::profiles::judge::{NOTHING_STARTS, UNSTARTABLE};
    use sandbox::seccomp;
    use sandbox::spec::{Membership, Spec};
    use sandbox::view;

    /// Becomes the program; returns only when that fails.
    pub fn run() -> Result<Infallible> {
        let mut arguments = env::args_os().skip(1);
        let first = arguments.next().context("the specification is missing")?;
        let program = arguments.next().context("the program is missing")?;
        let mut program = Command::new(program);
        program.args(arguments);
        if first == NOTHING_STARTS {
            forbid_executing().context("forbidding to execute what servers write")?;
            return Err(Error::new(program.exec()).context("starting the program"));
        }
        let spec: Spec = serde_json::from_str(&first.to_string_lossy())
            .context("understanding the specification")?;
        let Err(error) = become_it(&spec, &program);
        if let Some(failure_report) = &spec.failure_report {
            // When even this fails, what is printed is all there is.
            let _ = fs::write(failure_report, format!("{error:#}"));
        }
        Err(error)
    }

    fn become_it(spec: &Spec, program: &Command) -> Result<Infallible> {
        if let Some(membership) = &spec.group {
            join(membership)?;
        }
        spec.limits.set().context("setting the limits of a process")?;
        // A judge has capabilities in its own namespaces. bubblewrap must not: it would refuse.
        clear_ambient_capability_set().context("giving up capabilities")?;
        let folder = env::current_dir().context("finding this folder")?;
        let folder = folder.to_string_lossy();
        let mut words = Vec::new();
        for word in &spec.view {
            let inside = word.replace(view::FOLDER, &folder);
            if word.starts_with(view::BESIDE) {
                fs::create_dir_all(&inside).with_context(|| format!("making {inside}"))?;
            }
            words.push(inside);
        }
        let mut bubblewrap = Command::new("bwrap");
        if spec.view.iter().any(|word| word == view::INSIDE) {
            let settings = env::vars().filter(|(_, value)| value.contains(&*folder));
            bubblewrap
                .envs(settings.map(|(name, value)| (name, value.replace(&*folder, view::INSIDE))));
        }
        // Read by bubblewrap, so they must outlive what happens here.
        let mut files = Vec::new();
        if spec.filtered {
            for program in seccomp::programs()? {
                let file = in_memory(&program).context("handing on a filter")?;
                words.extend(["--add-seccomp-fd".to_owned(), file.as_raw_fd().to_string()]);
                files.push(file);
            }
        }
        // What is on the command line can be read in `/proc` by the program.
        let words = in_memory(words.join("\0").as_bytes()).context("handing on the arguments")?;
        bubblewrap.args(["--args", &words.as_raw_fd().to_string(), "--"]);
        let error = bubblewrap.arg(program.get_program()).args(program.get_args()).exec();
        Err(Error::new(error).context("starting bwrap"))
    }

    fn join(membership: &Membership) -> Result<()> {
        let group = Group::at(membership.folders.clone());
        let Some(allowance) = &membership.own else { return group.join() };
        let own = group.child(&format!("{}{}", cgroup::SERVER, process::id()))?;
        own.allow(allowance)?;
        own.join()
    }

    /// A mount namespace of this process's own, in which nothing in [`UNSTARTABLE`] can be executed, nor
    /// mapped as code. It holds in every sandbox that is made from here.
    #[expect(
        unsafe_code,
        reason = "rustix has unshare as unsafe only, for the sake of other flags"
    )]
    fn forbid_executing() -> io::Result<()> {
        // SAFETY: a mount namespace of its own changes no memory and no file descriptor.
        unsafe { unshare_unsafe(UnshareFlags::NEWNS) }?;
        for (folder, is_writable) in UNSTARTABLE {
            let flags = MountFlags::BIND
                | MountFlags::NOEXEC
                | MountFlags::NOSUID
                | MountFlags::NODEV
                | if is_writable { MountFlags::empty() } else { MountFlags::RDONLY };
            // A mount keeps what it was made with, the times of access among it.
            mount_remount(folder, flags, "")
                .or_else(|_| mount_remount(folder, flags | MountFlags::NOATIME, ""))?;
        }
        Ok(())
    }

    /// A file that has no name and that the next program keeps open.
    fn in_memory(content: &[u8]) -> io::Result<File> {
        let mut file = File::from(memfd_create("words", MemfdFlags::empty())?);
        file.write_all(content)?;
        file.rewind()?;
        Ok(file)
    }
}
