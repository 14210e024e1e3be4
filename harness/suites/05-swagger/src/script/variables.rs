//! What the variables of a script hold.

use super::{Found, Script};
use crate::tokens::Token;

impl Script {
    /// Whether a name seems to be that of a parameter, which only calling the function gives a value.
    fn is_passed(&self, name: &str, at: usize) -> bool {
        self.tokens[..at].windows(3).any(|three| {
            three[1].names(name)
                && matches!(three[0], Token::Sign('(' | ','))
                && matches!(three[2], Token::Sign(',' | ')'))
        })
    }

    /// Every text in the script.
    fn texts(&self) -> Vec<String> {
        let text = |token: &Token| match token {
            Token::Text(text) => Some(text.clone()),
            _ => None,
        };
        self.tokens.iter().filter_map(text).collect()
    }

    /// What was assigned to a variable before `at`, and to its fields since.
    pub(super) fn variable(&self, name: &str, at: usize) -> Found {
        let is_assignment = |at: usize| {
            self.tokens.get(at).is_some_and(|token| token.is('='))
                && !self.tokens.get(at + 1).is_some_and(|token| token.is('=') || token.is('>'))
        };
        let is_name = |at: usize| {
            let before = at.checked_sub(1).and_then(|before| self.tokens.get(before));
            self.tokens[at].names(name) && !before.is_some_and(|before| before.is('.'))
        };
        // `a = b || a` is about the `a` before.
        let is_followed = |one: &usize| self.followed.borrow().contains(one);
        let mut before = (0..at).rev().filter(|one| is_name(*one) && is_assignment(one + 1));
        let Some(whole) = before.find(|one| !is_followed(one)) else {
            let texts = if self.is_passed(name, at) { self.texts() } else { Vec::new() };
            return Found::Unknown(texts);
        };
        self.followed.borrow_mut().push(whole);
        let mut value = self.expression(whole + 2).0;
        self.followed.borrow_mut().pop();
        for one in whole + 1..at {
            let key = match (self.tokens.get(one + 1), self.tokens.get(one + 2)) {
                (Some(Token::Sign('.')), Some(Token::Word(key))) if is_assignment(one + 3) => key,
                _ => continue,
            };
            if let (true, Found::Object(fields)) = (is_name(one), &mut value) {
                fields.insert(key.clone(), self.expression(one + 4).0);
            }
        }
        value
    }
}
