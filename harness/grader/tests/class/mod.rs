//! What the tests of a whole class share: works made from the solutions, every form in which they are
//! handed in, and the grader as a process.
#![allow(dead_code, reason = "each test uses its part")]

pub mod desk;
pub mod forms;
pub mod grader;
pub mod works;

use std::collections::BTreeMap;

/// Path to content, inside of a submission.
pub type Files = BTreeMap<String, Vec<u8>>;
