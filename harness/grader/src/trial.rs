//! Judges one compiled submission: the lab's judge runs in a network of the submission's own, and
//! starts every server in further namespaces beside it, where the server sees its libraries, its
//! executable and the folder of its check.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use confine::cgroup::{Allowance, Hits};
use confine::limits::Limits;
use confine::spec::{Membership, Spec};
use confine::view::{FOLDER, PLACE, View};
use engine::Lang;
use engine::database::Kind;
use engine::protocol::{Event, Evidence, Subject, Task};
use engine::verdict::{CheckReport, Verdict};
use lab::judge::Judge;

use crate::compile::SERVER;
use crate::model::Told;
use crate::prepare::Bench;
use crate::sandbox::{self, Job, Slot};
use crate::words;

/// How long all checks of a lab may take.
const TIME: Duration = Duration::from_secs(10 * 60);

/// What the judge itself may use up, beside the servers and the files of the checks.
const JUDGE_ALLOWANCE: Allowance = Allowance { memory: 1 << 30, processes: 512 };

/// What one server and all that it starts may use up.
pub const SERVER_ALLOWANCE: Allowance = Allowance { memory: 512 << 20, processes: 256 };

/// Processes and threads that a server is refused before it is taken for a bomb.
const REFUSALS: u64 = 64;

/// The pause between two looks for bombs.
const LOOK: Duration = Duration::from_millis(50);

/// What one process of a server may use up.
const SERVER_LIMITS: Limits =
    Limits { cpu: 60, file: 64 << 20, files: 1024, processes: 1536, address_space: None };

/// How much the files that the checks of a lab leave may hold together, in MiB.
const DISK_MEBIBYTES: u64 = 256;

/// What came of judging.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// every check, in order
    pub checks: Vec<CheckReport>,
    /// what explains each that did not pass, by its name
    pub evidence: BTreeMap<String, Told>,
    /// how long it took
    pub took: Duration,
}

/// Has `server` judged in a sandbox.
///
/// # Errors
/// When the judge cannot do its work: never for what the submission does.
pub fn judge(
    bench: &Bench,
    slot: &Slot<'_>,
    server: &Path,
    seed: u64,
    lang: Lang,
) -> Result<Judged> {
    let start = Instant::now();
    let together = together(bench);
    let job = slot.job("judge", &together)?;
    let report = job.folder("report")?;
    let command = command(bench, &job, server, &report, &together);
    let task = Task::Judge {
        subject: Subject::Executable { path: inside(), through: launcher(bench, &job) },
        seed,
        only: None,
        databases: vec![Kind::Sqlite],
        requests: None,
        lang,
    };
    let (mut checks, mut evidence) = watched(&job, || {
        let judge = Judge::start_by(command, &task)?;
        listen(&judge, start, lang)
    })?;
    if let Ok(why) = std::fs::read_to_string(report.join("complaint")) {
        bail!("a server could not be confined: {why}");
    }
    explain_limits(&mut checks, &mut evidence, job.hits(), lang);
    Ok(Judged { checks, evidence, took: start.elapsed() })
}

/// Does `work`, and ends meanwhile every server that multiplies without end.
fn watched<T>(job: &Job<'_>, work: impl FnOnce() -> T) -> T {
    thread::scope(|scope| {
        // Dropped when the work is done, however it ends.
        let (_working, done) = mpsc::channel::<()>();
        scope.spawn(move || {
            while done.recv_timeout(LOOK) == Err(RecvTimeoutError::Timeout) {
                job.end_bombs(REFUSALS);
            }
        });
        work()
    })
}

/// What the judge and the servers may use up together: so much that servers which use up all that each
/// may have hit their own limits, never the judge's.
fn together(bench: &Bench) -> Allowance {
    // As many as the engine may hold at once.
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let servers = (cores + cores / 2).min(bench.checks(Lang::En).len()).max(1) as u64;
    Allowance {
        memory: JUDGE_ALLOWANCE.memory + servers * SERVER_ALLOWANCE.memory,
        processes: JUDGE_ALLOWANCE.processes + servers * SERVER_ALLOWANCE.processes,
    }
}

