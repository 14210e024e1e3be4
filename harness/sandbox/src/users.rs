//! Which users slots run as: those of one grader are no other's, because some limits of the system
//! count what all processes of a user have together, and because they could signal one another.

use std::fs::{self, File};

use anyhow::{Context, Result, bail};

/// The first of them: above those of people and services, below `nobody`.
const FIRST: u32 = 61_400;

/// Users of one grader: as many as it may have slots.
const EACH: u32 = 256;

/// Graders that can work on one machine at once.
const GRADERS: u32 = 16;

/// Where a grader says which users are its own.
const LOCKS: &str = "/run/atelier-users";

/// The users of this grader.
#[derive(Debug)]
pub struct Users {
    first: u32,
    /// they are nobody else's while this is held
    _lock: File,
}

impl Users {
    /// Takes users that no other grader has.
    ///
    /// # Errors
    /// When too many graders are at work.
    pub fn take() -> Result<Self> {
        fs::create_dir_all(LOCKS).with_context(|| format!("making {LOCKS}"))?;
        for block in 0..GRADERS {
            let path = format!("{LOCKS}/{block}");
            let lock = File::create(&path).with_context(|| format!("making {path}"))?;
            if lock.try_lock().is_ok() {
                return Ok(Self { first: FIRST + block * EACH, _lock: lock });
            }
        }
        bail!("{GRADERS} graders are at work on this machine already");
    }

    /// The user of a slot.
    pub fn of(&self, slot: u32) -> u32 {
        self.first + slot % EACH
    }
}
