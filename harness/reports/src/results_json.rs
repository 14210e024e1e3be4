//! `results.json`, as Gradescope reads it.
//!
//! The format: <https://gradescope-autograders.readthedocs.io/en/latest/specs/#output-format>. It has
//! no total maximum, which is a setting of the assignment; `score` at the top overrides the sum of
//! the tests, as lateness and overrides need. `status` is `passed` or `failed`; without one,
//! Gradescope compares the score with the maximum.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use engine::verdict::{CheckReport, Verdict};
use jiff::Timestamp;
use marks::{Absence, LabMark, Outcome, Override, Points, Provenance, StudentMarks};
use sandbox::Tier;
use serde::Serialize;
use submission::{Contact, Flag, LeftOut, Refused};
use texts::Message;

use crate::checks::{self, Evidence};
use crate::class::Class;
use crate::messages::{self, labels, notes};
use crate::notation::{reason_word, verdict_word};
use crate::{escape, feedback, number};

#[derive(Serialize)]
struct Results<'a> {
    /// absent as long as a lab could not be judged because of a grader error: Gradescope then reports that
    /// the grader failed, and nobody is given a zero
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<f64>,
    /// seconds
    execution_time: f64,
    output: String,
    output_format: &'static str,
    test_output_format: &'static str,
    test_name_format: &'static str,
    visibility: &'static str,
    stdout_visibility: &'static str,
    extra_data: Extra<'a>,
    tests: Vec<Test>,
}

#[derive(Serialize)]
struct Test {
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<f64>,
    max_score: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    name: String,
    name_format: &'static str,
    number: String,
    output: String,
    output_format: &'static str,
    tags: Vec<String>,
    visibility: &'static str,
    extra_data: BTreeMap<&'static str, String>,
}

/// What the grade depends on.
#[derive(Serialize)]
struct Extra<'a> {
    student: &'a str,
    #[serde(skip_serializing_if = "is_unknown")]
    contact: &'a Contact,
    out_of: u32,
    digest: Option<&'a str>,
    tier: Tier,
    toolchain: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<&'a Refused>,
    #[serde(skip_serializing_if = "Option::is_none")]
    commit: Option<&'a str>,
    left_out: &'a [LeftOut],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    flags: &'a [Flag],
    labs: Vec<ExtraLab<'a>>,
}

#[derive(Serialize)]
struct ExtraLab<'a> {
    lab: &'a str,
    /// null without a grade
    points: Option<f64>,
    out_of: u32,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    handed_in: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deadline: Option<Timestamp>,
    days_late: u32,
    late_points: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    build_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    judging_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    by_hand: Option<&'a Override>,
    #[serde(skip_serializing_if = "Option::is_none")]
    team: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    provenance: Option<&'a Provenance>,
}

/// The document.
///
/// # Errors
/// When it cannot be serialised.
pub fn document(class: &Class, marked: &StudentMarks) -> Result<String> {
    let total = marked.points();
    let labs = marked.labs.iter().enumerate();
    let times = marked.labs.iter().map(checks::times);
    let milliseconds: u64 = times.map(|(build, judging)| build + judging).sum();
    let results = Results {
        score: total.map(points),
        execution_time: seconds(milliseconds),
        output: summary(class, marked),
        output_format: "text",
        test_output_format: "text",
        test_name_format: "text",
        visibility: "visible",
        stdout_visibility: "hidden",
        extra_data: extra(class, marked),
        tests: labs
            .flat_map(|(index, lab)| tests(class, lab, index + 1, total.is_some()))
            .collect(),
    };
    serde_json::to_string_pretty(&results).context("serialising the results for Gradescope")
}

fn extra<'a>(class: &'a Class, marked: &'a StudentMarks) -> Extra<'a> {
    Extra {
        student: &marked.student.name,
        contact: &marked.contact,
        out_of: whole(marked.out_of()),
        digest: marked.digest.as_deref(),
        tier: class.tier,
        toolchain: &class.toolchain,
        refused: marked.refused.as_ref(),
        commit: marked.commit.as_deref(),
        left_out: &marked.left_out,
        flags: &marked.flags,
        labs: marked.labs.iter().map(extra_lab).collect(),
    }
}

/// Whether the class list has no identifier of the student.
fn is_unknown(contact: &Contact) -> bool {
    *contact == Contact::default()
}

