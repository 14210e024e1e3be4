//! Splits an expression into tokens.
//!
//! The rules are those of Prometheus (`promql/parser/lex.go`). A keyword is a word here; the
//! parser knows where a word is a keyword.

use super::literal;
use crate::ParseError;

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    /// The token as written.
    pub(super) text: &'a str,
    pub(super) at: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    Number(f64),
    /// In milliseconds.
    Duration(i64),
    /// A quoted string, without its quotes and escapes.
    Quoted(String),
    Word,
    Symbol,
    End,
}

/// Longer symbols before those that they start with.
const SYMBOLS: [&str; 23] = [
    "==", "!=", "<=", ">=", "=~", "!~", "=", "<", ">", "(", ")", "{", "}", "[", "]", ",", "+", "-",
    "*", "/", "%", "^", "@",
];

/// All tokens, the last of which is [`Kind::End`].
pub(super) fn tokens(text: &str) -> Result<Vec<Token<'_>>, ParseError> {
    let mut tokens = Vec::new();
    let mut at = 0;
    loop {
        at += blank(&text[at..]);
        let rest = &text[at..];
        let Some(first) = rest.chars().next() else {
            tokens.push(Token { kind: Kind::End, text: "", at });
            return Ok(tokens);
        };
        let (kind, length) = token(rest, first, at)?;
        tokens.push(Token { kind, text: &rest[..length], at });
        at += length;
    }
}

fn token(rest: &str, first: char, at: usize) -> Result<(Kind, usize), ParseError> {
    let second = rest.as_bytes().get(1).copied().unwrap_or_default();
    match first {
        '"' | '\'' | '`' => quoted(rest, first, at),
        '0'..='9' => number_or_duration(rest, at),
        '.' if second.is_ascii_digit() => number_or_duration(rest, at),
        'a'..='z' | 'A'..='Z' | '_' | ':' => {
            Ok((Kind::Word, run(rest, |byte| in_word(byte) || byte == b':')))
        }
        _ => {
            let symbol = SYMBOLS.iter().find(|symbol| rest.starts_with(**symbol));
            let symbol = symbol.ok_or(ParseError::UnexpectedCharacter { found: first, at })?;
            Ok((Kind::Symbol, symbol.len()))
        }
    }
}

/// The length of white space and comments.
fn blank(text: &str) -> usize {
    let mut length = 0;
    loop {
        length += run(&text[length..], |byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
        if !text[length..].starts_with('#') {
            return length;
        }
        length += run(&text[length..], |byte| !matches!(byte, b'\n' | b'\r'));
    }
}

fn quoted(rest: &str, quote: char, at: usize) -> Result<(Kind, usize), ParseError> {
    let raw = quote == '`';
    let mut escaped = false;
    for (index, character) in rest.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if character == '\\' && !raw {
            escaped = true;
        } else if character == '\n' && !raw {
            break;
        } else if character == quote {
            let inner = &rest[1..index];
            let value = if raw { Some(inner.to_owned()) } else { literal::unescape(inner, quote) };
            let value = value.ok_or(ParseError::InvalidString { at })?;
            return Ok((Kind::Quoted(value), index + 1));
        }
    }
    Err(ParseError::UnterminatedString { at })
}

/// A number, unless a letter follows it at once: then it has to be a duration.
fn number_or_duration(rest: &str, at: usize) -> Result<(Kind, usize), ParseError> {
    let length = number_length(rest);
    let word = run(&rest[length..], in_word);
    let text = &rest[..length + word];
    let kind = if word == 0 {
        literal::number(text).map(Kind::Number)
    } else {
        literal::duration(text).map(Kind::Duration)
    };
    let kind = kind.ok_or_else(|| ParseError::InvalidNumber { text: text.to_owned(), at })?;
    Ok((kind, text.len()))
}

fn number_length(text: &str) -> usize {
    let hexadecimal = text.starts_with("0x") || text.starts_with("0X");
    let digit =
        |byte: u8| if hexadecimal { byte.is_ascii_hexdigit() } else { byte.is_ascii_digit() };
    let mut length = if hexadecimal { 2 } else { 0 };
    length += run(&text[length..], digit);
    if text[length..].starts_with('.') {
        length += 1;
        length += run(&text[length..], digit);
    }
    if text[length..].starts_with(['e', 'E']) {
        length += 1;
        length += usize::from(text[length..].starts_with(['+', '-']));
        length += run(&text[length..], |byte| byte.is_ascii_digit());
    }
    length
}

/// The length of the longest start in which every byte is accepted. It ends between two
/// characters, since the bytes that end it are ASCII or start a character.
fn run(text: &str, accepted: impl Fn(u8) -> bool) -> usize {
    text.bytes().position(|byte| !accepted(byte)).unwrap_or(text.len())
}

fn in_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

impl Token<'_> {
    /// Keywords may be written in any case.
    pub(super) fn is_keyword(&self, keyword: &str) -> bool {
        self.kind == Kind::Word && self.text.eq_ignore_ascii_case(keyword)
    }
}
