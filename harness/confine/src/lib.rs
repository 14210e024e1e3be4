//! Starts one program with no view of the machine and no way out of its limits.
//!
//! bubblewrap makes the namespaces; what it has no words for is here:
//!
//! - [`seccomp`]: the system calls that no submission needs, refused;
//! - [`limits`]: what a single process may use up (`setrlimit`);
//! - [`cgroup`]: what a whole group of processes may use up, on both versions of cgroups;
//! - [`view`]: the words for bubblewrap that show a program the libraries it is linked to, and
//!   nothing else.
//!
//! The executable `confine` is started by a judge inside a submission's sandbox, once for every
//! server: see `src/main.rs`.

#![cfg(target_os = "linux")]

pub mod cgroup;
pub mod limits;
pub mod seccomp;
pub mod spec;
pub mod view;
