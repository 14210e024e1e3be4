//! Quotes and variables of a word:
//! <https://docs.docker.com/reference/dockerfile/#environment-replacement>.
//!
//! The patterns of `${NAME#…}`, `${NAME%…}` and `${NAME/…}` are not applied: the value stays as it is.

use std::iter::Peekable;
use std::str::Chars;

use crate::error::{ParseError, excerpt};
use crate::limits::{MAX_EXPANSION_DEPTH, MAX_VALUE_BYTES};
use crate::scope::Scope;

/// The word without its quotes, its variables replaced. One without a value is empty.
pub fn expand(word: &str, scope: &Scope, escape: char, line: usize) -> Result<String, ParseError> {
    let mut expander = Expander { chars: word.chars().peekable(), scope, escape, depth: 0 };
    expander.word(None).map_err(|fault| match fault {
        Fault::Invalid => ParseError::InvalidWord { line, found: excerpt(word) },
        Fault::TooLarge => ParseError::ValueTooLarge { line },
    })
}

enum Fault {
    Invalid,
    TooLarge,
}

struct Expander<'a> {
    chars: Peekable<Chars<'a>>,
    scope: &'a Scope,
    escape: char,
    depth: usize,
}

impl Expander<'_> {
    /// Everything before `end`, or to the end of the text.
    fn word(&mut self, end: Option<char>) -> Result<String, Fault> {
        let mut text = String::new();
        while let Some(c) = self.chars.next_if(|c| Some(*c) != end) {
            match c {
                '\'' => self.single_quoted(&mut text)?,
                '"' => self.double_quoted(&mut text)?,
                '$' => text.push_str(&self.variable()?),
                c if c == self.escape => text.push(self.chars.next().unwrap_or(c)),
                c => text.push(c),
            }
            if text.len() > MAX_VALUE_BYTES {
                return Err(Fault::TooLarge);
            }
        }
        Ok(text)
    }

    fn single_quoted(&mut self, text: &mut String) -> Result<(), Fault> {
        loop {
            match self.chars.next().ok_or(Fault::Invalid)? {
                '\'' => return Ok(()),
                c => text.push(c),
            }
        }
    }

    fn double_quoted(&mut self, text: &mut String) -> Result<(), Fault> {
        loop {
            match self.chars.next().ok_or(Fault::Invalid)? {
                '"' => return Ok(()),
                '$' => text.push_str(&self.variable()?),
                c if c == self.escape => {
                    let next = self.chars.next().ok_or(Fault::Invalid)?;
                    if !matches!(next, '"' | '$') && next != self.escape {
                        text.push(c);
                    }
                    text.push(next);
                }
                c => text.push(c),
            }
            if text.len() > MAX_VALUE_BYTES {
                return Err(Fault::TooLarge);
            }
        }
    }

    /// What follows `$`.
    fn variable(&mut self) -> Result<String, Fault> {
        if self.chars.next_if_eq(&'{').is_some() {
            return self.braced();
        }
        match self.chars.peek() {
            Some(c) if c.is_ascii_digit() => {
                self.chars.next();
                Ok(String::new())
            }
            Some(c) if is_name(*c) => {
                let name = self.name();
                Ok(self.scope.get(&name).unwrap_or_default().to_owned())
            }
            _ => Ok("$".to_owned()),
        }
    }

    fn name(&mut self) -> String {
        let mut name = String::new();
        while let Some(c) = self.chars.next_if(|c| is_name(*c)) {
            name.push(c);
        }
        name
    }

    /// `NAME}`, `NAME:-word}`, …
    fn braced(&mut self) -> Result<String, Fault> {
        self.depth += 1;
        if self.depth > MAX_EXPANSION_DEPTH {
            return Err(Fault::TooLarge);
        }
        let name = self.name();
        if name.is_empty() {
            return Err(Fault::Invalid);
        }
        let value = self.scope.get(&name).map(str::to_owned);
        let colon = self.chars.next_if_eq(&':').is_some();
        // With a colon, an empty value counts as none.
        let has_value = value.as_ref().is_some_and(|value| !colon || !value.is_empty());
        let text = match self.chars.next().ok_or(Fault::Invalid)? {
            '}' if !colon => {
                self.depth -= 1;
                return Ok(value.unwrap_or_default());
            }
            '-' => {
                let word = self.word(Some('}'))?;
                if has_value { value.unwrap_or_default() } else { word }
            }
            '+' => {
                let word = self.word(Some('}'))?;
                if has_value { word } else { String::new() }
            }
            '?' => {
                // The value may come from the command line.
                self.word(Some('}'))?;
                value.unwrap_or_default()
            }
            '#' | '%' | '/' if !colon => {
                self.word(Some('}'))?;
                value.unwrap_or_default()
            }
            _ => return Err(Fault::Invalid),
        };
        self.depth -= 1;
        self.chars.next_if_eq(&'}').map(|_| text).ok_or(Fault::Invalid)
    }
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}
