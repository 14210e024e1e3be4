//! The value of an expression for an event.

use std::collections::BTreeMap;

use crate::answer::Answer;
use crate::expression::github::outside::templates;
use crate::expression::github::parser::{Expression, Operator, parse};
use crate::expression::github::value::Value;
use crate::model::{Event, EventKind};

/// How deeply `env` may refer to itself.
const MAX_ENV: usize = 2;
/// The longest variable that is read, in bytes.
const MAX_VARIABLE: usize = 1_000;

/// What an expression may refer to.
pub(crate) struct Context<'a> {
    pub event: &'a Event,
    /// The variables of the file, the job and the step.
    pub env: &'a BTreeMap<String, String>,
    /// Whether each job that the job needs runs.
    pub needs: &'a BTreeMap<String, Answer>,
    pub results: Results,
}

/// How everything before has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Results {
    Succeeded,
    Failed,
    /// A job before it was skipped.
    Skipped,
}

/// Whether an `if` lets its job or step run. Without a function of status, it says `success()` too.
///
/// A text around `${{ }}`, be it the line feed of a block, makes the condition a text that is never
/// empty, so it always holds.
pub(crate) fn condition(text: &str, context: &Context<'_>) -> Answer {
    let templates = templates(text);
    let is_whole = |inner: &str| text.len() == inner.len() + "${{}}".len();
    let source = match templates.as_slice() {
        [] => text,
        [(_, inner)] if is_whole(inner) => inner,
        _ => return Answer::of(context.results == Results::Succeeded),
    };
    if source.trim().is_empty() {
        return Answer::of(context.results == Results::Succeeded);
    }
    let Some(expression) = parse(source) else { return Answer::Maybe };
    let truth = Evaluator { context, depth: 0 }.value(&expression).truth();
    match calls_status(&expression) {
        true => truth,
        false => truth.and(Answer::of(context.results == Results::Succeeded)),
    }
}

/// Whether a value with or without `${{ }}` is true: the input `push`, or `continue-on-error`.
pub(crate) fn text_value(text: &str, context: &Context<'_>) -> Answer {
    is_true(&Evaluator { context, depth: 0 }.template(text.trim()))
}

fn is_true(value: &Value) -> Answer {
    match value {
        Value::Text(text) => Answer::of(text.eq_ignore_ascii_case("true")),
        Value::Outside | Value::Repository => Answer::No,
        other => other.truth(),
    }
}

fn calls_status(expression: &Expression) -> bool {
    match expression {
        Expression::Call(name, arguments) => {
            matches!(name.as_str(), "success" | "failure" | "always" | "cancelled")
                || arguments.iter().any(calls_status)
        }
        Expression::Not(inner) | Expression::Property(inner) => calls_status(inner),
        Expression::Binary(_, left, right) => calls_status(left) || calls_status(right),
        _ => false,
    }
}

struct Evaluator<'a> {
    context: &'a Context<'a>,
    depth: usize,
}

