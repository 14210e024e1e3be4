//! The prose in a file: documents without their code, and the comments and strings of a program.

/// A word, in lower case. Where a sentence or a paragraph ends, one without text stands.
#[derive(Debug, PartialEq)]
pub struct Word {
    /// Its letters.
    pub text: String,
    /// Where it stands, from 1.
    pub line: usize,
}

/// How prose is told from the rest.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Everything but code.
    Markdown,
    /// What stands after `//`, between `/*` and `*/`, and in strings.
    Rust,
    /// What stands after `#`, and in strings.
    Hash,
}

impl Kind {
    /// The kind of a file, by its name; nothing when it has no prose of ours.
    pub fn of(file: &str) -> Option<Self> {
        let name = file.rsplit('/').next().unwrap_or(file);
        match name.rsplit_once('.') {
            Some((_, "md")) => Some(Self::Markdown),
            Some((_, "rs")) => Some(Self::Rust),
            Some((_, "toml" | "yml" | "yaml" | "sh" | "py")) => Some(Self::Hash),
            None if name == "justfile" || file == ".ci/run" => Some(Self::Hash),
            _ => None,
        }
    }
}

/// The words of a file, in order.
pub fn words(text: &str, kind: Kind) -> Vec<Word> {
    let parts = match kind {
        Kind::Markdown => markdown(text),
        Kind::Rust => Scanner { text, at: 0, line: 1 }.parts(&RUST),
        Kind::Hash => Scanner { text, at: 0, line: 1 }.parts(&HASH),
    };
    let mut words = Vec::new();
    for (line, part) in parts {
        split(&part, line, &mut words);
    }
    words
}

/// Lines outside of fences; an empty one for each that is left out.
fn markdown(text: &str) -> Vec<(usize, String)> {
    let mut fence: Option<&str> = None;
    let mut lines = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let start = line.trim_start();
        let mark = ["```", "~~~"].into_iter().find(|mark| start.starts_with(mark));
        let is_code = fence.is_some() || mark.is_some();
        match (fence, mark) {
            (None, Some(_)) => fence = mark,
            (Some(open), Some(close)) if open == close => fence = None,
            _ => {}
        }
        lines.push((index + 1, if is_code { String::new() } else { line.to_owned() }));
    }
    lines
}

/// Splits a part of a text into words. A part without any ends a paragraph. Code between backquotes is
/// left out.
fn split(part: &str, line: usize, words: &mut Vec<Word>) {
    let mut word = |text: &str, line| words.push(Word { text: text.to_lowercase(), line });
    if part.trim().is_empty() {
        return word("", line);
    }
    let (mut line, mut is_code, mut current) = (line, false, String::new());
    for letter in part.chars().chain([' ']) {
        let is_of_a_word = letter.is_alphanumeric() || letter == '-' || letter == '_';
        if is_of_a_word && !is_code {
            current.push(letter);
            continue;
        }
        if !current.is_empty() {
            word(&std::mem::take(&mut current), line);
        }
        match letter {
            '`' => is_code = !is_code,
            '.' | ',' | ';' | ':' | '!' | '?' | '(' | ')' | '|' | '"' | '«' | '»' | '“' | '”' =>
            {
                word("", line);
            }
            '\n' => line += 1,
            _ => {}
        }
        if letter == '`' {
            word("", line);
        }
    }
}

/// How comments and strings look.
struct Syntax {
    line: &'static str,
    block: Option<(&'static str, &'static str)>,
    quotes: &'static [char],
}

const RUST: Syntax = Syntax { line: "//", block: Some(("/*", "*/")), quotes: &['"'] };
const HASH: Syntax = Syntax { line: "#", block: None, quotes: &['"', '\''] };

/// Reads a program from its beginning to its end.
struct Scanner<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

impl<'a> Scanner<'a> {
    /// The comments and strings, each with its first line. Code between two of them is an empty one;
    /// comments on lines that follow each other are read on.
    fn parts(mut self, syntax: &Syntax) -> Vec<(usize, String)> {
        let mut parts = Vec::new();
        while let Some(letter) = self.rest().chars().next() {
            let line = self.line;
            if self.rest().starts_with(syntax.line) {
                let comment = self.until("\n");
                parts.push((line, comment.trim_start_matches(['/', '#', '!']).to_owned()));
            } else if let Some((open, close)) = syntax.block
                && self.rest().starts_with(open)
            {
                parts.push((line, self.until(close)));
            } else if let Some(hashes) = self.raw_string() {
                self.until("\"");
                parts.push((line, String::new()));
                parts.push((line, self.until(&format!("\"{hashes}"))));
            } else if self.is_char_literal() {
                self.string('\'');
            } else if syntax.quotes.contains(&letter) {
                parts.push((line, String::new()));
                parts.push((line, self.string(letter)));
            } else {
                self.skip(letter.len_utf8());
                if !letter.is_whitespace() {
                    parts.push((line, String::new()));
                }
            }
        }
        parts
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn skip(&mut self, bytes: usize) {
        let end = (self.at + bytes).min(self.text.len());
        self.line += self.text[self.at..end].matches('\n').count();
        self.at = end;
    }

    /// Everything up to `end`, which is skipped too.
    fn until(&mut self, end: &str) -> String {
        let rest = self.rest();
        let length = rest.find(end).unwrap_or(rest.len());
        self.skip(length + end.len());
        rest[..length].to_owned()
    }

    /// The hashes of `r#"…"#`, when such a string begins here.
    fn raw_string(&self) -> Option<String> {
        let is_name = |letter: char| letter.is_alphanumeric() || letter == '_';
        if self.text[..self.at].chars().next_back().is_some_and(is_name) {
            return None;
        }
        let rest = self.rest().strip_prefix('b').unwrap_or(self.rest()).strip_prefix('r')?;
        let hashes: String = rest.chars().take_while(|letter| *letter == '#').collect();
        rest[hashes.len()..].starts_with('"').then_some(hashes)
    }

    /// Whether `'a'` begins here, and no lifetime.
    fn is_char_literal(&self) -> bool {
        let mut letters = self.rest().chars();
        letters.next() == Some('\'')
            && match letters.next() {
                Some('\\') => true,
                Some(_) => letters.next() == Some('\''),
                None => false,
            }
    }

    /// What stands between two of these quotation marks.
    fn string(&mut self, quote: char) -> String {
        self.skip(quote.len_utf8());
        let mut string = String::new();
        while let Some(letter) = self.rest().chars().next() {
            self.skip(letter.len_utf8());
            match letter {
                '\\' => {
                    let escaped = self.rest().chars().next().unwrap_or_default();
                    self.skip(escaped.len_utf8());
                    string.push(if escaped == '\n' { '\n' } else { ' ' });
                }
                letter if letter == quote => break,
                letter => string.push(letter),
            }
        }
        string
    }
}
