//! Why a file cannot be read.

use std::error::Error;
use std::fmt;

use texts::Lang;

use crate::file::File;

/// The first error of a file.
///
/// `found` and `delimiter` are texts of the file, cut after 120 characters. Lines are counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are described once, above")]
pub enum ParseError {
    /// Longer than [`crate::MAX_BYTES`].
    TooLong { file: File, bytes: usize, limit: usize },
    /// More instructions than [`crate::MAX_INSTRUCTIONS`], or more than [`crate::MAX_STEPS`] once
    /// `ONBUILD` is applied.
    TooManyInstructions { limit: usize },
    /// More stages than [`crate::MAX_STAGES`].
    TooManyStages { limit: usize },
    /// More variables in a stage than [`crate::MAX_VARIABLES`].
    TooManyVariables { line: usize, limit: usize },
    /// More patterns than [`crate::MAX_PATTERNS`].
    TooManyPatterns { limit: usize },
    /// No `FROM` at all.
    NoStage,
    /// An instruction other than `ARG` before the first `FROM`.
    BeforeFirstStage { line: usize, found: String },
    /// An instruction that does not exist.
    UnknownInstruction { line: usize, found: String },
    /// An instruction without its arguments, or with too few.
    MissingArguments { line: usize, instruction: String },
    /// `FROM` with something other than `AS name` after its image.
    InvalidFrom { line: usize, found: String },
    /// The name of a stage begins with a letter, and has letters, digits, `-`, `_` and `.`.
    InvalidStageName { line: usize, found: String },
    /// In `ENV A=1 B`, `B` has no value.
    MissingEquals { line: usize, found: String },
    /// `SHELL` is a JSON array.
    InvalidShell { line: usize },
    /// `ONBUILD` before `ONBUILD` or `FROM`.
    InvalidTrigger { line: usize, found: String },
    /// `# escape=` with a character other than `\` and `` ` ``.
    InvalidEscape { line: usize, found: String },
    /// A here-document without its last line.
    UnclosedHereDocument { line: usize, delimiter: String },
    /// A quote or `${` that is not closed, or `${}` with an operator that does not exist.
    InvalidWord { line: usize, found: String },
    /// Variables nested deeper than [`crate::MAX_EXPANSION_DEPTH`], or a value longer than
    /// [`crate::MAX_VALUE_BYTES`].
    ValueTooLarge { line: usize },
}

/// In English: a student reads [`ParseError::message`].
impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message().text(Lang::En))
    }
}

impl Error for ParseError {}

/// The beginning of a text of the file: an error must stay small when a word has a megabyte.
pub(crate) fn excerpt(text: &str) -> String {
    const LONGEST: usize = 120;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
