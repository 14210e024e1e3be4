//! The parts of a reason.

/// `text`, cut after 120 characters.
pub fn clip(text: &str) -> String {
    const MOST: usize = 120;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A value that has another type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// `null`, or nothing.
    Null,
    /// A text, a number or a boolean.
    Scalar(String),
    /// A list.
    List,
    /// An object.
    Object,
}

/// Where a value is, when it is in none of the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Elsewhere {
    /// In a `Secret`.
    Secret,
    /// In a `ConfigMap` that no file has.
    OtherConfigMap,
    /// Under a key that its `ConfigMap` does not have.
    MissingKey,
    /// In a field of the pod: `fieldRef`, `resourceFieldRef`.
    Pod,
    /// In references that make a text without end.
    TooLong,
}

/// What a value has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// An object.
    Object,
    /// A list.
    List,
    /// A string, also when it looks like a number or a boolean: it then stands in quotes.
    String,
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// A whole number of at least this.
    AtLeast(i64),
    /// Exactly this number.
    Exactly(i64),
    /// A whole number, or a string.
    IntOrString,
    /// A whole number, or a percentage as in `25%`.
    IntOrPercent,
    /// Base64, with its padding.
    Base64,
    /// A quantity, as in `500m` or `64Mi`.
    Quantity,
    /// 1 to 65535.
    PortNumber,
    /// 30000 to 32767.
    NodePort,
    /// At most 15 lower-case letters, digits and hyphens, with a letter.
    PortName,
    /// Lower-case letters, digits and hyphens, at most 63.
    DnsLabel,
    /// Lower-case letters, digits, hyphens and dots, at most 253.
    DnsName,
    /// The key of a label, a prefix included.
    LabelKey,
    /// The value of a label: at most 63 letters, digits, `-`, `_` and `.`.
    LabelValue,
    /// The key of a `ConfigMap` or a `Secret`: letters, digits, `-`, `_` and `.`.
    DataKey,
}

/// A probe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProbeKind {
    /// `readinessProbe`
    Readiness,
    /// `livenessProbe`
    Liveness,
    /// `startupProbe`
    Startup,
}

impl ProbeKind {
    /// The field of a container that declares it.
    pub fn field(self) -> &'static str {
        match self {
            Self::Readiness => "readinessProbe",
            Self::Liveness => "livenessProbe",
            Self::Startup => "startupProbe",
        }
    }
}

/// A request or a limit that a container has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource {
    /// `requests.cpu`
    CpuRequest,
    /// `requests.memory`
    MemoryRequest,
    /// `limits.memory`
    MemoryLimit,
}

/// A variable that the server reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// The port.
    Port,
    /// The address.
    Host,
    /// How long a stop takes at most.
    Stop,
}

impl Setting {
    /// The name of the variable.
    pub fn name(self) -> &'static str {
        match self {
            Self::Port => "PORT",
            Self::Host => "HOTE",
            Self::Stop => "ARRET_MS",
        }
    }
}

/// Where the value of a variable comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// `env` of the container.
    Env,
    /// A `ConfigMap`, by its name.
    ConfigMap(String),
    /// `ENV` of the image.
    Image,
    /// The default of the server.
    Default,
}
