//! What an instruction can say. Variables are not resolved yet.

/// An instruction, and the line where it begins.
#[derive(Debug, Clone)]
pub struct Instruction {
    pub line: usize,
    pub kind: Kind,
}

/// What an instruction says.
#[derive(Debug, Clone)]
pub enum Kind {
    From {
        image: String,
        /// In lower case: stage names do not distinguish between upper and lower case.
        name: Option<String>,
    },
    Arg(Vec<Assignment>),
    Env(Vec<Assignment>),
    Copy(CopyFiles),
    Run(Run),
    User(String),
    Expose(Vec<String>),
    Entrypoint(Command),
    Cmd(Command),
    Onbuild(Box<Instruction>),
    /// `LABEL`, `WORKDIR`, … have no influence on any rule.
    Other,
}

/// `NAME` or `NAME=value`.
#[derive(Debug, Clone)]
pub struct Assignment {
    pub name: String,
    pub value: Option<String>,
}

/// `COPY`, or `ADD`, which takes the same files from the context.
#[derive(Debug, Clone)]
pub struct CopyFiles {
    /// Of `--from=`.
    pub from: Option<String>,
    /// Without here-documents.
    pub sources: Vec<String>,
    /// Of `--exclude=`.
    pub excluded: Vec<String>,
}

/// `RUN`.
#[derive(Debug, Clone)]
pub struct Run {
    pub mounts: Vec<Mount>,
    pub command: Command,
    /// The bodies of its here-documents.
    pub here_documents: Vec<String>,
}

/// `--mount=type=bind`.
#[derive(Debug, Clone)]
pub struct Mount {
    pub from: Option<String>,
    pub source: String,
}

/// A command, in one of its two forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// A JSON array: the program and its arguments.
    Exec(Vec<String>),
    /// A text that `/bin/sh -c` interprets.
    Shell(String),
}
