//! Characters that a reader cannot see, or cannot tell from others: they are named where they are the
//! difference.

use texts::Message;

use crate::diff::DiffLine;
use crate::lines::{Line, Lines};
use crate::messages::invisible;

/// The first such character that was received and not expected, when nothing else differs.
pub fn first(expected: &Lines, received: &Lines) -> Option<u32> {
    let (expected, received) = (verbatim(expected), verbatim(received));
    let seen = |text: &str| text.replace(is_space, " ").replace(is_invisible, "");
    if seen(&expected) != seen(&received) {
        return None;
    }
    let is_new =
        |letter: &char| (is_invisible(*letter) || is_space(*letter)) && !expected.contains(*letter);
    received.chars().find(is_new).map(u32::from)
}

fn verbatim(lines: &Lines) -> String {
    let verbatim = lines.iter().filter_map(|line| match line {
        Line::Verbatim(text) => Some(format!("{text}\n")),
        Line::Remark(_) => None,
    });
    verbatim.collect()
}

/// Its name.
pub fn name(code: u32) -> Message {
    match code {
        0xfeff => invisible::BYTE_ORDER_MARK,
        0xa0 | 0x202f | 0x2007 => invisible::NO_BREAK_SPACE,
        0xad => invisible::SOFT_HYPHEN,
        0x200b..=0x200d | 0x2060 => invisible::ZERO_WIDTH,
        0x200e | 0x200f | 0x202a..=0x202e | 0x2066..=0x2069 => invisible::DIRECTION,
        0xd => invisible::CARRIAGE_RETURN,
        _ => invisible::OTHER,
    }
}

/// The difference with its invisible characters made visible, in the lines that differ.
pub fn shown(lines: Vec<DiffLine>) -> Vec<DiffLine> {
    let visible = |line: Line| match line {
        Line::Verbatim(text) => Line::Verbatim(visible(&text)),
        remark => remark,
    };
    let shown = lines.into_iter().map(|line| match line {
        DiffLine::Expected(line) => DiffLine::Expected(visible(line)),
        DiffLine::Received(line) => DiffLine::Received(visible(line)),
        other => other,
    });
    shown.collect()
}

fn visible(text: &str) -> String {
    let mut visible = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            letter if is_invisible(letter) || (is_space(letter) && letter != ' ') => {
                visible.push_str(&format!("\\u{{{:x}}}", u32::from(letter)));
            }
            letter => visible.push(letter),
        }
    }
    visible
}

/// Spaces that look like an ordinary one.
fn is_space(letter: char) -> bool {
    matches!(letter, ' ' | '\u{a0}' | '\u{202f}' | '\u{2000}'..='\u{200a}' | '\u{3000}')
}

/// Without the joiner of emoji.
fn is_invisible(letter: char) -> bool {
    matches!(
        letter,
        '\r' | '\u{ad}' | '\u{feff}' | '\u{200b}' | '\u{200c}' | '\u{200e}' | '\u{200f}'
            | '\u{2060}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}

#[cfg(test)]
mod tests {
    use super::{first, shown};
    use crate::diff::{DiffLine, diff};
    use crate::lines::{Line, Lines};

    #[test]
    fn a_character_that_cannot_be_seen_is_named_where_it_is_the_difference() {
        let code = |expected: &str, received: &str| first(&expected.into(), &received.into());
        assert_eq!(code("a !", "a\u{a0}!"), Some(0xa0));
        assert_eq!(code("a", "\u{feff}a"), Some(0xfeff));
        assert_eq!(code("a\nb", "a\r\nb"), Some(0xd));
        assert_eq!(code("ab", "a\u{200b}b"), Some(0x200b));
        assert_eq!(code("ab", "a\u{200b}c"), None);
        assert_eq!(code("a", "b"), None);
    }

    #[test]
    fn it_is_visible_in_the_lines_that_differ() {
        let lines = shown(diff(&Lines::from("a !"), &Lines::from("a\u{a0}!")));
        let received = DiffLine::Received(Line::Verbatim("a\\u{a0}!".to_owned()));
        assert!(lines.contains(&received), "{lines:?}");
    }
}
