//! Why the API server refuses an object.

use texts::Message;

use super::parts::{code, codes, found, syntax};
use crate::messages::invalid as say;
use crate::reason::{Invalid, clip};

pub(super) fn of(invalid: &Invalid) -> Message {
    match invalid {
        Invalid::NotYaml { message } => say::not_yaml(message.trim_end_matches('.')),
        Invalid::DuplicateKey { key } => say::duplicate_key(code(key)),
        Invalid::NotAnObject => say::NOT_AN_OBJECT,
        Invalid::NoLongerServed { api_version, kind, since, instead } => {
            removed(&version(api_version), &clip(kind), since, instead.as_deref())
        }
        Invalid::UnknownVersion { api_version, kind, instead } => {
            say::unknown_version(version(api_version), clip(kind), instead)
        }
        Invalid::UnknownKind { api_version, kind, similar } => {
            unknown_kind(version(api_version), code(&clip(kind)), similar.as_deref())
        }
        Invalid::UnknownField { field, similar } => unknown_field(code(field), similar.as_deref()),
        Invalid::MissingField { field } => say::missing_field(field),
        Invalid::WrongType { expected, found: value } => {
            say::value(found(value), syntax(*expected))
        }
        Invalid::InvalidValue { expected, found } => say::value(code(found), syntax(*expected)),
        Invalid::NotAllowed { found, allowed } => say::not_allowed(code(found), codes(allowed)),
        Invalid::NoneOf { fields } => say::none_of(codes(fields)),
        Invalid::Exclusive { fields } => say::exclusive(codes(fields)),
        Invalid::DuplicateName { name } => say::duplicate_name(code(name)),
        Invalid::NodePortOfClusterIp => say::NODE_PORT_OF_CLUSTER_IP,
        Invalid::UnknownVolume { name } => say::unknown_volume(code(name)),
        Invalid::RequestAboveLimit { resource } => say::request_above_limit(code(resource)),
        Invalid::NoProgress => say::NO_PROGRESS,
        Invalid::OutOfOrder { lower, upper } => say::out_of_order(*lower, *upper),
    }
}

fn version(api_version: &str) -> String {
    format!("`apiVersion: {}`", clip(api_version))
}

fn removed(version: &str, kind: &str, since: &str, instead: Option<&str>) -> Message {
    match instead {
        Some(instead) => say::replaced_version(since, kind, version, instead),
        None => say::removed_kind(since, kind, version),
    }
}

fn unknown_kind(version: String, kind: String, similar: Option<&str>) -> Message {
    match similar {
        Some(similar) => say::misspelt_kind(version, kind, similar),
        None => say::unknown_kind(version, kind),
    }
}

fn unknown_field(field: String, similar: Option<&str>) -> Message {
    match similar {
        Some(similar) => say::misspelt_field(field, similar),
        None => say::unknown_field(field),
    }
}
