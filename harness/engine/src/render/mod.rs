//! Puts facts into words: only here, an [`Outcome`] meets a language.

mod causes;
mod difference;
mod fault;
mod system;

pub use causes::{Cause, first, groups};
pub use fault::message as fault;

use texts::{Lang, Message};

use crate::diff;
use crate::fault::Fault;
use crate::messages::{faults, hints, steps};
use crate::outcome::{Failure, HarnessError, Outcome, Step};
use crate::protocol::Description;
use crate::server::Printed;
use crate::verdict::CheckReport;

/// Explains a failure or an error of the harness.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evidence {
    /// what happened, in a sentence or two
    pub sentence: String,
    /// what was done, as lines for a shell; the last one failed
    pub steps: Vec<String>,
    /// what the server printed
    pub printed: Printed,
    /// whether the server did not get as far as the first request
    pub at_start: bool,
    /// whether files of the lab were read and no server was started
    pub only_reads_files: bool,
    /// the steps again, for a reader who can keep files
    pub script: Vec<Script>,
    /// what other failures may have in common with this one
    pub cause: Cause,
}

/// A step that somebody who has a terminal can repeat.
#[derive(Clone, Debug, PartialEq)]
pub enum Script {
    /// a line for a shell; `/tmp/NAME` is the file of that name
    Line(String),
    /// a file that the server starts with, whose path is in a variable
    File {
        /// the variable
        variable: String,
        /// the name of the file
        name: String,
        /// its content
        content: String,
    },
    /// one of several servers
    Server {
        /// its variables, as a shell reads them before a command
        assignments: String,
    },
    /// a variable that the server starts with
    Variable {
        /// its name
        name: String,
        /// its value
        value: String,
    },
}

/// The report of a check, in the form of the contract.
pub fn report(check: &Description, outcome: &Outcome, lang: Lang) -> CheckReport {
    let report = CheckReport {
        id: check.id.clone(),
        title: check.texts.title.get(lang).to_owned(),
        verdict: outcome.verdict(),
        points: if *outcome == Outcome::Passed { check.points } else { 0 },
        out_of: check.points,
        reason: None,
        diff: None,
        hint: None,
        chapter: None,
    };
    match outcome {
        Outcome::Passed => report,
        Outcome::Failed(failure) => failed(report, check, failure, lang),
        Outcome::Skipped { why } => CheckReport { diff: Some(why.text(lang)), ..report },
        Outcome::Error(error) => CheckReport { diff: Some(of_harness(error, lang)), ..report },
    }
}

fn failed(report: CheckReport, check: &Description, failure: &Failure, lang: Lang) -> CheckReport {
    let diff = match failure.diff.as_slice() {
        [] => fault(&failure.fault).text(lang),
        lines => diff::text(lines, lang),
    };
    let advice = match &failure.fault {
        // The compiler has given its own advice.
        Fault::BuildFailed => None,
        _ if failure.advice.is_some() => {
            let advice = failure.advice.as_ref();
            advice.map(|advice| (advice.hint.text(lang), &advice.chapter))
        }
        _ if failure.is_at_start() => Some((hints::START.text(lang), &check.start_chapter)),
        _ => {
            let chapter = failure.chapter.as_ref().unwrap_or(&check.chapter);
            Some((check.texts.nudge.get(lang).to_owned(), chapter))
        }
    };
    CheckReport {
        reason: Some(failure.fault.reason()),
        diff: Some(diff),
        hint: advice.as_ref().map(|(hint, _)| hint.clone()),
        chapter: advice.map(|(_, chapter)| chapter.clone()),
        ..report
    }
}

/// The explanation of an outcome; nothing for a check that passed or was skipped.
pub fn evidence(outcome: &Outcome, lang: Lang) -> Option<Evidence> {
    match outcome {
        Outcome::Passed | Outcome::Skipped { .. } => None,
        Outcome::Failed(failure) => Some(told(failure, lang)),
        Outcome::Error(error) => {
            Some(Evidence { sentence: of_harness(error, lang), ..Evidence::default() })
        }
    }
}

/// An error of the harness: what to do about it, where that is known.
fn of_harness(error: &HarnessError, lang: Lang) -> String {
    error.advice.as_ref().map_or_else(|| error.why.clone(), |advice| advice.text(lang))
}

fn told(failure: &Failure, lang: Lang) -> Evidence {
    let sentence = sentence(failure).text(lang);
    Evidence {
        steps: failure.steps.iter().flat_map(|step| self::step(step, lang)).collect(),
        printed: failure.printed.clone(),
        at_start: failure.is_at_start(),
        only_reads_files: only_reads_files(&failure.steps),
        script: failure.steps.iter().map(|step| script(step, lang)).collect(),
        cause: causes::of(failure, &sentence, lang),
        sentence,
    }
}

/// What happened: that the request at fault only prepares the check, what is wrong, and what an error
/// of the system in the output usually means.
fn sentence(failure: &Failure) -> Message {
    let owner = failure.advice.as_ref().is_some_and(|advice| advice.check.is_some());
    let preparing = failure.asked.as_ref().filter(|_| owner).map(|_| faults::PREPARES);
    let usual = [preparing, Some(fault(&failure.fault)), system::explanation(failure)];
    Message::joined(usual.into_iter().flatten().collect(), " ")
}

fn only_reads_files(steps: &[Step]) -> bool {
    !steps.is_empty() && steps.iter().all(|step| matches!(step, Step::LabFile(_)))
}

/// A step as lines for a shell.
fn step(step: &Step, lang: Lang) -> Vec<String> {
    match step {
        Step::Request { curl, remark: None } => vec![curl.clone()],
        Step::Request { curl, remark: Some(remark) } => {
            vec![format!("{curl}  # {}", remark.text(lang))]
        }
        Step::LabFile(name) => vec![format!("cat {name}")],
        Step::Command(command) => vec![command.clone()],
        Step::Event(message) => vec![format!("# {}", message.text(lang))],
        Step::Variable { name, value } => {
            vec![format!("# {}", steps::variable_before_start(name, value).text(lang))]
        }
        Step::Server { variables } => {
            vec![format!("# {}", steps::one_of_several(assignments(variables)).text(lang))]
        }
        Step::File { variable, name, content } => {
            let (path, quoted) = (format!("/tmp/{name}"), shlex::try_quote(content));
            match quoted.ok().filter(|quoted| quoted.len() <= SHOWN_BYTES) {
                Some(quoted) => vec![
                    format!("# {}", steps::file_before_start(variable, &path).text(lang)),
                    format!("printf %s {quoted} > {path}"),
                ],
                None => {
                    let step = steps::long_file_before_start(variable, &path, content.len());
                    vec![format!("# {}", step.text(lang))]
                }
            }
        }
    }
}

fn assignments(variables: &[(String, String)]) -> String {
    let assigned = variables.iter().map(|(name, value)| format!("{name}={value}"));
    assigned.collect::<Vec<_>>().join(" ")
}

/// Up to this length, a report that can keep no file shows the whole content.
const SHOWN_BYTES: usize = 1_500;

fn script(step: &Step, lang: Lang) -> Script {
    match step.clone() {
        Step::File { variable, name, content } => Script::File { variable, name, content },
        Step::Variable { name, value } => Script::Variable { name, value },
        Step::Server { variables } => Script::Server { assignments: assignments(&variables) },
        step => Script::Line(self::step(&step, lang).concat()),
    }
}
