//! The jobs and steps of a workflow.

use std::collections::BTreeMap;

use crate::actions::{self, ActionPush, Storing};
use crate::answer::Answer;
use crate::commands::warnings_by;
use crate::error::{ParseError, Shape};
use crate::expression::github::{Context, Results, condition, text_value};
use crate::github::matrix::Matrix;
use crate::github::uses::{action, caches_from, denies_warnings_later, file_name, storing};
use crate::limits::{MAX_COMMANDS, MAX_JOBS, MAX_STEPS};
use crate::model::{
    Action, Event, Job, Model, Platform, ScriptKind, Step, Warnings, When, Work, both,
};
use crate::needs::{Waiting, order};
use crate::script::{Shell, parse};
use crate::yaml::{Entry, Node, Value};

/// # Errors
/// When the shape of `jobs` is wrong, or there are too many.
pub(super) fn read(
    root: &Node,
    events: Vec<Event>,
    started: When,
    line: usize,
) -> Result<Model, ParseError> {
    let jobs = root.get("jobs").map(Node::entries).unwrap_or_default();
    if jobs.len() > MAX_JOBS {
        return Err(ParseError::TooManyJobs { found: jobs.len() });
    }
    let waiting: Vec<Waiting<'_>> = jobs
        .iter()
        .map(|job| Waiting {
            id: &job.key,
            line: job.line,
            needs: job.value.get("needs").map(Node::strings).unwrap_or_default(),
        })
        .collect();
    let order = order(&waiting)?;
    let mut reader = Reader {
        root,
        events: &events,
        started: &started,
        runs: BTreeMap::new(),
        storing: storing(jobs),
        steps: 0,
        commands: 0,
    };
    let mut read: Vec<Option<Job>> = jobs.iter().map(|_| None).collect();
    for index in order {
        let needs = waiting[index]
            .needs
            .iter()
            .filter_map(|need| jobs.iter().position(|job| job.key == *need))
            .collect();
        read[index] = Some(reader.job(&jobs[index], &waiting[index].needs, needs)?);
    }
    drop(waiting);
    Ok(Model {
        platform: Platform::GitHub,
        started,
        line,
        jobs: read.into_iter().flatten().collect(),
        events,
    })
}

struct Reader<'a> {
    root: &'a Node,
    events: &'a [Event],
    started: &'a When,
    /// When each job runs, by its identifier.
    runs: BTreeMap<String, When>,
    storing: Storing,
    steps: usize,
    commands: usize,
}

/// What the steps of a job share.
struct JobContext<'a> {
    node: &'a Node,
    env: BTreeMap<String, String>,
    needs: Vec<BTreeMap<String, Answer>>,
    runs: When,
    warnings: Warnings,
    shell: Option<&'a str>,
    matrix: Matrix,
}

/// When a job runs, from whether those that it needs run, and from when it does if they succeed or are skipped.
fn after(needs: &[BTreeMap<String, Answer>], succeeded: &[Answer], skipped: &[Answer]) -> When {
    let runs = needs.iter().zip(succeeded.iter().zip(skipped));
    runs.map(|(needs, (succeeded, skipped))| {
        match needs.values().copied().fold(Answer::Yes, Answer::and) {
            Answer::Yes => *succeeded,
            Answer::No => *skipped,
            Answer::Maybe if succeeded == skipped => *succeeded,
            Answer::Maybe => succeeded.and(Answer::Maybe),
        }
    })
    .collect()
}

