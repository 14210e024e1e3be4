//! What the grader says by itself: the texts of `texts.toml`, and how a name or a list is put into
//! them.

use std::path::Path;

use sandbox::Tier;
use texts::Message;

texts::include_texts!();

/// A name as a terminal may show it.
pub fn shown(name: &str) -> String {
    reports::line(name).chars().take(60).collect()
}

/// A path as an argument of a message.
pub fn path(path: &Path) -> String {
    path.display().to_string()
}

/// A tier in a word.
pub fn tier(tier: Tier) -> Message {
    match tier {
        Tier::Full => tiers::FULL,
        Tier::Degraded => tiers::DEGRADED,
        Tier::None => tiers::NONE,
    }
}
