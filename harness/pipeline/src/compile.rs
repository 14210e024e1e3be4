//! Compiles one submission: the recorded line of its lab's crate, replayed in a sandbox.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use engine::process;
use manifest::Accepted;
use marks::BuildLimit;
use replay::Recipe;
use rustix::process::Signal;
use sandbox::profiles::compiler::{self, OUT, PREPARED, SOURCE, TOOLCHAIN};
use sandbox::{Job, Slot, SystemCalls};
use submission::Files;

use crate::prepare::{Prepared, PreparedLab};

/// How long a compiler may take.
const TIME: Duration = Duration::from_secs(60);

/// How the compiler ends when it is itself at fault.
const INTERNAL: i32 = 101;

/// Bytes of the compiler's messages that are kept.
const MESSAGES: usize = 64 * 1024;

/// The name of the compiled server.
const SERVER: &str = "server";

/// How compiling ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Compiled {
    /// there is a server
    Server,
    /// the compiler's messages, paths relative to the lab's folder
    Refused(String),
    /// a limit was hit
    Limit(BuildLimit),
}

/// Compiles `files`, a lab's crate whose manifest says this, to `server`. Returns how that ended and how
/// long it took.
///
/// # Errors
/// When the sandbox cannot be set up or the compiler itself fails: never for what is compiled.
pub fn compile(
    prepared: &Prepared,
    lab: &PreparedLab,
    slot: &Slot<'_>,
    (files, manifest): (&Files, &Accepted),
    server: &Path,
) -> Result<(Compiled, Duration)> {
    let start = Instant::now();
    let job = slot.job("build", &compiler::ALLOWANCE)?;
    let source = job.folder("crate")?;
    write_crate(files, &source)?;
    job.give(&source)?;
    let out = job.folder("out")?;
    let has_library = files.contains_key(Target::Library.source());
    let crate_ = Crate { prepared, lab, manifest, has_library };
    for target in crate_.targets() {
        let ended = run(crate_.command(target, &job, &source, &out), TIME)?;
        let failed = match limit(&ended, &job) {
            Some(limit) => Compiled::Limit(limit),
            None if ended.status.is_some_and(|status| status.success()) => continue,
            None => refused(ended)?,
        };
        return Ok((failed, start.elapsed()));
    }
    keep(&out.join(SERVER), server)?;
    Ok((Compiled::Server, start.elapsed()))
}

fn limit(ended: &Ended, job: &Job<'_>) -> Option<BuildLimit> {
    if ended.status.is_none() || killed_for_time(ended.status) {
        return Some(BuildLimit::Time);
    }
    (job.hits().memory > 0).then_some(BuildLimit::Memory)
}

/// What a compiler that fails says of the crate, unless it or its sandbox failed.
fn refused(ended: Ended) -> Result<Compiled> {
    // What confines says so when it fails; nothing that is compiled can begin like this.
    let is_ours = ["bwrap: ", "confine: "].iter().any(|who| ended.messages.starts_with(who));
    anyhow::ensure!(!is_ours, "confining the compiler: {}", ended.messages.trim());
    // The compiler's own failure is no error in what it compiles: it is tried again.
    let broke = ended.status.and_then(|status| status.code()) == Some(INTERNAL);
    anyhow::ensure!(!broke, "the compiler broke: {}", ended.messages.trim());
    Ok(Compiled::Refused(ended.messages))
}

/// Whatever lies there was put there by the compiler, but nothing is followed all the same.
fn keep(made: &Path, server: &Path) -> Result<()> {
    let plain = fs::symlink_metadata(made).is_ok_and(|made| made.is_file());
    anyhow::ensure!(plain, "the compiler left no server");
    fs::copy(made, server).with_context(|| format!("keeping {}", server.display()))?;
    Ok(())
}

/// Writes the crate where a sandbox shows it.
///
/// # Errors
/// When it cannot be written.
pub fn write_crate(files: &Files, folder: &Path) -> Result<()> {
    for (path, content) in files {
        let file = folder.join(path);
        let parent = file.parent().context("a file lies in a folder")?;
        fs::create_dir_all(parent).with_context(|| format!("making {}", parent.display()))?;
        fs::write(&file, content).with_context(|| format!("writing {path}"))?;
    }
    Ok(())
}

/// What cargo compiles of a package, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Target {
    Library,
    Executable,
}

impl Target {
    fn source(self) -> &'static str {
        match self {
            Self::Library => "src/lib.rs",
            Self::Executable => EXECUTABLE,
        }
    }
}

/// The source of the executable, which the recipe names.
const EXECUTABLE: &str = "src/main.rs";

/// The beginnings of what the recipe says and the manifest decides.
const LINTS: [&str; 5] = ["--cap-lints=", "--forbid=", "--deny=", "--warn=", "--allow="];

/// A crate that is compiled.
struct Crate<'a> {
    prepared: &'a Prepared,
    lab: &'a PreparedLab,
    manifest: &'a Accepted,
    has_library: bool,
}

