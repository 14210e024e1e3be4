//! Why a file cannot be judged.

use std::error::Error;
use std::fmt;

use texts::Lang;

/// The first reason why a file is not a pipeline. Lines are counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseError {
    /// The file has more than [`MAX_BYTES`](crate::MAX_BYTES) bytes.
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// The file is not YAML.
    Yaml {
        /// The line of the error.
        line: usize,
        /// What the YAML parser says, in English.
        detail: String,
    },
    /// A mapping has a key twice.
    DuplicateKey {
        /// The line of the second one.
        line: usize,
        /// The key.
        key: String,
    },
    /// A key of a mapping is a list or a mapping.
    InvalidKey {
        /// The line of the key.
        line: usize,
    },
    /// `<<` is followed by something that is neither a mapping nor a list of mappings.
    InvalidMerge {
        /// The line of the key.
        line: usize,
    },
    /// Lists and mappings are nested too deeply.
    TooDeep {
        /// The line of the first value that is too deep.
        line: usize,
    },
    /// There are too many values, or aliases repeat too much.
    TooLarge {
        /// The line where the bound is passed.
        line: usize,
    },
    /// There are several documents; only GitLab's `spec` may precede the pipeline.
    SeveralDocuments {
        /// The line of the second one.
        line: usize,
    },
    /// The file is neither for GitHub Actions nor for GitLab CI.
    UnknownPlatform,
    /// A key has a value of the wrong type.
    WrongType {
        /// The line of the value.
        line: usize,
        /// The key.
        key: String,
        /// What it should be.
        expected: Shape,
    },
    /// A job waits for a job, or extends one, that does not exist.
    UnknownJob {
        /// The line of the job.
        line: usize,
        /// The job that waits.
        job: String,
        /// The name that it needs.
        needs: String,
    },
    /// A job waits for itself, perhaps through others.
    Cycle {
        /// The line of the job.
        line: usize,
        /// The job.
        job: String,
    },
    /// A job has a stage that `stages` does not list (GitLab CI).
    UnknownStage {
        /// The line of the job.
        line: usize,
        /// The job.
        job: String,
        /// Its stage.
        stage: String,
    },
    /// A job is called like a keyword: `image` (GitLab CI).
    ReservedName {
        /// The line of the job.
        line: usize,
        /// Its name.
        name: String,
    },
    /// There are too many jobs.
    TooManyJobs {
        /// How many there are.
        found: usize,
    },
    /// There are too many steps.
    TooManySteps {
        /// The line of the job that passes the bound.
        line: usize,
    },
    /// There are too many commands in the scripts.
    TooManyCommands {
        /// The line of the step or job that passes the bound.
        line: usize,
    },
}

/// In English: a student reads [`ParseError::message`].
impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message().text(Lang::En))
    }
}

impl Error for ParseError {}

/// The type that a value should have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shape {
    /// A mapping with at least one entry.
    Mapping,
    /// A list.
    List,
    /// A step: a mapping with `run` or `uses`.
    Step,
    /// A job: steps or a called workflow; in GitLab CI a mapping.
    Job,
}
