//! The rules of the contract, for one `Deployment` and the `Service` that reaches it.
//!
//! With several of them, the pair with the fewest findings is the service; the others may be anything.

mod budget;
mod candidate;
mod configuration;
mod plain_secrets;
mod port;
mod probes;
mod replicas;
mod resources;
mod security;
mod selection;
mod service;
mod stop;
mod strategy;

use crate::finding::Finding;
use crate::set::Set;
use crate::settings::ImageSettings;
use crate::workload::Workload;
use crate::{Reason, Rule};
use candidate::Candidate;

/// The path of the pods.
const POD: &str = "spec.template.spec";

/// All findings beyond validity.
pub(crate) fn judge(set: &Set, settings: &ImageSettings) -> Vec<Finding> {
    let mut findings = selection::check_all(set);
    findings.extend(plain_secrets::check(set));
    match best(set, settings) {
        Some((_, judged)) => findings.extend(judged),
        None => findings.extend(missing()),
    }
    findings
}

/// The `Deployment` that is judged.
pub(crate) fn deployment<'a>(set: &'a Set, settings: &ImageSettings) -> Option<Workload<'a>> {
    best(set, settings).map(|(candidate, _)| candidate.workload)
}

fn best<'a>(set: &'a Set, settings: &ImageSettings) -> Option<(Candidate<'a>, Vec<Finding>)> {
    let judged = Candidate::all(set, settings).into_iter().map(|candidate| {
        let findings = check(&candidate, set);
        (candidate, findings)
    });
    judged.min_by_key(|(_, findings)| findings.len())
}

/// Without a `Deployment`, no rule about it holds.
fn missing() -> impl Iterator<Item = Finding> {
    let needs_one = |rule: &Rule| !matches!(rule, Rule::Validity | Rule::PlainSecret);
    Rule::ALL.into_iter().filter(needs_one).map(|rule| Finding {
        rule,
        file: String::new(),
        line: 0,
        object: None,
        path: String::new(),
        reason: Reason::NoDeployment,
    })
}

fn check(candidate: &Candidate<'_>, set: &Set) -> Vec<Finding> {
    let mut findings = Vec::new();
    let lowest = replicas::check(candidate.workload, set, &mut findings);
    strategy::check(candidate.workload, &mut findings);
    if let Some(server) = &candidate.server {
        probes::check(server, &mut findings);
        resources::check(server.container, &mut findings);
        port::check(server, candidate.service, &mut findings);
        stop::check(server, &mut findings);
        configuration::check(server.container, set, &mut findings);
    } else {
        let missing = |rule| candidate.workload.finding(rule, POD, Reason::NoContainer);
        findings.extend(Rule::OF_CONTAINERS.into_iter().map(missing));
    }
    for container in candidate.workload.all_containers() {
        security::check(container, &mut findings);
    }
    service::check(candidate, set, &mut findings);
    budget::check(candidate.workload, lowest, set, &mut findings);
    findings
}
