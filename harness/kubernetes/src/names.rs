//! The syntax of names, labels and ports.
//!
//! <https://kubernetes.io/docs/concepts/overview/working-with-objects/names/> and `labels/`.

use crate::reason::Syntax;

/// Whether a text has this syntax; true for those that are not about names.
pub(crate) fn has(syntax: Syntax, text: &str) -> bool {
    match syntax {
        Syntax::DnsLabel => is_dns_label(text),
        Syntax::DnsName => text.len() <= 253 && text.split('.').all(is_dns_part),
        Syntax::PortName => is_port_name(text),
        Syntax::LabelKey => is_label_key(text),
        Syntax::LabelValue => text.is_empty() || is_label_name(text),
        Syntax::DataKey => is_data_key(text),
        Syntax::IntOrPercent => percent(text).is_some(),
        _ => true,
    }
}

/// The number of `25%`.
pub(crate) fn percent(text: &str) -> Option<i64> {
    let digits = text.strip_suffix('%')?;
    let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    if is_number { digits.parse().ok() } else { None }
}

fn is_dns_label(text: &str) -> bool {
    text.len() <= 63 && is_dns_part(text)
}

fn is_dns_part(text: &str) -> bool {
    let is_inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    !text.is_empty() && text.bytes().all(is_inner) && !text.starts_with('-') && !text.ends_with('-')
}

fn is_port_name(text: &str) -> bool {
    text.len() <= 15
        && is_dns_part(text)
        && text.contains(|c: char| c.is_ascii_lowercase())
        && !text.contains("--")
}

fn is_label_key(text: &str) -> bool {
    match text.split_once('/') {
        Some((prefix, name)) => has(Syntax::DnsName, prefix) && is_label_name(name),
        None => is_label_name(text),
    }
}

fn is_label_name(text: &str) -> bool {
    let is_end = |b: Option<u8>| b.is_some_and(|b| b.is_ascii_alphanumeric());
    text.len() <= 63
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
        && is_end(text.bytes().next())
        && is_end(text.bytes().last())
}

fn is_data_key(text: &str) -> bool {
    (1..=253).contains(&text.len())
        && text != "."
        && !text.starts_with("..")
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::{has, percent};
    use crate::reason::Syntax;

    #[test]
    fn lengths_are_judged_on_both_sides_of_their_limit() {
        for (syntax, longest) in [
            (Syntax::PortName, 15),
            (Syntax::DnsLabel, 63),
            (Syntax::DnsName, 253),
            (Syntax::LabelKey, 63),
            (Syntax::LabelValue, 63),
            (Syntax::DataKey, 253),
        ] {
            assert!(has(syntax, &"a".repeat(longest)), "{syntax:?}");
            assert!(!has(syntax, &"a".repeat(longest + 1)), "{syntax:?}");
        }
    }

    #[test]
    fn names_have_the_syntax_of_kubernetes() {
        for (syntax, right, wrong) in [
            (
                Syntax::PortName,
                &["http", "a1", "1a", "http-2"][..],
                &["", "80", "a--b", "-a", "a-", "Http", "a_b"][..],
            ),
            (Syntax::DnsLabel, &["a", "1", "a-b"], &["", "a.b", "-a", "a-", "A", "a_b"]),
            (Syntax::DnsName, &["a", "a.b", "1.2"], &["", ".a", "a.", "a..b", "A"]),
            (
                Syntax::LabelKey,
                &["a", "A_b.c", "example.org/a"],
                &["", "/a", "a/", "Example.org/a", "example.org/-a", "a/b/c"],
            ),
            (Syntax::LabelValue, &["", "a", "A_b.c-1"], &["-a", "a-", "a b", "a/b"]),
            (Syntax::DataKey, &["a", "A_b.c", ".env", "-"], &["", ".", "..", "..a", "a b", "a/b"]),
            (Syntax::IntOrPercent, &["0%", "25%", "100%"], &["", "%", "25", "-1%", "2.5%", "25 %"]),
        ] {
            for text in right {
                assert!(has(syntax, text), "{syntax:?}: {text:?}");
            }
            for text in wrong {
                assert!(!has(syntax, text), "{syntax:?}: {text:?}");
            }
        }
        assert_eq!(percent("25%"), Some(25));
    }
}
