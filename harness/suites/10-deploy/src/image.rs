//! The checks on the image: `Dockerfile` and `.dockerignore`.

use dockerfile::{Context, Finding, Rule};
use engine::{Conversation, Stop};
use images::Unpinned;
use texts::Message;

use crate::files::{DEFAULT_PORT, Problem, image, image_settings, judge, objects};
use crate::messages::{promises, versions};

/// `stages`: it is built in stages, the dependencies first, and the last stage compiles nothing.
pub fn stages(c: &mut Conversation<'_>) -> Result<(), Stop> {
    judged(c, &[Rule::Stages, Rule::Dependencies, Rule::Runtime])
}

/// `versions`: every image has a digest or a version, that of the `Deployment` too.
pub fn versions(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let mut problems = found(c, &[Rule::Pinned])?;
    let settings = image_settings(c);
    let objects = objects(c)?;
    for image in objects.images(&settings) {
        let Some(why) = image.unpinned() else { continue };
        let what = promises::unpinned_image(
            image.file.clone(),
            image.line,
            image.image.clone(),
            image.container.clone(),
            reason(why),
        );
        problems.push(Problem { what, chapter: chapter(Rule::Pinned) });
    }
    judge(c, "Dockerfile, k8s/*.yaml", problems)
}

/// `process`: the user, the command and the port.
pub fn process(c: &mut Conversation<'_>) -> Result<(), Stop> {
    judged(c, &[Rule::User, Rule::Command, Rule::Port])
}

/// `contents`: no secret, and `.git`, `target` and `.env` stay out.
pub fn contents(c: &mut Conversation<'_>) -> Result<(), Stop> {
    judged(c, &[Rule::Secrets, Rule::Context])
}

fn judged(c: &mut Conversation<'_>, rules: &[Rule]) -> Result<(), Stop> {
    let problems = found(c, rules)?;
    judge(c, "Dockerfile", problems)
}

/// What breaks one of these rules.
fn found(c: &mut Conversation<'_>, rules: &[Rule]) -> Result<Vec<Problem>, Stop> {
    let image = image(c)?;
    let findings = image.findings(&Context { default_port: DEFAULT_PORT }).into_iter();
    let broken = findings.filter(|finding| rules.contains(&finding.rule()));
    Ok(broken.map(|finding| problem(&finding)).collect())
}

fn problem(finding: &Finding) -> Problem {
    Problem { what: finding.message(), chapter: chapter(finding.rule()) }
}

fn chapter(rule: Rule) -> &'static str {
    match rule {
        Rule::Stages => "9-deployment/images.md#stages",
        Rule::Pinned => "9-deployment/images.md#versions",
        Rule::Dependencies => "9-deployment/images.md#cache",
        Rule::Runtime => "9-deployment/images.md#runtime",
        Rule::User => "9-deployment/images.md#user",
        Rule::Command => "9-deployment/images.md#command",
        Rule::Port => "9-deployment/images.md#port",
        Rule::Secrets => "9-deployment/images.md#secrets",
        Rule::Context => "9-deployment/images.md#context",
    }
}

fn reason(why: Unpinned) -> Message {
    match why {
        Unpinned::Unresolved => versions::UNRESOLVED,
        Unpinned::NoTag => versions::NO_TAG,
        Unpinned::Latest => versions::LATEST,
        Unpinned::NoVersion => versions::NO_VERSION,
    }
}
