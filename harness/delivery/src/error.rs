//! Why a file cannot be judged.

use thiserror::Error as ThisError;

/// The first reason why a file is not a pipeline. Lines are counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, ThisError)]
#[non_exhaustive]
pub enum ParseError {
    /// The file has more than [`MAX_BYTES`](crate::MAX_BYTES) bytes.
    #[error("{bytes} bytes are too many")]
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// The file is not YAML.
    #[error("line {line}: {detail}")]
    Yaml {
        /// The line of the error.
        line: usize,
        /// What the YAML parser says, in English.
        detail: String,
    },
    /// A mapping has a key twice.
    #[error("line {line}: duplicate key `{key}`")]
    DuplicateKey {
        /// The line of the second one.
        line: usize,
        /// The key.
        key: String,
    },
    /// A key of a mapping is a list or a mapping.
    #[error("line {line}: a key is not a scalar")]
    InvalidKey {
        /// The line of the key.
        line: usize,
    },
    /// `<<` is followed by something that is neither a mapping nor a list of mappings.
    #[error("line {line}: `<<` needs a mapping")]
    InvalidMerge {
        /// The line of the key.
        line: usize,
    },
    /// Lists and mappings are nested too deeply.
    #[error("line {line}: nested too deeply")]
    TooDeep {
        /// The line of the first value that is too deep.
        line: usize,
    },
    /// There are too many values, or aliases repeat too much.
    #[error("line {line}: too many values")]
    TooLarge {
        /// The line where the bound is passed.
        line: usize,
    },
    /// There are several documents; only GitLab's `spec` may precede the pipeline.
    #[error("line {line}: more than one document")]
    SeveralDocuments {
        /// The line of the second one.
        line: usize,
    },
    /// The file is neither for GitHub Actions nor for GitLab CI.
    #[error("neither GitHub Actions nor GitLab CI")]
    UnknownPlatform,
    /// A key has a value of the wrong type.
    #[error("line {line}: `{key}` is not {expected}")]
    WrongType {
        /// The line of the value.
        line: usize,
        /// The key.
        key: String,
        /// What it should be.
        expected: Shape,
    },
    /// A job waits for a job, or extends one, that does not exist.
    #[error("line {line}: `{job}` needs `{needs}`, which does not exist")]
    UnknownJob {
        /// The line of the job.
        line: usize,
        /// The job that waits.
        job: String,
        /// The name that it needs.
        needs: String,
    },
    /// A job waits for itself, perhaps through others.
    #[error("line {line}: `{job}` waits for itself")]
    Cycle {
        /// The line of the job.
        line: usize,
        /// The job.
        job: String,
    },
    /// A job has a stage that `stages` does not list (GitLab CI).
    #[error("line {line}: stage `{stage}` of `{job}` does not exist")]
    UnknownStage {
        /// The line of the job.
        line: usize,
        /// The job.
        job: String,
        /// Its stage.
        stage: String,
    },
    /// There are too many jobs.
    #[error("{found} jobs are too many")]
    TooManyJobs {
        /// How many there are.
        found: usize,
    },
    /// There are too many steps.
    #[error("line {line}: too many steps")]
    TooManySteps {
        /// The line of the job that passes the bound.
        line: usize,
    },
    /// There are too many commands in the scripts.
    #[error("line {line}: too many commands")]
    TooManyCommands {
        /// The line of the step or job that passes the bound.
        line: usize,
    },
}

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

impl std::fmt::Display for Shape {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Mapping => "a mapping",
            Self::List => "a list",
            Self::Step => "a step with `run` or `uses`",
            Self::Job => "a job",
        })
    }
}
