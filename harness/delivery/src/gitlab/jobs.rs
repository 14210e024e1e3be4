//! The jobs of a pipeline.

use std::collections::BTreeMap;

use crate::actions::holds_dependencies;
use crate::answer::Answer;
use crate::commands::warnings_by;
use crate::error::{ParseError, Shape};
use crate::finding::Occasion;
use crate::gitlab::events::events;
use crate::gitlab::includes;
use crate::gitlab::merge::{Jobs, MergedJob};
use crate::gitlab::rules::{Outcome, Workflow, outcome, starts};
use crate::gitlab::variables;
use crate::limits::{MAX_COMMANDS, MAX_STEPS};
use crate::model::{
    Event, EventKind, Job, Model, Platform, ScriptKind, Step, Warnings, When, Work, ordinary_push,
};
use crate::needs::{Waiting, order};
use crate::script::{Script, Shell, parse};
use crate::yaml::{Node, Text, Value};

/// The runner sets these: <https://docs.gitlab.com/runner/shells/>.
const SHELL: Shell = Shell { errexit: true, pipefail: true };

pub(super) struct Read {
    pub model: Model,
    /// When `workflow` lets an event start a pipeline.
    starts: When,
}

impl Read {
    /// Whether no pipeline is started then. The branch of a merge request has pipelines too.
    pub(super) fn is_missing(&self, occasion: Occasion) -> bool {
        let started = |kind: EventKind| {
            let events = self.model.events.iter().zip(&self.starts);
            events.filter(move |(event, _)| event.kind == kind).map(|(_, starts)| *starts)
        };
        let is_pushed = ordinary_push(&self.model.events)
            .is_some_and(|event| self.starts[event] == Answer::Yes);
        let is_yes = |starts: Answer| starts == Answer::Yes;
        match occasion {
            Occasion::PullRequest => !is_pushed && !started(EventKind::PullRequest).any(is_yes),
            // A rule may also leave out the main branch alone.
            _ if is_pushed => !started(EventKind::PushToMain).all(is_yes),
            _ => !started(EventKind::PushToMain).any(is_yes),
        }
    }
}

pub(super) fn read(root: &Node, jobs: &Jobs) -> Result<Read, ParseError> {
    let events = events(root, jobs);
    let of_file = variables::of(root);
    let starts: When = events.iter().map(|event| starts(root, event, &of_file)).collect();
    let by_branch = ordinary_push(&events).map_or(Answer::No, |event| starts[event]);
    let started: When = events
        .iter()
        .zip(&starts)
        .map(|(event, starts)| match event.is_pull_request() {
            true => starts.or(by_branch),
            false => *starts,
        })
        .collect();
    let line =
        root.entries().iter().find(|entry| entry.key == "workflow").map_or(1, |entry| entry.line);

    let reader = Reader { root, jobs, events: &events, starts: &starts, of_file };
    let needs = reader.needs()?;
    let mut read = Vec::new();
    let mut count = Count::default();
    for (job, needs) in jobs.jobs.iter().zip(needs) {
        read.push(reader.job(job, needs, &mut count)?);
    }
    read.extend(includes::of(root).into_iter().map(|file| reader.included(file)));
    Ok(Read {
        model: Model { platform: Platform::GitLab, events, started, line, jobs: read },
        starts,
    })
}

/// What has been read so far.
#[derive(Default)]
struct Count {
    lines: usize,
    commands: usize,
}

struct Reader<'a> {
    root: &'a Node,
    jobs: &'a Jobs,
    events: &'a [Event],
    starts: &'a When,
    of_file: BTreeMap<String, String>,
}

