//! Where a pipeline checks something, and where it pushes an image.

use crate::actions::{self, ActionPurpose};
use crate::answer::Answer;
use crate::commands::{
    Purpose, Push, Unwrapped, checks_in_name, guarded, is_about_images, purpose, pushes, unwrap,
    warnings_by,
};
use crate::finding::{Check, Ignored};
use crate::model::{Job, Model, ScriptKind, Step, Warnings, When, Work, both};
use crate::script::{Script, Shell, ignored, parse};

/// How deeply `bash -c` is read.
const MAX_SCRIPTS: usize = 3;
/// The longest script of `bash -c` that is read, in commands.
const MAX_INNER: usize = 300;

#[derive(Debug, Default)]
pub(super) struct Occurrences {
    pub checks: Vec<Occurrence>,
    pub pushes: Vec<PushSite>,
    /// What may push an image, going by its name.
    pub perhaps: Vec<PushSite>,
}

/// Where something happens: the job, its step, the command of its script.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub job: usize,
    pub step: usize,
    pub command: usize,
}

/// A command, action or called workflow that checks something.
#[derive(Debug)]
pub(super) struct Occurrence {
    pub check: Check,
    pub place: Place,
    pub line: usize,
    /// Only the name of its job or step says that it checks this.
    pub is_by_name: bool,
    /// How its failure goes unnoticed inside its script, if it does.
    pub how: Option<Ignored>,
}

#[derive(Debug)]
pub(super) struct PushSite {
    pub place: Place,
    pub line: usize,
    pub runs: When,
}

pub(super) fn find(model: &Model) -> Occurrences {
    let mut finder = Finder { model, found: Occurrences::default() };
    for (job_index, job) in model.jobs.iter().enumerate() {
        for (step_index, step) in job.steps.iter().enumerate() {
            let at = Place { job: job_index, step: step_index, command: 0 };
            finder.step(job, step, at);
        }
        finder.rewriting_is_judged(job, job_index);
        finder.names_yield_to_commands(job_index);
    }
    finder.found
}

struct Finder<'a> {
    model: &'a Model,
    found: Occurrences,
}

/// What the commands of a step share.
struct StepContext<'a> {
    step: &'a Step,
    /// The checks in the name of the step, or else in that of the job.
    named: Vec<Check>,
    is_about_images: bool,
    shell: Shell,
    kind: ScriptKind,
    place: Place,
}

