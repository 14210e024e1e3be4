//! The stages of a Dockerfile, in the order of the file, each after its parents.

use std::collections::{BTreeMap, BTreeSet};

use credentials::is_literal;

use crate::error::{ParseError, excerpt};
use crate::expand::expand;
use crate::limits::{MAX_PORTS, MAX_STAGES, MAX_STEPS, MAX_VARIABLES};
use crate::scope::Scope;
use crate::shell::run_commands;
use crate::stage::{Action, Base, BindMount, Declaration, Set, Stage, State, Step, User};
use crate::syntax::{self, Command, Instruction, Kind};

/// All stages.
#[derive(Debug)]
pub struct Build {
    pub stages: Vec<Stage>,
    /// The `ARG`s before the first `FROM`.
    pub global: Vec<Step>,
    /// Of several stages with one name, the last.
    by_name: BTreeMap<String, usize>,
    /// For each stage, its parent and the stages that it copies or mounts from.
    needs: Vec<BTreeSet<usize>>,
}

/// Where a `COPY` or a mount takes files from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    Stage(usize),
    Image(String),
}

impl Build {
    /// Reads a Dockerfile.
    pub fn read(text: &str) -> Result<Self, ParseError> {
        let (instructions, escape) = syntax::instructions(text)?;
        let mut reader = Reader::new(escape);
        let mut current: Option<Stage> = None;
        for instruction in instructions {
            match (&instruction.kind, &mut current) {
                (Kind::From { image, name }, _) => {
                    reader.stages.extend(current.take());
                    current = Some(reader.begin(instruction.line, image, name.clone())?);
                }
                (_, Some(stage)) => reader.apply(stage, &instruction)?,
                (Kind::Arg(_), None) => reader.global(&instruction)?,
                (_, None) => {
                    let found = keyword(text, instruction.line);
                    return Err(ParseError::BeforeFirstStage { line: instruction.line, found });
                }
            }
        }
        reader.stages.extend(current);
        if reader.stages.is_empty() {
            return Err(ParseError::NoStage);
        }
        let (stages, global) = (reader.stages, reader.global);
        let named = |(index, stage): (usize, &Stage)| stage.name.clone().map(|name| (name, index));
        let by_name = stages.iter().enumerate().filter_map(named).collect();
        let mut build = Self { stages, global, by_name, needs: Vec::new() };
        build.needs = build.stages.iter().map(|stage| build.needs_of(stage)).collect();
        Ok(build)
    }

    /// The last stage: its index.
    pub fn last(&self) -> usize {
        self.stages.len() - 1
    }

    /// What `--from=` refers to: a stage by its name or its number, else an image.
    pub fn origin(&self, from: &str) -> Origin {
        let by_name = self.by_name.get(&from.to_ascii_lowercase()).copied();
        let by_number = || from.parse().ok().filter(|index: &usize| *index < self.stages.len());
        match by_name.or_else(by_number) {
            Some(index) => Origin::Stage(index),
            None => Origin::Image(from.to_owned()),
        }
    }

    /// A stage and its parents, the stage first.
    pub fn chain(&self, index: usize) -> Vec<&Stage> {
        let mut chain = vec![&self.stages[index]];
        while let Base::Stage(parent) = chain[chain.len() - 1].base {
            chain.push(&self.stages[parent]);
        }
        chain
    }

    /// A stage, its parents, and the stages that they copy or mount from.
    pub fn closure(&self, index: usize) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        let mut open = vec![index];
        while let Some(index) = open.pop() {
            if found.insert(index) {
                open.extend(&self.needs[index]);
            }
        }
        found
    }

    /// The stages that the last image needs, in the order of the file.
    pub fn needed(&self) -> impl Iterator<Item = &Stage> {
        self.closure(self.last()).into_iter().map(|index| &self.stages[index])
    }

    fn needs_of(&self, stage: &Stage) -> BTreeSet<usize> {
        let parent = match stage.base {
            Base::Stage(parent) => Some(parent),
            Base::Scratch | Base::Image(_) => None,
        };
        let origins = stage.steps.iter().flat_map(origins).map(|from| self.origin(from));
        let stages = origins.filter_map(|origin| match origin {
            Origin::Stage(index) => Some(index),
            Origin::Image(_) => None,
        });
        stages.chain(parent).collect()
    }
}

