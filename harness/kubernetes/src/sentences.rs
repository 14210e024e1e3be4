//! What a student reads: what is wrong, and what to do, after the place.

mod container;
mod deployment;
mod invalid;
mod parts;

use texts::Message;

use crate::finding::Finding;
use crate::limits::{
    Excess, Limit, MAX_BYTES, MAX_DEPTH, MAX_DOCUMENTS, MAX_EXPANDED_BYTES, MAX_FILES, MAX_NODES,
    MAX_OBJECTS,
};
use crate::messages::{containers, deployment as deployments, limits, places, probes, reasons};
use crate::reason::{Reason, clip};
use parts::{code, codes, labels};

impl Finding {
    /// What is wrong and what to do, after the place.
    pub fn message(&self) -> Message {
        let what = of(&self.reason);
        if self.file.is_empty() {
            return places::files(what);
        }
        let mut inside = String::new();
        if let Some(object) = &self.object {
            inside = format!(", {object}");
        }
        if !self.path.is_empty() {
            inside = format!("{inside}, {}", clip(&self.path));
        }
        match self.line {
            0 => places::file(&self.file, inside, what),
            line => places::line(&self.file, line, inside, what),
        }
    }
}

impl Excess {
    /// Why the files are not read, after the place.
    pub fn message(&self) -> Message {
        let what = match self.limit {
            Limit::Files => limits::files(MAX_FILES),
            Limit::Bytes => limits::bytes(MAX_BYTES),
            Limit::Documents => limits::documents(MAX_DOCUMENTS),
            Limit::Objects => limits::objects(MAX_OBJECTS),
            Limit::Depth => limits::depth(MAX_DEPTH),
            Limit::Nodes => limits::nodes(MAX_NODES),
            Limit::Aliases => limits::aliases(MAX_NODES, MAX_EXPANDED_BYTES),
        };
        match &self.file {
            Some(file) => places::file(file, "", what),
            None => places::files(what),
        }
    }
}

fn of(reason: &Reason) -> Message {
    match reason {
        Reason::Invalid(invalid) => invalid::of(invalid),
        Reason::NoDeployment => deployments::MISSING,
        Reason::NoContainer => deployments::NO_CONTAINER,
        Reason::SelectorMismatch { selector, labels: pods } => {
            deployments::selector_mismatch(labels(selector), labels(pods))
        }
        Reason::TooFewReplicas { replicas } => deployment::replicas(*replicas),
        Reason::MinReplicas { min } => deployment::min_replicas(*min),
        Reason::NotRollingUpdate { found } => deployments::not_rolling_update(code(found)),
        Reason::MaxUnavailable { found } => deployment::max_unavailable(found.as_deref()),

        Reason::MissingProbe { container, probe } => container::no_probe(container, *probe),
        Reason::NotHttpGet { probe } => probes::not_http_get(probe.field()),
        Reason::ProbePath { probe, found, expected } => {
            probes::path(probe.field(), code(found), *expected)
        }
        Reason::ProbePort { probe, found, number, expected, from } => {
            container::probe_port(*probe, found, *number, *expected, from)
        }
        Reason::ProbeHost { probe, host } => probes::host(probe.field(), code(host)),
        Reason::ProbeScheme { probe } => probes::scheme(probe.field()),
        Reason::MissingResource { container, resource } => {
            container::no_resource(container, *resource)
        }
        Reason::InvalidSetting { setting, value } => container::invalid_setting(*setting, value),
        Reason::UnknownSetting { setting, from } => container::unknown_setting(*setting, *from),
        Reason::ServicePort { found, expected, from } => {
            container::service_port(found, *expected, from)
        }
        Reason::Loopback { value, from } => container::loopback(value, from),

        Reason::MayRunAsRoot { container } => containers::may_run_as_root(code(container)),
        Reason::RunsAsRoot { container } => containers::runs_as_root(code(container)),
        Reason::WritableRoot { container } => containers::writable_root(code(container)),
        Reason::MayEscalate { container } => containers::may_escalate(code(container)),
        Reason::Privileged { container } => containers::privileged(code(container)),
        Reason::KeepsCapabilities { container } => containers::keeps_capabilities(code(container)),
        Reason::AddsCapabilities { container, added } => {
            containers::adds_capabilities(code(container), codes(added))
        }
        Reason::NoConfigMap { container } => containers::no_config_map(code(container)),
        Reason::UnknownConfigMap { container, names } => {
            containers::unknown_config_map(code(container), codes(names))
        }
        Reason::MissingKey { config_map, key } => {
            containers::missing_key(code(config_map), code(key))
        }
        Reason::NoSecret { container } => containers::no_secret(code(container)),
        Reason::GracePeriod { grace_ms, pre_stop_ms, stop_ms } => {
            deployment::grace_period(*grace_ms, *pre_stop_ms, *stop_ms)
        }
        Reason::NoService { labels: pods } => reasons::no_service(labels(pods)),
        Reason::OtherNamespace { found, expected } => {
            reasons::other_namespace(code(found), code(expected))
        }
        Reason::UnnamedPort { port } => reasons::unnamed_port(*port),
        Reason::NoBudget { labels: pods } => reasons::no_budget(labels(pods)),
        Reason::LetsNoneGo { field, value, replicas } => {
            reasons::lets_none_go(*field, value, *replicas)
        }
        Reason::EmptyBudget => reasons::EMPTY_BUDGET,
        Reason::SeveralBudgets { other } => reasons::several_budgets(code(other)),
        Reason::SecretValue { key } => reasons::secret_value(code(key)),
        Reason::LiteralSecret { name } => reasons::literal_secret(code(name)),
        Reason::Token { format } => reasons::token(format.message()),
    }
}