impl Reader<'_> {
    fn job(
        &mut self,
        entry: &Entry,
        names: &[String],
        needs: Vec<usize>,
    ) -> Result<Job, ParseError> {
        let node = &entry.value;
        let is_called = node.get("uses").is_some();
        if !node.is_map() || !(is_called || node.get("steps").is_some()) {
            return Err(wrong(entry, Shape::Job));
        }
        let mut env = variables(self.root);
        env.extend(variables(node));
        let of_needs: Vec<BTreeMap<String, Answer>> = (0..self.events.len())
            .map(|event| names.iter().map(|name| (name.clone(), self.runs[name][event])).collect())
            .collect();
        let text = node.text_of("if");
        let holds = |results| self.holds(text, &env, &of_needs, results);
        // A job is skipped when one that it needs is, unless its condition asks for the status.
        let runs = after(&of_needs, &holds(Results::Succeeded), &holds(Results::Skipped));
        let runs = both(&runs, self.started);
        let runs_after_failure = both(&holds(Results::Failed), self.started);
        self.runs.insert(entry.key.clone(), runs.clone());

        let ignored = self.truth(node.get("continue-on-error"), &env, &of_needs);
        let shell = [node, self.root]
            .into_iter()
            .find_map(|node| node.get("defaults")?.get("run")?.text_of("shell"));
        let mut context = JobContext {
            node,
            needs: of_needs,
            runs,
            warnings: warnings_by(&env).unwrap_or(Warnings::Shown),
            shell,
            env,
            matrix: Matrix::of(node),
        };
        let steps = match is_called {
            true => vec![self.called(entry, &context)],
            false => self.all_steps(entry, &mut context)?,
        };
        Ok(Job {
            id: entry.key.clone(),
            line: entry.line,
            names: std::iter::once(entry.key.clone())
                .chain(
                    node.text_of("name").into_iter().flat_map(|name| context.matrix.variants(name)),
                )
                .collect(),
            runs_after_failure,
            ignored,
            needs,
            reads_results: mentions(node, "needs"),
            condition: text.map(str::to_owned),
            path_filter: None,
            caches_from: caches_from(&steps, self.storing),
            steps,
        })
    }

    fn called(&self, entry: &Entry, context: &JobContext<'_>) -> Step {
        Step {
            line: entry.line,
            // The name of the file may say what it checks.
            names: context.node.text_of("uses").map(file_name).into_iter().collect(),
            runs: context.runs.clone(),
            runs_after_failure: vec![Answer::No; self.events.len()],
            ignored: vec![Answer::No; self.events.len()],
            condition: None,
            work: Work::Called { waits: true },
        }
    }

    fn all_steps(
        &mut self,
        entry: &Entry,
        context: &mut JobContext<'_>,
    ) -> Result<Vec<Step>, ParseError> {
        let steps = entry.value.get("steps").map(Node::items).unwrap_or_default();
        self.steps += steps.len();
        if self.steps > MAX_STEPS {
            return Err(ParseError::TooManySteps { line: entry.line });
        }
        let mut read = Vec::new();
        for node in steps {
            // Each combination of the matrix may run another command.
            let variants = match node.text_of("run") {
                Some(run) => context.matrix.variants(run),
                None => vec![String::new()],
            };
            for variant in variants {
                let step = self.step(node, &variant, context)?;
                if let Work::Script { script, .. } = &step.work {
                    self.commands += script.commands.len();
                }
                if self.commands > MAX_COMMANDS {
                    return Err(ParseError::TooManyCommands { line: step.line });
                }
                read.push(step);
            }
        }
        Ok(read)
    }

    /// A step with the text of its script, in which the values of the matrix are known.
    fn step(
        &self,
        node: &Node,
        script: &str,
        context: &mut JobContext<'_>,
    ) -> Result<Step, ParseError> {
        let own = variables(node);
        let mut env = None;
        if !own.is_empty() {
            let mut both = context.env.clone();
            both.extend(own.clone());
            env = Some(both);
        }
        let env = env.as_ref().unwrap_or(&context.env);
        let text = node.text_of("if");
        let holds = |results| self.holds(text, env, &context.needs, results);
        let runs = both(&holds(Results::Succeeded), &context.runs);
        let runs_after_failure = both(&holds(Results::Failed), &context.runs);
        let ignored = self.truth(node.get("continue-on-error"), env, &context.needs);
        let work = match (node.get("run").and_then(Node::scalar), node.text_of("uses")) {
            (Some(run), _) => {
                let warnings = warnings_by(&own).unwrap_or(context.warnings);
                let mut script = parse(script);
                for command in &mut script.commands {
                    command.line += run.first_line;
                }
                let shell = shell(node.text_of("shell").or(context.shell));
                Work::Script { script, shell, warnings, kind: ScriptKind::Main }
            }
            (None, Some(uses)) => {
                let action = action(uses, node);
                let pushes = self.pushes(&action, env, &context.needs);
                if denies_warnings_later(&action) && context.warnings == Warnings::Shown {
                    context.warnings = Warnings::Denied;
                }
                Work::Action { action, pushes }
            }
            (None, None) => {
                return Err(ParseError::WrongType {
                    line: node.line,
                    key: "steps".to_owned(),
                    expected: Shape::Step,
                });
            }
        };
        Ok(Step {
            line: node.line,
            names: ["name", "id"]
                .into_iter()
                .filter_map(|key| node.text_of(key).map(str::to_owned))
                .collect(),
            runs,
            runs_after_failure,
            ignored,
            condition: text.map(str::to_owned),
            work,
        })
    }

    /// When an action pushes an image.
    fn pushes(
        &self,
        action: &Action,
        env: &BTreeMap<String, String>,
        needs: &[BTreeMap<String, Answer>],
    ) -> When {
        match actions::pushes(action) {
            ActionPush::Never => vec![Answer::No; self.events.len()],
            ActionPush::Always => vec![Answer::Yes; self.events.len()],
            ActionPush::If(text) => {
                self.when(env, needs, |context| text_value(&text, context), Results::Succeeded)
            }
        }
    }

    /// When the condition of a job or a step holds. Without one, it is that everything before succeeded.
    fn holds(
        &self,
        text: Option<&str>,
        env: &BTreeMap<String, String>,
        needs: &[BTreeMap<String, Answer>],
        results: Results,
    ) -> When {
        let default = Answer::of(results == Results::Succeeded);
        let answer = |context: &Context<'_>| text.map_or(default, |text| condition(text, context));
        self.when(env, needs, answer, results)
    }

    fn when(
        &self,
        env: &BTreeMap<String, String>,
        needs: &[BTreeMap<String, Answer>],
        answer: impl Fn(&Context<'_>) -> Answer,
        results: Results,
    ) -> When {
        self.events
            .iter()
            .zip(needs)
            .map(|(event, needs)| answer(&Context { event, env, needs, results }))
            .collect()
    }

    /// A boolean, `continue-on-error`. What depends on the matrix is for further jobs only.
    fn truth(
        &self,
        node: Option<&Node>,
        env: &BTreeMap<String, String>,
        needs: &[BTreeMap<String, Answer>],
    ) -> When {
        match node.and_then(Node::text) {
            Some(text) if !text.contains("matrix") => {
                self.when(env, needs, |context| text_value(text, context), Results::Succeeded)
            }
            _ => vec![Answer::No; self.events.len()],
        }
    }
}