impl Finder<'_> {
    fn step(&mut self, job: &Job, step: &Step, place: Place) {
        let in_names = |names: &[String]| -> Vec<Check> {
            names.iter().flat_map(|name| checks_in_name(name)).collect()
        };
        let mut named = in_names(&step.names);
        if named.is_empty() {
            named = in_names(&job.names);
        }
        let mut context = StepContext {
            step,
            named,
            is_about_images: step.names.iter().chain(&job.names).any(|name| is_about_images(name)),
            shell: Shell { errexit: true, pipefail: true },
            kind: ScriptKind::Main,
            place,
        };
        match &step.work {
            Work::Called { waits } => {
                let how = (!waits).then_some(Ignored::Trigger);
                self.unknown(&context, &[], step.line, how, step.runs.clone());
            }
            Work::Action { action, pushes } => {
                if pushes.iter().any(|answer| *answer != Answer::No)
                    || actions::pushes(action) != actions::ActionPush::Never
                {
                    let runs = both(&step.runs, pushes);
                    self.found.pushes.push(PushSite { place, line: step.line, runs });
                }
                match actions::purpose(action) {
                    ActionPurpose::Checks(checks) => self.checks(checks, place, step.line),
                    ActionPurpose::Command(text) => {
                        let script = parse(&text);
                        self.script(&context, &script, Warnings::Shown, Some(step.line), 0);
                    }
                    ActionPurpose::Other => {}
                    ActionPurpose::Unknown => {
                        let targets: Vec<String> =
                            action.name.rsplit('/').next().map(str::to_owned).into_iter().collect();
                        self.unknown(&context, &targets, step.line, None, step.runs.clone());
                    }
                }
            }
            Work::Script { script, shell, warnings, kind } => {
                context.shell = *shell;
                context.kind = *kind;
                self.script(&context, script, *warnings, None, 0);
            }
        }
    }

    fn script(
        &mut self,
        context: &StepContext<'_>,
        script: &Script,
        warnings: Warnings,
        line: Option<usize>,
        depth: usize,
    ) {
        let mut warnings = warnings;
        for (index, command) in script.commands.iter().enumerate() {
            let exported = matches!(command.words[0].as_str(), "export" | "declare");
            let (variables, words) = match unwrap(&command.words) {
                Unwrapped::Script(text) if depth < MAX_SCRIPTS => {
                    // Inside, only the last status counts; the script itself may be ignored outside.
                    let before = self.found.checks.len();
                    let mut inner = parse(&text);
                    inner.commands.truncate(MAX_INNER);
                    let at = line.unwrap_or(command.line);
                    self.script(context, &inner, warnings, Some(at), depth + 1);
                    if let Some(how) = self.how(context, script, index, depth) {
                        for found in &mut self.found.checks[before..] {
                            found.how.get_or_insert(how.clone());
                        }
                    }
                    continue;
                }
                Unwrapped::Script(_) => continue,
                Unwrapped::Words { variables, words } => (variables, words),
            };
            if exported {
                warnings = warnings_by(assigned(&words).iter().map(pair)).unwrap_or(warnings);
            }
            let here = warnings_by(variables.iter().map(pair)).unwrap_or(warnings);
            let line = line.unwrap_or(command.line);
            let place = Place { command: index, ..context.place };
            let runs = |model: &Model| -> When {
                let guards: When =
                    model.events.iter().map(|event| guarded(&command.guards, event)).collect();
                both(&context.step.runs, &guards)
            };
            if pushes(&words) == Push::Yes {
                let runs = runs(self.model);
                self.found.pushes.push(PushSite { place, line, runs });
                continue;
            }
            match purpose(&words, here) {
                Purpose::Other => {}
                Purpose::Checks(checks) => {
                    let outer = self.how(context, script, index, depth);
                    let lists = lists_unformatted(script, index, &words);
                    let checks = checks
                        .into_iter()
                        .map(|(check, how)| match (how, lists) {
                            (Some(Ignored::Rewrites), Listing::Judged) => (check, None),
                            (how, _) => (check, how.or(outer.clone())),
                        })
                        .collect();
                    self.checks(checks, place, line);
                }
                Purpose::Unknown { targets } => {
                    let how = self.how(context, script, index, depth);
                    let runs = runs(self.model);
                    let context = StepContext { named: context.named.clone(), place, ..*context };
                    self.unknown(&context, &targets, line, how, runs);
                }
            }
        }
    }

    /// How the failure of a command is ignored by its script.
    fn how(
        &self,
        context: &StepContext<'_>,
        script: &Script,
        index: usize,
        depth: usize,
    ) -> Option<Ignored> {
        if context.kind == ScriptKind::After {
            return Some(Ignored::AfterScript);
        }
        // The options of the outer shell do not hold in `bash -c`.
        let shell = match depth {
            0 => context.shell,
            _ => Shell { errexit: false, pipefail: false },
        };
        ignored(script, index, shell)
    }

    fn checks(&mut self, checks: Vec<(Check, Option<Ignored>)>, place: Place, line: usize) {
        self.found.checks.extend(checks.into_iter().map(|(check, how)| Occurrence {
            check,
            place,
            line,
            is_by_name: false,
            how,
        }));
    }

    /// A name counts only where no known command checks the same: what follows `cargo test ||` in
    /// a job called `test` is no test.
    fn names_yield_to_commands(&mut self, job: usize) {
        let known: Vec<Check> = self
            .found
            .checks
            .iter()
            .filter(|found| found.place.job == job && !found.is_by_name)
            .map(|found| found.check)
            .collect();
        self.found.checks.retain(|found| {
            found.place.job != job || !found.is_by_name || !known.contains(&found.check)
        });
    }

    /// Something that is not known: its own name says what it does, or that of its step or job.
    fn unknown(
        &mut self,
        context: &StepContext<'_>,
        targets: &[String],
        line: usize,
        how: Option<Ignored>,
        runs: When,
    ) {
        let mut checks: Vec<Check> =
            targets.iter().take(20).flat_map(|target| checks_in_name(target)).collect();
        let is_by_name = checks.is_empty();
        if is_by_name {
            checks.clone_from(&context.named);
        }
        checks.sort_unstable();
        checks.dedup();
        let is_for_images = context.is_about_images
            || targets.iter().take(20).any(|target| is_about_images(target));
        if is_for_images && checks.is_empty() {
            self.found.perhaps.push(PushSite { place: context.place, line, runs });
        }
        let place = context.place;
        self.found.checks.extend(checks.into_iter().map(|check| Occurrence {
            check,
            place,
            line,
            is_by_name,
            how: how.clone(),
        }));
    }

    /// `cargo fmt`, then `git diff --exit-code`: what was rewritten makes the job fail.
    fn rewriting_is_judged(&mut self, job: &Job, index: usize) {
        let mut judged: Vec<Place> = Vec::new();
        for (step, work) in job.steps.iter().map(|step| &step.work).enumerate() {
            let Work::Script { script, .. } = work else { continue };
            for (command, found) in script.commands.iter().enumerate() {
                if is_judging_changes(&found.words) {
                    judged.push(Place { job: index, step, command });
                }
            }
        }
        let Some(last) = judged.last().copied() else { return };
        for occurrence in &mut self.found.checks {
            let is_before = occurrence.place.job == index && occurrence.place < last;
            if is_before && occurrence.how == Some(Ignored::Rewrites) {
                occurrence.how = None;
            }
        }
    }
}

/// The variables of `export NAME=value`.
fn assigned(words: &[String]) -> Vec<(String, String)> {
    let pairs = words.iter().filter_map(|word| word.split_once('='));
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn pair((name, value): &(String, String)) -> (&String, &String) {
    (name, value)
}

fn is_judging_changes(words: &[String]) -> bool {
    let has = |word: &str| words.iter().any(|found| found == word);
    has("git")
        && ((has("diff") && (has("--exit-code") || has("--quiet") || has("--check")))
            || (has("status") && words.iter().any(|word| word.starts_with("--porcelain")))
            || has("diff-index"))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Listing {
    Judged,
    No,
}

/// `gofmt -l` lists files; `test -z "$(gofmt -l .)"` judges the list.
fn lists_unformatted(script: &Script, index: usize, words: &[String]) -> Listing {
    let is_listing = words.iter().any(|word| matches!(word.as_str(), "-l" | "-d" | "-sl" | "-ls"));
    let is_judged = script.commands[index + 1..].iter().any(|next| {
        matches!(next.words[0].as_str(), "test" | "[" | "[[" | "diff" | "grep" | "exit" | "false")
    });
    match is_listing && is_judged {
        true => Listing::Judged,
        false => Listing::No,
    }
}
