//! Faulty servers, built and judged: which checks fail, and what a student reads.
//!
//! Every run tries one faulty server for each check, on that check. A faulty server whose message is not
//! recorded yet is tried on every check of the lab, as all of them are with [`Choice::Every`].

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use engine::Lang;
use engine::verdict::Verdict;
use lab::course::{Course, Lab};
use serde::{Deserialize, Serialize};

use super::catalogue::{Catalogue, Fault};
use super::kept;
use super::messages::{Recorded, composed};
use super::workshop::{Compiled, SEED, Workshop};
use crate::parallel::side_by_side;
use crate::{cargo, redact, seeds};

/// Which faulty servers are tried.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Choice {
    /// one for each check, on that check, and those without a recorded message on all checks
    OnePerCheck,
    /// all of them, on all checks
    Every,
}

impl Choice {
    /// What a test tries: every faulty server when `ATELIER_EVERY_FAULT=1`.
    pub fn of_tests() -> Self {
        match std::env::var_os("ATELIER_EVERY_FAULT").is_some_and(|value| value == "1") {
            true => Self::Every,
            false => Self::OnePerCheck,
        }
    }
}

/// On which checks a faulty server is tried.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
enum Extent {
    /// on the one that is there for it
    OwnCheck,
    /// on all of the lab
    AllChecks,
}

/// A faulty server that was judged.
#[derive(Debug)]
pub struct JudgedFault {
    /// what is wrong with it
    pub fault: Fault,
    outcome: Outcome,
}

/// The result for a faulty server.
#[derive(Debug, Deserialize, Serialize)]
struct Outcome {
    extent: Extent,
    /// the checks that failed, in their order
    failed: Vec<String>,
    /// what a student reads of the check that is there for this fault, in French
    french: String,
    /// in English
    english: String,
    /// what was said of each check that failed without being declared to
    surprises: Vec<String>,
}

impl JudgedFault {
    /// What is not as declared; nothing when the fault is caught as it should be.
    pub fn problem(&self) -> Option<String> {
        self.outcome.problem(&self.fault)
    }
}

impl Outcome {
    /// What a student reads, without what differs from run to run.
    fn message(&self, fault: &Fault, lang: Lang) -> String {
        let message = match lang {
            Lang::Fr => &self.french,
            Lang::En => &self.english,
        };
        let message = message.trim();
        if fault.unsteady { redact::without_chance(message) } else { message.to_owned() }
    }

