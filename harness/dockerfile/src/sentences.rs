//! What a student reads: what is wrong, and what to do, after the place.

use images::Unpinned;
use texts::Message;

use crate::error::ParseError;
use crate::file::File;
use crate::finding::{CommandKind, ContextPath, Finding, Reason};
use crate::limits::{MAX_EXPANSION_DEPTH, MAX_VALUE_BYTES};
use crate::messages::{contexts, errors, manifests, places, reasons};
use crate::tools::Tool;

impl Finding {
    /// What is wrong and what to do, after the place.
    pub fn message(&self) -> Message {
        let what = match (&self.reason, self.line) {
            // The line of an exception, `!.git`.
            (Reason::InContext { path }, Some(_)) => {
                reasons::back_in_context(path.name(), path.why())
            }
            (reason, _) => of(reason),
        };
        placed(self.file, self.line, what)
    }
}

impl ParseError {
    /// Why the file cannot be read, after the place.
    pub fn message(&self) -> Message {
        use errors as say;
        let at = |line: &usize, what| placed(File::Dockerfile, Some(*line), what);
        let anywhere = |what| placed(File::Dockerfile, None, what);
        match self {
            Self::TooLong { file, bytes, limit } => {
                placed(*file, None, say::too_long(*bytes, *limit))
            }
            Self::TooManyInstructions { limit } => anywhere(say::too_many_instructions(*limit)),
            Self::TooManyStages { limit } => anywhere(say::too_many_stages(*limit)),
            Self::TooManyVariables { line, limit } => at(line, say::too_many_variables(*limit)),
            Self::TooManyPatterns { limit } => {
                placed(File::Dockerignore, None, say::too_many_patterns(*limit))
            }
            Self::NoStage => anywhere(say::NO_STAGE),
            Self::BeforeFirstStage { line, found } => at(line, say::before_first_stage(found)),
            Self::UnknownInstruction { line, found } => at(line, say::unknown_instruction(found)),
            Self::MissingArguments { line, instruction } => {
                at(line, say::missing_arguments(instruction))
            }
            Self::InvalidFrom { line, found } => at(line, say::invalid_from(found)),
            Self::InvalidStageName { line, found } => at(line, say::invalid_stage_name(found)),
            Self::MissingEquals { line, found } => at(line, say::missing_equals(found)),
            Self::InvalidShell { line } => at(line, say::INVALID_SHELL),
            Self::InvalidTrigger { line, found } => at(line, say::invalid_trigger(found)),
            Self::InvalidEscape { line, found } => at(line, say::invalid_escape(found)),
            Self::UnclosedHereDocument { line, delimiter } => {
                at(line, say::unclosed_here_document(delimiter))
            }
            Self::InvalidWord { line, found } => at(line, say::invalid_word(found)),
            Self::ValueTooLarge { line } => {
                at(line, say::value_too_large(MAX_VALUE_BYTES, MAX_EXPANSION_DEPTH))
            }
        }
    }
}

fn placed(file: File, line: Option<usize>, what: Message) -> Message {
    let file = file.to_string();
    match line {
        Some(line) => places::line(file, line, what),
        None => places::file(file, what),
    }
}

fn of(reason: &Reason) -> Message {
    use reasons as say;
    match reason {
        Reason::SingleStage => say::SINGLE_STAGE,
        Reason::Unpinned { image, problem } => unpinned(image, *problem),

        Reason::LateDependencies { tool, command } => late_dependencies(*tool, command),

        Reason::Compiles { command } => say::compiles(command),
        Reason::CompilerImage { image } => say::compiler_image(image),
        Reason::InstallsCompiler { package } => say::installs_compiler(package),

        Reason::NoUser => say::NO_USER,
        Reason::Root { user } => say::root(user),
        Reason::NamedUser { user } => say::named_user(user),
        Reason::UnknownUser { user } => say::unknown_user(user),

        Reason::NoCommand => say::NO_COMMAND,
        Reason::ShellForm { instruction } => say::shell_form(instruction.name()),
        Reason::PackageManager { instruction, program } => {
            say::package_manager(instruction.name(), program)
        }
        Reason::ShellWithoutExec { instruction, shell } => {
            say::shell_without_exec(instruction.name(), shell)
        }

        Reason::NoPort => say::NO_PORT,
        Reason::SeveralPorts { ports } => say::several_ports(format!("`{}`", ports.join("`, `"))),
        Reason::NotAPort { found } => say::not_a_port(found),
        Reason::OtherProtocol { found } => say::other_protocol(found),
        Reason::OtherPort { exposed, listens } => say::other_port(*exposed, *listens),
        Reason::InvalidPort { value } => say::invalid_port(value),

        Reason::SecretInEnv { name } => say::secret_in_env(name),
        Reason::SecretInArg { name } => say::secret_in_arg(name),
        Reason::Token { format } => say::token(format.message()),

        Reason::NoDockerignore => say::NO_DOCKERIGNORE,
        Reason::InContext { path } => say::in_context(path.name(), path.why()),
    }
}

fn unpinned(image: &str, problem: Unpinned) -> Message {
    match problem {
        Unpinned::Unresolved if image.is_empty() => reasons::NAMELESS_IMAGE,
        Unpinned::Unresolved => reasons::unresolved_image(image),
        Unpinned::NoTag => reasons::image_without_tag(image),
        Unpinned::Latest => reasons::latest_image(image),
        Unpinned::NoVersion => reasons::image_without_version(image),
    }
}

/// Cargo has no command that installs dependencies alone, so it has a sentence of its own.
fn late_dependencies(tool: Tool, command: &str) -> Message {
    let manifests = match tool {
        Tool::Cargo => return reasons::late_crates(command),
        Tool::Go => manifests::GO,
        Tool::Node => manifests::NODE,
        Tool::Python => manifests::PYTHON,
        Tool::Maven => manifests::MAVEN,
        Tool::Gradle => manifests::GRADLE,
        Tool::DotNet => manifests::DOT_NET,
        Tool::Ruby => manifests::RUBY,
        Tool::Php => manifests::PHP,
        Tool::Beam => manifests::BEAM,
        Tool::Sbt => manifests::SBT,
        Tool::Haskell => manifests::HASKELL,
        Tool::Swift => manifests::SWIFT,
        Tool::Dart => manifests::DART,
    };
    reasons::late_dependencies(command, manifests)
}

impl CommandKind {
    fn name(self) -> &'static str {
        match self {
            Self::Entrypoint => "ENTRYPOINT",
            Self::Cmd => "CMD",
        }
    }
}

impl ContextPath {
    fn name(self) -> &'static str {
        match self {
            Self::Git => ".git",
            Self::Target => "target",
            Self::Env => ".env",
        }
    }

    /// Why it stays out of the context.
    fn why(self) -> Message {
        match self {
            Self::Git => contexts::GIT,
            Self::Target => contexts::TARGET,
            Self::Env => contexts::ENV,
        }
    }
}
