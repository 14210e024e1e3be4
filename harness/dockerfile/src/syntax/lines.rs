//! Logical lines: comments left out, continued lines joined, here-documents attached.
//!
//! As BuildKit reads them: <https://docs.docker.com/reference/dockerfile/#format>.

use crate::error::{ParseError, excerpt};
use crate::syntax::words::split;

/// One instruction, not yet parsed.
pub struct Line {
    /// Where it begins, counted from 1.
    pub number: usize,
    pub text: String,
    /// The bodies of its here-documents.
    pub here_documents: Vec<String>,
}

/// All logical lines, and the escape character of the file.
pub fn lines(text: &str) -> Result<(Vec<Line>, char), ParseError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let physical: Vec<&str> =
        text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)).collect();
    let escape = escape(&physical)?;
    let mut lines = Vec::new();
    let mut next = 0;
    while next < physical.len() {
        if is_skipped(physical[next]) {
            next += 1;
            continue;
        }
        let number = next + 1;
        let text = joined(&physical, &mut next, escape);
        let here_documents = here_documents(&text, escape, number, &physical, &mut next)?;
        lines.push(Line { number, text, here_documents });
    }
    Ok((lines, escape))
}

fn is_skipped(line: &str) -> bool {
    let line = line.trim_start();
    line.is_empty() || line.starts_with('#')
}

/// The text from line `next` to the last one that continues it; `next` moves behind it. Comments and
/// empty lines in between are left out.
fn joined(physical: &[&str], next: &mut usize, escape: char) -> String {
    let first = *next;
    let mut text = String::new();
    while let Some(line) = physical.get(*next) {
        let is_first = *next == first;
        *next += 1;
        if !is_first && is_skipped(line) {
            continue;
        }
        match continued(line, escape) {
            Some(start) => text.push_str(start),
            None => {
                text.push_str(line);
                break;
            }
        }
    }
    text.trim().to_owned()
}

/// The line without the escape character at its end. Two of them do not continue a line.
fn continued(line: &str, escape: char) -> Option<&str> {
    let start = line.trim_end_matches([' ', '\t']).strip_suffix(escape)?;
    (!start.ends_with(escape)).then_some(start)
}

/// The parser directive `escape`: <https://docs.docker.com/reference/dockerfile/#parser-directives>.
fn escape(physical: &[&str]) -> Result<char, ParseError> {
    for (index, line) in physical.iter().enumerate() {
        let comment = line.trim_start().strip_prefix('#');
        let Some((key, value)) = comment.and_then(|text| text.split_once('=')) else { break };
        match (key.trim().to_ascii_lowercase().as_str(), value.trim()) {
            ("escape", "\\") => return Ok('\\'),
            ("escape", "`") => return Ok('`'),
            ("escape", found) => {
                let found = excerpt(found);
                return Err(ParseError::InvalidEscape { line: index + 1, found });
            }
            ("syntax" | "check", _) => {}
            _ => break,
        }
    }
    Ok('\\')
}

/// The here-documents that `text` announces; `next` moves behind the last one.
fn here_documents(
    text: &str,
    escape: char,
    number: usize,
    physical: &[&str],
    next: &mut usize,
) -> Result<Vec<String>, ParseError> {
    if !may_have_here_documents(text) {
        return Ok(Vec::new());
    }
    let words = split(text, escape);
    let mut bodies = Vec::new();
    for (delimiter, strips_tabs) in words.iter().filter_map(|word| here_document(word)) {
        let mut body = String::new();
        loop {
            let Some(line) = physical.get(*next) else {
                let delimiter = excerpt(&delimiter);
                return Err(ParseError::UnclosedHereDocument { line: number, delimiter });
            };
            *next += 1;
            let line = if strips_tabs { line.trim_start_matches('\t') } else { line };
            if line == delimiter {
                break;
            }
            body.push_str(line);
            body.push('\n');
        }
        bodies.push(body);
    }
    Ok(bodies)
}

fn may_have_here_documents(text: &str) -> bool {
    let mut words = text.split_ascii_whitespace().map(str::to_ascii_uppercase);
    let mut keyword = words.next();
    if keyword.as_deref() == Some("ONBUILD") {
        keyword = words.next();
    }
    matches!(keyword.as_deref(), Some("RUN" | "COPY" | "ADD")) && text.contains("<<")
}

/// The delimiter of `<<EOF` or `3<<-"EOF"`, and whether leading tabs are left out.
pub fn here_document(word: &str) -> Option<(String, bool)> {
    let rest = word.trim_start_matches(|c: char| c.is_ascii_digit()).strip_prefix("<<")?;
    let (rest, strips_tabs) = match rest.strip_prefix('-') {
        Some(rest) => (rest, true),
        None => (rest, false),
    };
    let delimiter: String = rest.chars().filter(|c| !matches!(c, '"' | '\'')).collect();
    (!delimiter.is_empty() && !rest.contains('<')).then_some((delimiter, strips_tabs))
}
