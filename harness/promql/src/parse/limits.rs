//! The bounds of an expression.

/// The longest expression allowed, in bytes.
pub const MAX_BYTES: usize = 8 * 1024;
/// The largest number of operands, operators, label matchers, and labels in `by`, `on` and the like.
pub const MAX_TERMS: usize = 256;
/// The largest number of regular expressions. Compiling them takes most of the time.
pub const MAX_REGEXES: usize = 32;
/// The deepest nesting of parentheses, calls, signs and right-hand sides.
pub const MAX_DEPTH: usize = 48;

/// The memory that a compiled regular expression may take, in bytes. It bounds the time that
/// compiling takes, too.
pub(super) const REGEX_BYTES: usize = 64 * 1024;
/// The memory that a regular expression may use to match faster, in bytes.
pub(super) const REGEX_CACHE_BYTES: usize = 128 * 1024;
