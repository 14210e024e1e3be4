//! Why a file cannot be read.

use thiserror::Error;

use crate::file::File;

/// The first error of a file.
///
/// `found` and `delimiter` are texts of the file, cut after 120 characters. Lines are counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[expect(missing_docs, reason = "the fields are described once, above")]
pub enum ParseError {
    /// Longer than [`crate::MAX_BYTES`].
    #[error("{file} has {bytes} bytes, and at most {limit} are allowed")]
    TooLong { file: File, bytes: usize, limit: usize },
    /// More instructions than [`crate::MAX_INSTRUCTIONS`], or more than [`crate::MAX_STEPS`] once
    /// `ONBUILD` is applied.
    #[error("the Dockerfile has more than {limit} instructions")]
    TooManyInstructions { limit: usize },
    /// More stages than [`crate::MAX_STAGES`].
    #[error("the Dockerfile has more than {limit} stages")]
    TooManyStages { limit: usize },
    /// More variables in a stage than [`crate::MAX_VARIABLES`].
    #[error("line {line}: more than {limit} variables")]
    TooManyVariables { line: usize, limit: usize },
    /// More patterns than [`crate::MAX_PATTERNS`].
    #[error(".dockerignore has more than {limit} patterns")]
    TooManyPatterns { limit: usize },
    /// No `FROM` at all.
    #[error("the Dockerfile has no FROM")]
    NoStage,
    /// An instruction other than `ARG` before the first `FROM`.
    #[error("line {line}: {found} before the first FROM")]
    BeforeFirstStage { line: usize, found: String },
    /// An instruction that does not exist.
    #[error("line {line}: unknown instruction {found:?}")]
    UnknownInstruction { line: usize, found: String },
    /// An instruction without its arguments, or with too few.
    #[error("line {line}: {instruction} without its arguments")]
    MissingArguments { line: usize, instruction: String },
    /// `FROM` with something other than `AS name` after its image.
    #[error("line {line}: unexpected {found:?} in FROM")]
    InvalidFrom { line: usize, found: String },
    /// The name of a stage begins with a letter, and has letters, digits, `-`, `_` and `.`.
    #[error("line {line}: {found:?} is not a valid stage name")]
    InvalidStageName { line: usize, found: String },
    /// In `ENV A=1 B`, `B` has no value.
    #[error("line {line}: {found:?} has no `=`")]
    MissingEquals { line: usize, found: String },
    /// `SHELL` is a JSON array.
    #[error("line {line}: SHELL is not a JSON array")]
    InvalidShell { line: usize },
    /// `ONBUILD` before `ONBUILD` or `FROM`.
    #[error("line {line}: ONBUILD {found}")]
    InvalidTrigger { line: usize, found: String },
    /// `# escape=` with a character other than `\` and `` ` ``.
    #[error("line {line}: {found:?} is not a valid escape character")]
    InvalidEscape { line: usize, found: String },
    /// A here-document without its last line.
    #[error("line {line}: the here-document {delimiter:?} does not end")]
    UnclosedHereDocument { line: usize, delimiter: String },
    /// A quote or `${` that is not closed, or `${}` with an operator that does not exist.
    #[error("line {line}: invalid quote or variable in {found:?}")]
    InvalidWord { line: usize, found: String },
    /// Variables nested deeper than [`crate::MAX_EXPANSION_DEPTH`], or a value longer than
    /// [`crate::MAX_VALUE_BYTES`].
    #[error("line {line}: the value is too long, or nested too deep")]
    ValueTooLarge { line: usize },
}

/// The beginning of a text of the file: an error must stay small when a word has a megabyte.
pub(crate) fn excerpt(text: &str) -> String {
    const LONGEST: usize = 120;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
