//! Words and operators of a script.

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Token {
    /// A word without its quotes. `$(…)` stays in it as it is written.
    Word {
        text: String,
        is_quoted: bool,
        substitutions: Vec<String>,
    },
    Operator(Operator),
    /// `<<<word`
    HereString(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    /// A new line, `;` or `;;`.
    Then,
    And,
    Or,
    Pipe,
    Background,
    Open,
    Close,
}

/// The tokens of a script, each with its line, counted from 0. Comments, other redirections than `<<<` and
/// here-documents are left out.
pub(crate) fn tokens(script: &str) -> Vec<(usize, Token)> {
    let mut lexer = Lexer { chars: script.chars().collect(), at: 0, line: 0, heredocs: Vec::new() };
    let mut tokens = Vec::new();
    while let Some(token) = lexer.token() {
        tokens.push(token);
    }
    tokens
}

struct Lexer {
    chars: Vec<char>,
    at: usize,
    line: usize,
    heredocs: Vec<String>,
}

impl Lexer {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn bump(&mut self) -> Option<char> {
        let next = self.peek(0)?;
        self.at += 1;
        if next == '\n' {
            self.line += 1;
        }
        Some(next)
    }

    fn token(&mut self) -> Option<(usize, Token)> {
        loop {
            match self.peek(0)? {
                ' ' | '\t' | '\r' => {
                    self.bump();
                }
                '\\' if self.peek(1) == Some('\n') => {
                    self.bump();
                    self.bump();
                }
                '#' => {
                    while self.peek(0).is_some_and(|next| next != '\n') {
                        self.bump();
                    }
                }
                '>' | '<' if self.peek(1) != Some('(') => {
                    let line = self.line;
                    if let Some(text) = self.redirection() {
                        return Some((line, Token::HereString(text)));
                    }
                }
                digit if digit.is_ascii_digit() && matches!(self.peek(1), Some('>' | '<')) => {
                    self.bump();
                    self.redirection();
                }
                '&' if self.peek(1) == Some('>') => {
                    self.bump();
                    self.redirection();
                }
                _ => break,
            }
        }
        let line = self.line;
        let operator = match (self.peek(0)?, self.peek(1)) {
            ('&', Some('&')) => Some((Operator::And, 2)),
            ('|', Some('|')) => Some((Operator::Or, 2)),
            ('|', Some('&')) => Some((Operator::Pipe, 2)),
            (';', Some(';')) => Some((Operator::Then, 2)),
            ('&', _) => Some((Operator::Background, 1)),
            ('|', _) => Some((Operator::Pipe, 1)),
            (';' | '\n', _) => Some((Operator::Then, 1)),
            ('(', _) => Some((Operator::Open, 1)),
            (')', _) => Some((Operator::Close, 1)),
            _ => None,
        };
        let Some((operator, length)) = operator else {
            return Some((line, self.word()));
        };
        let is_new_line = self.peek(0) == Some('\n');
        for _ in 0..length {
            self.bump();
        }
        if is_new_line {
            self.skip_heredocs();
        }
        Some((line, Token::Operator(operator)))
    }

    /// `> file`, `2>&1`, `<<EOF`, `<<<word`; the word of the last one.
    fn redirection(&mut self) -> Option<String> {
        let mut sign = String::new();
        while let Some(next @ ('>' | '<' | '&' | '|' | '-')) = self.peek(0) {
            sign.push(next);
            self.bump();
        }
        while matches!(self.peek(0), Some(' ' | '\t')) {
            self.bump();
        }
        if matches!(self.peek(0), None | Some('\n' | ';' | '|' | '&' | ')' | '(')) {
            return None;
        }
        if matches!(self.peek(0), Some('>' | '<')) && self.peek(1) != Some('(') {
            return None;
        }
        let Token::Word { text, .. } = self.word() else { return None };
        match sign.as_str() {
            "<<" | "<<-" => self.heredocs.push(text),
            "<<<" => return Some(text),
            _ => {}
        }
        None
    }

    fn skip_heredocs(&mut self) {
        for end in std::mem::take(&mut self.heredocs) {
            while self.at < self.chars.len() {
                let mut line = String::new();
                while let Some(next) = self.bump() {
                    if next == '\n' {
                        break;
                    }
                    line.push(next);
                }
                if line.trim() == end {
                    break;
                }
            }
        }
    }

    /// Always takes at least one character.
    fn word(&mut self) -> Token {
        let mut text = String::new();
        let mut is_quoted = false;
        let mut substitutions = Vec::new();
        let mut is_first = true;
        while let Some(next) = self.peek(0) {
            match next {
                ' ' | '\t' | '\r' | '\n' | ';' | '|' | '&' | ')' => break,
                '(' if !is_first => break,
                '\'' => {
                    is_quoted = true;
                    self.bump();
                    while let Some(next) = self.bump() {
                        if next == '\'' {
                            break;
                        }
                        text.push(next);
                    }
                }
                '"' => {
                    is_quoted = true;
                    self.bump();
                    self.double_quoted(&mut text, &mut substitutions);
                }
                '\\' => {
                    self.bump();
                    match self.bump() {
                        None | Some('\n') => {}
                        Some(escaped) => text.push(escaped),
                    }
                }
                '$' | '`' => self.dollar(&mut text, &mut substitutions),
                '<' | '>' if self.peek(1) == Some('(') => {
                    self.bump();
                    self.bump();
                    let inner = self.balanced();
                    text.push_str(&inner);
                    substitutions.push(inner);
                }
                '>' | '<' if !is_first => break,
                _ => {
                    text.push(next);
                    self.bump();
                }
            }
            is_first = false;
        }
        if is_first {
            self.bump();
        }
        Token::Word { text, is_quoted, substitutions }
    }

    fn double_quoted(&mut self, text: &mut String, substitutions: &mut Vec<String>) {
        while let Some(next) = self.peek(0) {
            match next {
                '"' => {
                    self.bump();
                    return;
                }
                '\\' => {
                    self.bump();
                    if let Some(escaped) = self.bump() {
                        text.push(escaped);
                    }
                }
                '$' | '`' => self.dollar(text, substitutions),
                _ => {
                    text.push(next);
                    self.bump();
                }
            }
        }
    }

    /// `$NAME`, `${…}`, `${{ … }}` of GitHub, `$(…)` or a pair of back quotes.
    fn dollar(&mut self, text: &mut String, substitutions: &mut Vec<String>) {
        if self.peek(0) == Some('`') {
            self.bump();
            let mut inner = String::new();
            while let Some(next) = self.bump() {
                if next == '`' {
                    break;
                }
                inner.push(next);
            }
            text.push_str("$(");
            text.push_str(&inner);
            text.push(')');
            substitutions.push(inner);
            return;
        }
        self.bump();
        text.push('$');
        match self.peek(0) {
            Some('(') => {
                self.bump();
                let inner = self.balanced();
                text.push('(');
                text.push_str(&inner);
                text.push(')');
                substitutions.push(inner);
            }
            Some('{') => {
                let mut depth = 0_usize;
                while let Some(next) = self.bump() {
                    text.push(next);
                    match next {
                        '{' => depth += 1,
                        '}' => depth -= 1,
                        _ => {}
                    }
                    if depth == 0 {
                        break;
                    }
                }
            }
            _ => {}
        }
    }

    /// Up to the parenthesis that closes what is open.
    fn balanced(&mut self) -> String {
        let mut inner = String::new();
        let mut depth = 1_usize;
        let mut quote = None;
        while let Some(next) = self.bump() {
            match (quote, next) {
                (Some(open), _) if next == open => quote = None,
                (Some(_), _) => {}
                (None, '\'' | '"') => quote = Some(next),
                (None, '(') => depth += 1,
                (None, ')') => depth -= 1,
                (None, _) => {}
            }
            if depth == 0 {
                break;
            }
            inner.push(next);
        }
        inner
    }
}
