//! Reads git repositories by `git` itself, in a sandbox: a repository's own settings can make git
//! start programs, so it starts them where there is nothing to harm.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use engine::process;
use jiff::Timestamp;
use sandbox::profiles::git;
use sandbox::{Slot, SystemCalls};
use submission::{Git, GitTree, Repository};

/// How long reading one repository may take.
const TIME: Duration = Duration::from_secs(30);

/// How long git may take to end after the last byte.
const END: Duration = Duration::from_secs(5);

/// Bytes of the files of a commit.
const TREE: u64 = 80 << 20;

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
pub struct ConfinedGit<'a> {
    /// where it runs
    pub slot: &'a Slot<'a>,
}

impl Git for ConfinedGit<'_> {
    fn archive(&self, repository: Repository<'_>) -> Result<GitTree, String> {
        self.read(repository).map_err(|error| format!("{error:#}"))
    }
}

impl ConfinedGit<'_> {
    fn read(&self, repository: Repository<'_>) -> Result<GitTree> {
        let job = self.slot.job("git", &git::ALLOWANCE)?;
        let copy = job.folder("in")?;
        let (kind, source) = match repository {
            Repository::Folder(folder) => {
                copy_plain(folder, &copy, &mut (256 << 20))?;
                ("repository", copy)
            }
            Repository::Bundle(bytes) => {
                let bundle = copy.join("bundle");
                fs::write(&bundle, bytes).context("writing the bundle")?;
                ("bundle", bundle)
            }
        };
        job.give(&source)?;
        let limits = git::limits(TIME.as_secs(), job.is_grouped());
        let shell = Path::new("/bin/sh");
        let mut command = job.command(&limits, SystemCalls::Filtered, git::view(&source), shell);
        command.args(["-c", SCRIPT, "sh", kind]).stdout(Stdio::piped()).stderr(Stdio::piped());
        let output = output(command)?;
        let line = output.iter().position(|byte| *byte == b'\n').unwrap_or(output.len());
        let seconds = str::from_utf8(&output[..line]).ok().and_then(|text| text.parse().ok());
        let committed = seconds.and_then(|seconds| Timestamp::from_second(seconds).ok());
        Ok(GitTree { tar: output.get(line + 1..).unwrap_or_default().to_vec(), committed })
    }
}

/// What git writes, all of it.
fn output(command: Command) -> Result<Vec<u8>> {
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
    let messages = thread::spawn(move || {
        let mut messages = Vec::new();
        let _ = stderr.take(4096).read_to_end(&mut messages);
        String::from_utf8_lossy(&messages).into_owned()
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
    process::reap_helper(&mut child);
    let Ok(bytes) = received else { bail!("git takes longer than {} s", TIME.as_secs()) };
    let bytes = bytes.context("reading what git writes")?;
    ensure!(bytes.len() as u64 <= TREE, "the files of the commit are larger than 80 MiB");
    if !status.success() {
        let messages = messages.join().unwrap_or_default();
        bail!("git cannot read it ({status}): {}", messages.trim());
    }
    Ok(bytes)
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
