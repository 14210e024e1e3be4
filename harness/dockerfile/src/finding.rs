//! What is wrong with an image: a place, a rule, and a reason with its data.

use credentials::Format;
use images::Unpinned;

use crate::file::File;
use crate::tools::Tool;

/// A clause of the contract of lab 10, “Image”.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// The image is built in stages.
    Stages,
    /// Images have a digest or a version.
    Pinned,
    /// Dependencies are installed before the sources are copied.
    Dependencies,
    /// The last stage has no compiler.
    Runtime,
    /// The user is a number other than 0.
    User,
    /// `ENTRYPOINT` and `CMD` start the server itself.
    Command,
    /// The one `EXPOSE` is the port of the server.
    Port,
    /// No secret is written in the files.
    Secrets,
    /// `.git`, `target` and `.env` stay out of the context.
    Context,
}

impl Rule {
    /// All rules, in the order of the contract.
    pub const ALL: [Self; 9] = [
        Self::Stages,
        Self::Pinned,
        Self::Dependencies,
        Self::Runtime,
        Self::User,
        Self::Command,
        Self::Port,
        Self::Secrets,
        Self::Context,
    ];
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The file to change.
    pub file: File,
    /// The line, counted from 1. None if the file lacks a line, or is missing.
    pub line: Option<usize>,
    /// What is wrong.
    pub reason: Reason,
}

/// What is wrong, with its data. Texts of the files are cut after 120 characters.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields have the names of what they hold")]
pub enum Reason {
    /// The last image needs one stage only.
    SingleStage,

    /// A base image, or that of `COPY --from=`, may change from one build to the next.
    Unpinned { image: String, problem: Unpinned },

    /// A stage installs dependencies only once the sources are there. `command` is the first command
    /// that does so.
    LateDependencies { tool: Tool, command: String },

    /// The last stage, or a parent, runs a command that compiles.
    Compiles { command: String },
    /// The last stage, or a parent, starts from the image of a compiler.
    CompilerImage { image: String },
    /// The last stage, or a parent, installs a compiler.
    InstallsCompiler { package: String },

    /// No `USER`.
    NoUser,
    /// `USER` is 0 or `root`.
    Root { user: String },
    /// `USER` is a name.
    NamedUser { user: String },
    /// `USER` has a variable without a value.
    UnknownUser { user: String },

    /// Neither `ENTRYPOINT` nor `CMD`.
    NoCommand,
    /// The instruction is not a JSON array.
    ShellForm { instruction: CommandKind },
    /// The instruction starts npm, yarn or pnpm.
    PackageManager { instruction: CommandKind, program: String },
    /// The instruction starts a shell that does not `exec` the server.
    ShellWithoutExec { instruction: CommandKind, shell: String },

    /// No `EXPOSE`.
    NoPort,
    /// More than one port.
    SeveralPorts { ports: Vec<String> },
    /// A range, or a variable without a value.
    NotAPort { found: String },
    /// A protocol other than TCP.
    OtherProtocol { found: String },
    /// A port on which the server does not listen.
    OtherPort { exposed: u16, listens: u16 },
    /// The image's `PORT` is not a port.
    InvalidPort { value: String },

    /// `ENV` has a value under the name of a secret.
    SecretInEnv { name: String },
    /// `ARG` has the name of a secret.
    SecretInArg { name: String },
    /// A token in a known format.
    Token { format: Format },

    /// There is no `.dockerignore`.
    NoDockerignore,
    /// A path is part of the context.
    InContext { path: ContextPath },
}

/// Which of the two instructions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommandKind {
    /// `ENTRYPOINT`
    Entrypoint,
    /// `CMD`
    Cmd,
}

/// What must not be part of the context.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ContextPath {
    /// `.git`
    Git,
    /// `target`
    Target,
    /// `.env`
    Env,
}

impl Finding {
    /// The rule that is broken.
    pub fn rule(&self) -> Rule {
        self.reason.rule()
    }

    pub(crate) fn at(line: usize, reason: Reason) -> Self {
        Self { file: File::Dockerfile, line: Some(line), reason }
    }
}

impl Reason {
    /// The rule that is broken.
    pub fn rule(&self) -> Rule {
        match self {
            Self::SingleStage => Rule::Stages,
            Self::Unpinned { .. } => Rule::Pinned,
            Self::LateDependencies { .. } => Rule::Dependencies,
            Self::Compiles { .. } | Self::CompilerImage { .. } | Self::InstallsCompiler { .. } => {
                Rule::Runtime
            }
            Self::NoUser
            | Self::Root { .. }
            | Self::NamedUser { .. }
            | Self::UnknownUser { .. } => Rule::User,
            Self::NoCommand
            | Self::ShellForm { .. }
            | Self::PackageManager { .. }
            | Self::ShellWithoutExec { .. } => Rule::Command,
            Self::NoPort
            | Self::SeveralPorts { .. }
            | Self::NotAPort { .. }
            | Self::OtherProtocol { .. }
            | Self::OtherPort { .. }
            | Self::InvalidPort { .. } => Rule::Port,
            Self::SecretInEnv { .. } | Self::SecretInArg { .. } | Self::Token { .. } => {
                Rule::Secrets
            }
            Self::NoDockerignore | Self::InContext { .. } => Rule::Context,
        }
    }
}
