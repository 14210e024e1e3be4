//! A stage that builds installs the dependencies before the sources are there, so that a change of the
//! sources does not install them again.

use std::collections::{BTreeMap, BTreeSet};

use crate::build::{Build, Origin};
use crate::error::excerpt;
use crate::finding::{Finding, Reason};
use crate::shell::Simple;
use crate::stage::{Action, Base, Stage};
use crate::tools::{Certainty, Tool, effect, is_manifest, is_sources};

/// Each stage with a known build tool that runs after the sources came needs one of its tools to have
/// run before: in this stage, a parent, or a stage that it copies or mounts from.
pub fn dependencies(build: &Build) -> Vec<Finding> {
    let histories = histories(build);
    let mut findings = Vec::new();
    let mut wrong = BTreeSet::new();
    for index in build.closure(build.last()) {
        // One finding is enough for a stage and those that start or copy from it.
        if !build.closure(index).is_disjoint(&wrong) {
            continue;
        }
        if let Some(late) = late(build, index, &histories) {
            let reason =
                Reason::LateDependencies { tool: late.tool, command: late.command.clone() };
            findings.push(Finding::at(late.line, reason));
            wrong.insert(index);
        }
    }
    findings
}

/// The first command of a stage that should have come earlier.
fn late<'a>(build: &Build, index: usize, histories: &'a [History]) -> Option<&'a Late> {
    let history = &histories[index];
    if history.late.is_empty() && history.unsure.is_empty() {
        return None;
    }
    // Folders that may be sources are not, if others follow that certainly are.
    let unsure_is_early = !history.late.is_empty() || certain_follow(build, index, histories);
    let mut early: BTreeSet<Tool> = BTreeSet::new();
    for other in build.closure(index) {
        early.extend(&histories[other].early);
        if unsure_is_early {
            early.extend(histories[other].unsure.iter().map(|unsure| unsure.tool));
        }
    }
    let late = if history.late.is_empty() { &history.unsure } else { &history.late };
    late.first().filter(|_| !late.iter().any(|late| early.contains(&late.tool)))
}

/// Whether the certain sources of the program are in this stage, or in one that needs it.
fn certain_follow(build: &Build, index: usize, histories: &[History]) -> bool {
    build.closure(build.last()).into_iter().any(|other| {
        histories[other].sources == Sources::Own && build.closure(other).contains(&index)
    })
}

/// What happened in a stage.
#[derive(Default)]
struct History {
    /// Which sources are there at its end.
    sources: Sources,
    /// Whether a command has made something else of the sources.
    derives: bool,
    /// The tools that ran before the sources were there.
    early: BTreeSet<Tool>,
    /// The commands that ran after.
    late: Vec<Late>,
    /// The commands that ran when only files were there that may be sources.
    unsure: Vec<Late>,
}

/// The sources in a stage.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Sources {
    #[default]
    None,
    /// Those of another program, from a git repository: a tool that is built along the way.
    Foreign,
    /// Files of the context that may be sources of the program.
    Perhaps,
    /// Those of the program, from the context.
    Own,
}

struct Late {
    line: usize,
    tool: Tool,
    command: String,
}

impl History {
    fn add_foreign(&mut self) {
        if self.sources == Sources::None {
            self.sources = Sources::Foreign;
        }
    }

    fn add_own(&mut self, certainty: Certainty) {
        match certainty {
            Certainty::Yes => self.sources = Sources::Own,
            Certainty::Perhaps if self.sources != Sources::Own => self.sources = Sources::Perhaps,
            Certainty::Perhaps => {}
            // What follows is about the program again, not about a tool.
            Certainty::No if self.sources == Sources::Foreign => self.sources = Sources::None,
            Certainty::No => {}
        }
    }

    fn add_command(&mut self, line: usize, tool: Tool, command: &Simple, mounted: Certainty) {
        let late = Late { line, tool, command: excerpt(&command.text()) };
        match (self.sources, mounted) {
            // Dependencies that are part of the sources need no installation.
            _ if command.words.iter().any(|word| word == "-mod=vendor") => {}
            (Sources::Own, _) | (_, Certainty::Yes) => self.late.push(late),
            (Sources::Perhaps, _) | (_, Certainty::Perhaps) => self.unsure.push(late),
            (Sources::Foreign, Certainty::No) => {}
            (Sources::None, Certainty::No) => {
                self.early.insert(tool);
            }
        }
    }
}

/// A stage may copy from a later one, so the histories are followed on demand.
fn histories(build: &Build) -> Vec<History> {
    let mut known = BTreeMap::new();
    for index in 0..build.stages.len() {
        follow(build, index, &mut known);
    }
    (0..build.stages.len()).map(|index| known.remove(&index).unwrap_or_default()).collect()
}

fn follow(build: &Build, index: usize, known: &mut BTreeMap<usize, History>) {
    if known.contains_key(&index) {
        return;
    }
    // Stages that copy from each other cannot be built. This entry ends the circle.
    known.insert(index, History::default());
    let stage = &build.stages[index];
    for other in build.closure(index) {
        // The deepest recursion is the number of stages.
        follow(build, other, known);
    }
    let mut history = History::default();
    if let Base::Stage(parent) = stage.base {
        history.sources = known.get(&parent).map(|parent| parent.sources).unwrap_or_default();
    }
    read(build, stage, known, &mut history);
    known.insert(index, history);
}

fn read(build: &Build, stage: &Stage, known: &BTreeMap<usize, History>, history: &mut History) {
    let brings = |from: Option<&str>, path: &str| match from.map(|from| build.origin(from)) {
        None if is_url(path) => Certainty::No,
        None => is_sources(path),
        Some(Origin::Image(_)) => Certainty::No,
        Some(Origin::Stage(other)) => match known.get(&other) {
            // What another stage has made of them is not sources.
            Some(other) if !other.derives && !is_manifest(path) => match other.sources {
                Sources::None | Sources::Foreign => Certainty::No,
                Sources::Perhaps => Certainty::Perhaps,
                Sources::Own => Certainty::Yes,
            },
            _ => Certainty::No,
        },
    };
    for step in &stage.steps {
        match &step.action {
            Action::Copy { sources, .. } if sources.iter().any(|path| is_repository(path)) => {
                history.add_foreign();
            }
            Action::Copy { from, sources, .. } => {
                let brought = sources.iter().map(|path| brings(from.as_deref(), path)).max();
                // What comes from elsewhere does not end the work on a tool.
                let brought = brought.filter(|brought| from.is_none() || *brought != Certainty::No);
                brought.into_iter().for_each(|brought| history.add_own(brought));
            }
            Action::Run { mounts, commands } => {
                let mounted =
                    mounts.iter().map(|mount| brings(mount.from.as_deref(), &mount.source));
                let mounted = mounted.max().unwrap_or(Certainty::No);
                run(step.line, commands, mounted, history);
            }
            Action::Declare(_) => {}
        }
    }
}

fn run(line: usize, commands: &[Simple], mounted: Certainty, history: &mut History) {
    for command in commands {
        let is_git = command.program() == "git";
        if is_git && command.arguments().iter().any(|word| word == "clone") {
            history.add_foreign();
        }
        history.derives |= matches!(history.sources, Sources::Perhaps | Sources::Own) && !is_git;
        if let Some((tool, _)) = effect(command) {
            history.add_command(line, tool, command, mounted);
        }
    }
}

fn is_url(path: &str) -> bool {
    path.contains("://") || path.starts_with("git@")
}

fn is_repository(path: &str) -> bool {
    let repository = path.split('#').next().unwrap_or(path);
    is_url(path) && repository.ends_with(".git")
}