fn origins(step: &Step) -> Vec<&str> {
    match &step.action {
        Action::Copy { from, .. } => from.as_deref().into_iter().collect(),
        Action::Run { mounts, .. } => {
            mounts.iter().filter_map(|mount| mount.from.as_deref()).collect()
        }
        Action::Declare(_) => Vec::new(),
    }
}

fn keyword(text: &str, line: usize) -> String {
    let line = text.lines().nth(line - 1).unwrap_or_default();
    excerpt(line.split_whitespace().next().unwrap_or_default())
}

struct Reader {
    escape: char,
    stages: Vec<Stage>,
    global: Vec<Step>,
    /// The `ARG`s before the first `FROM`, with those that BuildKit sets.
    global_args: Scope,
    steps: usize,
    /// Whether the current stage has a `CMD` of its own.
    has_cmd: bool,
}

impl Reader {
    fn new(escape: char) -> Self {
        const PLATFORM: [(&str, &str); 8] = [
            ("BUILDPLATFORM", "linux/amd64"),
            ("BUILDOS", "linux"),
            ("BUILDARCH", "amd64"),
            ("BUILDVARIANT", ""),
            ("TARGETPLATFORM", "linux/amd64"),
            ("TARGETOS", "linux"),
            ("TARGETARCH", "amd64"),
            ("TARGETVARIANT", ""),
        ];
        let args = PLATFORM.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let global_args = Scope { args: args.into(), ..Scope::default() };
        Self { escape, stages: vec![], global: vec![], global_args, steps: 0, has_cmd: false }
    }

    fn expand(&self, word: &str, scope: &Scope, line: usize) -> Result<String, ParseError> {
        expand(word, scope, self.escape, line)
    }

    fn global(&mut self, instruction: &Instruction) -> Result<(), ParseError> {
        let Kind::Arg(assignments) = &instruction.kind else { return Ok(()) };
        let line = instruction.line;
        for assignment in assignments {
            if let Some(value) = &assignment.value {
                let value = self.expand(value, &self.global_args, line)?;
                self.global_args.args.insert(assignment.name.clone(), value);
                check_variables(&self.global_args, line)?;
            }
            let name = assignment.name.clone();
            self.global.push(Step { line, action: Action::Declare(Declaration::Arg { name }) });
        }
        Ok(())
    }

    fn begin(
        &mut self,
        line: usize,
        image: &str,
        name: Option<String>,
    ) -> Result<Stage, ParseError> {
        if self.stages.len() == MAX_STAGES {
            return Err(ParseError::TooManyStages { limit: MAX_STAGES });
        }
        let image = self.expand(image, &self.global_args, line)?;
        let lower = image.to_ascii_lowercase();
        let parent = self.stages.iter().rposition(|stage| stage.name.as_ref() == Some(&lower));
        let base = match parent {
            Some(parent) => Base::Stage(parent),
            None if image == "scratch" => Base::Scratch,
            None => Base::Image(image),
        };
        let mut end = parent.map(|parent| self.stages[parent].end.clone()).unwrap_or_default();
        let triggers = std::mem::take(&mut end.triggers);
        let mut stage = Stage { line, name, base, steps: vec![], end };
        self.has_cmd = false;
        for trigger in &triggers {
            self.apply(&mut stage, trigger)?;
        }
        Ok(stage)
    }

    fn apply(&mut self, stage: &mut Stage, instruction: &Instruction) -> Result<(), ParseError> {
        self.steps += weight(instruction);
        if self.steps > MAX_STEPS {
            return Err(ParseError::TooManyInstructions { limit: MAX_STEPS });
        }
        let line = instruction.line;
        match &instruction.kind {
            Kind::Arg(_) | Kind::Env(_) => self.declare(stage, instruction)?,
            Kind::Copy(copy) => {
                let sources = copy.sources.iter();
                let sources = sources.map(|source| self.expand(source, &stage.end.scope, line));
                let sources = sources.collect::<Result<_, _>>()?;
                let (from, excluded) = (copy.from.clone(), copy.excluded.clone());
                stage.steps.push(Step { line, action: Action::Copy { from, sources, excluded } });
            }
            Kind::Run(run) => {
                let mut mounts = Vec::new();
                for mount in &run.mounts {
                    let source = self.expand(&mount.source, &stage.end.scope, line)?;
                    mounts.push(BindMount { from: mount.from.clone(), source });
                }
                let commands = run_commands(run);
                stage.steps.push(Step { line, action: Action::Run { mounts, commands } });
            }
            _ => self.configure(&mut stage.end, instruction)?,
        }
        Ok(())
    }

