//! The tokens of a script: enough to tell code from comments and texts. (ECMA-262, section 12)

/// A token.
#[derive(Clone, Debug, PartialEq)]
pub enum Token {
    /// a name or a keyword
    Word(String),
    /// a string literal, its escapes resolved
    Text(String),
    /// a template: the texts, and the expressions between them
    Template(Vec<String>, Vec<Vec<Token>>),
    /// a number, as it is written
    Number(String),
    /// a regular expression
    Regex,
    /// any other character
    Sign(char),
}

impl Token {
    /// Whether this is that character.
    pub fn is(&self, sign: char) -> bool {
        *self == Self::Sign(sign)
    }

    /// Whether this is that name.
    pub fn names(&self, word: &str) -> bool {
        matches!(self, Self::Word(known) if known == word)
    }
}

/// The tokens of a script, comments and white space left out.
pub fn tokens(script: &str) -> Vec<Token> {
    let characters: Vec<char> = script.chars().collect();
    Scanner { characters: &characters, at: 0, templates: 0 }.tokens(false)
}

/// How deep templates are nested at most.
const DEEPEST: usize = 50;

struct Scanner<'a> {
    characters: &'a [char],
    at: usize,
    /// how deep templates are nested here
    templates: usize,
}

impl Scanner<'_> {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.characters.get(self.at + ahead).copied()
    }

    fn next(&mut self) -> Option<char> {
        let character = self.peek(0)?;
        self.at += 1;
        Some(character)
    }

    /// All tokens, or those up to the brace that ends an expression of a template.
    fn tokens(&mut self, in_template: bool) -> Vec<Token> {
        let mut tokens: Vec<Token> = Vec::new();
        let mut braces = 0_usize;
        // For every open parenthesis, whether it is that of `if` and its like; and the last closed one.
        let mut conditions = Vec::new();
        let mut is_after_condition = false;
        while let Some(character) = self.next() {
            match character {
                _ if character.is_whitespace() || character == '\u{feff}' => {}
                '/' if self.peek(0) == Some('/') => self.skip_line(),
                '/' if self.peek(0) == Some('*') => self.skip_comment(),
                '<' if self.peek(0) == Some('!') && self.peek(1) == Some('-') => self.skip_line(),
                '/' if begins_regex(tokens.last(), is_after_condition) => tokens.push(self.regex()),
                '"' | '\'' => tokens.push(Token::Text(self.text(character))),
                '`' => tokens.push(self.template()),
                '0'..='9' => tokens.push(Token::Number(self.word(character))),
                _ if is_of_word(character) => tokens.push(Token::Word(self.word(character))),
                '}' if in_template && braces == 0 => return tokens,
                _ => {
                    match character {
                        '{' => braces += 1,
                        '}' => braces = braces.saturating_sub(1),
                        '(' => conditions.push(tokens.last().is_some_and(begins_condition)),
                        ')' => is_after_condition = conditions.pop().unwrap_or_default(),
                        _ => {}
                    }
                    tokens.push(Token::Sign(character));
                }
            }
        }
        tokens
    }

    fn skip_line(&mut self) {
        while self.peek(0).is_some_and(|character| !matches!(character, '\n' | '\r')) {
            self.at += 1;
        }
    }

    fn skip_comment(&mut self) {
        self.at += 1;
        while let Some(character) = self.next() {
            if character == '*' && self.peek(0) == Some('/') {
                self.at += 1;
                return;
            }
        }
    }

    fn word(&mut self, first: char) -> String {
        let mut word = String::from(first);
        let number = first.is_ascii_digit();
        while let Some(character) =
            self.peek(0).filter(|next| is_of_word(*next) || number && *next == '.')
        {
            word.push(character);
            self.at += 1;
        }
        word
    }

    fn text(&mut self, end: char) -> String {
        let mut text = String::new();
        while let Some(character) = self.next() {
            match character {
                _ if character == end => break,
                '\n' => break,
                '\\' => text.extend(self.escape()),
                _ => text.push(character),
            }
        }
        text
    }

    fn escape(&mut self) -> Option<char> {
        // A tagged template may hold half an escape.
        let digits = |scanner: &mut Self, count: usize| {
            let mut hex = String::new();
            while let Some(digit) = scanner.peek(0).filter(char::is_ascii_hexdigit)
                && hex.len() < count
            {
                hex.push(digit);
                scanner.at += 1;
            }
            u32::from_str_radix(&hex, 16).ok()
        };
        match self.next()? {
            'n' => Some('\n'),
            't' => Some('\t'),
            'r' => Some('\r'),
            'b' => Some('\u{8}'),
            'f' => Some('\u{c}'),
            'v' => Some('\u{b}'),
            '0' => Some('\0'),
            'x' => digits(self, 2).and_then(char::from_u32),
            'u' if self.peek(0) == Some('{') => {
                self.at += 1;
                let mut hex = String::new();
                while let Some(digit) = self.next().filter(|digit| *digit != '}') {
                    hex.push(digit);
                }
                u32::from_str_radix(&hex, 16).ok().and_then(char::from_u32)
            }
            'u' => {
                let first = digits(self, 4)?;
                let is_half = (0xd800..0xdc00).contains(&first);
                if is_half && self.peek(0) == Some('\\') && self.peek(1) == Some('u') {
                    self.at += 2;
                    let second = digits(self, 4)?;
                    let both =
                        0x1_0000 + ((first - 0xd800) << 10) + (second.wrapping_sub(0xdc00) & 0x3ff);
                    return char::from_u32(both);
                }
                char::from_u32(first)
            }
            '\n' => None,
            other => Some(other),
        }
    }

    fn template(&mut self) -> Token {
        let (mut texts, mut expressions) = (vec![String::new()], Vec::new());
        while let Some(character) = self.next() {
            let text = texts.last_mut();
            match character {
                '`' => break,
                '\\' => {
                    let escaped = self.escape();
                    if let Some(text) = texts.last_mut() {
                        text.extend(escaped);
                    }
                }
                '$' if self.peek(0) == Some('{') && self.templates < DEEPEST => {
                    self.at += 1;
                    self.templates += 1;
                    expressions.push(self.tokens(true));
                    self.templates -= 1;
                    texts.push(String::new());
                }
                _ => {
                    if let Some(text) = text {
                        text.push(character);
                    }
                }
            }
        }
        Token::Template(texts, expressions)
    }

    fn regex(&mut self) -> Token {
        let mut in_class = false;
        while let Some(character) = self.next() {
            match character {
                '\\' => self.at += 1,
                '[' => in_class = true,
                ']' => in_class = false,
                '/' if !in_class => break,
                '\n' => break,
                _ => {}
            }
        }
        Token::Regex
    }
}