/// The checks and what explains them, as the judge tells them.
fn listen(
    judge: &Judge,
    start: Instant,
    lang: Lang,
) -> Result<(Vec<CheckReport>, BTreeMap<String, Told>)> {
    let mut checks = Vec::new();
    let mut explained = BTreeMap::new();
    loop {
        if start.elapsed() > TIME {
            bail!("the judge takes longer than {} s", TIME.as_secs());
        }
        match judge.next()? {
            Event::Plan { .. } => {}
            Event::Checked { mut report, evidence } => {
                if let Some(why) = of_its_own_doing(&report, lang) {
                    report.verdict = Verdict::Failed;
                    report.diff = Some(why.clone());
                    let told = Told { sentence: why, ..Told::default() };
                    explained.insert(report.id.clone(), told);
                    checks.push(report);
                    continue;
                }
                if report.verdict == Verdict::Error {
                    bail!("check {}: {}", report.id, report.diff.unwrap_or_default());
                }
                if let Some(evidence) = evidence {
                    explained.insert(report.id.clone(), told(*evidence));
                }
                checks.push(report);
            }
            Event::Broken { why, .. } => bail!("the judge cannot go on: {why}"),
            Event::Done { .. } => return Ok((checks, explained)),
        }
    }
}

/// Why a check could not be made, when its servers are the cause: only they write to the folders of the
/// checks and can fill them or lock them. Where the solution passes, nothing else makes these errors.
fn of_its_own_doing(report: &CheckReport, lang: Lang) -> Option<String> {
    let why = report.diff.as_deref().filter(|_| report.verdict == Verdict::Error)?;
    let is = |error: i32| why.contains(&format!("(os error {error})"));
    if is(libc::ENOSPC) {
        return Some(words::disk(DISK_MEBIBYTES, lang));
    }
    is(libc::EACCES).then(|| words::locked(lang))
}

fn told(evidence: Evidence) -> Told {
    let mut stderr = String::new();
    for panic in &evidence.printed.panics {
        stderr.push_str(&format!("panic, {}: {}\n", panic.place, panic.message));
    }
    // Both streams, as they came: the judge does not tell them apart.
    stderr.push_str(&evidence.printed.text);
    Told { sentence: evidence.sentence, asked: evidence.asked, stderr, stdout: String::new() }
}

/// Says of every failure that a limit was hit: without it, a server that was killed for its memory
/// looks like one that crashed.
fn explain_limits(
    checks: &mut [CheckReport],
    evidence: &mut BTreeMap<String, Told>,
    hits: Hits,
    lang: Lang,
) {
    let Some(sentence) = words::limits(hits, &SERVER_ALLOWANCE, lang) else { return };
    for check in checks.iter().filter(|check| check.verdict == Verdict::Failed) {
        let told = evidence.entry(check.id.clone()).or_default();
        told.sentence = format!("{} {sentence}", told.sentence).trim().to_owned();
    }
}

fn inside() -> std::path::PathBuf {
    Path::new("/submission").join(SERVER)
}

