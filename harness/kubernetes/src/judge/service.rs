//! A `Service` that selects the pods, and whose ports have names.

use crate::finding::Finding;
use crate::judge::candidate::Candidate;
use crate::selector::{service_selects, shown};
use crate::set::Set;
use crate::yaml::Node;
use crate::{Reason, Rule};

pub(crate) fn check(candidate: &Candidate<'_>, set: &Set, findings: &mut Vec<Finding>) {
    let Some(service) = candidate.service else { return missing(candidate, set, findings) };
    for (index, port) in
        service.node.at(&["spec", "ports"]).map_or(&[][..], Node::items).iter().enumerate()
    {
        if port.str_at(&["name"]).is_none_or(str::is_empty) {
            let port = port.get("port").and_then(Node::as_i64).unwrap_or_default();
            let path = format!("spec.ports[{index}]");
            findings.push(service.finding(Rule::PortNames, &path, Reason::UnnamedPort { port }));
        }
    }
}

fn missing(candidate: &Candidate<'_>, set: &Set, findings: &mut Vec<Finding>) {
    let workload = candidate.workload;
    let labels = workload.labels();
    let mut services = set.of_kind("", "Service");
    // All Services of the same namespace were tried already.
    if let Some(elsewhere) = services.find(|service| service_selects(&service.node, &labels)) {
        let found = elsewhere.namespace().to_owned();
        let expected = workload.object.namespace().to_owned();
        if found != expected {
            let reason = Reason::OtherNamespace { found, expected };
            for rule in [Rule::Service, Rule::PortNames] {
                findings.push(elsewhere.finding(rule, "metadata.namespace", reason.clone()));
            }
            return;
        }
    }
    for rule in [Rule::Service, Rule::PortNames] {
        let reason = Reason::NoService { labels: shown(&labels) };
        findings.push(workload.finding(rule, "spec.template.metadata.labels", reason));
    }
}
