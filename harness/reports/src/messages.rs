//! What the reports say: the texts of `texts.toml`, and which of them describes what.

use engine::verdict::Verdict;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use marks::{BuildLimit, LimitsHit};
use sandbox::Tier;
use submission::{Because, Cap, Doubt, IgnoredReason, LeftOutReason, Problem, Refused};
use texts::Message;

use crate::class::Found;
use crate::number;

texts::include_texts!();

/// A verdict on a check.
pub fn verdict(verdict: Verdict) -> Message {
    match verdict {
        Verdict::Passed => verdicts::PASSED,
        Verdict::Failed => verdicts::FAILED,
        Verdict::Skipped => verdicts::SKIPPED,
        Verdict::Error => verdicts::ERROR,
    }
}

/// How submissions were confined, in a word.
pub fn tier(tier: Tier) -> Message {
    match tier {
        Tier::Full => tiers::FULL,
        Tier::Degraded => tiers::DEGRADED,
        Tier::None => tiers::NONE,
    }
}

/// How submissions were confined, and what follows from it.
pub fn confined(tier: Tier) -> Message {
    match tier {
        Tier::Full => confinement::FULL,
        Tier::Degraded => confinement::DEGRADED,
        Tier::None => confinement::NONE,
    }
}

/// That compiling hit a limit.
pub fn build_limit(limit: BuildLimit) -> Message {
    outcomes::build_limit(match limit {
        BuildLimit::Time => build_limits::TIME,
        BuildLimit::Memory => build_limits::MEMORY,
    })
}

/// The limits that servers of a lab hit, when they did.
pub fn limits_hit(hit: LimitsHit) -> Option<Message> {
    let memory = hit.memory.map(|bytes| server_limits::memory(bytes >> 20));
    let processes = hit.processes.map(server_limits::processes);
    let hit: Vec<Message> = memory.into_iter().chain(processes).collect();
    (!hit.is_empty()).then(|| Message::joined(hit, " "))
}

/// Why a submission was not taken.
pub fn refused(refused: &Refused) -> Message {
    match refused {
        Refused::Empty => refusals::EMPTY,
        Refused::NoLab => refusals::NO_LAB,
        Refused::Unreadable { name, problem } => unreadable(name, problem),
        Refused::Dangerous { name } => refusals::dangerous(name),
        Refused::TooLarge { cap } => refusals::too_large(self::cap(*cap)),
        Refused::Superseded { by } => refusals::superseded(by),
    }
}

/// Why something cannot be read, and what to hand in instead.
fn unreadable(name: &str, problem: &Problem) -> Message {
    match problem {
        Problem::Damaged => unreadables::damaged(name),
        Problem::Encrypted => unreadables::encrypted(name),
        Problem::Contradictory => unreadables::contradictory(name),
        Problem::Foreign { ending } => unreadables::foreign(ending, name),
        Problem::Pointer => unreadables::pointer(name),
        Problem::Inaccessible => unreadables::inaccessible(name),
        Problem::NoCommit => unreadables::no_commit(name),
        Problem::Branches { names } => unreadables::branches(name, names.join(", ")),
        Problem::Partial => unreadables::partial(name),
        Problem::Git => unreadables::git(name),
    }
}

/// What of a submission is too large.
fn cap(cap: Cap) -> Message {
    match cap {
        Cap::Archive => caps::ARCHIVE,
        Cap::Unpacked => caps::UNPACKED,
        Cap::Entries => caps::ENTRIES,
        Cap::Ratio => caps::RATIO,
        Cap::Depth => caps::DEPTH,
        Cap::Taken => caps::TAKEN,
    }
}

/// What was decided about a submission, and why it may be wrong. `title` gives that of a lab.
pub fn doubt<'a>(doubt: &'a Doubt, title: impl Fn(&'a str) -> &'a str) -> Message {
    match doubt {
        Doubt::NumberOnly { name } => doubts::number_only(name),
        Doubt::WordsOnly { at } => doubts::words_only(at),
        Doubt::Disagreement { at, other, because } => {
            doubts::disagreement(at, self::because(*because), title(other))
        }
        Doubt::OtherAttempt { judged, other } => doubts::other_attempt(judged, other),
        Doubt::Renamed { from, to } => doubts::renamed(from, to),
        Doubt::Incomplete { missing } => doubts::incomplete(missing.join(", ")),
        Doubt::OwnManifest { at } => doubts::own_manifest(at),
        Doubt::Pointer { at } => doubts::pointer(at),
        Doubt::Repacked => doubts::REPACKED,
        Doubt::NotGraded => doubts::NOT_GRADED,
        Doubt::Future => doubts::FUTURE,
    }
}

fn because(because: Because) -> Message {
    match because {
        Because::Package => becauses::PACKAGE,
        Because::Words => becauses::WORDS,
        Because::Name => becauses::NAME,
    }
}

/// Why a file was left out.
pub fn why(why: LeftOutReason) -> Message {
    match why {
        LeftOutReason::NotAllowed => left_out::NOT_ALLOWED,
        LeftOutReason::OutsideLabs => left_out::OUTSIDE_LABS,
        LeftOutReason::NotPlain => left_out::NOT_PLAIN,
        LeftOutReason::BadName => left_out::BAD_NAME,
        LeftOutReason::TooLarge => left_out::TOO_LARGE,
        LeftOutReason::Uncommitted => left_out::UNCOMMITTED,
    }
}

/// Why something at the paths that an instructor gave is no submission.
pub fn ignored(why: IgnoredReason) -> Message {
    match why {
        IgnoredReason::Hidden => ignored::HIDDEN,
        IgnoredReason::Tools => ignored::TOOLS,
        IgnoredReason::Neither => ignored::NEITHER,
        IgnoredReason::Nobody => ignored::NOBODY,
    }
}

/// The counted entries as a sentence.
pub fn found(found: &Found) -> Message {
    let Found { read, parts, refused, ignored } = found;
    figures::found(found.entries(), *read, *parts, *refused, ignored.len())
}

/// When a lab was handed in, and until when there was time.
pub fn times(
    at: Timestamp,
    deadline: Option<Timestamp>,
    is_extended: bool,
    zone: &TimeZone,
) -> Message {
    let at = number::time_in(at, zone);
    match deadline.map(|deadline| number::time_in(deadline, zone)) {
        Some(deadline) if is_extended => notes::arrived_extended(at, deadline),
        Some(deadline) => notes::arrived(at, deadline),
        None => notes::arrived_some_time(at),
    }
}