/// The shell of a step: <https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell>.
/// How other shells fail is not known here, so they are taken for strict ones.
fn shell(name: Option<&str>) -> Shell {
    match name.map(str::trim) {
        None | Some("sh") => Shell { errexit: true, pipefail: false },
        Some(template) if template.contains("{0}") && template.contains("sh") => {
            let mut options = template.split_whitespace().skip(1);
            Shell {
                errexit: options.any(|word| {
                    word.starts_with('-') && !word.starts_with("--") && word.contains('e')
                }),
                pipefail: template.contains("pipefail"),
            }
        }
        Some(_) => Shell { errexit: true, pipefail: true },
    }
}

fn wrong(entry: &Entry, expected: Shape) -> ParseError {
    ParseError::WrongType { line: entry.line, key: entry.key.clone(), expected }
}

fn variables(node: &Node) -> BTreeMap<String, String> {
    let entries = node.get("env").map(Node::entries).unwrap_or_default();
    entries
        .iter()
        .filter_map(|entry| Some((entry.key.clone(), entry.value.text()?.to_owned())))
        .collect()
}

/// Whether an expression of the job's steps or its condition mentions a context.
fn mentions(node: &Node, context: &str) -> bool {
    let pattern = format!("{context}.");
    let json = format!("tojson({context})");
    match &node.value {
        Value::Text(text) => {
            text.text.contains(&pattern) || text.text.to_lowercase().contains(&json)
        }
        Value::List(items) => items.iter().any(|item| mentions(item, context)),
        Value::Map(entries) => entries.iter().any(|entry| mentions(&entry.value, context)),
        Value::Null | Value::Reference(_) => false,
    }
}
