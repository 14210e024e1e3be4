//! The difference between what was expected and what was received, line by line.

use serde::{Deserialize, Serialize};
use similar::{Algorithm, ChangeTag, capture_diff_slices, group_diff_ops};
use texts::Lang;

use crate::lines::{Line, Lines};

/// How many unchanged lines to show around a change: as many as insta does.
const CONTEXT: usize = 4;

/// A line of the difference between two texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DiffLine {
    /// unchanged lines are left out here
    LeftOut,
    /// on both sides
    Both(Line),
    /// expected, and not received
    Expected(Line),
    /// received, and not expected
    Received(Line),
}

/// The difference between `expected` and `received`; nothing when they are equal. Algorithm and
/// context are those of insta.
pub fn diff(expected: &Lines, received: &Lines) -> Vec<DiffLine> {
    let expected: Vec<&Line> = expected.iter().collect();
    let received: Vec<&Line> = received.iter().collect();
    let changes = capture_diff_slices(Algorithm::Patience, &expected, &received);
    let mut lines = Vec::new();
    for (index, group) in group_diff_ops(changes, CONTEXT).iter().enumerate() {
        if index > 0 || group.first().is_some_and(|change| change.old_range().start > 0) {
            lines.push(DiffLine::LeftOut);
        }
        let changes = group.iter().flat_map(|change| change.iter_changes(&expected, &received));
        lines.extend(changes.map(|change| {
            let line = (*change.value_ref()).clone();
            match change.tag() {
                ChangeTag::Equal => DiffLine::Both(line),
                ChangeTag::Delete => DiffLine::Expected(line),
                ChangeTag::Insert => DiffLine::Received(line),
            }
        }));
    }
    lines
}

/// The difference as text, in `lang`.
pub fn text(lines: &[DiffLine], lang: Lang) -> String {
    let mut text = String::new();
    for line in lines {
        let (sign, line) = match line {
            DiffLine::LeftOut => {
                text.push_str("  …\n");
                continue;
            }
            DiffLine::Both(line) => (' ', line),
            DiffLine::Expected(line) => ('-', line),
            DiffLine::Received(line) => ('+', line),
        };
        for line in line.text(lang).split('\n') {
            text.push_str(format!("{sign} {line}").trim_end());
            text.push('\n');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{DiffLine, diff};
    use crate::lines::{Line, Lines};

    fn changes(expected: &str, received: &str) -> Vec<DiffLine> {
        diff(&Lines::from(expected), &Lines::from(received))
    }

    fn line(text: &str) -> Line {
        Line::Verbatim(text.to_owned())
    }

    #[test]
    fn four_lines_of_context_are_kept() {
        let found = changes("1\n2\n3\n4\n5\nold\n7", "1\n2\n3\n4\n5\nnew\n7");
        let both = |text| DiffLine::Both(line(text));
        let (old, new) = (DiffLine::Expected(line("old")), DiffLine::Received(line("new")));
        let context = [both("2"), both("3"), both("4"), both("5")];
        assert_eq!(found, [&[DiffLine::LeftOut][..], &context, &[old, new, both("7")]].concat());
    }

    #[test]
    fn a_line_is_the_same_at_the_end_and_before_it() {
        let missing = DiffLine::Expected(line("allow: GET"));
        let found = changes("HTTP 405\nallow: GET", "HTTP 405");
        assert_eq!(found, [DiffLine::Both(line("HTTP 405")), missing]);
    }

    #[test]
    fn equal_texts_have_no_difference() {
        assert_eq!(changes("", ""), []);
        assert_eq!(changes("a\nb", "a\nb"), []);
    }
}
