//! Where submissions are compiled and run: what this machine offers, and how a program is confined
//! with it.
//!
//! ```text
//! Machine          looked at once: which tier, where the jobs' folders are
//! └── Slot           one worker's share: a user and a group of processes of its own
//!     └── command      a program, confined by the `confine` executable and bubblewrap
//! ```
//!
//! Started by root, every slot runs as a user of its own that nothing on the machine belongs to, and
//! jobs live in a sized file system in memory that is gone with the grader. Started by anyone else,
//! the slots run as that user, and the namespaces alone stand between them.
//!
//! bubblewrap makes the namespaces; what it cannot do is here:
//!
//! - [`seccomp`]: the system calls that no submission needs, refused;
//! - [`limits`]: what a single process may use up (`setrlimit`);
//! - [`cgroup`]: what a whole group of processes may use up, on both versions of cgroups;
//! - [`view`]: the arguments of bubblewrap that show a program the libraries it is linked to, and
//!   nothing else.
//!
//! The executable `confine` starts every program: a judge calls it inside a submission's sandbox, once
//! for every server. See `src/bin/confine.rs`.

#![cfg(target_os = "linux")]

mod machine;
mod slot;
mod tier;

pub mod cgroup;
pub mod limits;
pub mod profiles;
pub mod seccomp;
pub mod spec;
pub mod view;

mod job_root;
pub mod leftovers;
mod users;

pub use job_root::JobRoot;
pub use machine::Machine;
pub use slot::{Job, Slot, SystemCalls};
pub use tier::Tier;
