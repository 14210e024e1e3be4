//! `on`: what starts a workflow.

use crate::answer::Answer;
use crate::finding::{Finding, Occasion, Reason};
use crate::github::branches::{allows, examples};
use crate::model::{Event, EventKind, ORDINARY_BRANCH, OTHER_BRANCHES, When};
use crate::yaml::{Node, Value};

/// The events that a workflow is judged for, and whether each starts it.
pub(crate) struct Triggers {
    pub events: Vec<Event>,
    pub started: When,
    /// The line of `on`.
    pub line: usize,
    pub findings: Vec<Finding>,
}

pub(crate) fn read(root: &Node) -> Triggers {
    let nothing = Node::null(1);
    let on = root.get("on").unwrap_or(&nothing);
    let line = root.entries().iter().find(|entry| entry.key == "on").map_or(1, |entry| entry.line);
    let mut triggers =
        Triggers { events: Vec::new(), started: Vec::new(), line, findings: Vec::new() };
    triggers.pull_request(on);
    triggers.push(on);
    if trigger(on, "merge_group").is_some() {
        triggers.add(EventKind::MergeQueue, "main", true);
    }
    if let Some(found) = trigger(on, "pull_request_target") {
        triggers.findings.push(Finding::new(found.line, Reason::PullRequestTarget));
    }
    triggers
}

/// An event of `on`: its filters, or nothing where it stands in a list.
fn trigger(on: &Node, name: &str) -> Option<Node> {
    match &on.value {
        Value::Text(text) if text.text == name => Some(Node::null(on.line)),
        Value::List(items) => {
            let item = items.iter().find(|item| item.text() == Some(name))?;
            Some(Node::null(item.line))
        }
        Value::Map(entries) => {
            let entry = entries.iter().find(|entry| entry.key == name)?;
            Some(Node { line: entry.line, value: entry.value.value.clone() })
        }
        _ => None,
    }
}

/// Whether neither `main` nor `master` starts the workflow, or one of them alone does not:
/// `branches-ignore: [main]`.
fn is_main_left_out(is_started: impl Fn(&str) -> bool) -> bool {
    let (main, master) = (is_started("main"), is_started("master"));
    (!main && !master) || (is_started(ORDINARY_BRANCH) && !(main && master))
}

impl Triggers {
    fn add(&mut self, kind: EventKind, branch: &str, is_started: bool) {
        self.events.push(Event::new(kind, branch));
        self.started.push(Answer::of(is_started));
    }

    fn pull_request(&mut self, on: &Node) {
        let found = trigger(on, "pull_request");
        let is_started = |branch: &str| found.as_ref().is_some_and(|filter| allows(filter, branch));
        for branch in ["main", "master"] {
            self.add(EventKind::PullRequest, branch, is_started(branch));
            self.add(EventKind::PullRequestOfFork, branch, is_started(branch));
            self.add(EventKind::PullRequestOfMain, branch, is_started(branch));
        }
        if is_main_left_out(is_started) {
            let line = found.as_ref().map_or(self.line, |filter| filter.line);
            self.findings.push(Finding::new(line, Reason::NotStarted(Occasion::PullRequest)));
        }
        let Some(filter) = found else { return };
        if let Some(types) = filter.get("types") {
            let names = types.strings();
            for activity in ["opened", "synchronize"] {
                if !names.iter().any(|name| name == activity) {
                    self.findings.push(Finding::new(types.line, Reason::ActivityMissing(activity)));
                }
            }
        }
        self.paths(&filter);
    }

    fn push(&mut self, on: &Node) {
        let found = trigger(on, "push");
        // With a filter of tags alone, no branch starts the workflow.
        let is_for_branches = |filter: &Node| {
            let has = |key: &str| filter.get(key).is_some();
            has("branches") || has("branches-ignore") || !(has("tags") || has("tags-ignore"))
        };
        let is_started = |branch: &str| {
            found.as_ref().is_some_and(|filter| is_for_branches(filter) && allows(filter, branch))
        };
        for branch in ["main", "master"] {
            self.add(EventKind::PushToMain, branch, is_started(branch));
        }
        let mut others = OTHER_BRANCHES.map(str::to_owned).to_vec();
        others.splice(1..1, found.iter().flat_map(examples));
        for branch in &others {
            self.add(EventKind::PushToBranch, branch, is_started(branch));
        }
        if is_main_left_out(is_started) {
            let line = found.as_ref().map_or(self.line, |filter| filter.line);
            self.findings.push(Finding::new(line, Reason::NotStarted(Occasion::PushToMain)));
        }
        if let Some(filter) = found {
            self.paths(&filter);
        }
    }

    fn paths(&mut self, filter: &Node) {
        for entry in filter.entries() {
            let is_filter = match entry.key.as_str() {
                "paths" => !entry.value.strings().iter().any(|pattern| pattern == "**"),
                "paths-ignore" => true,
                _ => false,
            };
            if is_filter {
                let reason = Reason::PathFilter(entry.key.clone());
                self.findings.push(Finding::new(entry.line, reason));
            }
        }
    }
}
