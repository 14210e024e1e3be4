//! A stage, its variables resolved.

use crate::scope::Scope;
use crate::shell::Simple;
use crate::syntax::{Command, Instruction};

/// A stage of the build.
#[derive(Debug)]
pub struct Stage {
    /// The line of its `FROM`.
    pub line: usize,
    pub name: Option<String>,
    pub base: Base,
    /// Its own instructions, the triggers of its parent first.
    pub steps: Vec<Step>,
    /// What it leaves to the image, its parents included.
    pub end: State,
}

/// What a stage starts from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Base {
    Scratch,
    /// An earlier stage.
    Stage(usize),
    /// An image, its variables resolved.
    Image(String),
}

/// An instruction that a rule looks at.
#[derive(Debug)]
pub struct Step {
    pub line: usize,
    pub action: Action,
}

/// What a step does.
#[derive(Debug)]
pub enum Action {
    Copy { from: Option<String>, sources: Vec<String>, excluded: Vec<String> },
    Run { mounts: Vec<BindMount>, commands: Vec<Simple> },
    Declare(Declaration),
}

/// `--mount=type=bind`, its variables resolved.
#[derive(Debug)]
pub struct BindMount {
    pub from: Option<String>,
    pub source: String,
}

/// A variable that `ENV` or `ARG` declares.
#[derive(Debug)]
pub enum Declaration {
    Env {
        name: String,
        /// Whether its value stands in the file: see [`credentials::is_literal`].
        is_literal: bool,
    },
    Arg {
        name: String,
    },
}

/// What the instructions have set so far.
#[derive(Debug, Clone, Default)]
pub struct State {
    pub scope: Scope,
    pub user: Option<Set<User>>,
    pub ports: Vec<Set<String>>,
    pub entrypoint: Option<Set<Command>>,
    pub cmd: Option<Set<Command>>,
    /// The instructions of `ONBUILD`, for the stages that start from this one.
    pub triggers: Vec<Instruction>,
}

/// A value, and the line that sets it.
#[derive(Debug, Clone)]
pub struct Set<T> {
    pub line: usize,
    pub value: T,
}

/// `USER`.
#[derive(Debug, Clone)]
pub struct User {
    /// As written.
    pub written: String,
    /// Its variables resolved.
    pub resolved: String,
}
