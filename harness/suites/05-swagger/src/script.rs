//! What a script passes to Swagger UI, as far as it can be told without running the script.
//!
//! Names are followed to what was assigned to them before, objects are put together, the address of
//! the page is known. What only running could tell is [`Found::Unknown`], with the texts that stand
//! in it.

mod found;
mod variables;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use serde_json::Value;

pub use found::Found;

use crate::tokens::{Token, tokens};

/// The global name of Swagger UI.
const SWAGGER_UI: &str = "SwaggerUIBundle";

/// How many values of a script are read at most.
const VALUES: usize = 200_000;

/// How deep values are nested at most.
const DEEPEST: usize = 100;

/// A script.
pub struct Script {
    tokens: Vec<Token>,
    /// `http://127.0.0.1:5000`
    origin: String,
    /// the assignments that are being followed
    followed: RefCell<Vec<usize>>,
    /// how many values may still be read, so that reading ends
    left: Cell<usize>,
    /// how deep the value lies that is being read
    depth: Cell<usize>,
}

/// A call of Swagger UI.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// its configuration
    pub settings: Found,
    /// whether it is made while the script is run, and not later
    pub is_immediate: bool,
    /// the function that makes it, if nothing but its name can call that function
    pub function: Option<String>,
}

impl Script {
    /// Reads a script of a page from `origin`.
    pub fn read(script: &str, origin: &str) -> Self {
        Self::of(tokens(script), origin)
    }

    fn of(tokens: Vec<Token>, origin: &str) -> Self {
        Self {
            tokens,
            origin: origin.to_owned(),
            followed: RefCell::default(),
            left: Cell::new(VALUES),
            depth: Cell::new(0),
        }
    }

    /// Whether it makes Swagger UI known under its global name.
    pub fn defines_swagger_ui(&self) -> bool {
        let assigns = self.tokens.windows(3).any(|three| {
            let is_name = three[0].names(SWAGGER_UI)
                || three[0] == Token::Text(SWAGGER_UI.to_owned()) && three[1].is(']');
            let sign = if three[1].is(']') { &three[2] } else { &three[1] };
            let after = if three[1].is(']') { None } else { Some(&three[2]) };
            is_name && sign.is('=') && !after.is_some_and(|after| after.is('='))
        });
        // Whatever else has this name does not know its settings.
        assigns && self.tokens.iter().any(|token| token.names("dom_id"))
    }

