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
use submission::{Git, GitTree, Problem, Repository};

/// How long reading one repository may take.
const TIME: Duration = Duration::from_secs(30);

/// How long git may take to end after the last byte.
const END: Duration = Duration::from_secs(5);

/// Bytes of the files of a commit.
const TREE: u64 = 80 << 20;

/// No hooks, no lazy fetches, no submodules; a bundle is first made a repository. `/in` is what was
/// handed in. The first line is the time and the name of the commit, and the rest its files; or the line is a
/// word that says what is wrong, with the names of the branches where there are several.
///
/// The commit is that of `HEAD`; where it names none, the only one that branches name, else the only one that
/// branches of other repositories name, else the only one that tags name.
const SCRIPT: &str = r#"
set -e
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null GIT_TERMINAL_PROMPT=0 GIT_NO_LAZY_FETCH=1
export HOME=/tmp GIT_CEILING_DIRECTORIES=/ LC_ALL=C
git="git -c safe.directory=* -c core.hooksPath=/dev/null -c core.fsmonitor=false"
if [ "$1" = bundle ]; then
    repository=/tmp/repository
    $git init --quiet --bare --template= "$repository" >&2
    git="$git --git-dir=$repository"
    if ! $git bundle verify /in >/dev/null 2>/tmp/why; then
        if grep -q prerequisite /tmp/why; then echo partial; exit; fi
        cat /tmp/why >&2; exit 1
    fi
    $git fetch --quiet /in '+refs/*:refs/*' >&2
    if $git fetch --quiet /in HEAD 2>/dev/null; then head=FETCH_HEAD; else head=none; fi
else
    if [ -d /in/.git ]; then repository=/in/.git; else repository=/in; fi
    git="$git --git-dir=$repository"
    $git rev-parse --git-dir >/dev/null
    head=HEAD
fi
commit=$($git rev-parse --verify --quiet "$head^{commit}") || commit=
for names in refs/heads refs/remotes refs/tags; do
    [ -z "$commit" ] || break
    all=$($git for-each-ref --format='%(objectname)' "$names" | while read -r name; do
        $git rev-parse --verify --quiet "$name^{commit}" || true
    done | sort -u)
    case $all in
        '') ;;
        *[!0-9a-f]*) echo branches $($git for-each-ref --count=20 --format='%(refname:short)' "$names"); exit ;;
        *) commit=$all ;;
    esac
done
if [ -z "$commit" ]; then echo empty; exit; fi
$git log -1 --no-show-signature --format='%ct %H' "$commit"
exec $git -c tar.umask=0022 archive --format=tar "$commit"
"#;

/// Git, confined to a slot.
#[derive(Debug)]
pub struct ConfinedGit<'a> {
    /// where it runs
    pub slot: &'a Slot<'a>,
}

impl Git for ConfinedGit<'_> {
    fn archive(&self, repository: Repository<'_>) -> Result<GitTree, Problem> {
        let output = self.read(repository).map_err(|error| {
            eprintln!("{error:#}");
            Problem::Git
        })?;
        understood(&output)
    }
}

/// What the script wrote.
fn understood(output: &[u8]) -> Result<GitTree, Problem> {
    let end = output.iter().position(|byte| *byte == b'\n').unwrap_or(output.len());
    let line = String::from_utf8_lossy(&output[..end]).into_owned();
    let (first, rest) = line.split_once(' ').unwrap_or((&line, ""));
    match first {
        "empty" => return Err(Problem::NoCommit),
        "partial" => return Err(Problem::Partial),
        "branches" => {
            let names = rest.split(' ').map(str::to_owned).collect();
            return Err(Problem::Branches { names });
        }
        _ => {}
    }
    let seconds: i64 = first.parse().map_err(|_| Problem::Git)?;
    let tar = output.get(end + 1..).unwrap_or_default().to_vec();
    Ok(GitTree { tar, committed: Timestamp::from_second(seconds).ok(), commit: rest.to_owned() })
}

impl ConfinedGit<'_> {
    fn read(&self, repository: Repository<'_>) -> Result<Vec<u8>> {
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
        output(command)
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