impl Crate<'_> {
    fn targets(&self) -> impl Iterator<Item = Target> {
        self.has_library.then_some(Target::Library).into_iter().chain([Target::Executable])
    }

    fn command(&self, target: Target, job: &Job<'_>, source: &Path, out: &Path) -> Command {
        let view = compiler::view(&compiler::Paths {
            toolchain: &self.prepared.sysroot,
            dependencies: &self.prepared.dependencies,
            build_outputs: &self.prepared.build_outputs,
            source,
            out,
            linker: &self.prepared.linker,
        });
        let variables = self.environment(target);
        let view = variables.iter().fold(view, |view, (name, value)| view.setting(name, value));
        let limits = compiler::limits(TIME.as_secs(), job.is_grouped());
        let rustc = Path::new(TOOLCHAIN).join("bin/rustc");
        let mut command = job.command(&limits, SystemCalls::Filtered, view, &rustc);
        command.args(self.arguments(target));
        command
    }

    /// The recorded arguments, as they hold inside and for what the manifest says.
    fn arguments(&self, target: Target) -> Vec<String> {
        let library = format!("{OUT}/lib{}.rlib", self.name());
        let made = match target {
            Target::Library => PathBuf::from(&library),
            Target::Executable => Path::new(OUT).join(SERVER),
        };
        let recorded = self.lab.recipe.changed(&made);
        let mut words = Vec::new();
        let mut recorded = recorded.iter().map(|word| self.inside(&word.to_string_lossy()));
        while let Some(word) = recorded.next() {
            match word.as_str() {
                // Decided by the manifest, below.
                "--extern" => drop(recorded.next()),
                // The file is named whole.
                "-C" => words.extend(
                    recorded
                        .next()
                        .filter(|option| !option.starts_with("extra-filename="))
                        .into_iter()
                        .flat_map(|option| ["-C".to_owned(), option]),
                ),
                lint if LINTS.iter().any(|start| lint.starts_with(start)) => {}
                EXECUTABLE => words.push(target.source().to_owned()),
                "bin" if target == Target::Library => words.push("lib".to_owned()),
                _ => words.push(word),
            }
        }
        for external in self.externals() {
            words.extend(["--extern".to_owned(), external]);
        }
        if self.has_library && target == Target::Executable {
            words.extend(["--extern".to_owned(), format!("{}={library}", self.name())]);
        }
        words.extend(self.manifest.lints.iter().cloned());
        words.push("--color=never".to_owned());
        words
    }

    /// The crates that the manifest declares, each with its library.
    fn externals(&self) -> Vec<String> {
        let known = |recipe: &Recipe, name: &str| {
            let words = recipe.arguments.windows(2).filter(|pair| pair[0] == "--extern");
            let mut named = words.map(|pair| &pair[1]);
            named.find(|word| word.split('=').next() == Some(name)).cloned()
        };
        let declared = self.manifest.dependencies.iter().map(|name| name.replace('-', "_"));
        let found = declared.filter_map(|name| {
            known(&self.lab.recipe, &name).or_else(|| known(&self.lab.crates, &name))
        });
        found.map(|word| self.inside(&word)).collect()
    }

    /// What the crate is told of itself, as cargo tells it. Nothing else of cargo's environment: it may
    /// hold the tokens of registries.
    fn environment(&self, target: Target) -> BTreeMap<String, String> {
        let recorded = self.lab.recipe.environment.get("OUT_DIR");
        let mut variables = self.manifest.variables.clone();
        let mut set = |name: &str, value: String| {
            variables.insert(name.to_owned(), value);
        };
        set("CARGO", format!("{TOOLCHAIN}/bin/cargo"));
        set("CARGO_MANIFEST_DIR", SOURCE.to_owned());
        set("CARGO_MANIFEST_PATH", format!("{SOURCE}/Cargo.toml"));
        set("CARGO_CRATE_NAME", self.name());
        set("CARGO_PRIMARY_PACKAGE", "1".to_owned());
        if target == Target::Executable {
            set("CARGO_BIN_NAME", self.lab.lab.name.clone());
        }
        if let Some(folder) = recorded {
            set("OUT_DIR", self.inside(folder));
        }
        variables
    }

    /// The name of the crate in the compiler.
    fn name(&self) -> String {
        self.lab.lab.name.replace('-', "_")
    }

    /// A path or a name, as it is inside: the crate is compiled as the student's, not as the solution.
    fn inside(&self, text: &str) -> String {
        text.replace(&*self.prepared.target.to_string_lossy(), PREPARED)
            .replace("solution_", "")
            .replace("solution-", "")
    }
}

/// How a compiler ended.
struct Ended {
    /// none when it took too long
    status: Option<ExitStatus>,
    messages: String,
}

fn killed_for_time(status: Option<ExitStatus>) -> bool {
    use std::os::unix::process::ExitStatusExt;
    // bubblewrap reports a signal as shells do.
    let signal = |status: ExitStatus| status.signal().or_else(|| status.code().map(|c| c - 128));
    status.and_then(signal) == Some(Signal::XCPU.as_raw())
}

/// Runs `command` for so long at most, and keeps the beginning of its messages.
fn run(mut command: Command, allowed: Duration) -> Result<Ended> {
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = process::spawn_helper(command).context("starting confine")?;
    let stderr = child.stderr.take().context("the compiler has no output")?;
    let reader = thread::spawn(move || beginning(stderr));
    let status = wait(&mut child, Instant::now() + allowed)?;
    process::reap_helper(&mut child);
    Ok(Ended { status, messages: reader.join().unwrap_or_default() })
}

/// Waits until the deadline, then kills.
fn wait(child: &mut Child, deadline: Instant) -> Result<Option<ExitStatus>> {
    loop {
        if let Some(status) = child.try_wait().context("waiting for the compiler")? {
            return Ok(Some(status));
        }
        if Instant::now() >= deadline {
            // An error means that it has just ended.
            let _ = child.kill();
            return Ok(None);
        }
        thread::sleep(Duration::from_millis(2));
    }
}

/// The beginning of a stream, read to its end.
fn beginning(mut stream: impl Read) -> String {
    let mut kept = Vec::new();
    let mut buffer = [0; 8192];
    while let Ok(count @ 1..) = stream.read(&mut buffer) {
        let room = MESSAGES.saturating_sub(kept.len()).min(count);
        kept.extend_from_slice(&buffer[..room]);
    }
    String::from_utf8_lossy(&kept).into_owned()
}