/// The judge in its sandbox. It makes namespaces itself, so no filter is put on it; what it runs is
/// ours.
fn command(
    bench: &Bench,
    job: &Job<'_>,
    server: &Path,
    report: &Path,
    together: &Allowance,
) -> Command {
    let server_inside = inside();
    let disk = (DISK_MEBIBYTES << 20).to_string();
    let mut view = View::nothing()
        .alone()
        .machine()
        .reading(&bench.judge, "/judge")
        .reading(job.confine(), "/confine")
        .reading(server, &server_inside.to_string_lossy())
        .writing(report, "/report")
        .with(&["--proc", "/proc", "--dev", "/dev", "--size", &disk, "--tmpfs", "/tmp"])
        .with(&["--size", &disk, "--tmpfs", "/dev/shm", "--chdir", "/tmp", "--clearenv"])
        .with(&["--setenv", "PATH", "/usr/bin:/bin", "--setenv", "LANG", "C.UTF-8"]);
    for (number, folder) in job.groups().iter().enumerate() {
        view = view.writing(folder, &format!("/groups/{number}"));
    }
    let limits = Limits {
        cpu: 600,
        file: 256 << 20,
        files: 4096,
        processes: 2 * together.processes,
        address_space: None,
    };
    job.command(&limits, true, view, Path::new("/judge"))
}

/// What a server is started through, inside the judge's sandbox.
fn launcher(bench: &Bench, job: &Job<'_>) -> Vec<String> {
    let server = inside();
    let view = View::nothing()
        .the_last()
        .libraries(&bench.libraries)
        .reading(&server, &server.to_string_lossy())
        .with(&["--dev", "/dev", "--bind", FOLDER, PLACE, "--chdir", PLACE])
        .closed();
    let group = job.is_grouped().then(|| Membership {
        folders: (0..job.groups().len()).map(|number| format!("/groups/{number}").into()).collect(),
        own: Some(SERVER_ALLOWANCE),
    });
    let address_space = (!job.is_grouped()).then_some(2 << 30);
    let spec = Spec {
        group,
        limits: Limits { address_space, ..SERVER_LIMITS },
        filtered: true,
        alone: true,
        view: view.words(),
        complaint: Some("/report/complaint".into()),
    };
    vec!["/confine".to_owned(), sandbox::json(&spec)]
}

/// Has the solution judged as a submission is: what cannot pass here must not cost anyone a point.
///
/// # Errors
/// When it does not compile or a check fails, with its name and why.
pub fn canary(
    workshop: &crate::prepare::Workshop,
    bench: &Bench,
    slot: &Slot<'_>,
    server: &Path,
) -> Result<()> {
    let (compiled, _) = crate::compile::compile(workshop, bench, slot, &bench.solution, server)?;
    let crate::compile::Compiled::Server = compiled else {
        bail!("the solution of {} does not compile in the sandbox: {compiled:?}", bench.lab.folder);
    };
    let judged = judge(bench, slot, server, 1, Lang::En).context("judging the solution")?;
    for check in &judged.checks {
        if check.verdict != Verdict::Passed {
            let why = judged.evidence.get(&check.id).map(|told| told.sentence.clone());
            bail!("the solution fails {} in the sandbox: {}", check.id, why.unwrap_or_default());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use engine::Lang;
    use engine::verdict::{CheckReport, Verdict};

    use super::of_its_own_doing;

    fn report(verdict: Verdict, why: &str) -> CheckReport {
        CheckReport {
            id: "restart".to_owned(),
            title: String::new(),
            verdict,
            points: 0,
            out_of: 1,
            reason: None,
            diff: Some(why.to_owned()),
            hint: None,
            chapter: None,
        }
    }

    #[test]
    fn a_folder_that_servers_filled_or_locked_is_no_failure_of_ours() {
        let full = "making a folder for check a: No space left on device (os error 28)";
        let locked = "starting /confine: Permission denied (os error 13)";
        for why in [full, locked] {
            assert!(of_its_own_doing(&report(Verdict::Error, why), Lang::En).is_some(), "{why}");
        }
    }

    #[test]
    fn other_errors_are_ours_and_a_failure_may_say_what_it_likes() {
        let ours = report(Verdict::Error, "check a asks less than its snapshot holds");
        assert_eq!(of_its_own_doing(&ours, Lang::En), None);
        let printed = report(Verdict::Failed, "No space left on device (os error 28)");
        assert_eq!(of_its_own_doing(&printed, Lang::En), None);
    }
}
