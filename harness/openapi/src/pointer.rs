//! JSON pointers, as they stand in references. (RFC 6901)

use percent_encoding::percent_decode_str;

/// A key as a segment of a pointer.
pub fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// A pointer as `serde_json` reads it: without the `#` and the percent-encoding of a URI.
pub fn decoded(pointer: &str) -> String {
    let pointer = pointer.strip_prefix('#').unwrap_or(pointer);
    percent_decode_str(pointer).decode_utf8_lossy().into_owned()
}