impl Reader<'_> {
    /// What each job waits for: `needs`, or every job of the stages before its own. Files that are
    /// included come last among the indexes.
    fn needs(&self) -> Result<Vec<Vec<usize>>, ParseError> {
        let stages = self.stages();
        let all = &self.jobs.jobs;
        let included: Vec<usize> =
            (0..includes::of(self.root).len()).map(|index| all.len() + index).collect();
        let mut names: Vec<Vec<String>> = Vec::new();
        let mut waits_for_included: Vec<bool> = Vec::new();
        for job in all {
            let stage = job.node.text_of("stage").unwrap_or("test");
            let at = stages.iter().position(|name| name == stage);
            if at.is_none() && !self.jobs.has_includes {
                return Err(ParseError::UnknownStage {
                    line: job.line,
                    job: job.name.clone(),
                    stage: stage.to_owned(),
                });
            }
            let Some(needs) = job.node.get("needs") else {
                let is_earlier = |other: &&MergedJob| {
                    let stage = other.node.text_of("stage").unwrap_or("test");
                    stages.iter().position(|name| name == stage) < at
                };
                names.push(all.iter().filter(is_earlier).map(|job| job.name.clone()).collect());
                waits_for_included.push(true);
                continue;
            };
            let mut own = Vec::new();
            let mut is_elsewhere = false;
            for need in needs.items() {
                let is_of_other_pipeline =
                    need.get("pipeline").is_some() || need.get("project").is_some();
                let Some(name) = need.text().or_else(|| need.text_of("job")) else { continue };
                let is_known = all.iter().any(|job| job.name == name);
                let is_optional = need.get("optional").is_some_and(Node::is_true);
                if is_known {
                    own.push(name.to_owned());
                } else if self.jobs.has_includes {
                    is_elsewhere = true;
                } else if !is_of_other_pipeline && !is_optional {
                    own.push(name.to_owned());
                }
            }
            names.push(own);
            waits_for_included.push(is_elsewhere);
        }
        let waiting: Vec<Waiting<'_>> = all
            .iter()
            .zip(names)
            .map(|(job, needs)| Waiting { id: &job.name, line: job.line, needs })
            .collect();
        order(&waiting)?;
        let indexes: BTreeMap<&str, usize> =
            all.iter().enumerate().map(|(index, job)| (job.name.as_str(), index)).collect();
        Ok(waiting
            .iter()
            .zip(waits_for_included)
            .map(|(job, waits)| {
                let own = job.needs.iter().map(|name| indexes[name.as_str()]);
                own.chain(included.iter().copied().filter(|_| waits)).collect()
            })
            .collect())
    }

    fn stages(&self) -> Vec<String> {
        let own = self.root.get("stages").map(Node::strings);
        let own = own.unwrap_or_else(|| ["build", "test", "deploy"].map(str::to_owned).to_vec());
        let before = std::iter::once(".pre".to_owned());
        before.chain(own).chain(std::iter::once(".post".to_owned())).collect()
    }

    fn job(
        &self,
        job: &MergedJob,
        needs: Vec<usize>,
        count: &mut Count,
    ) -> Result<Job, ParseError> {
        let node = &job.node;
        if !node.is_map() && !self.jobs.has_includes {
            return Err(ParseError::WrongType {
                line: job.line,
                key: job.name.clone(),
                expected: Shape::Job,
            });
        }
        let mut own = self.of_file.clone();
        own.extend(variables::of(node));
        let workflow = match self.root.get("workflow").and_then(|node| node.get("rules")) {
            Some(_) => Workflow::WithRules,
            None => Workflow::WithoutRules,
        };
        let outcomes: Vec<Outcome> =
            self.events.iter().map(|event| outcome(node, event, &own, workflow)).collect();
        let started = |answer: fn(&Outcome) -> Answer| -> When {
            outcomes
                .iter()
                .zip(self.starts)
                .map(|(outcome, starts)| answer(outcome).and(*starts))
                .collect()
        };
        let runs = started(|outcome| outcome.runs);
        let steps = self.steps(job, &runs, &own, count)?;
        let is_elsewhere = steps.iter().any(|step| matches!(step.work, Work::Called { .. }));
        Ok(Job {
            id: job.name.clone(),
            line: job.line,
            names: std::iter::once(job.name.clone())
                .chain(node.text_of("stage").map(str::to_owned))
                .collect(),
            runs_after_failure: started(|outcome| outcome.survives),
            ignored: outcomes.iter().map(|outcome| outcome.ignored).collect(),
            needs,
            reads_results: false,
            condition: condition(node),
            path_filter: path_filter(node)
                .or_else(|| self.root.get("workflow").and_then(path_filter)),
            caches_from: (is_elsewhere || job.is_incomplete || self.caches(node)).then_some(0),
            steps,
        })
    }

    /// A key of the job, or else of `default`, or else of the file.
    fn inherited<'a>(&'a self, job: &'a Node, key: &str) -> Option<&'a Node> {
        let inherits = !job
            .get("inherit")
            .and_then(|inherit| inherit.get("default"))
            .is_some_and(|default| default.is_false());
        job.get(key).or_else(|| {
            let default = self.root.get("default").and_then(|default| default.get(key));
            default.or_else(|| self.root.get(key)).filter(|_| inherits)
        })
    }

    /// Whether a job restores a cache that something stores: itself, another job, or an included file.
    fn caches(&self, job: &Node) -> bool {
        let is_stored = || {
            let mut jobs = self.jobs.jobs.iter();
            self.jobs.has_includes || jobs.any(|other| self.has_cache(&other.node, &["pull"]))
        };
        self.has_cache(job, &["pull", "push"]) || (self.has_cache(job, &["push"]) && is_stored())
    }

    /// Whether a job has a cache of dependencies with another `policy` than these. The default does both; a
    /// variable may be anything.
    fn has_cache(&self, job: &Node, policies: &[&str]) -> bool {
        let caches = self.inherited(job, "cache").map(Node::items).unwrap_or_default();
        caches.iter().any(|cache| {
            let paths = cache.get("paths").map(Node::strings).unwrap_or_default();
            let holds_dependencies = (!paths.is_empty()
                && holds_dependencies(paths.iter().map(String::as_str)))
                || cache.get("untracked").is_some_and(Node::is_true);
            let policy = cache.text_of("policy").unwrap_or("pull-push");
            holds_dependencies && !policies.contains(&policy)
        })
    }

    fn steps(
        &self,
        job: &MergedJob,
        runs: &When,
        own: &BTreeMap<String, String>,
        count: &mut Count,
    ) -> Result<Vec<Step>, ParseError> {
        let node = &job.node;
        let never = || vec![Answer::No; self.events.len()];
        let step = |line: usize, names: Vec<String>, work: Work| Step {
            line,
            names,
            runs: runs.clone(),
            runs_after_failure: never(),
            ignored: never(),
            condition: None,
            work,
        };
        if let Some(trigger) = node.get("trigger") {
            let waits = matches!(trigger.text_of("strategy"), Some("depend" | "mirror"));
            let files = trigger.get("include").map(|include| {
                include
                    .items()
                    .iter()
                    .flat_map(|item| match &item.value {
                        Value::Text(text) => vec![text.text.clone()],
                        _ => item
                            .get("local")
                            .or(item.get("file"))
                            .map(Node::strings)
                            .unwrap_or_default(),
                    })
                    .map(|path| includes::stem(&path))
                    .collect()
            });
            return Ok(vec![step(job.line, files.unwrap_or_default(), Work::Called { waits })]);
        }
        let Some(script) = node.get("script") else {
            return match job.is_incomplete || self.jobs.has_includes || node.get("run").is_some() {
                true => Ok(vec![step(job.line, Vec::new(), Work::Called { waits: true })]),
                false => Err(ParseError::WrongType {
                    line: job.line,
                    key: job.name.clone(),
                    expected: Shape::Job,
                }),
            };
        };
        let before = self.inherited(node, "before_script").map(Node::texts).unwrap_or_default();
        let main: Vec<&Text> = before.into_iter().chain(script.texts()).collect();
        let after = self.inherited(node, "after_script").map(Node::texts).unwrap_or_default();
        count.lines += main.len() + after.len();
        if count.lines > MAX_STEPS {
            return Err(ParseError::TooManySteps { line: job.line });
        }
        let warnings = warnings_by(own).unwrap_or(Warnings::Shown);
        let (main, after) = (joined(&main), joined(&after));
        count.commands += main.commands.len() + after.commands.len();
        if count.commands > MAX_COMMANDS {
            return Err(ParseError::TooManyCommands { line: job.line });
        }
        let shell = |script: Script, kind| Work::Script { script, shell: SHELL, warnings, kind };
        let mut steps = vec![step(job.line, Vec::new(), shell(main, ScriptKind::Main))];
        if !after.commands.is_empty() {
            steps.push(step(job.line, Vec::new(), shell(after, ScriptKind::After)));
        }
        Ok(steps)
    }

    fn included(&self, file: includes::Included) -> Job {
        let never = vec![Answer::No; self.events.len()];
        let step = Step {
            line: file.line,
            names: Vec::new(),
            runs: self.starts.clone(),
            runs_after_failure: never.clone(),
            ignored: never.clone(),
            condition: None,
            work: Work::Called { waits: true },
        };
        Job {
            id: file.name.clone(),
            line: file.line,
            names: vec![file.name],
            runs_after_failure: never.clone(),
            ignored: never,
            needs: Vec::new(),
            reads_results: false,
            condition: None,
            path_filter: None,
            caches_from: Some(0),
            steps: vec![step],
        }
    }
}

/// The lines of `script` run in one shell.
fn joined(texts: &[&Text]) -> Script {
    let mut whole = String::new();
    let mut lines = Vec::new();
    for text in texts {
        for (index, line) in text.text.lines().enumerate() {
            whole.push_str(line);
            whole.push('\n');
            lines.push(text.first_line + index);
        }
    }
    let mut script = parse(&whole);
    for command in &mut script.commands {
        command.line = lines.get(command.line).copied().unwrap_or(1);
    }
    script
}

/// The conditions of a job's rules, as they are written.
fn condition(job: &Node) -> Option<String> {
    let rules = job.get("rules").map(Node::items).unwrap_or_default();
    let texts: Vec<&str> = rules.iter().filter_map(|rule| rule.text_of("if")).take(5).collect();
    (!texts.is_empty()).then(|| texts.join(" / "))
}

/// `changes` of a rule, of `only` or of `except`.
fn path_filter(job: &Node) -> Option<String> {
    let rules = job.get("rules").map(Node::items).unwrap_or_default();
    let filters = rules.iter().chain(job.get("only")).chain(job.get("except"));
    filters.into_iter().any(|filter| filter.get("changes").is_some()).then(|| "changes".to_owned())
}