    fn problem(&self, fault: &Fault) -> Option<String> {
        let name = &fault.name;
        let declared: BTreeSet<&String> = match self.extent {
            Extent::OwnCheck => fault.fails.iter().take(1).collect(),
            Extent::AllChecks => fault.fails.iter().collect(),
        };
        let failed = self.failed.iter().filter(|check| !fault.sometimes.contains(check));
        if declared != failed.collect() {
            let fails: Vec<&str> = declared.into_iter().map(String::as_str).collect();
            let (fails, failed) = (fails.join(", "), self.failed.join(", "));
            let surprises = self.surprises.concat();
            return Some(format!(
                "{name}: declared to fail [{fails}], it fails [{failed}]{surprises}"
            ));
        }
        let hint = &fault.hint;
        let lacks = |message: &str, words: &str| !one_line(message).contains(&one_line(words));
        if lacks(&self.french, &hint.fr) {
            return Some(format!("{name}: the French message does not say “{}”", hint.fr));
        }
        if lacks(&self.english, &hint.en) {
            return Some(format!("{name}: the English message does not say “{}”", hint.en));
        }
        None
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The faulty servers of a lab that were tried.
pub struct Tried {
    catalogue: Catalogue,
    recorded: [Recorded; 2],
    /// in the order of the catalogue
    pub faults: Vec<JudgedFault>,
}

impl Tried {
    /// Builds and judges faulty servers of a lab, as many at once as there are cores.
    ///
    /// # Errors
    /// When a fault no longer fits the solution, does not compile, or the judge fails.
    pub fn of(lab: &Lab, choice: Choice) -> Result<Self> {
        let catalogue = Catalogue::of(&lab.folder)?;
        let recorded = [Recorded::of(&lab.folder, Lang::Fr), Recorded::of(&lab.folder, Lang::En)];
        let chosen = catalogue.chosen(&checks(lab)?);
        let is_recorded = |fault: &Fault| recorded.iter().all(|kept| kept.has(&fault.name));
        let is_tried = |fault: &&Fault| {
            choice == Choice::Every || chosen.contains(&fault.name) || !is_recorded(fault)
        };
        let faults: Vec<&Fault> = catalogue.faults.iter().filter(is_tried).collect();
        let line = Line::of(lab)?;
        let faults = side_by_side(&faults, |fault| {
            let extent = match choice {
                Choice::OnePerCheck if is_recorded(fault) => Extent::OwnCheck,
                Choice::OnePerCheck | Choice::Every => Extent::AllChecks,
            };
            let is_expected =
                |outcome: &Outcome, lang| is_recorded_in(&recorded, fault, outcome, lang);
            let judged = line.judge(fault, extent, is_expected);
            judged.with_context(|| format!("the fault {} of {}", fault.name, lab.folder))
        })?;
        Ok(Self { catalogue, recorded, faults })
    }

    /// What is not as declared.
    pub fn problems(&self) -> Vec<String> {
        self.faults.iter().filter_map(JudgedFault::problem).collect()
    }

    /// How many were not tried.
    pub fn left_out(&self) -> usize {
        self.catalogue.faults.len() - self.faults.len()
    }

    /// The messages of all faults in one language, to be read in one sitting: of those that were tried as
    /// they are now, of the others as they are recorded.
    pub fn messages(&self, lang: Lang) -> String {
        let tried = self.faults.iter();
        let tried = tried.map(|judged| (judged.fault.name.as_str(), self.message(judged, lang)));
        let tried: Vec<(&str, String)> = tried.collect();
        let names = self.catalogue.faults.iter().map(|fault| fault.name.as_str());
        composed(names, &tried, of(&self.recorded, lang))
    }

    /// The names of the faults whose message is not the recorded one.
    pub fn changed_messages(&self) -> Vec<String> {
        let differs = |judged: &&JudgedFault| {
            !is_recorded_message(&self.recorded, &judged.fault, &judged.outcome)
        };
        self.faults.iter().filter(differs).map(|judged| judged.fault.name.clone()).collect()
    }

    /// What a student reads of a fault that was tried.
    fn message(&self, judged: &JudgedFault, lang: Lang) -> String {
        message(of(&self.recorded, lang), &judged.fault, &judged.outcome, lang)
    }
}

/// The messages that are recorded in one language, of those in both.
fn of(recorded: &[Recorded; 2], lang: Lang) -> &Recorded {
    let [french, english] = recorded;
    match lang {
        Lang::Fr => french,
        Lang::En => english,
    }
}

/// What a student reads of a fault, without what differs from run to run. A race may decide at which request
/// a check fails: then it is the message that is recorded, as long as that is about the same check and gives
/// the same advice.
fn message(recorded: &Recorded, fault: &Fault, outcome: &Outcome, lang: Lang) -> String {
    let new = outcome.message(fault, lang);
    let is_same = |kept: &&str| fault.unsteady && redact::frame(kept) == redact::frame(&new);
    let kept = recorded.message(&fault.name).filter(is_same);
    kept.map_or_else(|| new.clone(), str::to_owned)
}

/// Whether a student reads what is recorded, in both languages.
fn is_recorded_message(recorded: &[Recorded; 2], fault: &Fault, outcome: &Outcome) -> bool {
    [Lang::Fr, Lang::En].into_iter().all(|lang| is_recorded_in(recorded, fault, outcome, lang))
}

/// The same, in one language.
fn is_recorded_in(recorded: &[Recorded; 2], fault: &Fault, outcome: &Outcome, lang: Lang) -> bool {
    let recorded = of(recorded, lang);
    let new = message(recorded, fault, outcome, lang);
    recorded.message(&fault.name) == Some(new.trim())
}

/// Where the faulty servers of one lab are judged one after the other.
struct Line {
    workshop: Workshop,
    /// the student's command
    command: PathBuf,
    /// what an outcome depends on beside the server
    tools: String,
}

impl Line {
    fn of(lab: &Lab) -> Result<Self> {
        let workshop = Workshop::of(lab)?;
        let command = cargo::executable("lab")?;
        let tools = kept::digest(&[&workshop.judge, &command])?;
        Ok(Self { workshop, command, tools })
    }

    /// The result for a fault. One that was caught before, with the same server and judge, is not judged
    /// again.
    fn judge(
        &self,
        fault: &Fault,
        extent: Extent,
        is_expected: impl Fn(&Outcome, Lang) -> bool,
    ) -> Result<JudgedFault> {
        let change = |copy: &Path| fault.apply(copy);
        let outcome = self.workshop.changed(&fault.name, change, |changed| {
            let key = format!("{} {} {:?}", changed.digest, self.tools, fault.fails);
            let is_good = |outcome: &Outcome| outcome.problem(fault).is_none();
            let all = changed.folder.join("outcome.json");
            let file = match extent {
                Extent::AllChecks => all,
                Extent::OwnCheck => match kept::found(&all, &key).filter(is_good) {
                    Some(outcome) => return Ok(outcome),
                    None => changed.folder.join("own.json"),
                },
            };
            kept::or_find(&file, &key, is_good, || match changed.compile()? {
                Compiled::Server(server) => {
                    self.steady_outcome(fault, &server, extent, &is_expected)
                }
                Compiled::Refused(said) => bail!("it does not compile:\n{said}"),
            })
        })?;
        Ok(JudgedFault { fault: fault.clone(), outcome })
    }

    /// The result for a server. Which of two requests arrives first may change what its message shows: when
    /// that is not as expected, its check is tried again, and the message that is as expected is kept. A text
    /// that was changed differs every time.
    fn steady_outcome(
        &self,
        fault: &Fault,
        server: &seeds::Server,
        extent: Extent,
        is_expected: impl Fn(&Outcome, Lang) -> bool,
    ) -> Result<Outcome> {
        const MORE_ATTEMPTS: usize = 3;
        let mut outcome = self.outcome(fault, server, extent)?;
        for _ in 0..MORE_ATTEMPTS {
            let [french, english] = [Lang::Fr, Lang::En].map(|lang| is_expected(&outcome, lang));
            let is_caught = outcome.problem(fault).is_none();
            if extent == Extent::AllChecks || !is_caught || (french && english) {
                break;
            }
            let mut again = self.outcome(fault, server, extent)?;
            if french {
                again.french = outcome.french;
            }
            if english {
                again.english = outcome.english;
            }
            outcome = again;
        }
        Ok(outcome)
    }

    fn outcome(&self, fault: &Fault, server: &seeds::Server, extent: Extent) -> Result<Outcome> {
        let check = fault.fails.first().context("it names no check")?;
        let said = self.messages(server, check)?;
        let is_caught = said.iter().all(|message| !message.is_empty());
        let [french, english] = said;
        let (failed, surprises) = match extent {
            Extent::OwnCheck => (is_caught.then(|| check.clone()).into_iter().collect(), vec![]),
            Extent::AllChecks => self.failed(fault, server)?,
        };
        Ok(Outcome { extent, failed, french, english, surprises })
    }

    /// The checks that a faulty server fails, and what is said of each that it was not declared to fail.
    fn failed(&self, fault: &Fault, server: &seeds::Server) -> Result<(Vec<String>, Vec<String>)> {
        let judged = self.workshop.judged(server)?;
        let failed: Vec<&seeds::Judged> =
            judged.iter().filter(|(check, _)| check.verdict != Verdict::Passed).collect();
        let surprises = failed.iter().filter(|(check, _)| !fault.fails.contains(&check.id));
        let surprises = surprises.map(|(check, evidence)| {
            let sentence = evidence.as_ref().map_or("", |evidence| &evidence.sentence);
            let diff = check.diff.as_deref().unwrap_or_default();
            format!("\n  {}: {sentence}\n{diff}", check.id)
        });
        let surprises = surprises.collect();
        Ok((failed.iter().map(|(check, _)| check.id.clone()).collect(), surprises))
    }

    /// What the student's command says of one check, in French and in English; both at the same time,
    /// because a check that fails often waits.
    fn messages(&self, server: &seeds::Server, check: &str) -> Result<[String; 2]> {
        let program = format!("'{}'", server.program.display());
        let start = |lang: &str| {
            Command::new(&self.command)
                .args(["test", &self.workshop.lab.name, "--cmd", &program, "--only", check])
                .args(["--seed", &SEED.to_string(), "--lang", lang, "--judge"])
                .arg(&self.workshop.judge)
                // Where the files of the lab are, and where a server that ignores its environment leaves its own.
                .current_dir(&server.files)
                .env("CARGO_MANIFEST_DIR", cargo::root())
                .env("NO_COLOR", "1")
                .stdin(Stdio::null())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .context("starting the student's command")
        };
        let (french, english) = (start("fr")?, start("en")?);
        let said = [french.wait_with_output()?, english.wait_with_output()?];
        Ok(said.map(|output| block(&String::from_utf8_lossy(&output.stdout))))
    }
}

/// What a report says about its one failure; empty if the check passed.
fn block(report: &str) -> String {
    let Some((_, block)) = report.split_once("\n✗ ") else { return String::new() };
    let block = block.rsplit_once("\n\n").map_or(block, |(block, _)| block);
    let message = redact::without_ports(&format!("✗ {block}"));
    let message =
        redact::without_tokens(&redact::without_names(&redact::without_folders(&message)));
    redact::without_traces(&redact::without_logs(&message))
}

/// The names of the checks of a lab, in their order.
///
/// # Errors
/// When its judge does not compile.
pub fn checks(lab: &Lab) -> Result<Vec<String>> {
    let judge = cargo::executable(&format!("suite-{}", lab.name))?;
    Ok(lab::judge::checks(&judge)?.into_iter().map(|check| check.id).collect())
}

/// Faults of a lab, by its name, caught as declared: what every suite's own test asks for.
///
/// # Errors
/// Names every fault that is not caught as declared, and everything that the catalogue lacks.
pub fn caught(name: &str) -> Result<Tried> {
    let course = Course::find()?;
    let lab = course.lab(name)?;
    let mut problems = Catalogue::of(&lab.folder)?.gaps(&checks(lab)?);
    let tried = Tried::of(lab, Choice::of_tests())?;
    problems.extend(tried.problems());
    ensure!(problems.is_empty(), "{}", problems.join("\n"));
    Ok(tried)
}
