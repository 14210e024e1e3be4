//! Quantities of resources: `500m`, `64Mi`, `1e3`.
//!
//! The grammar: <https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/>.

use crate::yaml::{Node, Value};

/// The value of a quantity, near enough to compare two of them. None when it is not one.
pub(crate) fn read(node: &Node) -> Option<f64> {
    match &node.value {
        Value::Integer(value) => Some(*value as f64),
        Value::Float(value) => Some(*value),
        Value::String(text) => parse(text),
        _ => None,
    }
}

fn parse(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let end = unsigned.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(unsigned.len());
    let (number, suffix) = unsigned.split_at(end);
    if number.matches('.').count() > 1 || !number.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let number: f64 = number.parse().ok()?;
    let value = number * factor(suffix)?;
    Some(if text.starts_with('-') { -value } else { value })
}

fn factor(suffix: &str) -> Option<f64> {
    const BINARY: [&str; 6] = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
    const DECIMAL: [(&str, i32); 10] = [
        ("n", -9),
        ("u", -6),
        ("m", -3),
        ("", 0),
        ("k", 3),
        ("M", 6),
        ("G", 9),
        ("T", 12),
        ("P", 15),
        ("E", 18),
    ];
    if let Some(power) = BINARY.iter().position(|known| *known == suffix) {
        return Some(1024_f64.powi(power as i32 + 1));
    }
    if let Some((_, power)) = DECIMAL.iter().find(|(known, _)| *known == suffix) {
        return Some(10_f64.powi(*power));
    }
    let exponent: i32 = suffix.strip_prefix(['e', 'E'])?.parse().ok()?;
    Some(10_f64.powi(exponent.clamp(-400, 400)))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn the_quantities_of_kubernetes_are_read() {
        for (text, value) in [
            ("0", 0.0),
            ("1", 1.0),
            ("500m", 0.5),
            (".5", 0.5),
            ("1.", 1.0),
            ("64Mi", 67_108_864.0),
            ("1Ki", 1024.0),
            ("2k", 2000.0),
            ("1e3", 1000.0),
            ("1E3", 1000.0),
            ("1E", 1e18),
            ("+3", 3.0),
            ("-3", -3.0),
        ] {
            assert_eq!(parse(text), Some(value), "{text}");
        }
    }

    #[test]
    fn what_resembles_a_quantity_is_refused() {
        for text in [
            "", "m", "64MB", "64Mb", "64mi", "64 Mi", "1K", "1.2.3", "1e", "0.5 CPU", "half", "+-1",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
