//! Why the API server refuses an object.

use super::{Found, Syntax};

/// Why the API server refuses an object, with its data. Texts of the files are cut after 120 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names of the fields say what they hold")]
pub enum Invalid {
    /// A file that is not YAML; the message of the parser.
    NotYaml { message: String },
    /// An object has a key twice.
    DuplicateKey { key: String },
    /// A document that is not an object.
    NotAnObject,
    /// An API version that 1.32 no longer serves, the release that removed it, and what to use.
    NoLongerServed {
        api_version: String,
        kind: String,
        since: &'static str,
        instead: Option<String>,
    },
    /// An API version that never had this kind.
    UnknownVersion { api_version: String, kind: String, instead: String },
    /// A kind that Kubernetes does not have.
    UnknownKind { api_version: String, kind: String, similar: Option<String> },
    /// A field that the API does not have here.
    UnknownField { field: String, similar: Option<String> },
    /// A field that the API requires.
    MissingField { field: String },
    /// A value of another type.
    WrongType { expected: Syntax, found: Found },
    /// A value that the API does not accept.
    InvalidValue { expected: Syntax, found: String },
    /// A value that is not one of the possible ones.
    NotAllowed { found: String, allowed: Vec<&'static str> },
    /// Fields of which one has to be there.
    NoneOf { fields: Vec<&'static str> },
    /// Fields that exclude each other.
    Exclusive { fields: Vec<&'static str> },
    /// Two items of a list with the same name, or two objects of a kind.
    DuplicateName { name: String },
    /// `nodePort` in a `Service` that opens no port of the nodes.
    NodePortOfClusterIp,
    /// A volume that the pod does not have.
    UnknownVolume { name: String },
    /// More is requested than the limit allows.
    RequestAboveLimit { resource: String },
    /// `maxUnavailable` and `maxSurge` are both 0.
    NoProgress,
    /// More of something is required than is allowed.
    OutOfOrder { lower: &'static str, upper: &'static str },
}
