//! Compiles one submission: the recorded line of its lab's crate, replayed in a sandbox that holds
//! the crate, the toolchain, the dependencies, and nothing else. No cargo, no manifest, no network.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use confine::cgroup::Allowance;
use confine::limits::Limits;
use confine::view::View;
use engine::process;

use crate::prepare::{Bench, Workshop};
use crate::sandbox::{Job, Slot};

/// How long a compiler may take.
const TIME: Duration = Duration::from_secs(60);

/// What a compiler and its linker may use up together.
const ALLOWANCE: Allowance = Allowance { memory: 3 << 30, processes: 256 };

/// How the compiler ends when it is itself at fault.
const INTERNAL: i32 = 101;

/// Bytes of what the compiler says that are kept.
const SAID: usize = 64 * 1024;

/// The name of the compiled server, in every sandbox.
pub const SERVER: &str = "server";

/// What came of compiling.
#[derive(Debug)]
pub enum Compiled {
    /// the server, in a folder that its job removes
    Server,
    /// the compiler's words, paths relative to the lab's folder
    Refused(String),
    /// a limit was hit: `time`, `memory`
    Limit(&'static str),
}

/// Compiles `files`, a lab's crate, to `server`.
///
/// # Errors
/// When the sandbox cannot be set up: never for what the submission does.
pub fn compile(
    workshop: &Workshop,
    bench: &Bench,
    slot: &Slot<'_>,
    files: &BTreeMap<String, Vec<u8>>,
    server: &Path,
) -> Result<(Compiled, Duration)> {
    let start = Instant::now();
    let job = slot.job("build", &ALLOWANCE)?;
    let source = job.folder("crate")?;
    lay(files, &source)?;
    job.give(&source)?;
    let out = job.folder("out")?;
    let command = command(workshop, bench, &job, &source, &out);
    let ended = run(command, TIME)?;
    let made = out.join(SERVER);
    let compiled = if ended.late || killed_for_time(ended.status) {
        Compiled::Limit("time")
    } else if job.hits().memory > 0 {
        Compiled::Limit("memory")
    } else if !ended.status.is_some_and(|status| status.success()) {
        // What confines says so when it fails; nothing that is compiled can begin like this.
        let is_ours = ["bwrap: ", "confine: "].iter().any(|who| ended.said.starts_with(who));
        anyhow::ensure!(!is_ours, "confining the compiler: {}", ended.said.trim());
        // The compiler's own failure is no error in what it compiles: it is tried again.
        let broke = ended.status.and_then(|status| status.code()) == Some(INTERNAL);
        anyhow::ensure!(!broke, "the compiler broke: {}", ended.said.trim());
        Compiled::Refused(ended.said)
    } else {
        // Whatever lies there was put there by the compiler, but nothing is followed all the same.
        let plain = fs::symlink_metadata(&made).is_ok_and(|made| made.is_file());
        anyhow::ensure!(plain, "the compiler left no server");
        fs::copy(&made, server).with_context(|| format!("keeping {}", server.display()))?;
        Compiled::Server
    };
    Ok((compiled, start.elapsed()))
}

/// Writes the crate where the sandbox shows it.
fn lay(files: &BTreeMap<String, Vec<u8>>, folder: &Path) -> Result<()> {
    for (path, content) in files {
        let file = folder.join(path);
        let parent = file.parent().context("a file lies in a folder")?;
        fs::create_dir_all(parent).with_context(|| format!("making {}", parent.display()))?;
        fs::write(&file, content).with_context(|| format!("writing {path}"))?;
    }
    Ok(())
}

fn command(
    workshop: &Workshop,
    bench: &Bench,
    job: &Job<'_>,
    source: &Path,
    out: &Path,
) -> Command {
    let mut view = View::nothing()
        .alone()
        .machine()
        .reading(&workshop.sysroot, "/toolchain")
        .reading(&workshop.dependencies, "/prepared/deps")
        .reading(&workshop.made, "/prepared/build")
        .reading(source, "/lab")
        .writing(out, "/out")
        .with(&["--proc", "/proc", "--dev", "/dev", "--size", "536870912", "--tmpfs", "/tmp"])
        .with(&["--symlink", &workshop.linker.to_string_lossy(), "/prepared/bin/cc"])
        .with(&["--chdir", "/lab", "--clearenv", "--setenv", "PATH", "/prepared/bin:/usr/bin"])
        .with(&["--setenv", "LANG", "C.UTF-8", "--setenv", "CARGO_MANIFEST_DIR", "/lab"]);
    // Linking needs the machine's programs and libraries; what administrators lay beside them, it does
    // not.
    for beside in ["/usr/local", "/usr/src", "/usr/share"] {
        let needed = workshop.linker.starts_with(beside);
        if Path::new(beside).is_dir() && !needed {
            view = view.with(&["--size", "4096", "--tmpfs", beside]);
        }
    }
    view = view.closed();
    for (name, value) in environment(workshop, bench) {
        view = view.with(&["--setenv", &name, &value]);
    }
    let limits = Limits {
        cpu: 2 * TIME.as_secs(),
        file: 1 << 30,
        files: 1024,
        processes: 1024,
        address_space: (!job.is_grouped()).then_some(8 << 30),
    };
    let mut command = job.command(&limits, false, view, Path::new("/toolchain/bin/rustc"));
    command.args(arguments(workshop, bench));
    command
}

/// The recorded arguments, as they hold inside.
fn arguments(workshop: &Workshop, bench: &Bench) -> Vec<String> {
    let made = PathBuf::from("/out").join(SERVER);
    let mut arguments: Vec<String> = bench
        .recipe
        .changed(&made)
        .iter()
        .map(|argument| inside(workshop, &argument.to_string_lossy()))
        .collect();
    arguments.push("--color=never".to_owned());
    arguments
}

/// What the crate is told of itself. Nothing else of cargo's environment: it may hold the tokens of
/// registries.
fn environment(workshop: &Workshop, bench: &Bench) -> Vec<(String, String)> {
    let of_the_crate = |name: &str| {
        name.starts_with("CARGO_PKG_")
            || ["CARGO_CRATE_NAME", "CARGO_BIN_NAME", "OUT_DIR"].contains(&name)
    };
    let known = bench.recipe.environment.iter().filter(|(name, _)| of_the_crate(name));
    known.map(|(name, value)| (name.clone(), inside(workshop, value))).collect()
}

/// A path or a name, as it is inside: the crate is compiled as the student's, not as the solution.
fn inside(workshop: &Workshop, text: &str) -> String {
    text.replace(&*workshop.target.to_string_lossy(), "/prepared")
        .replace("solution_", "")
        .replace("solution-", "")
}

/// How a compiler ended.
struct Ended {
    status: Option<ExitStatus>,
    late: bool,
    said: String,
}

fn killed_for_time(status: Option<ExitStatus>) -> bool {
    use std::os::unix::process::ExitStatusExt;
    // bubblewrap tells of a signal as shells do.
    let signal = |status: ExitStatus| status.signal().or_else(|| status.code().map(|c| c - 128));
    status.and_then(signal) == Some(libc::SIGXCPU)
}

/// Runs `command` for so long at most, and keeps the beginning of what it says.
fn run(mut command: Command, allowed: Duration) -> Result<Ended> {
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = process::spawn_helper(command).context("starting confine")?;
    let stderr = child.stderr.take().context("the compiler has no output")?;
    let reader = thread::spawn(move || kept(stderr));
    let deadline = Instant::now() + allowed;
    let status = loop {
        if let Some(status) = child.try_wait().context("waiting for the compiler")? {
            break Some(status);
        }
        if Instant::now() >= deadline {
            let _ = child.kill();
            break None;
        }
        thread::sleep(Duration::from_millis(2));
    };
    process::bury_helper(&mut child);
    let said = reader.join().unwrap_or_default();
    Ok(Ended { status, late: status.is_none(), said })
}

/// The beginning of a stream, read to its end.
fn kept(mut stream: impl Read) -> String {
    let mut kept = Vec::new();
    let mut buffer = [0; 8192];
    while let Ok(count @ 1..) = stream.read(&mut buffer) {
        let room = SAID.saturating_sub(kept.len()).min(count);
        kept.extend_from_slice(&buffer[..room]);
    }
    String::from_utf8_lossy(&kept).into_owned()
}
