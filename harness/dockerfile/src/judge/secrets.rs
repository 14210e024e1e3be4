//! No secret is written in the files.

use std::collections::BTreeSet;

use credentials::{is_secret_name, tokens};

use crate::build::Build;
use crate::error::excerpt;
use crate::file::File;
use crate::finding::{Finding, Reason};
use crate::stage::{Action, Declaration, Step};

/// Variables under the name of a secret, before the first `FROM` and in stages that the last image needs.
pub fn secrets(build: &Build) -> Vec<Finding> {
    let stages = build.needed().flat_map(|stage| &stage.steps);
    let mut seen = BTreeSet::new();
    build
        .global
        .iter()
        .chain(stages)
        .filter_map(declared)
        // A trigger is applied in several stages.
        .filter(|(line, name, _)| seen.insert((*line, name.clone())))
        .map(|(line, _, reason)| Finding::at(line, reason))
        .collect()
}

/// Tokens in a known format, anywhere in a file.
pub fn secrets_of_text(file: File, text: &str) -> Vec<Finding> {
    let finding =
        |line, format| Finding { file, line: Some(line), reason: Reason::Token { format } };
    tokens(text).into_iter().map(|token| finding(token.line, token.format)).collect()
}

fn declared(step: &Step) -> Option<(usize, String, Reason)> {
    let Action::Declare(declaration) = &step.action else { return None };
    let (name, reason) = match declaration {
        Declaration::Env { name, is_literal: true } => {
            (name, Reason::SecretInEnv { name: excerpt(name) })
        }
        Declaration::Arg { name } => (name, Reason::SecretInArg { name: excerpt(name) }),
        Declaration::Env { .. } => return None,
    };
    is_secret_name(name).then(|| (step.line, name.clone(), reason))
}
