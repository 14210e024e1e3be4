//! Bodies to compare with promtool: those that both accept, and those that both reject.
//!
//! `differences` has those about which they disagree on purpose.

use crate::differences::{LOOSER, STRICTER};

/// Every body that this crate accepts, with its name.
pub fn valid() -> impl Iterator<Item = (&'static str, &'static str)> {
    VALID.iter().copied().chain(LOOSER.iter().map(|difference| (difference.name, difference.text)))
}

/// Every body that this crate rejects, with its name.
pub fn wrong() -> impl Iterator<Item = (&'static str, &'static str)> {
    WRONG
        .iter()
        .copied()
        .chain(STRICTER.iter().map(|difference| (difference.name, difference.text)))
}

pub const VALID: &[(&str, &str)] = &[
    ("empty body", ""),
    ("only line feeds", "\n\n"),
    ("only a comment", "# comment\n"),
    ("empty comment", "#\n"),
    ("one sample", "m 1\n"),
    ("blanks before and between tokens", " \t m \t 1 \t 5\n"),
    ("no blank after braces", "m{a=\"1\"}1\n"),
    ("blanks inside braces", "m { a = \"1\" , b = \"2\" } 1\n"),
    ("empty braces", "m{} 1\n"),
    ("trailing comma", "m{a=\"1\",} 1\n"),
    ("all escapes", "m{a=\"\\\\ \\\" \\n\"} 1\n"),
    ("unicode in a label value", "m{a=\"é🦀\"} 1\n"),
    ("braces in a label value", "m{a=\"},{=#\"} 1\n"),
    ("carriage return in a label value", "m{a=\"\r\"} 1\n"),
    ("empty label value", "m{a=\"\"} 1\n"),
    ("colons in a name", "a:b:c 1\n"),
    ("underscore name", "_ 1\n"),
    ("values", "a -1\nb +1.5e-3\nc .5\nd 5.\ne 1E5\n"),
    ("special values", "a NaN\nb +Inf\nc -Inf\nd Inf\ne nan\nf infinity\n"),
    ("timestamp", "m 1 1395066363000\n"),
    ("negative timestamp", "m 1 -5\n"),
    ("timestamp with plus sign", "m 1 +5\n"),
    ("docstring with escapes", "# HELP m a \\\\ b \\n c\nm 1\n"),
    ("docstring with quotes", "# HELP m \"quoted\"\nm 1\n"),
    ("help without docstring", "# HELP m\nm 1\n"),
    ("type before help", "# TYPE m gauge\n# HELP m Help.\nm 1\n"),
    ("no blank after the number sign", "#TYPE m counter\nm 1\n"),
    ("untyped", "# TYPE m untyped\nm 1\n"),
    ("lower case keyword is a comment", "# type m nonsense\nm 1\n"),
    ("comment inside a group", "m{a=\"1\"} 1\n# comment\n\nm{a=\"2\"} 1\n"),
    ("described without samples", "# HELP m Help.\n# TYPE m histogram\n"),
    (
        "histogram",
        "# TYPE m histogram\nm_bucket{le=\"1\"} 1\nm_bucket{le=\"+Inf\"} 2\nm_sum 3\nm_count 2\n",
    ),
    (
        "histogram with labels",
        "# TYPE m histogram\nm_bucket{a=\"é\",le=\"+Inf\"} 2\nm_sum{a=\"é\"} 3\nm_count{a=\"é\"} 2\n",
    ),
    ("summary", "# TYPE m summary\nm{quantile=\"0.5\"} NaN\nm_sum 0\nm_count 0\n"),
    ("le without a histogram", "m{le=\"x\"} 1\nn{quantile=\"2\"} 1\n"),
];

pub const WRONG: &[(&str, &str)] = &[
    ("no last line feed", "m 1"),
    ("comment without a line feed", "m 1\n# comment"),
    ("carriage return after a value", "m 1\r\n"),
    ("carriage return alone", "\r\n"),
    ("no value", "m\n"),
    ("no value after labels", "m{a=\"1\"}\n"),
    ("value is a word", "m one\n"),
    ("value with a comma", "m 1,5\n"),
    ("hexadecimal value", "m 0x1p3\n"),
    ("underscore in a value", "m 1_000\n"),
    ("too large value", "m 1e309\n"),
    ("signed NaN", "m +NaN\n"),
    ("timestamp is a float", "m 1 1.5\n"),
    ("timestamp too large", "m 1 9223372036854775808\n"),
    ("text after the timestamp", "m 1 2 3\n"),
    ("comment after a value", "m 1 # comment\n"),
    ("name begins with a digit", "9m 1\n"),
    ("hyphen in a name", "a-b 1\n"),
    ("dot in a name", "a.b 1\n"),
    ("byte order mark", "\u{feff}m 1\n"),
    ("no name", "{a=\"1\"} 1\n"),
    ("colon in a label name", "m{a:b=\"1\"} 1\n"),
    ("label name begins with a digit", "m{9=\"1\"} 1\n"),
    ("label __name__", "m{__name__=\"n\"} 1\n"),
    ("label without a value", "m{a} 1\n"),
    ("label value without quotes", "m{a=1} 1\n"),
    ("label value in single quotes", "m{a='1'} 1\n"),
    ("unclosed label value", "m{a=\"1} 1\n"),
    ("line feed in a label value", "m{a=\"1\n2\"} 1\n"),
    ("unknown escape", "m{a=\"\\t\"} 1\n"),
    ("unclosed braces", "m{a=\"1\" 1\n"),
    ("only a comma", "m{,} 1\n"),
    ("two commas", "m{a=\"1\",,} 1\n"),
    ("no comma", "m{a=\"1\" b=\"2\"} 1\n"),
    ("duplicate label", "m{a=\"1\",a=\"2\"} 1\n"),
    ("unknown escape in a docstring", "# HELP m \\t\nm 1\n"),
    ("invalid name in a HELP line", "# HELP a-b Help.\nm 1\n"),
    ("unknown type", "# TYPE m number\nm 1\n"),
    ("text after the type", "# TYPE m counter of requests\nm 1\n"),
    ("second HELP", "# HELP m A\n# HELP m B\nm 1\n"),
    ("second TYPE", "# TYPE m gauge\n# TYPE m gauge\nm 1\n"),
    ("metric named as a part", "# TYPE m histogram\n# TYPE m_count counter\nm_count 1\n"),
    ("TYPE after a sample", "m 1\n# TYPE m gauge\n"),
    ("le is not a number", "# TYPE m histogram\nm_bucket{le=\"x\"} 1\nm_sum 1\nm_count 1\n"),
    ("quantile is not a number", "# TYPE m summary\nm{quantile=\"p50\"} 1\nm_sum 1\nm_count 1\n"),
];