impl Evaluator<'_> {
    fn template(&self, text: &str) -> Value {
        match templates(text).as_slice() {
            [] => Value::Text(text.to_owned()),
            [(_, inner)] if text.len() == inner.len() + "${{}}".len() => {
                parse(inner).map_or(Value::Unknown, |expression| self.value(&expression))
            }
            _ => Value::Unknown,
        }
    }

    fn value(&self, expression: &Expression) -> Value {
        match expression {
            Expression::Null => Value::Null,
            Expression::Bool(value) => Value::Bool(*value),
            Expression::Number(number) => Value::Number(*number),
            Expression::Text(text) => Value::Text(text.clone()),
            Expression::Path(path) => self.path(path),
            Expression::Call(name, arguments) => self.call(name, arguments),
            Expression::Property(_) => Value::Unknown,
            Expression::Not(inner) => self.value(inner).not(),
            Expression::Binary(operator, left, right) => self.binary(*operator, left, right),
        }
    }

    fn binary(&self, operator: Operator, left: &Expression, right: &Expression) -> Value {
        let left = self.value(left);
        let right = self.value(right);
        match operator {
            Operator::And => match (left.truth(), right.truth()) {
                (Answer::No, _) => left,
                (Answer::Maybe, Answer::No) => right,
                (Answer::Maybe, _) => Value::Unknown,
                (Answer::Yes, _) => right,
            },
            Operator::Or => match (left.truth(), right.truth()) {
                (Answer::Yes, _) => left,
                (Answer::Maybe, Answer::Yes) => right,
                (Answer::Maybe, _) => Value::Unknown,
                (Answer::No, _) => right,
            },
            Operator::Equal => left.equals(&right),
            Operator::NotEqual => left.equals(&right).not(),
            Operator::Order => match (&left, &right) {
                (Value::Fitting, _) | (_, Value::Fitting) => Value::Fitting,
                _ => Value::Unknown,
            },
        }
    }

    fn call(&self, name: &str, arguments: &[Expression]) -> Value {
        let values: Vec<Value> = arguments.iter().map(|argument| self.value(argument)).collect();
        match (name, values.as_slice()) {
            ("success", _) => Value::Bool(self.context.results == Results::Succeeded),
            ("failure", _) => Value::Bool(self.context.results == Results::Failed),
            ("always", _) => Value::Bool(true),
            ("cancelled", _) => Value::Bool(false),
            ("contains", [whole, part]) => contains(whole, part),
            ("startswith", [whole, part]) => {
                compare(whole, part, |whole, part| whole.starts_with(part))
            }
            ("endswith", [whole, part]) => {
                compare(whole, part, |whole, part| whole.ends_with(part))
            }
            ("format", [Value::Text(pattern), rest @ ..]) => formatted(pattern, rest),
            ("fromjson", [Value::Text(json)]) => from_json(json),
            ("tojson", [value]) => value.clone(),
            ("hashfiles", _) => Value::Outside,
            _ => Value::Unknown,
        }
    }

    fn path(&self, path: &[String]) -> Value {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        match path.as_slice() {
            ["github", rest @ ..] => self.github(rest),
            ["env", name] => self.env(name),
            ["needs", job, "result"] => self.result(job),
            ["steps", _, "outcome" | "conclusion"] | ["job", "status"] => self.success(),
            ["matrix" | "runner" | "strategy", ..] => Value::Fitting,
            ["inputs", ..] => Value::Null,
            _ => Value::Unknown,
        }
    }

    fn success(&self) -> Value {
        let word = match self.context.results {
            Results::Succeeded => "success",
            Results::Failed => "failure",
            Results::Skipped => "skipped",
        };
        Value::Text(word.to_owned())
    }

    fn result(&self, job: &str) -> Value {
        let results: Vec<Value> = self
            .context
            .needs
            .iter()
            .filter(|(name, _)| job == "*" || name.eq_ignore_ascii_case(job))
            .map(|(_, runs)| match runs {
                Answer::Yes => self.success(),
                Answer::No => Value::Text("skipped".to_owned()),
                Answer::Maybe => Value::Unknown,
            })
            .collect();
        match (job, results.as_slice()) {
            ("*", _) => Value::List(results),
            (_, [result]) => result.clone(),
            _ => Value::Null,
        }
    }

    fn env(&self, name: &str) -> Value {
        let found = self.context.env.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        match found {
            Some((_, text)) if self.depth < MAX_ENV && text.len() <= MAX_VARIABLE => {
                let inner = Self { context: self.context, depth: self.depth + 1 };
                // Variables are texts.
                match inner.template(text) {
                    Value::Bool(value) => Value::Text(value.to_string()),
                    Value::Null => Value::Text(String::new()),
                    other => other,
                }
            }
            _ => Value::Unknown,
        }
    }

    fn github(&self, path: &[&str]) -> Value {
        let event = self.context.event;
        let text = |text: &str| Value::Text(text.to_owned());
        match path {
            ["event_name"] => text(match event.kind {
                EventKind::MergeQueue => "merge_group",
                EventKind::PushToMain | EventKind::PushToBranch => "push",
                _ => "pull_request",
            }),
            ["ref"] => Value::Text(match event.kind {
                EventKind::MergeQueue => {
                    format!("refs/heads/gh-readonly-queue/{}/pr-1-abc", event.branch)
                }
                EventKind::PushToMain | EventKind::PushToBranch => {
                    format!("refs/heads/{}", event.branch)
                }
                _ => "refs/pull/1/merge".to_owned(),
            }),
            ["ref_name"] => Value::Text(match event.kind {
                EventKind::MergeQueue => format!("gh-readonly-queue/{}/pr-1-abc", event.branch),
                EventKind::PushToMain | EventKind::PushToBranch => event.branch.clone(),
                _ => "1/merge".to_owned(),
            }),
            ["ref_type"] => text("branch"),
            ["base_ref"] if event.is_pull_request() => text(&event.branch),
            ["head_ref"] if event.is_pull_request() => self.head_branch(),
            ["base_ref" | "head_ref"] => text(""),
            ["repository" | "repository_owner"] => Value::Repository,
            [
                "actor" | "triggering_actor" | "sha" | "run_id" | "run_number" | "run_attempt"
                | "workspace" | "workflow" | "job",
            ] => Value::Outside,
            ["event", rest @ ..] => self.event(rest),
            _ => Value::Unknown,
        }
    }

    fn event(&self, path: &[&str]) -> Value {
        let event = self.context.event;
        match path {
            [] => Value::Outside,
            ["repository", "default_branch"] => Value::Text(match event.kind {
                EventKind::PushToBranch => "main".to_owned(),
                _ => event.branch.clone(),
            }),
            ["repository", "fork" | "private"] => Value::Bool(false),
            ["repository", ..] => Value::Repository,
            ["pull_request", rest @ ..] if event.is_pull_request() => self.pull_request(rest),
            ["action"] if event.is_pull_request() => Value::Text("synchronize".to_owned()),
            ["number"] if event.is_pull_request() => Value::Number(1.0),
            ["head_commit" | "commits" | "before" | "after" | "pusher", ..]
                if matches!(event.kind, EventKind::PushToMain | EventKind::PushToBranch) =>
            {
                Value::Outside
            }
            ["created" | "deleted" | "forced"] => Value::Bool(false),
            ["ref"] => self.github(&["ref"]),
            ["merge_group", ..] if event.kind == EventKind::MergeQueue => Value::Outside,
            _ => Value::Null,
        }
    }

    /// The branch that a pull request is from. In a fork, it may be called like the main branch.
    fn head_branch(&self) -> Value {
        match self.context.event.kind {
            EventKind::PullRequestOfMain => Value::Text(self.context.event.branch.clone()),
            _ => Value::Outside,
        }
    }

    fn pull_request(&self, path: &[&str]) -> Value {
        let event = self.context.event;
        match path {
            ["head", "ref"] => self.head_branch(),
            ["draft" | "merged"] => Value::Bool(false),
            ["state"] => Value::Text("open".to_owned()),
            ["base", "ref"] => Value::Text(event.branch.clone()),
            ["head", "repo", "fork"] => Value::Bool(event.kind != EventKind::PullRequest),
            ["head", "repo", ..] if event.kind == EventKind::PullRequest => Value::Repository,
            ["base", "repo", ..] => Value::Repository,
            ["author_association"] => Value::Unknown,
            _ => Value::Outside,
        }
    }
}

