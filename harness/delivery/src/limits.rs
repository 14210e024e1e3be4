//! How large a file may be. Each bound is many times what a real pipeline has.

/// The length of a file in bytes.
pub const MAX_BYTES: usize = 256 * 1024;
/// How deeply lists and mappings may be nested.
pub const MAX_DEPTH: usize = 40;
/// The number of values, those that aliases repeat included.
pub const MAX_NODES: usize = 50_000;
/// The bytes of text of all values, those that aliases repeat included.
pub const MAX_TEXT: usize = 2 * 1024 * 1024;
/// The number of jobs, templates included.
pub const MAX_JOBS: usize = 200;
/// The number of steps in all jobs; in GitLab CI, of lines of scripts.
pub const MAX_STEPS: usize = 2_000;
/// The number of commands in all scripts.
pub const MAX_COMMANDS: usize = 3_000;
/// How deeply a condition may be nested.
pub const MAX_NESTING: usize = 50;
