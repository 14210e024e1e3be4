//! Why a file cannot be judged.

use texts::Message;

use super::{code, excerpt};
use crate::error::{ParseError, Shape};
use crate::limits::{MAX_BYTES, MAX_COMMANDS, MAX_DEPTH, MAX_JOBS, MAX_NODES, MAX_STEPS, MAX_TEXT};
use crate::messages::{errors as say, places};

impl ParseError {
    /// Why the file cannot be judged, after the place.
    pub fn message(&self) -> Message {
        let at = |line: &usize, what| places::line(*line, what);
        match self {
            Self::TooLong { bytes } => places::file(say::too_long(*bytes, MAX_BYTES)),
            Self::Yaml { line, detail } => at(line, say::yaml(excerpt(detail))),
            Self::DuplicateKey { line, key } => at(line, say::duplicate_key(code(key))),
            Self::InvalidKey { line } => at(line, say::INVALID_KEY),
            Self::InvalidMerge { line } => at(line, say::INVALID_MERGE),
            Self::TooDeep { line } => at(line, say::too_deep(MAX_DEPTH)),
            Self::TooLarge { line } => at(line, say::too_large(MAX_NODES, MAX_TEXT)),
            Self::SeveralDocuments { line } => at(line, say::SEVERAL_DOCUMENTS),
            Self::UnknownPlatform => places::file(say::UNKNOWN_PLATFORM),
            Self::WrongType { line, key, expected } => at(line, not_a(*expected, key)),
            Self::UnknownJob { line, job, needs } => {
                at(line, say::unknown_job(code(job), code(needs)))
            }
            Self::Cycle { line, job } => at(line, say::cycle(code(job))),
            Self::UnknownStage { line, job, stage } => {
                at(line, say::unknown_stage(code(stage), code(job)))
            }
            Self::ReservedName { line, name } => at(line, say::reserved_name(code(name))),
            Self::TooManyJobs { found } => places::file(say::too_many_jobs(*found, MAX_JOBS)),
            Self::TooManySteps { line } => at(line, say::too_many_steps(MAX_STEPS)),
            Self::TooManyCommands { line } => at(line, say::too_many_commands(MAX_COMMANDS)),
        }
    }
}

fn not_a(expected: Shape, key: &str) -> Message {
    let key = code(key);
    match expected {
        Shape::Mapping => say::not_a_mapping(key),
        Shape::List => say::not_a_list(key),
        Shape::Step => say::not_a_step(key),
        Shape::Job => say::not_a_job(key),
    }
}