    /// `ARG` and `ENV`.
    fn declare(&self, stage: &mut Stage, instruction: &Instruction) -> Result<(), ParseError> {
        let line = instruction.line;
        let scope = &mut stage.end.scope;
        match &instruction.kind {
            Kind::Arg(assignments) => {
                for assignment in assignments {
                    let name = assignment.name.clone();
                    let value = match &assignment.value {
                        Some(value) => Some(self.expand(value, scope, line)?),
                        None => self.global_args.args.get(&name).cloned(),
                    };
                    if let Some(value) = value {
                        scope.args.insert(name.clone(), value);
                    }
                    let action = Action::Declare(Declaration::Arg { name });
                    stage.steps.push(Step { line, action });
                }
            }
            Kind::Env(assignments) => {
                let mut values = Vec::new();
                for assignment in assignments {
                    let name = assignment.name.clone();
                    let written = assignment.value.as_deref().unwrap_or_default();
                    values.push((name.clone(), self.expand(written, scope, line)?));
                    let is_literal = is_literal(written);
                    let action = Action::Declare(Declaration::Env { name, is_literal });
                    stage.steps.push(Step { line, action });
                }
                // All of them see the variables from before the instruction.
                scope.env.extend(values);
            }
            _ => {}
        }
        check_variables(&stage.end.scope, line)
    }

    /// What the image keeps: its user, ports, commands and triggers.
    fn configure(&mut self, end: &mut State, instruction: &Instruction) -> Result<(), ParseError> {
        let line = instruction.line;
        match &instruction.kind {
            Kind::User(written) => {
                let resolved = self.expand(written, &end.scope, line)?;
                let value = User { written: excerpt(written), resolved };
                end.user = Some(Set { line, value });
            }
            Kind::Expose(words) => {
                for word in words {
                    let ports = self.expand(word, &end.scope, line)?;
                    // A variable without a value is kept, to be reported.
                    let ports = if ports.trim().is_empty() { word } else { &ports };
                    let ports = ports.split_whitespace();
                    end.ports.extend(ports.map(|port| Set { line, value: excerpt(port) }));
                }
                end.ports.truncate(MAX_PORTS);
            }
            Kind::Entrypoint(command) => {
                end.entrypoint = Some(Set { line, value: command.clone() });
                // An inherited CMD belongs to the inherited ENTRYPOINT.
                if !self.has_cmd {
                    end.cmd = None;
                }
            }
            Kind::Cmd(command) => {
                end.cmd = Some(Set { line, value: command.clone() });
                self.has_cmd = true;
            }
            Kind::Onbuild(trigger) => end.triggers.push((**trigger).clone()),
            _ => {}
        }
        Ok(())
    }
}

/// An instruction counts as several if it is long, since `ONBUILD` can repeat it in many stages.
fn weight(instruction: &Instruction) -> usize {
    let text = |command: &Command| match command {
        Command::Exec(words) => words.len(),
        Command::Shell(text) => text.len() / 256,
    };
    1 + match &instruction.kind {
        Kind::Copy(copy) => copy.sources.len() + copy.excluded.len(),
        Kind::Run(run) => {
            let bodies: usize = run.here_documents.iter().map(|body| body.len() / 256).sum();
            run.mounts.len() + text(&run.command) + bodies
        }
        Kind::Arg(assignments) | Kind::Env(assignments) => assignments.len(),
        Kind::Entrypoint(command) | Kind::Cmd(command) => text(command),
        Kind::Expose(words) => words.len(),
        _ => 0,
    }
}

fn check_variables(scope: &Scope, line: usize) -> Result<(), ParseError> {
    if scope.len() > MAX_VARIABLES {
        return Err(ParseError::TooManyVariables { line, limit: MAX_VARIABLES });
    }
    Ok(())
}
