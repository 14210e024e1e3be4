//! What both platforms have in common: events, jobs and steps.

use crate::answer::Answer;
use crate::finding::Occasion;
use crate::script::{Script, Shell};

/// Something that may start a pipeline. A pipeline is judged for each of its events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Event {
    pub kind: EventKind,
    /// The branch that is pushed, or that the pull request is for.
    pub branch: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EventKind {
    PullRequestOfFork,
    /// Of a branch of a fork that is called `main` or `master` too.
    PullRequestOfMain,
    PullRequest,
    MergeQueue,
    PushToMain,
    PushToBranch,
}

impl Event {
    pub(crate) fn new(kind: EventKind, branch: &str) -> Self {
        Self { kind, branch: branch.to_owned() }
    }

    pub(crate) fn is_pull_request(&self) -> bool {
        matches!(
            self.kind,
            EventKind::PullRequest | EventKind::PullRequestOfFork | EventKind::PullRequestOfMain
        )
    }

    pub(crate) fn occasion(&self) -> Occasion {
        match self.kind {
            EventKind::PullRequest
            | EventKind::PullRequestOfFork
            | EventKind::PullRequestOfMain => Occasion::PullRequest,
            EventKind::MergeQueue => Occasion::MergeQueue,
            EventKind::PushToMain => Occasion::PushToMain,
            EventKind::PushToBranch => Occasion::PushToBranch(self.branch.clone()),
        }
    }
}

/// Branches that are tried besides those that a file names: an ordinary one, and some whose names only
/// begin or end like that of a main branch.
pub(crate) const OTHER_BRANCHES: [&str; 5] =
    [ORDINARY_BRANCH, "main-x", "x-main", "master-x", "x-master"];
/// A branch that no filter names.
pub(crate) const ORDINARY_BRANCH: &str = "some-branch";

/// The push of an ordinary branch, as an index.
pub(crate) fn ordinary_push(events: &[Event]) -> Option<usize> {
    events
        .iter()
        .position(|event| event.kind == EventKind::PushToBranch && event.branch == ORDINARY_BRANCH)
}

/// An answer for each event of the model.
pub(crate) type When = Vec<Answer>;

pub(crate) fn both(left: &When, right: &When) -> When {
    left.iter().zip(right).map(|(left, right)| left.and(*right)).collect()
}

/// A pipeline of either platform.
#[derive(Debug)]
pub(crate) struct Model {
    pub platform: Platform,
    pub events: Vec<Event>,
    /// Which events start it.
    pub started: When,
    /// The line of what starts it.
    pub line: usize,
    pub jobs: Vec<Job>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Platform {
    GitHub,
    GitLab,
}

#[derive(Debug)]
pub(crate) struct Job {
    pub id: String,
    pub line: usize,
    /// The identifier, the name that is shown, an explicit stage.
    pub names: Vec<String>,
    /// When it runs although something before it has failed.
    pub runs_after_failure: When,
    /// When its failure is ignored.
    pub ignored: When,
    /// The jobs that end before it starts, as indexes, without those that these wait for.
    pub needs: Vec<usize>,
    /// It looks at the results of the jobs before it, so it may fail because of them.
    pub reads_results: bool,
    pub condition: Option<String>,
    /// A filter by changed files, if it has one.
    pub path_filter: Option<String>,
    /// The first step that may cache dependencies; 0 for a cache of the whole job.
    pub caches_from: Option<usize>,
    pub steps: Vec<Step>,
}

#[derive(Debug)]
pub(crate) struct Step {
    pub line: usize,
    pub names: Vec<String>,
    /// When it runs, its job included.
    pub runs: When,
    /// When it runs although a step before it has failed.
    pub runs_after_failure: When,
    /// When `continue-on-error` ignores its failure.
    pub ignored: When,
    pub condition: Option<String>,
    pub work: Work,
}

/// What a step does.
#[derive(Debug)]
pub(crate) enum Work {
    Script {
        script: Script,
        shell: Shell,
        warnings: Warnings,
        kind: ScriptKind,
    },
    Action {
        action: Action,
        /// When it pushes an image, the condition of the step not included.
        pushes: When,
    },
    /// A called workflow, an included file, a child pipeline.
    Called {
        waits: bool,
    },
}

/// What the variables of a script make of the warnings of the Rust compiler.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Warnings {
    Shown,
    /// `-D warnings`
    Denied,
    /// `--cap-lints warn`: whatever a command says, they are no errors.
    Capped,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ScriptKind {
    Main,
    /// `after_script` of GitLab CI.
    After,
}

/// An action and its inputs.
#[derive(Debug, Clone)]
pub(crate) struct Action {
    /// `owner/name/path`, in lower case.
    pub name: String,
    /// What follows `@`.
    pub reference: String,
    /// The inputs, their names in lower case.
    pub inputs: Vec<(String, String)>,
}

impl Action {
    pub(crate) fn input(&self, name: &str) -> Option<&str> {
        self.inputs.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim())
    }

    pub(crate) fn is_off(&self, name: &str) -> bool {
        self.input(name).is_some_and(|value| value.eq_ignore_ascii_case("false"))
    }

    pub(crate) fn is_on(&self, name: &str) -> bool {
        self.input(name).is_some_and(|value| !matches!(value, "" | "false" | "False" | "FALSE"))
    }

    /// The number after `v`; none for a commit or a branch.
    pub(crate) fn major(&self) -> Option<u32> {
        let digits = self.reference.trim_start_matches('v');
        (digits.len() < 12).then(|| digits.split('.').next()?.parse().ok())?
    }
}
