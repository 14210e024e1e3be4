//! The checks on the pipeline: `ci.yaml`.

use delivery::{Check, Finding, Ignored, Pipeline, Reason, Rule};
use engine::{Conversation, Stop};
use toml::{Table, Value};

use crate::files::{Problem, judge};

/// `checks`: formatting, lints and tests, for every change, and none may be ignored.
pub fn checks(c: &mut Conversation<'_>) -> Result<(), Stop> {
    judged(c, &[Rule::Checks, Rule::Triggers, Rule::Failures])
}

/// `publication`: what the tests need is cached, and an image is pushed from the main branch alone.
pub fn publication(c: &mut Conversation<'_>) -> Result<(), Stop> {
    judged(c, &[Rule::Cache, Rule::Image])
}

/// `supply`: what the pipeline may do, and whom it trusts.
pub fn supply(c: &mut Conversation<'_>) -> Result<(), Stop> {
    judged(c, &[Rule::Permissions, Rule::Versions, Rule::Secrets, Rule::Injection])
}

/// Ends the check with what breaks one of these rules.
fn judged(c: &mut Conversation<'_>, rules: &[Rule]) -> Result<(), Stop> {
    let text = c.lab_file("ci.yaml")?;
    let pipeline = match Pipeline::read(&text) {
        Ok(pipeline) => pipeline,
        Err(error) => return Err(c.broken(error.message(), "", "")),
    };
    let denies = denies_warnings(c);
    let findings = pipeline.findings().into_iter();
    let broken = findings
        .filter(|finding| rules.contains(&finding.rule()))
        .filter(|finding| !(denies && is_about_warnings(&finding.reason)));
    let problems = broken.map(|finding| problem(&finding)).collect();
    judge(c, "ci.yaml", problems)
}

fn is_about_warnings(reason: &Reason) -> bool {
    matches!(reason, Reason::FailureIgnored { check: Check::Lint, how: Ignored::Warnings })
}

/// Whether the `[lints]` of the lab's `Cargo.toml` turn warnings into errors: clippy then fails by itself.
fn denies_warnings(c: &mut Conversation<'_>) -> bool {
    let steps = c.steps();
    let manifest = c.optional_lab_file("Cargo.toml").ok().flatten().unwrap_or_default();
    c.forget_steps_after(steps);
    let manifest: Table = manifest.parse().unwrap_or_default();
    let level = |tool: &str, lint: &str| {
        let value = manifest.get("lints")?.get(tool)?.get(lint)?;
        value.as_str().or_else(|| value.get("level").and_then(Value::as_str))
    };
    [("rust", "warnings"), ("clippy", "all")]
        .iter()
        .any(|(tool, lint)| matches!(level(tool, lint), Some("deny" | "forbid")))
}

fn problem(finding: &Finding) -> Problem {
    Problem { what: finding.message(), chapter: chapter(finding.rule()) }
}

fn chapter(rule: Rule) -> &'static str {
    match rule {
        Rule::Checks | Rule::Triggers => "9-deployment/delivery.md#checks",
        Rule::Failures => "9-deployment/delivery.md#failures",
        Rule::Cache => "9-deployment/delivery.md#cache",
        Rule::Image => "9-deployment/delivery.md#publish",
        Rule::Permissions => "9-deployment/delivery.md#permissions",
        Rule::Versions => "9-deployment/delivery.md#versions",
        Rule::Secrets => "9-deployment/delivery.md#secrets",
        Rule::Injection => "9-deployment/delivery.md#injection",
    }
}
