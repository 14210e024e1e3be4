//! The checks on the Kubernetes objects: `k8s/*.yaml`.

use engine::{Conversation, Stop};
use kubernetes::{Finding, Rule};

use crate::files::{Problem, image_settings, judge, objects};

/// `deployment`: valid objects, a `Deployment` that selects its own pods, at least two of them, and an update
/// that never has fewer.
pub fn deployment(c: &mut Conversation<'_>) -> Result<(), Stop> {
    judged(c, &[Rule::Validity, Rule::Selector, Rule::Replicas, Rule::RollingUpdate])
}

/// `traffic`: probes and `Service` reach the server.
pub fn traffic(c: &mut Conversation<'_>) -> Result<(), Stop> {
    judged(
        c,
        &[
            Rule::Readiness,
            Rule::Liveness,
            Rule::Port,
            Rule::Address,
            Rule::Service,
            Rule::PortNames,
        ],
    )
}

/// `container`: what it may use, and what it may do.
pub fn container(c: &mut Conversation<'_>) -> Result<(), Stop> {
    judged(
        c,
        &[Rule::Resources, Rule::NonRoot, Rule::ReadOnlyRoot, Rule::Escalation, Rule::Capabilities],
    )
}

/// `disruptions`: time to stop, and one pod at a time.
pub fn disruptions(c: &mut Conversation<'_>) -> Result<(), Stop> {
    judged(c, &[Rule::GracePeriod, Rule::Budget])
}

/// `configuration`: a `ConfigMap`, a `Secret`, and no value of a secret.
pub fn configuration(c: &mut Conversation<'_>) -> Result<(), Stop> {
    judged(c, &[Rule::ConfigMap, Rule::Secret, Rule::PlainSecret])
}

/// Ends the check with what breaks one of these rules.
fn judged(c: &mut Conversation<'_>, rules: &[Rule]) -> Result<(), Stop> {
    let settings = image_settings(c);
    let findings = objects(c)?.findings(&settings).into_iter();
    let broken = findings.filter(|finding| rules.contains(&finding.rule));
    let problems = broken.map(|finding| problem(&finding)).collect();
    judge(c, "k8s/*.yaml", problems)
}

fn problem(finding: &Finding) -> Problem {
    Problem { what: finding.message(), chapter: chapter(finding.rule) }
}

fn chapter(rule: Rule) -> &'static str {
    match rule {
        Rule::Validity => "9-deployment/kubernetes.md#validity",
        Rule::Selector | Rule::Replicas => "9-deployment/kubernetes.md#deployment",
        Rule::RollingUpdate => "9-deployment/kubernetes.md#rolling",
        Rule::Readiness | Rule::Liveness => "9-deployment/kubernetes.md#probes",
        Rule::Resources => "9-deployment/kubernetes.md#resources",
        Rule::Port | Rule::Service | Rule::PortNames => "9-deployment/kubernetes.md#service",
        Rule::Address => "9-deployment/lifecycle.md#address",
        Rule::NonRoot | Rule::ReadOnlyRoot | Rule::Escalation | Rule::Capabilities => {
            "9-deployment/kubernetes.md#security"
        }
        Rule::GracePeriod => "9-deployment/kubernetes.md#grace",
        Rule::Budget => "9-deployment/kubernetes.md#budget",
        Rule::ConfigMap | Rule::Secret | Rule::PlainSecret => {
            "9-deployment/kubernetes.md#configuration"
        }
    }
}
