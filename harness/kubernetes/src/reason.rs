//! What is wrong, with its data, which a caller can put into any language. The English texts of `Display`
//! are for logs.

mod found;

use credentials::Format;
use thiserror::Error;

pub use found::{Elsewhere, Found, ProbeKind, Resource, Setting, Source, Syntax, clip};

/// What is wrong, with its data. Texts of the files are cut after 120 characters.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[expect(missing_docs, reason = "the names of the fields say what they hold")]
pub enum Reason {
    // Validity.
    /// A file that is not YAML; the message of the parser.
    #[error("not valid YAML: {message}")]
    NotYaml { message: String },
    /// An object has a key twice.
    #[error("the key {key:?} is there twice")]
    DuplicateKey { key: String },
    /// A document that is not an object.
    #[error("a document is an object with `apiVersion` and `kind`")]
    NotAnObject,
    /// An API version that 1.32 no longer serves, the release that removed it, and what to use.
    #[error("{api_version} of {kind} was removed in Kubernetes {since}{}", or_use(instead))]
    NoLongerServed {
        api_version: String,
        kind: String,
        since: &'static str,
        instead: Option<String>,
    },
    /// An API version that never had this kind.
    #[error("{api_version} has no {kind}: use {instead}")]
    UnknownVersion { api_version: String, kind: String, instead: String },
    /// A kind that Kubernetes does not have.
    #[error("{api_version} has no kind {kind}{}", or_meant(similar))]
    UnknownKind { api_version: String, kind: String, similar: Option<String> },
    /// A field that the API does not have here.
    #[error("unknown field {field:?}{}", or_meant(similar))]
    UnknownField { field: String, similar: Option<String> },
    /// A field that the API requires.
    #[error("the field {field:?} is missing")]
    MissingField { field: String },
    /// A value of another type.
    #[error("expected {expected}, found {found}")]
    WrongType { expected: Syntax, found: Found },
    /// A value that the API does not accept.
    #[error("{found:?} is not valid: expected {expected}")]
    InvalidValue { expected: Syntax, found: String },
    /// A value that is not one of the possible ones.
    #[error("{found:?} is not one of {}", allowed.join(", "))]
    NotAllowed { found: String, allowed: Vec<&'static str> },
    /// Fields of which one has to be there.
    #[error("one of {} is required", fields.join(", "))]
    NoneOf { fields: Vec<&'static str> },
    /// Fields that exclude each other.
    #[error("{} exclude each other", fields.join(", "))]
    Exclusive { fields: Vec<&'static str> },
    /// Two items of a list with the same name, or two objects of a kind.
    #[error("{name:?} is there twice")]
    DuplicateName { name: String },
    /// A volume that the pod does not have.
    #[error("the pod has no volume {name:?}")]
    UnknownVolume { name: String },
    /// More is requested than the limit allows.
    #[error("the request for {resource} is above its limit")]
    RequestAboveLimit { resource: String },
    /// `maxUnavailable` and `maxSurge` are both 0.
    #[error("`maxSurge` and `maxUnavailable` are both 0")]
    NoProgress,
    /// More of something is required than is allowed.
    #[error("{lower} is above {upper}")]
    OutOfOrder { lower: &'static str, upper: &'static str },

    // The Deployment.
    /// No file has a `Deployment`: a finding for each rule that needs one.
    #[error("no Deployment")]
    NoDeployment,
    /// A `Deployment` has no container: a finding for each rule that needs one.
    #[error("no container")]
    NoContainer,
    /// A `Deployment` that does not select its own pods.
    #[error("the selector {selector} does not match the labels {labels} of the template")]
    SelectorMismatch { selector: String, labels: String },
    /// Fewer than two replicas; without a number, the default is 1.
    #[error("replicas: {}, at least 2 are required", number(replicas))]
    TooFewReplicas { replicas: Option<i64> },
    /// An autoscaler may go below two; without a number, the default is 1.
    #[error("minReplicas: {}, at least 2 are required", number(min))]
    MinReplicas { min: Option<i64> },
    /// Another strategy.
    #[error("the strategy is {found}, not RollingUpdate")]
    NotRollingUpdate { found: String },
    /// `maxUnavailable` is not 0; without a value, the default is 25 %.
    #[error("maxUnavailable: {}, 0 is required", found.as_deref().unwrap_or("25% by default"))]
    MaxUnavailable { found: Option<String> },

    // The container that the Service reaches.
    /// A probe is missing.
    #[error("container {container:?} has no {probe} probe")]
    MissingProbe { container: String, probe: ProbeKind },
    /// A probe of another kind than `httpGet`.
    #[error("the {probe} probe is not an httpGet")]
    NotHttpGet { probe: ProbeKind },
    /// A probe of another path.
    #[error("the {probe} probe gets {found:?}, not {expected:?}")]
    ProbePath { probe: ProbeKind, found: String, expected: &'static str },
    /// A probe of another port than the server's.
    #[error("the {probe} probe reaches {}, the server listens on {expected} ({from})", port(found, *number))]
    ProbePort { probe: ProbeKind, found: String, number: Option<u16>, expected: u16, from: Source },
    /// A probe of another host than the pod.
    #[error("the {probe} probe names the host {host:?}: a probe without one reaches the pod")]
    ProbeHost { probe: ProbeKind, host: String },
    /// A probe over HTTPS.
    #[error("the {probe} probe uses HTTPS, the server speaks HTTP")]
    ProbeScheme { probe: ProbeKind },
    /// A request or a limit is missing.
    #[error("container {container:?} has no {resource}")]
    MissingResource { container: String, resource: Resource },
    /// A value that the server cannot read.
    #[error("{setting} is {value:?}, which is not valid")]
    InvalidSetting { setting: Setting, value: String },
    /// A value that is in none of the files, as from a `Secret`.
    #[error("{setting} comes from {from}, so its value is not known")]
    UnknownSetting { setting: Setting, from: Elsewhere },
    /// No port of the `Service` reaches the server.
    #[error("the Service reaches {}, the server listens on {expected} ({from})", found.join(", "))]
    ServicePort { found: Vec<String>, expected: u16, from: Source },
    /// The server listens where only its own pod reaches it.
    #[error("HOTE is {value} ({from}), which only its own pod reaches")]
    Loopback { value: String, from: Source },

    // Every container.
    /// `runAsNonRoot` is not set.
    #[error("container {container:?} does not have runAsNonRoot: true")]
    MayRunAsRoot { container: String },
    /// `runAsUser` is 0.
    #[error("container {container:?} has runAsUser: 0")]
    RunsAsRoot { container: String },
    /// `readOnlyRootFilesystem` is not set.
    #[error("container {container:?} does not have readOnlyRootFilesystem: true")]
    WritableRoot { container: String },
    /// `allowPrivilegeEscalation` is not false.
    #[error("container {container:?} does not have allowPrivilegeEscalation: false")]
    MayEscalate { container: String },
    /// `privileged` is set.
    #[error("container {container:?} is privileged")]
    Privileged { container: String },
    /// `capabilities.drop` does not have `ALL`.
    #[error("container {container:?} does not drop ALL capabilities")]
    KeepsCapabilities { container: String },
    /// `capabilities.add` has some.
    #[error("container {container:?} adds {}", added.join(", "))]
    AddsCapabilities { container: String, added: Vec<String> },

    // The rest.
    /// The pod is killed before the server has stopped by itself.
    #[error(
        "the grace period of {grace_ms} ms is not longer than preStop ({pre_stop_ms} ms) and ARRET_MS ({stop_ms} ms)"
    )]
    GracePeriod { grace_ms: i64, pre_stop_ms: i64, stop_ms: i64 },
    /// No `Service` selects the pods, so no port has a name either.
    #[error("no Service selects the pods with the labels {labels}")]
    NoService { labels: String },
    /// An object would fit, if it were in the same namespace.
    #[error("is in the namespace {found:?}, the pods are in {expected:?}")]
    OtherNamespace { found: String, expected: String },
    /// A port of the `Service` has no name.
    #[error("port {port} has no name")]
    UnnamedPort { port: i64 },
    /// No `PodDisruptionBudget` selects the pods.
    #[error("no PodDisruptionBudget selects the pods with the labels {labels}")]
    NoBudget { labels: String },
    /// A budget that never lets a pod go.
    #[error("{field}: {value} lets none of {replicas} pods go")]
    LetsNoneGo { field: &'static str, value: String, replicas: i64 },
    /// A budget without a number.
    #[error("neither `minAvailable` nor `maxUnavailable`")]
    EmptyBudget,
    /// Several budgets select the same pods, and nothing can then be evicted.
    #[error("the pods have another PodDisruptionBudget, {other:?}: with two, none can be evicted")]
    SeveralBudgets { other: String },
    /// The container refers to no `ConfigMap`.
    #[error("container {container:?} refers to no ConfigMap")]
    NoConfigMap { container: String },
    /// The container refers to `ConfigMap`s, of which none is in the files.
    #[error("container {container:?} refers to the ConfigMap {}, which no file has", names.join(", "))]
    UnknownConfigMap { container: String, names: Vec<String> },
    /// A `ConfigMap` of the files does not have a key that the container requires.
    #[error("the ConfigMap {config_map:?} has no key {key:?}")]
    MissingKey { config_map: String, key: String },
    /// The container refers to no `Secret`.
    #[error("container {container:?} refers to no Secret")]
    NoSecret { container: String },
    /// A `Secret` of the files holds a value.
    #[error("the Secret holds a value under {key:?}")]
    SecretValue { key: String },
    /// A literal value under a name that is that of a secret.
    #[error("{name:?} is the name of a secret, and has a literal value")]
    LiteralSecret { name: String },
    /// A token in a known format.
    #[error("a token in the format of {format}")]
    Token { format: Format },
}

fn or_use(instead: &Option<String>) -> String {
    instead.as_ref().map(|version| format!(": use {version}")).unwrap_or_default()
}

fn or_meant(similar: &Option<String>) -> String {
    similar.as_ref().map(|name| format!(" (did you mean {name:?}?)")).unwrap_or_default()
}

fn number(number: &Option<i64>) -> String {
    number.map_or_else(|| "1 by default".to_owned(), |number| number.to_string())
}

fn port(found: &str, number: Option<u16>) -> String {
    match number {
        Some(number) if number.to_string() != found => format!("{found} ({number})"),
        Some(_) => found.to_owned(),
        None => format!("{found}, which the container does not declare"),
    }
}
