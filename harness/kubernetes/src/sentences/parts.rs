//! The parts of a sentence.

use texts::Message;

use crate::messages::{elsewhere, expected, found, sources};
use crate::reason::{Elsewhere, Found, Source, Syntax, clip};

/// A text of the files: the empty one as YAML writes it.
pub(super) fn code(text: &str) -> String {
    if text.is_empty() { "`\"\"`".to_owned() } else { format!("`{text}`") }
}

/// Several texts of the files.
pub(super) fn codes<T: AsRef<str>>(texts: &[T]) -> String {
    let codes: Vec<String> = texts.iter().map(|text| code(text.as_ref())).collect();
    codes.join(", ")
}

/// Labels, or a selector: none as YAML writes them.
pub(super) fn labels(shown: &str) -> String {
    if shown.is_empty() { "`{}`".to_owned() } else { code(shown) }
}

pub(super) fn found(found: &Found) -> Message {
    match found {
        Found::Null => found::NULL,
        Found::Scalar(text) => Message::verbatim(code(text)),
        Found::List => found::LIST,
        Found::Object => found::OBJECT,
    }
}

pub(super) fn syntax(syntax: Syntax) -> Message {
    match syntax {
        Syntax::Object => expected::OBJECT,
        Syntax::List => expected::LIST,
        Syntax::String => expected::STRING,
        Syntax::Bool => expected::BOOL,
        Syntax::Integer => expected::INTEGER,
        Syntax::Number => expected::NUMBER,
        Syntax::AtLeast(least) => expected::at_least(least),
        Syntax::Exactly(number) => expected::exactly(number),
        Syntax::IntOrString => expected::INT_OR_STRING,
        Syntax::IntOrPercent => expected::INT_OR_PERCENT,
        Syntax::Base64 => expected::BASE64,
        Syntax::Quantity => expected::QUANTITY,
        Syntax::PortNumber => expected::PORT_NUMBER,
        Syntax::NodePort => expected::NODE_PORT,
        Syntax::PortName => expected::PORT_NAME,
        Syntax::DnsLabel => expected::DNS_LABEL,
        Syntax::DnsName => expected::DNS_NAME,
        Syntax::LabelKey => expected::LABEL_KEY,
        Syntax::LabelValue => expected::LABEL_VALUE,
        Syntax::DataKey => expected::DATA_KEY,
    }
}

pub(super) fn source(source: &Source) -> Message {
    match source {
        Source::Env => sources::ENV,
        Source::ConfigMap(name) => sources::config_map(code(&clip(name))),
        Source::Image => sources::IMAGE,
        Source::Default => sources::DEFAULT,
    }
}

pub(super) fn elsewhere(elsewhere: Elsewhere) -> Message {
    match elsewhere {
        Elsewhere::Secret => elsewhere::SECRET,
        Elsewhere::OtherConfigMap => elsewhere::OTHER_CONFIG_MAP,
        Elsewhere::MissingKey => elsewhere::MISSING_KEY,
        Elsewhere::Pod => elsewhere::POD,
        Elsewhere::TooLong => elsewhere::TOO_LONG,
    }
}
