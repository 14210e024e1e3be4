//! JSON pointers, as they are written in references. (RFC 6901)

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What need not be encoded in the pointers of references.
const PLAIN: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// A key as a segment of a pointer.
pub fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// A pointer as `serde_json` expects it: without `#` and the percent-encoding of a URI.
pub fn decoded(pointer: &str) -> String {
    let pointer = pointer.strip_prefix('#').unwrap_or(pointer);
    percent_decode_str(pointer).decode_utf8_lossy().into_owned()
}

/// A pointer as the value of `$ref`.
pub fn reference(pointer: &str) -> String {
    format!("#{}", utf8_percent_encode(pointer, PLAIN))
}
