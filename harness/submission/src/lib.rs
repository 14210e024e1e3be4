//! Reading what students handed in: folders, archives, git repositories, a download from Moodle.
//!
//! ```text
//! listing::list   what there is to read; cheap
//! └── Source          one student's submission, not yet read
//!     └── read            folder, zip, tar or git, under Caps → Tree → sort → Submission
//! ```
//!
//! Nothing is ever unpacked to the disk and nothing of a submission is run. Names are checked
//! before contents are read, contents are read as a stream that ends at a cap, and a link is never
//! followed. What is wrong with what was handed in stands in the [`Submission`]: reading never fails.
//!
//! `handed_in` is the latest modification time of the files of a folder, a tar or a zip, the time
//! of the commit for git, and for a download from Moodle the time that Moodle gives the upload. A
//! zip often holds local times without a zone: they are taken to be in the zone of the course.
//! A student can set most of these times: where a deadline must hold, what there is when it ends is
//! what to grade.

#![cfg(target_os = "linux")]

mod caps;
mod classroom;
mod collector;
mod complete;
mod evidence;
mod folder;
mod git;
mod kinds;
mod layout;
mod listing;
mod moodle;
pub mod names;
mod part;
mod paths;
mod read;
mod recognise;
mod sort;
mod source;
mod submission;
mod tars;
mod terms;
mod time;
mod units;
mod zips;

#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod tests;

pub use caps::{Cap, Caps};
pub use evidence::words;
pub use git::{Git, GitTree, Repository};
pub use layout::LabLayout;
pub use listing::{Ignored, IgnoredReason, ListError, Listing, list};
pub use pack::{Files, digest, hex};
pub use source::{Source, superseded};
pub use submission::{
    Because, Contact, Doubt, Flag, LeftOut, LeftOutReason, Problem, Refused, Student, Submission,
};
pub use terms::Terms;
