//! What comes from a submission, made fit for each format.
//!
//! HTML is escaped by askama, JSON by `serde_json`, quotes in CSV by `csv`. Here is what those do not
//! do: characters that a reader does not see or a terminal obeys become symbols, and text cannot be
//! taken for Markdown, for a spreadsheet's formula, or for more of a URL than a name.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// A piece of a sentence that marks code with backticks, as hints do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// whether it stood between backticks
    pub code: bool,
    /// without them
    pub text: String,
}

/// `text` with every control character and every invisible or direction-changing one shown as a
/// symbol; lines and tabulators stay.
pub fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' | '\t' => shown.push(letter),
            _ => push_visible(&mut shown, letter),
        }
    }
    shown
}

/// The same on a single line.
pub fn line(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    text.chars().for_each(|letter| push_visible(&mut shown, letter));
    shown
}

fn push_visible(shown: &mut String, letter: char) {
    match letter {
        // Unicode has a picture of each: U+2400 is that of NUL.
        '\u{0}'..='\u{1f}' => shown.extend(char::from_u32(0x2400 + u32::from(letter))),
        '\u{7f}' => shown.push('\u{2421}'),
        '\u{80}'..='\u{9f}'
        | '\u{61c}'
        | '\u{200b}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{fffe}'
        | '\u{ffff}'
        | '\u{e0000}'..='\u{e007f}' => shown.push_str(&format!("⟨U+{:04X}⟩", u32::from(letter))),
        _ => shown.push(letter),
    }
}

/// The pieces of a sentence, on one line. A backtick without a partner is text.
pub fn pieces(sentence: &str) -> Vec<Piece> {
    let sentence = line(sentence);
    let mut pieces = Vec::new();
    let mut push = |code, text: &str| {
        if !text.is_empty() {
            pieces.push(Piece { code, text: text.to_owned() });
        }
    };
    let mut rest = sentence.as_str();
    while let Some((before, after)) = rest.split_once('`') {
        let Some((code, after)) = after.split_once('`').filter(|(code, _)| !code.trim().is_empty())
        else {
            break;
        };
        push(false, before);
        push(true, code);
        rest = after;
    }
    push(false, rest);
    pieces
}

/// `text` as text in Markdown, on one line.
pub fn markdown(text: &str) -> String {
    let text = line(text.trim());
    let mut escaped = String::with_capacity(text.len() + 8);
    for (index, letter) in text.char_indices() {
        let before = &text[..index];
        let after = &text[index + letter.len_utf8()..];
        let alone = after.is_empty() || after.starts_with(' ');
        let special = match letter {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '#' | '|' | '~' | '$' | '@' => {
                true
            }
            // a list, or a line under a heading
            '-' | '+' | '=' => before.is_empty(),
            // an address, a short name of an emoji
            ':' => !alone,
            // a numbered list, an address without a scheme
            '.' => alone && is_number(before) || before.to_ascii_lowercase().ends_with("www"),
            ')' => alone && is_number(before),
            _ => false,
        };
        if special {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A sentence that marks code with backticks, in Markdown.
pub fn rich_markdown(sentence: &str) -> String {
    pieces(sentence.trim()).iter().map(Piece::markdown).collect()
}

impl Piece {
    /// The piece in Markdown; spaces beside code stay.
    pub fn markdown(&self) -> String {
        let text = self.text.as_str();
        if self.code {
            return format!("`{text}`");
        }
        let inner = text.trim();
        match text.split_once(inner) {
            Some((before, after)) if !inner.is_empty() => {
                format!("{before}{}{after}", markdown(inner))
            }
            _ => text.to_owned(),
        }
    }
}

/// A block of `text` in Markdown, in a fence that nothing inside it can close.
pub fn fence(text: &str, language: &str) -> String {
    let text = visible(text);
    let longest = text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}{language}\n{}\n{fence}\n", text.trim_end_matches('\n'))
}

/// A cell of a spreadsheet that is never a formula: one that begins as a formula does gets a leading
/// apostrophe, which spreadsheets show as text. (OWASP, “CSV Injection”)
pub fn cell(text: &str) -> String {
    match text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}

/// What of a name is encoded in a URL: everything but the unreserved characters. (RFC 3986, section 2.3)
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A name as one segment of a URL.
pub fn segment(name: &str) -> String {
    utf8_percent_encode(name, SEGMENT).to_string()
}

#[cfg(test)]
mod tests {
    use super::{Piece, cell, fence, line, markdown, pieces, rich_markdown, segment, visible};

    #[test]
    fn what_is_not_seen_or_obeyed_by_a_terminal_is_shown() {
        assert_eq!(visible("a\u{1b}[31m\tb\r\nc\u{0}\u{7f}"), "a␛[31m\tb␍\nc␀␡");
        assert_eq!(visible("\u{202e}x\u{9b}\u{feff}"), "⟨U+202E⟩x⟨U+009B⟩⟨U+FEFF⟩");
        assert_eq!(line("a\nb\tc"), "a␊b␉c");
        assert_eq!(visible("Zoé 👩‍💻 a\u{202f}!"), "Zoé 👩‍💻 a\u{202f}!");
    }

    #[test]
    fn text_is_no_markdown() {
        assert_eq!(markdown("# a"), r"\# a");
        assert_eq!(markdown("<script>"), r"\<script\>");
        assert_eq!(markdown("[x](http://y)"), r"\[x\](http\://y)");
        assert_eq!(markdown("a\n\n# b"), r"a␊␊\# b");
        assert_eq!(markdown("- a"), r"\- a");
        assert_eq!(markdown("== a=b"), r"\== a=b");
        assert_eq!(markdown("a: b :x:"), r"a: b \:x:");
        assert_eq!(markdown("2.5/20"), "2.5/20");
        assert_eq!(markdown("1. a-b"), r"1\. a-b");
        assert_eq!(markdown("12) a"), r"12\) a");
        assert_eq!(markdown("see WWW.x.org"), r"see WWW\.x.org");
        assert_eq!(markdown(r"``a\`"), r"\`\`a\\\`");
        assert_eq!(markdown("    code"), "code");
        assert_eq!(markdown("&lt;"), r"\&lt;");
    }

    #[test]
    fn code_between_backticks_is_a_piece() {
        let piece = |code, text: &str| Piece { code, text: text.into() };
        let expected = [piece(false, "See "), piece(true, "main"), piece(false, "!")];
        assert_eq!(pieces("See `main`!"), expected);
        assert_eq!(pieces("a ` b"), [piece(false, "a ` b")]);
        assert_eq!(pieces("``"), [piece(false, "``")]);
        assert_eq!(rich_markdown("See `main` *now*"), r"See `main` \*now\*");
        assert_eq!(rich_markdown("a `b\n# c`"), "a `b␊# c`");
        assert_eq!(rich_markdown("`a` - `b`"), r"`a` \- `b`");
    }

    #[test]
    fn nothing_inside_closes_a_fence() {
        assert_eq!(fence("a\n", "diff"), "```diff\na\n```\n");
        assert_eq!(fence("```\n# out\n````", ""), "`````\n```\n# out\n````\n`````\n");
    }

    #[test]
    fn a_cell_is_never_a_formula() {
        for formula in ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(cell(formula), format!("'{formula}"));
        }
        assert_eq!(cell("Anne-Marie"), "Anne-Marie");
    }

    #[test]
    fn urls_hold_a_name_as_text() {
        assert_eq!(segment("Zoé #1?%/"), "Zo%C3%A9%20%231%3F%25%2F");
    }
}
