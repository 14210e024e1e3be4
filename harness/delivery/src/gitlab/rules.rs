//! `rules`, `only` and `except`: when a job runs.

use std::collections::BTreeMap;

use regex::Regex;

use crate::answer::Answer;
use crate::expression::gitlab::{Variable, holds};
use crate::gitlab::variables::value;
use crate::model::{Event, EventKind};
use crate::yaml::{Node, Value};

/// What becomes of a job when an event starts a pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Outcome {
    /// A job that somebody has to start may run.
    pub runs: Answer,
    /// It runs although something before it has failed.
    pub survives: Answer,
    /// Its failure is ignored.
    pub ignored: Answer,
}

const SKIPPED: Outcome = Outcome { runs: Answer::No, survives: Answer::No, ignored: Answer::No };

/// Whether the file has `workflow: rules`, which replaces the default of jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Workflow {
    WithRules,
    WithoutRules,
}

/// Whether `workflow: rules` lets an event start a pipeline.
pub(super) fn starts(root: &Node, event: &Event, variables: &BTreeMap<String, String>) -> Answer {
    match root.get("workflow").and_then(|workflow| workflow.get("rules")) {
        Some(rules) => of_rules(rules, &Node::null(1), event, variables).runs,
        None => Answer::Yes,
    }
}

pub(super) fn outcome(
    job: &Node,
    event: &Event,
    variables: &BTreeMap<String, String>,
    workflow: Workflow,
) -> Outcome {
    if let Some(rules) = job.get("rules") {
        return of_rules(rules, job, event, variables);
    }
    let default = Node::null(1);
    let (only, except) = (job.get("only"), job.get("except"));
    let is_only = match only {
        Some(only) => matches(only, event, variables, Filter::Only),
        None if workflow == Workflow::WithRules && except.is_none() => Answer::Yes,
        None => Answer::of(!event.is_pull_request()),
    };
    let is_excepted =
        except.map_or(Answer::No, |except| matches(except, event, variables, Filter::Except));
    let outcome = result(&default, job);
    Outcome { runs: outcome.runs.and(is_only).and(is_excepted.not()), ..outcome }
}

/// The first rule that matches decides; without one, the job is left out.
fn of_rules(
    rules: &Node,
    job: &Node,
    event: &Event,
    variables: &BTreeMap<String, String>,
) -> Outcome {
    let items: Vec<&Node> = flattened(rules);
    items.into_iter().rev().fold(SKIPPED, |rest, rule| match rule_holds(rule, event, variables) {
        Answer::Yes => result(rule, job),
        Answer::No => rest,
        Answer::Maybe => either(result(rule, job), rest),
    })
}

fn flattened(rules: &Node) -> Vec<&Node> {
    match &rules.value {
        Value::List(items) => items.iter().flat_map(flattened).collect(),
        _ => vec![rules],
    }
}

fn rule_holds(rule: &Node, event: &Event, variables: &BTreeMap<String, String>) -> Answer {
    let mut own = variables.clone();
    own.extend(crate::gitlab::variables::of(rule));
    let condition = rule
        .text_of("if")
        .map_or(Answer::Yes, |text| holds(text, &|name| value(name, event, &own)));
    // Which files an event changes is not known. What exists in the project, is expected to.
    let changes = if rule.get("changes").is_some() { Answer::Maybe } else { Answer::Yes };
    condition.and(changes)
}

fn either(left: Outcome, right: Outcome) -> Outcome {
    let one = |left: Answer, right: Answer| if left == right { left } else { Answer::Maybe };
    Outcome {
        runs: one(left.runs, right.runs),
        survives: left.survives.or(right.survives),
        ignored: left.ignored.or(right.ignored),
    }
}

/// The outcome of a rule that matches, with what it takes from its job.
fn result(rule: &Node, job: &Node) -> Outcome {
    let when = rule.text_of("when").or_else(|| job.text_of("when")).unwrap_or("on_success");
    let ignored = match rule.get("allow_failure").or_else(|| job.get("allow_failure")) {
        None => Answer::No,
        Some(value) if value.is_map() => Answer::Maybe,
        Some(value) => Answer::of(value.is_true()),
    };
    let (runs, survives) = match when {
        "never" => (Answer::No, Answer::No),
        "on_failure" => (Answer::No, Answer::Yes),
        "always" => (Answer::Yes, Answer::Yes),
        "manual" => (Answer::Maybe, Answer::No),
        _ => (Answer::Yes, Answer::No),
    };
    Outcome { runs, survives, ignored }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Filter {
    Only,
    Except,
}

/// Whether `only` or `except` is about an event.
fn matches(
    node: &Node,
    event: &Event,
    variables: &BTreeMap<String, String>,
    filter: Filter,
) -> Answer {
    if !node.is_map() {
        return Answer::of(node.strings().iter().any(|name| is_reference(name, event)));
    }
    let mut parts = Vec::new();
    if let Some(refs) = node.get("refs") {
        parts.push(Answer::of(refs.strings().iter().any(|name| is_reference(name, event))));
    }
    if let Some(conditions) = node.get("variables") {
        let lookup = |name: &str| -> Variable { value(name, event, variables) };
        let each = conditions.strings();
        parts.push(each.iter().fold(Answer::No, |any, text| any.or(holds(text, &lookup))));
    }
    if node.get("changes").is_some() {
        parts.push(Answer::Maybe);
    }
    match filter {
        Filter::Only => {
            if node.get("refs").is_none() {
                parts.push(Answer::of(!event.is_pull_request()));
            }
            parts.into_iter().fold(Answer::Yes, Answer::and)
        }
        // Any part of `except` leaves the job out.
        Filter::Except => parts.into_iter().fold(Answer::No, Answer::or),
    }
}

fn is_reference(name: &str, event: &Event) -> bool {
    let is_push = matches!(event.kind, EventKind::PushToMain | EventKind::PushToBranch);
    match name {
        "merge_requests" => event.is_pull_request(),
        "branches" | "pushes" => is_push,
        "tags"
        | "schedules"
        | "web"
        | "api"
        | "triggers"
        | "external"
        | "chat"
        | "pipelines"
        | "external_pull_requests" => false,
        "$CI_DEFAULT_BRANCH" => event.kind == EventKind::PushToMain,
        _ => {
            let name = name.split('@').next().unwrap_or(name);
            let pattern = name.strip_prefix('/').and_then(|rest| rest.rsplit_once('/'));
            is_push
                && match pattern {
                    Some((pattern, _)) => {
                        pattern.len() < 200
                            && Regex::new(pattern).is_ok_and(|regex| regex.is_match(&event.branch))
                    }
                    None => name == event.branch,
                }
        }
    }
}
