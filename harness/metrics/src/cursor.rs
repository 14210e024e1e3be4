//! A position in one line, and the tokens that can be read there.
//!
//! Each method leaves the cursor after the blanks that follow what it read, so that tokens may be
//! separated by any number of them.

/// The white space of the format. A carriage return does not belong to it.
const BLANKS: [char; 2] = [' ', '\t'];

/// What a backslash may precede in a docstring, beside `n`.
pub(crate) const HELP_ESCAPES: &str = r"\";

/// What a backslash may precede in the value of a label, beside `n`.
pub(crate) const LABEL_ESCAPES: &str = r#"\""#;

/// What is left to read of a line.
pub(crate) struct Cursor<'a> {
    rest: &'a str,
}

impl<'a> Cursor<'a> {
    /// Blanks at both ends of a line are ignored.
    pub(crate) fn new(line: &'a str) -> Self {
        Self { rest: line.trim_matches(BLANKS) }
    }

    pub(crate) fn rest(&self) -> &'a str {
        self.rest
    }

    pub(crate) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    pub(crate) fn is_at(&self, expected: char) -> bool {
        self.rest.starts_with(expected)
    }

    /// Whether `expected` was there; if it was, it is read.
    pub(crate) fn take(&mut self, expected: char) -> bool {
        match self.rest.strip_prefix(expected) {
            Some(rest) => {
                self.advance(rest);
                true
            }
            None => false,
        }
    }

    /// The characters up to a blank, one of `ends`, or the end of the line; perhaps none.
    pub(crate) fn token(&mut self, ends: &[char]) -> &'a str {
        let is_end = |character| BLANKS.contains(&character) || ends.contains(&character);
        let length = self.rest.find(is_end).unwrap_or(self.rest.len());
        let (token, rest) = self.rest.split_at(length);
        self.advance(rest);
        token
    }

    /// The characters up to a double quote that no backslash precedes, still escaped; `None` if
    /// the line has no such quote. The opening quote must be the next character.
    pub(crate) fn quoted(&mut self) -> Option<&'a str> {
        let text = self.rest.strip_prefix('"')?;
        let mut is_escaped = false;
        let length = text.bytes().position(|byte| {
            let closes = byte == b'"' && !is_escaped;
            is_escaped = byte == b'\\' && !is_escaped;
            closes
        })?;
        let (value, rest) = text.split_at(length);
        self.advance(&rest[1..]);
        Some(value)
    }

    fn advance(&mut self, rest: &'a str) {
        self.rest = rest.trim_start_matches(BLANKS);
    }
}

/// A text without its escapes.
///
/// # Errors
/// The first backslash that precedes neither `n` nor one of `escapes`, with what follows it.
pub(crate) fn unescape(text: &str, escapes: &str) -> Result<String, String> {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            plain.push(character);
            continue;
        }
        match characters.next() {
            Some('n') => plain.push('\n'),
            Some(escaped) if escapes.contains(escaped) => plain.push(escaped),
            Some(other) => return Err(format!("\\{other}")),
            None => return Err("\\".to_owned()),
        }
    }
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_after_two_backslashes_closes_the_value() {
        assert_eq!(Cursor::new(r#""C:\\" 1"#).quoted(), Some(r"C:\\"));
        assert_eq!(Cursor::new(r#""C:\" 1"#).quoted(), None);
    }

    #[test]
    fn a_token_ends_at_blanks_and_the_blanks_are_read_too() {
        let mut cursor = Cursor::new("\t a \t b{c");
        assert_eq!(cursor.token(&[]), "a");
        assert_eq!(cursor.token(&['{']), "b");
        assert_eq!(cursor.rest(), "{c");
    }

    #[test]
    fn only_the_escapes_of_the_place_are_replaced() {
        assert_eq!(unescape(r"a\\b\nc", HELP_ESCAPES).as_deref(), Ok("a\\b\nc"));
        assert_eq!(unescape(r#"say \"hi\""#, LABEL_ESCAPES).as_deref(), Ok("say \"hi\""));
        assert_eq!(unescape(r#"say \"hi\""#, HELP_ESCAPES), Err(r#"\""#.to_owned()));
        assert_eq!(unescape(r"\t", LABEL_ESCAPES), Err(r"\t".to_owned()));
        assert_eq!(unescape("\\", HELP_ESCAPES), Err("\\".to_owned()));
    }
}
