//! Judges one compiled server: the lab's judge runs in a network of the submission's own, and starts
//! every server in further namespaces beside it, where the server sees its libraries, its executable
//! and the folder of its check.

use std::num::NonZero;
use std::path::Path;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use engine::database::Kind;
use engine::outcome::{Cause, Outcome};
use engine::protocol::{Subject, Task};
use engine::{Lang, Pace};
use lab::judge::{Judge, Update};
use marks::{JudgedCheck, LimitsHit};
use sandbox::cgroup::Hits;
use sandbox::profiles::{compiler, judge, server};
use sandbox::{Job, Slot, SystemCalls};
use submission::Files;

use crate::compile::write_crate;
use crate::node::Node;
use crate::prepare::PreparedLab;

/// How long all checks of a lab may take.
const TIME: Duration = Duration::from_secs(10 * 60);

/// The pause between two looks for fork bombs.
const LOOK: Duration = Duration::from_millis(50);

/// What a judge reported.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// every check, in order
    pub checks: Vec<JudgedCheck>,
    /// the limits that servers hit
    pub limits: LimitsHit,
    /// how long it took
    pub took: Duration,
}

/// Has `server` judged in a sandbox, where it also finds `files`, its crate.
///
/// # Errors
/// When the judge cannot do its work: never for what the server does.
pub fn judge(
    lab: &PreparedLab,
    slot: &Slot<'_>,
    submitted: (&Path, &Files),
    seed: u64,
) -> Result<Judged> {
    let judged = judge_once(lab, slot, submitted, seed)?;
    if lab.broker.is_none() || !judged.has_errors() {
        return Ok(judged);
    }
    // In a broker that nobody else uses, a server can delete or fill what the judge needs. What disturbs
    // the judge with a fresh broker too is its doing: a second chance is for what was not.
    judge_once(lab, slot, submitted, seed)
}

fn judge_once(
    lab: &PreparedLab,
    slot: &Slot<'_>,
    (server, files): (&Path, &Files),
    seed: u64,
) -> Result<Judged> {
    let start = Instant::now();
    let servers = servers_at_once(lab);
    let node = lab.broker.as_ref().map(|program| Node::start(program, slot, servers));
    let node = node.transpose()?;
    let together = judge::allowance(servers, node.is_some());
    let job = slot.job("judge", &together)?;
    let report = job.folder("report")?;
    let source = job.folder("crate")?;
    write_crate(files, &source)?;
    job.give(&source)?;
    let view = judge::view(&judge::Paths {
        judge: &lab.judge,
        confine: job.confine(),
        server,
        source: &source,
        etc: job.etc(),
        report: &report,
        groups: job.groups(),
        broker: node.as_ref().map(Node::shown),
    });
    let program = Path::new(judge::PROGRAM);
    let mut command = job.command(&judge::limits(&together), SystemCalls::All, view, program);
    command.args(judge::ARGUMENTS);
    let groups = job.is_grouped().then_some(job.groups().len());
    let task = Task::Judge {
        subject: Subject::Executable {
            path: server::PATH.into(),
            through: server::launcher(&lab.libraries, groups),
            files: Some(compiler::SOURCE.into()),
        },
        seed,
        only: None,
        databases: vec![Kind::Sqlite],
        requests: None,
    };
    let checks = without_fork_bombs(&job, || {
        let judge = Judge::start_by(command, &task)?;
        listen(&judge, start, lab)
    })?;
    if let Ok(why) = std::fs::read_to_string(report.join(server::FAILURE)) {
        bail!("a server could not be confined: {why}");
    }
    Ok(Judged { checks, limits: limits_hit(job.hits()), took: start.elapsed() })
}

/// Does `work`, and ends meanwhile every server that multiplies without end.
fn without_fork_bombs<T>(job: &Job<'_>, work: impl FnOnce() -> T) -> T {
    thread::scope(|scope| {
        // Dropped when the work is done, however it ends.
        let (_working, done) = mpsc::channel::<()>();
        scope.spawn(move || {
            while done.recv_timeout(LOOK) == Err(RecvTimeoutError::Timeout) {
                job.kill_fork_bombs(server::REFUSALS);
            }
        });
        work()
    })
}

impl Judged {
    fn has_errors(&self) -> bool {
        self.checks.iter().any(|check| matches!(check.outcome, Outcome::Error(_)))
    }
}

/// As many servers as the engine may hold at once, whatever the checks of the lab spend their time on.
fn servers_at_once(lab: &PreparedLab) -> u64 {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    Pace::Waiting.checks_at_once(cores).min(lab.checks.len()).max(1) as u64
}

/// The checks, as the judge reports them.
fn listen(judge: &Judge, start: Instant, lab: &PreparedLab) -> Result<Vec<JudgedCheck>> {
    let mut checks = Vec::new();
    judge.listen(|update| {
        if start.elapsed() > TIME {
            bail!("the judge takes longer than {} s", TIME.as_secs());
        }
        let Update::Checked(check, outcome) = update else { return Ok(()) };
        match &outcome {
            Outcome::Error(error) if !can_be_its_own_doing(error.cause, lab) => {
                bail!("check {}: {}", check.id, error.why);
            }
            // Whatever a check needs, it has here.
            Outcome::Skipped { why } => {
                bail!("check {} was skipped: {}", check.id, why.text(Lang::En));
            }
            _ => {}
        }
        checks.push(JudgedCheck { id: check.id.clone(), outcome });
        Ok(())
    })?;
    Ok(checks)
}

/// Whether the servers of a check can have brought an error about: only they write to the folders of the
/// checks and can fill or lock them, and to their broker. Where the solution passes, nothing else makes
/// the first of these errors; for those of a broker, see [`judge`].
fn can_be_its_own_doing(cause: Cause, lab: &PreparedLab) -> bool {
    match cause {
        Cause::StorageFull | Cause::AccessDenied => true,
        Cause::CannotStart => false,
        Cause::Other => lab.broker.is_some(),
    }
}

fn limits_hit(hits: Hits) -> LimitsHit {
    LimitsHit {
        memory: (hits.memory > 0).then_some(server::ALLOWANCE.memory),
        processes: (hits.processes > 0).then_some(server::ALLOWANCE.processes),
    }
}