fn extra_lab(lab: &LabMark) -> ExtraLab<'_> {
    ExtraLab {
        lab: &lab.lab,
        points: lab.points().map(points),
        out_of: whole(lab.out_of),
        outcome: outcome_word(&lab.outcome),
        handed_in: lab.handed_in,
        deadline: lab.deadline,
        days_late: lab.lateness.days,
        late_points: points(lab.lateness.deduction),
        build_ms: lab.outcome.build_ms(),
        judging_ms: lab.outcome.judging_ms(),
        by_hand: lab.by_hand.as_ref(),
        team: lab.team.as_deref(),
        provenance: lab.provenance.as_ref(),
    }
}

/// A line per lab, then what must not be overlooked.
fn summary(class: &Class, marked: &StudentMarks) -> String {
    let mut lines = Vec::new();
    if let Some(refused) = &marked.refused {
        lines.push(escape::line(&messages::refused(refused).text(class.lang)));
    }
    for lab in &marked.labs {
        let title = escape::line(class.title(&lab.lab));
        let none = || lab.absence().map_or("?", Absence::code).to_owned();
        let points = lab.points().map_or_else(none, |it| number::points(it, class.lang));
        let head = notes::lab_points(title, points, lab.out_of.to_string());
        lines.push(head.text(class.lang));
        lines.extend(feedback::state(&lab.outcome, class.lang).map(|state| escape::line(&state)));
        lines.extend(feedback::notes(lab, class));
        if let Outcome::BuildFailed { message, .. } = &lab.outcome
            && !message.is_empty()
        {
            lines.push(escape::visible(message));
        }
    }
    lines.push(messages::confined(class.tier).text(class.lang));
    lines.join("\n")
}

fn tests(class: &Class, lab: &LabMark, number: usize, judged: bool) -> Vec<Test> {
    let evidence: BTreeMap<String, Evidence> = checks::judged(lab, class.lang)
        .into_iter()
        .filter_map(|(check, evidence)| Some((check.id, evidence?)))
        .collect();
    let checks = checks::of(class, lab);
    let test = |(index, check): (usize, &CheckReport)| {
        let evidence = evidence.get(&check.id);
        Test {
            score: judged.then(|| f64::from(check.points)),
            max_score: f64::from(check.out_of),
            status: status(check.verdict),
            name: format!("{} · {}", escape::line(class.title(&lab.lab)), check.title),
            name_format: "text",
            number: format!("{number}.{}", index + 1),
            output: output(class, check, evidence),
            output_format: "text",
            tags: tags(lab, check),
            visibility: "visible",
            extra_data: BTreeMap::from([
                ("lab", lab.lab.clone()),
                ("check", check.id.clone()),
                ("verdict", verdict_word(check.verdict).to_owned()),
            ]),
        }
    };
    checks.iter().enumerate().map(test).collect()
}

fn tags(lab: &LabMark, check: &CheckReport) -> Vec<String> {
    let reason = check.reason.map(|reason| reason_word(reason).to_owned());
    [Some(lab.lab.clone()), Some(check.id.clone()), reason].into_iter().flatten().collect()
}

fn status(verdict: Verdict) -> Option<&'static str> {
    match verdict {
        Verdict::Passed => Some("passed"),
        Verdict::Failed => Some("failed"),
        Verdict::Skipped | Verdict::Error => None,
    }
}

/// A failure in the contract's order, as plain text; nothing for a check that passed.
fn output(class: &Class, check: &CheckReport, evidence: Option<&Evidence>) -> String {
    if check.verdict == Verdict::Passed {
        return String::new();
    }
    let failure = feedback::Failure::new(class, check, evidence);
    let mut parts = vec![failure.sentence.clone()];
    let mut part = |label: Message, text: String| {
        if !text.is_empty() {
            parts.push(format!("{}\n{text}", label.text(class.lang)));
        }
    };
    part(labels::ASKED, failure.asked.join("\n"));
    part(labels::DIFFERENCE, failure.diff_text());
    part(labels::PRINTED, failure.printed.clone());
    part(labels::HINT, failure.hint.clone().unwrap_or_default());
    part(labels::CHAPTER, failure.chapter.clone().unwrap_or_default());
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n")
}

fn outcome_word(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Missing => "missing",
        Outcome::Unread => "unread",
        Outcome::Incomplete { .. } => "incomplete",
        Outcome::Judged { .. } => "judged",
        Outcome::BuildFailed { .. } => "build-failed",
        Outcome::BuildLimit { .. } => "build-limit",
        Outcome::SetAside { .. } => "set-aside",
    }
}

fn points(points: Points) -> f64 {
    f64::from(points.hundredths()) / 100.0
}

/// What labs are worth is whole.
fn whole(points: Points) -> u32 {
    points.hundredths() / 100
}

fn seconds(milliseconds: u64) -> f64 {
    std::time::Duration::from_millis(milliseconds).as_secs_f64()
}