    /// The addresses from which it imports other modules.
    pub fn imports(&self) -> Vec<String> {
        let mut imports = Vec::new();
        for (at, token) in self.tokens.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|before| self.tokens.get(before));
            let next = |ahead: usize| self.tokens.get(at + ahead);
            let is_member = before.is_some_and(|before| before.is('.'));
            let address = match token {
                Token::Word(word) if word == "import" && !is_member => {
                    if next(1).is_some_and(|next| next.is('(')) { next(2) } else { next(1) }
                }
                Token::Word(word) if word == "from" && !is_member => next(1),
                _ => None,
            };
            if let Some(Token::Text(address)) = address {
                imports.push(address.clone());
            }
        }
        imports
    }

    /// The calls of Swagger UI.
    pub fn calls(&self) -> Vec<Call> {
        let mut calls = Vec::new();
        let mut functions = Vec::new();
        for (at, token) in self.tokens.iter().enumerate() {
            match token {
                Token::Sign('{') => functions.push((at, self.begins_function(at))),
                Token::Sign('}') => {
                    functions.pop();
                }
                _ if token.names(SWAGGER_UI)
                    && self.tokens.get(at + 1).is_some_and(|next| next.is('(')) =>
                {
                    let before = at.checked_sub(1).and_then(|before| self.tokens.get(before));
                    if before.is_some_and(|before| before.names("function")) {
                        continue;
                    }
                    let (settings, _) = self.expression(at + 2);
                    let is_immediate = functions.iter().all(|(_, later)| !later);
                    let around = functions.iter().filter(|(_, later)| *later);
                    let function = around.clone().next().and_then(|(at, _)| self.declared(*at));
                    calls.push(Call { settings, is_immediate, function });
                }
                _ => {}
            }
        }
        calls
    }

    /// How often it names something.
    pub fn mentions(&self, name: &str) -> usize {
        self.tokens.iter().filter(|token| token.names(name)).count()
    }

    /// The name of the function whose body begins at `open`, if it is declared: `function NAME(…) {`
    fn declared(&self, open: usize) -> Option<String> {
        let start = (0..open).rev().find(|at| self.tokens[*at].names("function"))?;
        let before = start.checked_sub(1).map(|before| &self.tokens[before]);
        let is_statement =
            before.is_none_or(|token| token.is(';') || token.is('}') || token.is('{'));
        match self.tokens.get(start + 1) {
            Some(Token::Word(name)) if is_statement => Some(name.clone()),
            _ => None,
        }
    }

    /// Whether the brace at `at` begins the body of a function that is not called at once.
    fn begins_function(&self, at: usize) -> bool {
        let before = |back: usize| at.checked_sub(back).and_then(|before| self.tokens.get(before));
        if before(1).is_some_and(|token| token.is('>'))
            && before(2).is_some_and(|token| token.is('='))
        {
            return true;
        }
        if !before(1).is_some_and(|token| token.is(')')) {
            return false;
        }
        let mut depth = 0_usize;
        for start in (0..at).rev() {
            match &self.tokens[start] {
                Token::Sign(')') => depth += 1,
                Token::Sign('(') => depth = depth.saturating_sub(1),
                _ => continue,
            }
            if depth == 0 {
                let named = |back: usize| {
                    let token = start.checked_sub(back).and_then(|at| self.tokens.get(at));
                    token.is_some_and(|token| token.names("function"))
                };
                return named(1) || named(2);
            }
        }
        false
    }

    /// The value of the expression at `at`, and where it ends.
    fn expression(&self, at: usize) -> (Found, usize) {
        if self.left.get() == 0 || self.depth.get() == DEEPEST {
            return self.unknown(at, Vec::new());
        }
        self.left.set(self.left.get() - 1);
        self.depth.set(self.depth.get() + 1);
        let found = self.either(at);
        self.depth.set(self.depth.get() - 1);
        found
    }

    /// A value, and what stands after `||` and `??`.
    fn either(&self, at: usize) -> (Found, usize) {
        let (mut value, mut at) = self.sum(at);
        loop {
            let is_either = |sign: char| {
                self.tokens.get(at).is_some_and(|token| token.is(sign))
                    && self.tokens.get(at + 1).is_some_and(|token| token.is(sign))
            };
            if !is_either('|') && !is_either('?') {
                break;
            }
            let (other, end) = self.sum(at + 2);
            at = end;
            value = match value {
                Found::Unknown(mut texts) => {
                    texts.extend(other.texts());
                    Found::Unknown(texts)
                }
                falsy if falsy.is_falsy() => other,
                known => known,
            };
        }
        let ends = |token: &Token| matches!(token, Token::Sign(',' | ')' | ']' | '}' | ';'));
        if self.tokens.get(at).is_none_or(ends) || !self.is_operator(at) {
            return (value, at);
        }
        self.unknown(at, value.texts())
    }

    fn is_operator(&self, at: usize) -> bool {
        matches!(
            self.tokens.get(at),
            Some(Token::Sign(
                '?' | '&' | '=' | '<' | '>' | '-' | '*' | '/' | '%' | '(' | '[' | '.'
            ))
        )
    }

    /// Everything up to the end of the expression, its texts collected.
    fn unknown(&self, at: usize, mut texts: Vec<String>) -> (Found, usize) {
        let mut depth = 0_usize;
        let mut at = at;
        while let Some(token) = self.tokens.get(at) {
            match token {
                Token::Sign('(' | '[' | '{') => depth += 1,
                Token::Sign(')' | ']' | '}') if depth == 0 => break,
                Token::Sign(')' | ']' | '}') => depth -= 1,
                Token::Sign(',' | ';') if depth == 0 => break,
                Token::Text(text) => texts.push(text.clone()),
                _ => {}
            }
            at += 1;
        }
        (Found::Unknown(texts), at)
    }

    fn sum(&self, at: usize) -> (Found, usize) {
        let (mut value, mut at) = self.member(at);
        while self.tokens.get(at).is_some_and(|token| token.is('+')) {
            let (other, end) = self.member(at + 1);
            at = end;
            value = match (value, other) {
                (Found::Plain(Value::String(one)), Found::Plain(Value::String(two))) => {
                    Found::Plain(Value::String(one + &two))
                }
                (one, two) => Found::Unknown([one.texts(), two.texts()].concat()),
            };
        }
        (value, at)
    }

    /// A value and the fields that are taken from it.
    fn member(&self, at: usize) -> (Found, usize) {
        let (mut value, mut at) = self.primary(at);
        loop {
            match (self.tokens.get(at), self.tokens.get(at + 1), self.tokens.get(at + 2)) {
                (Some(Token::Sign('.')), Some(Token::Word(key)), next) => {
                    if next.is_some_and(|next| next.is('(')) {
                        return self.unknown_call(at + 2, value.texts());
                    }
                    value = value.field(key);
                    at += 2;
                }
                (Some(Token::Sign('[')), Some(Token::Text(key)), Some(Token::Sign(']'))) => {
                    value = value.field(key);
                    at += 3;
                }
                _ => return (value, at),
            }
        }
    }

    fn unknown_call(&self, open: usize, mut texts: Vec<String>) -> (Found, usize) {
        let (inner, end) = self.arguments(open);
        texts.extend(inner.iter().flat_map(Found::texts));
        (Found::Unknown(texts), end)
    }

    /// The arguments of the call whose parenthesis is at `open`, and where it ends.
    fn arguments(&self, open: usize) -> (Vec<Found>, usize) {
        self.list(open + 1, ')')
    }

    fn list(&self, start: usize, end: char) -> (Vec<Found>, usize) {
        let (mut items, mut at) = (Vec::new(), start);
        while let Some(token) = self.tokens.get(at) {
            if token.is(end) {
                return (items, at + 1);
            }
            let before = at;
            let (item, next) = self.expression(at);
            items.push(item);
            at = next;
            if self.tokens.get(at).is_some_and(|token| token.is(',')) {
                at += 1;
            } else if !self.tokens.get(at).is_some_and(|token| token.is(end)) || at == before {
                at = self.unknown(at.max(before + 1), Vec::new()).1;
                if self.tokens.get(at).is_some_and(|token| !token.is(end)) {
                    at += 1;
                }
            }
        }
        (items, at)
    }

    fn primary(&self, at: usize) -> (Found, usize) {
        let Some(token) = self.tokens.get(at) else { return (Found::Undefined, at) };
        match token {
            Token::Text(text) => (Found::Plain(Value::String(text.clone())), at + 1),
            Token::Template(texts, expressions) => (self.template(texts, expressions), at + 1),
            Token::Number(number) => {
                let number = serde_json::from_str(number).unwrap_or(Value::Null);
                (Found::Plain(number), at + 1)
            }
            Token::Sign('-') => match self.tokens.get(at + 1) {
                Some(Token::Number(number)) => {
                    let negative = serde_json::from_str(&format!("-{number}"));
                    (Found::Plain(negative.unwrap_or(Value::Null)), at + 2)
                }
                _ => self.unknown(at, Vec::new()),
            },
            Token::Sign('{') => self.object(at + 1),
            Token::Sign('[') => {
                let (items, end) = self.list(at + 1, ']');
                (Found::List(items), end)
            }
            Token::Sign('(') => {
                let (value, end) = self.expression(at + 1);
                (value, end + 1)
            }
            Token::Word(word) => self.named(word, at),
            Token::Regex | Token::Sign(_) => self.unknown(at, Vec::new()),
        }
    }

    fn template(&self, texts: &[String], expressions: &[Vec<Token>]) -> Found {
        let mut whole = texts.first().cloned().unwrap_or_default();
        for (expression, text) in expressions.iter().zip(texts.iter().skip(1)) {
            let inner = Self::of(expression.clone(), &self.origin);
            match inner.expression(0).0 {
                Found::Plain(Value::String(value)) => whole.push_str(&value),
                other => return Found::Unknown([texts.to_vec(), other.texts()].concat()),
            }
            whole.push_str(text);
        }
        Found::Plain(Value::String(whole))
    }

    fn object(&self, start: usize) -> (Found, usize) {
        let (mut fields, mut at) = (BTreeMap::new(), start);
        while let Some(token) = self.tokens.get(at) {
            let is_spread =
                (0..3).all(|ahead| self.tokens.get(at + ahead).is_some_and(|token| token.is('.')));
            match token {
                Token::Sign('}') => return (Found::Object(fields), at + 1),
                Token::Sign(',') => at += 1,
                _ if is_spread => {
                    let (more, end) = self.expression(at + 3);
                    if let Found::Object(more) = more {
                        fields.extend(more);
                    }
                    at = end;
                }
                Token::Word(key) | Token::Text(key) | Token::Number(key) => {
                    let next = self.tokens.get(at + 1);
                    let (value, end) = if next.is_some_and(|next| next.is(':')) {
                        self.expression(at + 2)
                    } else if next.is_none_or(|next| next.is(',') || next.is('}')) {
                        self.named(key, at)
                    } else {
                        self.unknown(at + 1, Vec::new())
                    };
                    fields.insert(key.clone(), value);
                    at = end.max(at + 1);
                }
                _ => at = self.unknown(at, Vec::new()).1.max(at + 1),
            }
        }
        (Found::Object(fields), at)
    }

    /// The value of a name, or of a call of what has this name.
    fn named(&self, word: &str, at: usize) -> (Found, usize) {
        let plain = |value: Value| (Found::Plain(value), at + 1);
        let path = self.path(at);
        let text = |text: String, end: usize| (Found::Plain(Value::String(text)), end);
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let path = path.strip_prefix(&["window"]).unwrap_or(&path);
        let end = |length: usize| at + 2 * length - 1 + if word == "window" { 2 } else { 0 };
        let host = self.origin.strip_prefix("http://").unwrap_or(&self.origin);
        match path {
            ["location", "origin"] => text(self.origin.clone(), end(2)),
            ["location", "protocol"] => text("http:".to_owned(), end(2)),
            ["location", "host"] => text(host.to_owned(), end(2)),
            ["Object", "assign"] => self.assigned(end(2)),
            ["JSON", "parse"] => self.parsed(end(2)),
            ["document", "getElementById"] => self.element(end(2), "#"),
            ["document", "querySelector"] => self.element(end(2), ""),
            ["true"] => plain(Value::Bool(true)),
            ["false"] => plain(Value::Bool(false)),
            ["null"] => plain(Value::Null),
            ["undefined"] => (Found::Undefined, at + 1),
            ["new" | "function" | "async" | "await" | "typeof", ..] => self.unknown(at, Vec::new()),
            _ if self.tokens.get(at + 1).is_some_and(|next| next.is('(')) => {
                self.unknown_call(at + 1, Vec::new())
            }
            _ => (self.variable(word, at), at + 1),
        }
    }

    /// The words at `at` that dots join, those of a call included.
    fn path(&self, at: usize) -> Vec<String> {
        let mut path = Vec::new();
        let mut at = at;
        while let Some(Token::Word(word)) = self.tokens.get(at) {
            path.push(word.clone());
            if !self.tokens.get(at + 1).is_some_and(|next| next.is('.')) {
                break;
            }
            at += 2;
        }
        path
    }

    /// `Object.assign(…)`
    fn assigned(&self, open: usize) -> (Found, usize) {
        let (arguments, end) = self.arguments(open);
        let mut whole = BTreeMap::new();
        let mut texts = Vec::new();
        for argument in arguments {
            match argument {
                Found::Object(fields) => whole.extend(fields),
                Found::Unknown(more) => texts.extend(more),
                _ => {}
            }
        }
        if texts.is_empty() { (Found::Object(whole), end) } else { (Found::Unknown(texts), end) }
    }

    /// `JSON.parse(…)`
    fn parsed(&self, open: usize) -> (Found, usize) {
        let (arguments, end) = self.arguments(open);
        let parsed = match arguments.first() {
            Some(Found::Plain(Value::String(text))) => {
                serde_json::from_str::<Value>(text).map_or(Found::Undefined, Found::from)
            }
            _ => Found::Unknown(arguments.iter().flat_map(Found::texts).collect()),
        };
        (parsed, end)
    }

    /// `document.getElementById(…)`
    fn element(&self, open: usize, before: &str) -> (Found, usize) {
        let (arguments, end) = self.arguments(open);
        match arguments.first() {
            Some(Found::Plain(Value::String(name))) => {
                (Found::Element(format!("{before}{name}")), end)
            }
            _ => (Found::Unknown(Vec::new()), end),
        }
    }
}

#[cfg(test)]
mod tests;
