//! What is wrong, with its data.

mod found;
mod invalid;

use credentials::Format;
pub use found::{Elsewhere, Found, ProbeKind, Resource, Setting, Source, Syntax, clip};
pub use invalid::Invalid;

/// What is wrong, with its data. Texts of the files are cut after 120 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names of the fields say what they hold")]
pub enum Reason {
    /// An object that the API server refuses.
    Invalid(Invalid),

    // The Deployment.
    /// No file has a `Deployment`: a finding for each rule that needs one.
    NoDeployment,
    /// A `Deployment` has no container: a finding for each rule that needs one.
    NoContainer,
    /// A `Deployment` that does not select its own pods.
    SelectorMismatch { selector: String, labels: String },
    /// Fewer than two replicas; without a number, the default is 1.
    TooFewReplicas { replicas: Option<i64> },
    /// An autoscaler may go below two; without a number, the default is 1.
    MinReplicas { min: Option<i64> },
    /// Another strategy.
    NotRollingUpdate { found: String },
    /// `maxUnavailable` is not 0; without a value, the default is 25 %.
    MaxUnavailable { found: Option<String> },

    // The container that the Service reaches.
    /// A probe is missing.
    MissingProbe { container: String, probe: ProbeKind },
    /// A probe of another kind than `httpGet`.
    NotHttpGet { probe: ProbeKind },
    /// A probe of another path.
    ProbePath { probe: ProbeKind, found: String, expected: &'static str },
    /// A probe of another port than the server's.
    ProbePort { probe: ProbeKind, found: String, number: Option<u16>, expected: u16, from: Source },
    /// A probe of another host than the pod.
    ProbeHost { probe: ProbeKind, host: String },
    /// A probe over HTTPS.
    ProbeScheme { probe: ProbeKind },
    /// A request or a limit is missing.
    MissingResource { container: String, resource: Resource },
    /// A value that the server cannot read.
    InvalidSetting { setting: Setting, value: String },
    /// A value that is in none of the files, as from a `Secret`.
    UnknownSetting { setting: Setting, from: Elsewhere },
    /// No port of the `Service` reaches the server.
    ServicePort { found: Vec<String>, expected: u16, from: Source },
    /// The server listens where only its own pod reaches it.
    Loopback { value: String, from: Source },

    // Every container.
    /// `runAsNonRoot` is not set.
    MayRunAsRoot { container: String },
    /// `runAsUser` is 0.
    RunsAsRoot { container: String },
    /// `readOnlyRootFilesystem` is not set.
    WritableRoot { container: String },
    /// `allowPrivilegeEscalation` is not false.
    MayEscalate { container: String },
    /// `privileged` is set.
    Privileged { container: String },
    /// `capabilities.drop` does not have `ALL`.
    KeepsCapabilities { container: String },
    /// `capabilities.add` has some.
    AddsCapabilities { container: String, added: Vec<String> },

    // The rest.
    /// The pod is killed before the server has stopped by itself.
    GracePeriod { grace_ms: i64, pre_stop_ms: i64, stop_ms: i64 },
    /// No `Service` selects the pods, so no port has a name either.
    NoService { labels: String },
    /// An object would fit, if it were in the same namespace.
    OtherNamespace { found: String, expected: String },
    /// A port of the `Service` has no name.
    UnnamedPort { port: i64 },
    /// No `PodDisruptionBudget` selects the pods.
    NoBudget { labels: String },
    /// A budget that never lets a pod go.
    LetsNoneGo { field: &'static str, value: String, replicas: i64 },
    /// A budget without a number.
    EmptyBudget,
    /// Several budgets select the same pods, and nothing can then be evicted.
    SeveralBudgets { other: String },
    /// The container refers to no `ConfigMap`.
    NoConfigMap { container: String },
    /// The container refers to `ConfigMap`s, of which none is in the files.
    UnknownConfigMap { container: String, names: Vec<String> },
    /// A `ConfigMap` of the files does not have a key that the container requires.
    MissingKey { config_map: String, key: String },
    /// The container refers to no `Secret`.
    NoSecret { container: String },
    /// A `Secret` of the files holds a value.
    SecretValue { key: String },
    /// A literal value under a name that is that of a secret.
    LiteralSecret { name: String },
    /// A token in a known format.
    Token { format: Format },
}
