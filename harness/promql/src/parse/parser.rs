//! The state of the parser: its place among the tokens, and what it has counted.

use super::lexer::{self, Kind, Token};
use super::limits::{MAX_BYTES, MAX_DEPTH, MAX_REGEXES, MAX_TERMS};
use crate::{Construct, Expected, ParseError};

pub(super) struct Parser<'a> {
    /// Never empty: the last token is [`Kind::End`] and is never consumed.
    pub(super) tokens: Vec<Token<'a>>,
    pub(super) next: usize,
    pub(super) terms: usize,
    regexes: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    pub(super) fn new(text: &'a str) -> Result<Self, ParseError> {
        if text.len() > MAX_BYTES {
            return Err(ParseError::TooLong { bytes: text.len(), limit: MAX_BYTES });
        }
        Ok(Self { tokens: lexer::tokens(text)?, next: 0, terms: 0, regexes: 0, depth: 0 })
    }

    /// Goes one level deeper. [`Parser::leave`] comes back.
    pub(super) fn enter(&mut self) -> Result<(), ParseError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(ParseError::TooDeep { limit: MAX_DEPTH });
        }
        Ok(())
    }

    pub(super) fn leave(&mut self) {
        self.depth -= 1;
    }

    pub(super) fn count_regex(&mut self) -> Result<(), ParseError> {
        self.regexes += 1;
        if self.regexes > MAX_REGEXES {
            return Err(ParseError::TooManyRegexes { limit: MAX_REGEXES });
        }
        Ok(())
    }

    pub(super) fn count_term(&mut self) -> Result<(), ParseError> {
        self.terms += 1;
        if self.terms > MAX_TERMS {
            return Err(ParseError::TooManyTerms { limit: MAX_TERMS });
        }
        Ok(())
    }

    pub(super) fn peek(&self) -> &Token<'a> {
        &self.tokens[self.next.min(self.tokens.len() - 1)]
    }

    /// Consumes the next token if it is this symbol.
    pub(super) fn take(&mut self, symbol: &str) -> bool {
        let found = self.peek().kind == Kind::Symbol && self.peek().text == symbol;
        self.next += usize::from(found);
        found
    }

    /// Consumes the next token if it is this keyword, in any case.
    pub(super) fn take_keyword(&mut self, keyword: &str) -> bool {
        let found = self.peek().is_keyword(keyword);
        self.next += usize::from(found);
        found
    }

    pub(super) fn expect(&mut self, symbol: &'static str) -> Result<(), ParseError> {
        if self.take(symbol) { Ok(()) } else { Err(self.unexpected(Expected::Symbol(symbol))) }
    }

    /// The error for the next token.
    pub(super) fn unexpected(&self, expected: Expected) -> ParseError {
        let token = self.peek();
        if token.kind == Kind::End {
            return ParseError::UnexpectedEnd { expected };
        }
        ParseError::Unexpected { expected, found: token.text.to_owned(), at: token.at }
    }
}

pub(super) fn refused(construct: Construct, at: usize) -> ParseError {
    ParseError::ConstructNotAllowed { construct, at }
}
