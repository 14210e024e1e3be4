//! The user of the image is a number other than 0.

use crate::build::Build;
use crate::finding::{Finding, Reason};
use crate::stage::{Set, User};

/// The last `USER` of the last stage and its parents.
pub fn user(build: &Build) -> Vec<Finding> {
    let last = &build.stages[build.last()];
    let finding = match &last.end.user {
        None => Some(Finding::at(last.line, Reason::NoUser)),
        Some(set) => problem(set).map(|reason| Finding::at(set.line, reason)),
    };
    finding.into_iter().collect()
}

/// The number of the user, if it is one.
pub fn user_id(build: &Build) -> Option<u32> {
    let set = build.stages[build.last()].end.user.as_ref()?;
    let name = name(&set.value);
    name.bytes().all(|b| b.is_ascii_digit()).then(|| name.parse().ok())?
}

fn problem(set: &Set<User>) -> Option<Reason> {
    let user = set.value.written.clone();
    let name = name(&set.value);
    match name {
        "" => Some(Reason::UnknownUser { user }),
        "root" => Some(Reason::Root { user }),
        _ => match name.parse::<u32>() {
            Ok(0) => Some(Reason::Root { user }),
            Ok(_) if name.bytes().all(|b| b.is_ascii_digit()) => None,
            _ => Some(Reason::NamedUser { user }),
        },
    }
}

/// Without the group.
fn name(user: &User) -> &str {
    user.resolved.split(':').next().unwrap_or_default().trim()
}
