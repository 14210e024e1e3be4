//! Text from outside in scripts.

use std::collections::BTreeMap;

use crate::expression::github::{outside, tainted, templates};
use crate::finding::{Finding, Reason};
use crate::yaml::{Node, Text};

/// The inputs of actions that are scripts: `script` of `actions/github-script`, and those of actions
/// that run a command.
const SCRIPT_INPUTS: [&str; 4] = ["script", "inlineScript", "command", "run"];

pub(crate) fn findings(root: &Node) -> Vec<Finding> {
    let mut findings = Vec::new();
    let of_file = variables(root);
    for job in root.get("jobs").map(Node::entries).unwrap_or_default() {
        let mut of_job = of_file.clone();
        of_job.extend(variables(&job.value));
        for step in job.value.get("steps").map(Node::items).unwrap_or_default() {
            let inputs = step.get("with").map(Node::entries).unwrap_or_default();
            let inputs = inputs.iter().filter(|input| SCRIPT_INPUTS.contains(&input.key.as_str()));
            let scripts = step.get("run").into_iter().chain(inputs.map(|input| &input.value));
            for script in scripts.filter_map(Node::scalar) {
                findings.extend(in_script(script, &of_job, step));
            }
        }
    }
    findings
}

/// The variables that have an expression; others cannot hold text from outside.
fn variables(node: &Node) -> BTreeMap<String, String> {
    let entries = node.get("env").map(Node::entries).unwrap_or_default();
    entries
        .iter()
        .filter_map(|entry| Some((entry.key.clone(), entry.value.text()?.to_owned())))
        .filter(|(_, text)| text.contains("${{"))
        .collect()
}

fn in_script(script: &Text, of_job: &BTreeMap<String, String>, step: &Node) -> Vec<Finding> {
    let templates = templates(&script.text);
    let reads_env = templates.iter().any(|(_, inner)| inner.to_ascii_lowercase().contains("env"));
    let tainted = if reads_env {
        let mut env = of_job.clone();
        env.extend(variables(step));
        tainted(&env)
    } else {
        BTreeMap::new()
    };
    let mut findings: Vec<Finding> = Vec::new();
    let (mut at, mut line) = (0, script.first_line);
    for (start, inner) in templates {
        line += script.text[at..start].matches('\n').count();
        at = start;
        if let Some(source) = outside(inner, &tainted) {
            findings.push(Finding::new(line, Reason::Injection { source }));
        }
    }
    findings
}
