//! Reads git repositories by `git` itself, in a sandbox: a repository's own settings can make git
//! start programs, so it starts them where there is nothing to harm.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::Stdio;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use confine::cgroup::Allowance;
use confine::limits::Limits;
use confine::view::View;
use engine::process;

use crate::intake::{Git, GitTree};
use crate::model::Moment;
use crate::sandbox::Slot;

/// How long reading one repository may take.
const TIME: Duration = Duration::from_secs(30);

/// How long git may take to end after the last byte.
const END: Duration = Duration::from_secs(5);

/// Bytes of the files of a commit.
const TREE: u64 = 80 << 20;

const ALLOWANCE: Allowance = Allowance { memory: 1 << 30, processes: 64 };

/// No hooks, no lazy fetches, no submodules; a bundle is first made a repository. `/in` is what was
/// handed in. The first line is the time of the commit, the rest its files.
const SCRIPT: &str = r#"
set -e
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null GIT_TERMINAL_PROMPT=0 GIT_NO_LAZY_FETCH=1
export HOME=/tmp GIT_CEILING_DIRECTORIES=/
git="git -c safe.directory=* -c core.hooksPath=/dev/null -c core.fsmonitor=false"
if [ "$1" = bundle ]; then
    $git clone --quiet --bare --no-tags --template= /in /tmp/repository >&2
    repository=/tmp/repository
elif [ -d /in/.git ]; then repository=/in/.git; else repository=/in; fi
$git --git-dir="$repository" log -1 --no-show-signature --format=%ct HEAD
exec $git --git-dir="$repository" -c tar.umask=0022 archive --format=tar HEAD
"#;

/// Git, confined to a slot.
#[derive(Debug)]
pub struct Confined<'a> {
    /// where it runs
    pub slot: &'a Slot<'a>,
}

impl Git for Confined<'_> {
    fn archive(&self, repository: &Path, bundle: bool) -> Result<GitTree, String> {
        self.read(repository, bundle).map_err(|error| format!("{error:#}"))
    }
}

impl Confined<'_> {
    fn read(&self, repository: &Path, bundle: bool) -> Result<GitTree> {
        let job = self.slot.job("git", &ALLOWANCE)?;
        let copy = job.folder("in")?;
        let source = if bundle { copy.join("bundle") } else { copy.clone() };
        copy_plain(repository, &source, &mut (256 << 20))?;
        job.give(&source)?;
        let view = View::nothing()
            .alone()
            .machine()
            .reading(&source, "/in")
            .with(&["--proc", "/proc", "--dev", "/dev", "--size", "268435456", "--tmpfs", "/tmp"])
            .with(&["--chdir", "/tmp", "--clearenv", "--setenv", "PATH", "/usr/bin:/bin"])
            .closed();
        let limits = Limits {
            cpu: TIME.as_secs(),
            file: 128 << 20,
            files: 256,
            processes: 512,
            address_space: (!job.is_grouped()).then_some(2 << 30),
        };
        let mut command = job.command(&limits, false, view, Path::new("/bin/sh"));
        let kind = if bundle { "bundle" } else { "repository" };
        command.args(["-c", SCRIPT, "sh", kind]).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = process::spawn_helper(command).context("starting git")?;
        let stdout = child.stdout.take().context("git has no output")?;
        let stderr = child.stderr.take().context("git has no output")?;
        let (sender, received) = mpsc::channel();
        thread::spawn(move || {
            let mut bytes = Vec::new();
            let read = stdout.take(TREE + 1).read_to_end(&mut bytes);
            // Nobody listens any more when it was too slow.
            let _ = sender.send(read.map(|_| bytes));
        });
        let said = thread::spawn(move || {
            let mut said = Vec::new();
            let _ = stderr.take(4096).read_to_end(&mut said);
            String::from_utf8_lossy(&said).into_owned()
        });
        let received = received.recv_timeout(TIME);
        // When all is written git ends by itself, and how it ends tells whether that was all.
        let wrote_all = matches!(&received, Ok(Ok(bytes)) if bytes.len() as u64 <= TREE);
        let deadline = Instant::now() + END;
        while wrote_all && Instant::now() < deadline && child.try_wait()?.is_none() {
            thread::sleep(Duration::from_millis(2));
        }
        let _ = child.kill();
        let status = child.wait().context("waiting for git")?;
        process::bury_helper(&mut child);
        let Ok(bytes) = received else { bail!("git takes longer than {} s", TIME.as_secs()) };
        let bytes = bytes.context("reading what git writes")?;
        ensure!(bytes.len() as u64 <= TREE, "the files of the commit are larger than 80 MiB");
        let line = bytes.iter().position(|byte| *byte == b'\n').filter(|_| status.success());
        let Some(line) = line else {
            let said = said.join().unwrap_or_default();
            bail!("git cannot read it ({status}): {}", said.trim());
        };
        let committed = std::str::from_utf8(&bytes[..line]).ok().and_then(|text| text.parse().ok());
        Ok(GitTree { tar: bytes[line + 1..].to_vec(), committed: committed.map(Moment) })
    }
}

/// Copies a folder or a file, plain files alone, so that a link in it leads nowhere.
fn copy_plain(from: &Path, to: &Path, room: &mut u64) -> Result<()> {
    let kind = fs::symlink_metadata(from).with_context(|| format!("reading {}", from.display()))?;
    if kind.is_file() {
        ensure!(kind.len() <= *room, "the repository is larger than 256 MiB");
        *room -= kind.len();
        fs::copy(from, to).with_context(|| format!("reading {}", from.display()))?;
    } else if kind.is_dir() {
        fs::create_dir_all(to).with_context(|| format!("making {}", to.display()))?;
        for entry in fs::read_dir(from).with_context(|| format!("reading {}", from.display()))? {
            let entry = entry.with_context(|| format!("reading {}", from.display()))?;
            copy_plain(&entry.path(), &to.join(entry.file_name()), room)?;
        }
    }
    Ok(())
}
