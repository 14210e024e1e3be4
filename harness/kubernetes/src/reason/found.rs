//! The parts of a reason.

use thiserror::Error;

/// `text`, cut after 120 characters.
pub fn clip(text: &str) -> String {
    const MOST: usize = 120;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A value that has another type.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Found {
    /// `null`, or nothing.
    #[error("null")]
    Null,
    /// A text, a number or a boolean.
    #[error("{0:?}")]
    Scalar(String),
    /// A list.
    #[error("a list")]
    List,
    /// An object.
    #[error("an object")]
    Object,
}

/// Where a value is, when it is in none of the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Elsewhere {
    /// In a `Secret`.
    #[error("a Secret")]
    Secret,
    /// In a `ConfigMap` that no file has.
    #[error("a ConfigMap that no file has")]
    OtherConfigMap,
    /// Under a key that its `ConfigMap` does not have.
    #[error("a key that its ConfigMap does not have")]
    MissingKey,
    /// In a field of the pod: `fieldRef`, `resourceFieldRef`.
    #[error("a field of the pod")]
    Pod,
    /// In references that make a text without end.
    #[error("references that make a very long text")]
    TooLong,
}

/// What a value has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Syntax {
    /// An object.
    #[error("an object")]
    Object,
    /// A list.
    #[error("a list")]
    List,
    /// A string, also when it looks like a number or a boolean: it then stands in quotes.
    #[error("a string")]
    String,
    /// `true` or `false`.
    #[error("a boolean")]
    Bool,
    /// A whole number.
    #[error("a whole number")]
    Integer,
    /// A number.
    #[error("a number")]
    Number,
    /// A whole number of at least this.
    #[error("a whole number of at least {0}")]
    AtLeast(i64),
    /// Exactly this number.
    #[error("{0}")]
    Exactly(i64),
    /// A whole number, or a string.
    #[error("a whole number or a string")]
    IntOrString,
    /// A whole number, or a percentage as in `25%`.
    #[error("a whole number or a percentage")]
    IntOrPercent,
    /// Base64, with its padding.
    #[error("base64")]
    Base64,
    /// A quantity, as in `500m` or `64Mi`.
    #[error("a quantity")]
    Quantity,
    /// 1 to 65535.
    #[error("a port number")]
    PortNumber,
    /// At most 15 lower-case letters, digits and hyphens, with a letter.
    #[error("the name of a port")]
    PortName,
    /// Lower-case letters, digits and hyphens, at most 63.
    #[error("a DNS label")]
    DnsLabel,
    /// Lower-case letters, digits, hyphens and dots, at most 253.
    #[error("a DNS name")]
    DnsName,
    /// The key of a label, a prefix included.
    #[error("the key of a label")]
    LabelKey,
    /// The value of a label: at most 63 letters, digits, `-`, `_` and `.`.
    #[error("the value of a label")]
    LabelValue,
    /// The key of a `ConfigMap` or a `Secret`: letters, digits, `-`, `_` and `.`.
    #[error("the key of a ConfigMap or a Secret")]
    DataKey,
}

/// A probe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ProbeKind {
    /// `readinessProbe`
    #[error("readiness")]
    Readiness,
    /// `livenessProbe`
    #[error("liveness")]
    Liveness,
    /// `startupProbe`
    #[error("startup")]
    Startup,
}

/// A request or a limit that a container has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Resource {
    /// `requests.cpu`
    #[error("CPU request")]
    CpuRequest,
    /// `requests.memory`
    #[error("memory request")]
    MemoryRequest,
    /// `limits.memory`
    #[error("memory limit")]
    MemoryLimit,
}

/// A variable that the server reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Setting {
    /// The port.
    #[error("PORT")]
    Port,
    /// The address.
    #[error("HOTE")]
    Host,
    /// How long a stop takes at most.
    #[error("ARRET_MS")]
    Stop,
}

/// Where the value of a variable comes from.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Source {
    /// `env` of the container.
    #[error("env")]
    Env,
    /// A `ConfigMap`, by its name.
    #[error("ConfigMap {0}")]
    ConfigMap(String),
    /// `ENV` of the image.
    #[error("ENV of the image")]
    Image,
    /// The default of the server.
    #[error("the default")]
    Default,
}
