//! What the reports say: the texts of `texts.toml`, and which of them describes what.

use engine::verdict::Verdict;
use marks::{BuildLimit, LimitsHit};
use sandbox::Tier;
use submission::{Cap, LeftOutReason, Refused};
use texts::Message;

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
        Refused::Unreadable { why } => refusals::unreadable(why),
        Refused::Dangerous { name } => refusals::dangerous(name),
        Refused::TooLarge { cap } => refusals::too_large(self::cap(*cap)),
        Refused::Superseded { by } => refusals::superseded(by),
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