fn is_of_word(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '$' | '#')
}

/// Whether a parenthesis after this token holds a condition, so that a statement follows it.
fn begins_condition(before: &Token) -> bool {
    ["if", "while", "for", "with"].iter().any(|word| before.names(word))
}

/// Whether a slash after this token begins a regular expression, and is no division. After a brace it
/// is taken for one: hardly anybody divides an object.
fn begins_regex(before: Option<&Token>, is_after_condition: bool) -> bool {
    const BEFORE: [&str; 14] = [
        "return",
        "typeof",
        "case",
        "in",
        "of",
        "delete",
        "void",
        "throw",
        "new",
        "else",
        "do",
        "yield",
        "await",
        "instanceof",
    ];
    match before {
        None => true,
        Some(Token::Word(word)) => BEFORE.contains(&word.as_str()),
        Some(Token::Sign(')')) => is_after_condition,
        Some(Token::Sign(sign)) => *sign != ']',
        Some(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{Token, tokens};

    fn texts(script: &str) -> Vec<String> {
        let text = |token| match token {
            Token::Text(text) => Some(text),
            _ => None,
        };
        tokens(script).into_iter().filter_map(text).collect()
    }

    #[test]
    fn comments_and_regular_expressions_hold_no_texts() {
        let script = "// 'a'\n/* 'b' */ x = /'c[/']/.test('d') / 2 / 1; `'e' ${ f('g') }`; 'h'";
        assert_eq!(texts(script), ["d", "h"]);
        assert_eq!(texts(r"if (/a/.test(b)) /\/\/'/.test('c'); (1) / 2 // 'd'"), ["c"]);
    }

    #[test]
    fn half_an_escape_ends_with_its_template() {
        assert_eq!(texts(r"String.raw`\uc1`, 'a'"), ["a"]);
    }

    #[test]
    fn escapes_are_resolved() {
        assert_eq!(
            texts(
                r#""\/a\u00e9\ud83e\udd80\x41\u{1F980}\
b""#
            ),
            ["/aé🦀A🦀b"]
        );
    }
}
