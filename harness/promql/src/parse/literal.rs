//! The values of numbers, durations and strings.

/// A number as Prometheus reads it: hexadecimal after `0x`, octal after a leading zero where that
/// is possible (`strconv.ParseInt` with base 0, then `strconv.ParseFloat`, in Go).
pub(super) fn number(text: &str) -> Option<f64> {
    if let Some(digits) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        return i64::from_str_radix(digits, 16).ok().map(|value| value as f64);
    }
    if text.starts_with('0')
        && let Ok(value) = i64::from_str_radix(text, 8)
    {
        return Some(value as f64);
    }
    text.parse().ok().filter(|value: &f64| value.is_finite())
}

/// The units in the order in which a duration may name them, with their milliseconds.
const UNITS: [(&str, i64); 7] = [
    ("y", 365 * 24 * 3_600_000),
    ("w", 7 * 24 * 3_600_000),
    ("d", 24 * 3_600_000),
    ("h", 3_600_000),
    ("m", 60_000),
    ("s", 1000),
    ("ms", 1),
];

/// A duration such as `1h30m`, in milliseconds. Zero is not valid, as in Prometheus.
pub(super) fn duration(text: &str) -> Option<i64> {
    let mut rest = text;
    let mut units = UNITS.iter();
    let mut total: i64 = 0;
    while !rest.is_empty() {
        let digits = rest.find(|character: char| !character.is_ascii_digit())?;
        let (count, after) = rest.split_at(digits);
        let length =
            after.find(|character: char| character.is_ascii_digit()).unwrap_or(after.len());
        let (unit, after) = after.split_at(length);
        // The search goes on from the last unit, so that none comes twice or out of order.
        let (_, milliseconds) = units.find(|(name, _)| *name == unit)?;
        total = total.checked_add(count.parse::<i64>().ok()?.checked_mul(*milliseconds)?)?;
        rest = after;
    }
    // Prometheus counts nanoseconds in 64 bits.
    (total > 0 && total.checked_mul(1_000_000).is_some()).then_some(total)
}

/// Resolves the escape sequences of Go's string literals. `None` for one that does not exist, and
/// when the result is not UTF-8.
pub(super) fn unescape(text: &str, quote: char) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        if character != '\\' {
            push(&mut bytes, character);
            continue;
        }
        match rest.next()? {
            'a' => bytes.push(0x07),
            'b' => bytes.push(0x08),
            'f' => bytes.push(0x0c),
            'n' => bytes.push(b'\n'),
            'r' => bytes.push(b'\r'),
            't' => bytes.push(b'\t'),
            'v' => bytes.push(0x0b),
            '\\' => bytes.push(b'\\'),
            'x' => bytes.push(u8::try_from(digits(&mut rest, 2, 16)?).ok()?),
            'u' => push(&mut bytes, char::from_u32(digits(&mut rest, 4, 16)?)?),
            'U' => push(&mut bytes, char::from_u32(digits(&mut rest, 8, 16)?)?),
            first @ '0'..='7' => {
                let value = first.to_digit(8)? * 64 + digits(&mut rest, 2, 8)?;
                bytes.push(u8::try_from(value).ok()?);
            }
            other if other == quote => push(&mut bytes, other),
            _ => return None,
        }
    }
    String::from_utf8(bytes).ok()
}

fn push(bytes: &mut Vec<u8>, character: char) {
    bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
}

/// The value of exactly `count` digits.
fn digits(text: &mut std::str::Chars<'_>, count: usize, radix: u32) -> Option<u32> {
    let mut value: u32 = 0;
    for _ in 0..count {
        value = value.checked_mul(radix)?.checked_add(text.next()?.to_digit(radix)?)?;
    }
    Some(value)
}
