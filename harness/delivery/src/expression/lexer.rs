//! Tokens that both languages of conditions share.

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Token {
    Text(String),
    Number(f64),
    /// A name; in GitLab CI, a variable without its `$`.
    Name(String),
    /// `/…/` of GitLab CI, and whether it ignores the case.
    Regex(String, bool),
    Sign(&'static str),
}

/// The signs of both languages, the longest first.
const SIGNS: [&str; 18] = [
    "&&", "||", "==", "!=", "=~", "!~", "<=", ">=", "<", ">", "!", "(", ")", "[", "]", ".", ",",
    "*",
];

/// The number of tokens that a condition may have.
const MAX_TOKENS: usize = 400;

/// Which language is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    GitHub,
    GitLab,
}

/// The tokens; none when a character belongs to no token, or there are too many.
pub(crate) fn tokens(text: &str, language: Language) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, after) = match first {
            '\'' => github_text(rest, language)?,
            '"' if language == Language::GitLab => quoted(rest, '"')?,
            '/' if language == Language::GitLab => regex(rest)?,
            '$' if language == Language::GitLab => variable(rest)?,
            '0'..='9' => number(rest),
            'a'..='z' | 'A'..='Z' | '_' => {
                let end = rest.find(|c: char| !is_name(c)).unwrap_or(rest.len());
                (Token::Name(rest[..end].to_owned()), &rest[end..])
            }
            _ => {
                let sign = SIGNS.into_iter().find(|sign| rest.starts_with(sign))?;
                (Token::Sign(sign), &rest[sign.len()..])
            }
        };
        tokens.push(token);
        if tokens.len() > MAX_TOKENS {
            return None;
        }
        rest = after.trim_start();
    }
    Some(tokens)
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '-'
}

/// In GitHub's language, `''` is a quote inside a text.
fn github_text(rest: &str, language: Language) -> Option<(Token, &str)> {
    if language == Language::GitLab {
        return quoted(rest, '\'');
    }
    let mut text = String::new();
    let mut chars = rest.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c != '\'' {
            text.push(c);
        } else if chars.peek().is_some_and(|(_, next)| *next == '\'') {
            text.push('\'');
            chars.next();
        } else {
            return Some((Token::Text(text), &rest[at + 1..]));
        }
    }
    None
}

fn quoted(rest: &str, quote: char) -> Option<(Token, &str)> {
    let end = rest[1..].find(quote)? + 1;
    Some((Token::Text(rest[1..end].to_owned()), &rest[end + 1..]))
}

fn regex(rest: &str) -> Option<(Token, &str)> {
    let mut is_escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            '/' if !is_escaped => {
                let after = &rest[at + 1..];
                let flags = after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len());
                let ignores_case = after[..flags].contains('i');
                return Some((
                    Token::Regex(rest[1..at].replace("\\/", "/"), ignores_case),
                    &after[flags..],
                ));
            }
            '\\' => is_escaped = !is_escaped,
            _ => is_escaped = false,
        }
    }
    None
}

fn variable(rest: &str) -> Option<(Token, &str)> {
    let name = &rest[1..];
    let (name, after) = match name.strip_prefix('{') {
        Some(braced) => braced.split_once('}')?,
        None => name.split_at(
            name.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(name.len()),
        ),
    };
    (!name.is_empty()).then(|| (Token::Name(name.to_owned()), after))
}

fn number(rest: &str) -> (Token, &str) {
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '.')).unwrap_or(rest.len());
    (Token::Number(rest[..end].parse().unwrap_or(f64::NAN)), &rest[end..])
}
