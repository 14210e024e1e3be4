//! A file, read and judged.

use crate::error::ParseError;
use crate::finding::Finding;
use crate::model::Model;
use crate::yaml::{Node, Value, documents};
use crate::{github, gitlab, judge, secrets, versions};

/// A pipeline of either platform.
#[derive(Debug)]
pub struct Pipeline {
    platform: Platform,
    model: Model,
    /// What is known without the model.
    findings: Vec<Finding>,
}

/// Where a pipeline runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Platform {
    /// GitHub Actions.
    GitHub,
    /// GitLab CI.
    GitLab,
}

impl Pipeline {
    /// Reads a file, and tells from its keys which platform it is for: `jobs` has the jobs of GitHub
    /// Actions, everything else is GitLab CI.
    ///
    /// # Errors
    /// When the file is not YAML, passes a bound, or is no pipeline that its platform would start.
    pub fn read(text: &str) -> Result<Self, ParseError> {
        let documents = documents(text)?;
        let (root, platform) = recognized(&documents)?;
        let (model, mut findings) = match platform {
            Platform::GitHub => {
                let (model, mut findings) = github::read(root)?;
                let pushing = judge::pushing_jobs(&model);
                findings.extend(github::permissions(root, &|job| pushing.contains(job)));
                findings.extend(versions::of_github(root));
                (model, findings)
            }
            Platform::GitLab => {
                let jobs = gitlab::merged(root)?;
                let (model, mut findings) = gitlab::read(root, &jobs)?;
                findings.extend(versions::of_gitlab(root, &jobs));
                (model, findings)
            }
        };
        findings.extend(secrets::findings(text, root));
        Ok(Self { platform, model, findings })
    }

    /// Where it runs.
    pub fn platform(&self) -> Platform {
        self.platform
    }

    /// Everything that the lab refuses, by line, nothing twice.
    pub fn findings(&self) -> Vec<Finding> {
        let mut findings = judge::findings(&self.model);
        findings.extend(self.findings.iter().cloned());
        findings.sort_unstable();
        findings.dedup();
        findings
    }
}

/// The document with the pipeline, and its platform.
fn recognized(documents: &[Node]) -> Result<(&Node, Platform), ParseError> {
    let root = match documents {
        [root] => root,
        // GitLab's header: the inputs of a file that others include.
        [header, root] if header.get("spec").is_some() => root,
        [_, second, ..] => return Err(ParseError::SeveralDocuments { line: second.line }),
        [] => return Err(ParseError::UnknownPlatform),
    };
    if let Some(jobs) = root.get("jobs") {
        let is_job =
            |job: &Node| ["steps", "uses", "runs-on"].into_iter().any(|key| job.get(key).is_some());
        let is_github =
            root.get("on").is_some() || jobs.entries().iter().any(|entry| is_job(&entry.value));
        if is_github {
            return match &jobs.value {
                Value::Map(entries) if !entries.is_empty() => Ok((root, Platform::GitHub)),
                _ => Err(wrong_jobs(jobs.line)),
            };
        }
    }
    let is_gitlab = root.entries().iter().any(|entry| {
        matches!(entry.key.as_str(), "stages" | "include" | "workflow")
            || ["script", "trigger", "extends", "stage", "run"]
                .into_iter()
                .any(|key| entry.value.get(key).is_some())
    });
    match (is_gitlab, root.get("on")) {
        (true, None) => Ok((root, Platform::GitLab)),
        (_, Some(on)) => Err(wrong_jobs(on.line)),
        _ => Err(ParseError::UnknownPlatform),
    }
}

fn wrong_jobs(line: usize) -> ParseError {
    ParseError::WrongType { line, key: "jobs".to_owned(), expected: crate::error::Shape::Mapping }
}
