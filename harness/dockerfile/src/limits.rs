//! Bounds on what is read, so that no input takes long or overflows the stack.

/// The longest Dockerfile or `.dockerignore`, in bytes.
pub const MAX_BYTES: usize = 256 * 1024;
/// The largest number of instructions in a Dockerfile.
pub const MAX_INSTRUCTIONS: usize = 1000;
/// The largest number of stages in a Dockerfile.
pub const MAX_STAGES: usize = 100;
/// The largest number of instructions that the stages have together, once `ONBUILD` is applied.
pub const MAX_STEPS: usize = 10_000;
/// The longest value of a variable, in bytes.
pub const MAX_VALUE_BYTES: usize = 4096;
/// The largest number of variables in a stage.
pub const MAX_VARIABLES: usize = 200;
/// How deep `${A:-${B:-…}}` may be nested.
pub const MAX_EXPANSION_DEPTH: usize = 16;
/// How deep `sh -c "sh -c …"` is followed.
pub(crate) const MAX_SHELL_DEPTH: usize = 4;
/// The largest number of patterns of a `.dockerignore` that are read.
pub const MAX_PATTERNS: usize = 1000;
/// How many exposed ports are kept: more than one is wrong already.
pub(crate) const MAX_PORTS: usize = 20;