fn contains(whole: &Value, part: &Value) -> Value {
    match whole {
        Value::List(items) => {
            let equal = items.iter().map(|item| item.equals(part));
            equal.fold(Value::Bool(false), |any, next| match (any.truth(), next.truth()) {
                (Answer::Yes, _) => any,
                (_, Answer::Yes) | (Answer::No, _) => next,
                (Answer::Maybe, _) => any,
            })
        }
        _ => compare(whole, part, |whole, part| whole.contains(part)),
    }
}

/// Compares without regard to case, as GitHub does.
fn compare(whole: &Value, part: &Value, test: impl Fn(&str, &str) -> bool) -> Value {
    match (whole, part) {
        (Value::Unknown, _) | (_, Value::Unknown) => Value::Unknown,
        (Value::Fitting | Value::Repository, _) | (_, Value::Fitting | Value::Repository) => {
            Value::Fitting
        }
        _ => match (whole.text(), part.text()) {
            (Some(whole), Some(part)) => {
                Value::Bool(test(&whole.to_lowercase(), &part.to_lowercase()))
            }
            _ => Value::Bool(false),
        },
    }
}

fn formatted(pattern: &str, values: &[Value]) -> Value {
    let mut text = pattern.to_owned();
    for (index, value) in values.iter().take(10).enumerate() {
        let Some(value) = value.text() else { return Value::Unknown };
        text = text.replace(&format!("{{{index}}}"), &value);
        if text.len() > 10_000 {
            return Value::Unknown;
        }
    }
    Value::Text(text)
}

/// A list of texts, a boolean, or something that is not read.
fn from_json(json: &str) -> Value {
    let json = json.trim();
    match json {
        "true" => return Value::Bool(true),
        "false" => return Value::Bool(false),
        "null" => return Value::Null,
        _ => {}
    }
    let Some(inner) = json.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else {
        return Value::Unknown;
    };
    let items: Option<Vec<Value>> = inner
        .split(',')
        .map(|item| {
            let text = item.trim().strip_prefix('"')?.strip_suffix('"')?;
            Some(Value::Text(text.to_owned()))
        })
        .collect();
    items.map_or(Value::Unknown, Value::List)
}
