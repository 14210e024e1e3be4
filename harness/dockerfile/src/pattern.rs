//! Patterns of paths, as `.dockerignore` and `COPY` have them.

/// A pattern: `*` and `?` stay within a folder, `**` does not.
#[derive(Debug, Clone)]
pub struct Pattern {
    parts: Vec<Part>,
}

#[derive(Debug, Clone)]
enum Part {
    One(char),
    /// `?`
    Any,
    /// `*`
    Name,
    /// `**`, at the end: everything.
    Path,
    /// `**`, elsewhere, with the `/` after it: any number of folders.
    Folders,
    /// `[a-z]`, and `[^a-z]` when negated.
    Class {
        ranges: Vec<(char, char)>,
        is_negated: bool,
    },
}

impl Pattern {
    /// Reads a pattern. A class without its end matches nothing.
    pub fn new(text: &str) -> Self {
        let mut parts = Vec::new();
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            parts.push(match c {
                '?' => Part::Any,
                '*' if chars.next_if_eq(&'*').is_some() => {
                    chars.next_if_eq(&'/');
                    if chars.peek().is_some() { Part::Folders } else { Part::Path }
                }
                '*' => Part::Name,
                '\\' => Part::One(chars.next().unwrap_or(c)),
                '[' => {
                    let is_negated = chars.next_if(|c| matches!(c, '^' | '!')).is_some();
                    let mut ranges = Vec::new();
                    while let Some(first) = chars.next().filter(|c| *c != ']') {
                        let last = chars.next_if_eq(&'-').and_then(|_| chars.next());
                        ranges.push((first, last.unwrap_or(first)));
                    }
                    Part::Class { ranges, is_negated }
                }
                c => Part::One(c),
            });
        }
        Self { parts }
    }

    /// Whether the whole path matches. Takes the product of both lengths.
    pub fn matches(&self, path: &str) -> bool {
        let path: Vec<char> = path.chars().collect();
        // `reached[i]`: the parts so far match the first `i` characters.
        let mut reached = vec![false; path.len() + 1];
        reached[0] = true;
        for part in &self.parts {
            reached = step(part, &path, &reached);
            if !reached.contains(&true) {
                return false;
            }
        }
        reached[path.len()]
    }
}

fn step(part: &Part, path: &[char], reached: &[bool]) -> Vec<bool> {
    let mut next = vec![false; reached.len()];
    let mut inside = false;
    for (at, reached) in reached.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| path[at]);
        match part {
            Part::Name => inside = *reached || inside && before != Some('/'),
            Part::Path | Part::Folders => inside |= *reached,
            _ => {}
        }
        match part {
            Part::Name | Part::Path => next[at] = inside,
            Part::Folders => next[at] = *reached || inside && before == Some('/'),
            _ if *reached && path.get(at).is_some_and(|c| one(part, *c)) => next[at + 1] = true,
            _ => {}
        }
    }
    next
}

fn one(part: &Part, c: char) -> bool {
    match part {
        Part::One(expected) => c == *expected,
        Part::Any => c != '/',
        Part::Class { ranges, is_negated } => {
            c != '/'
                && ranges.iter().any(|(first, last)| (*first..=*last).contains(&c)) != *is_negated
        }
        Part::Name | Part::Path | Part::Folders => false,
    }
}

/// A path of the context without `./`, `/` at either end, and `..`: empty for the whole context.
pub fn clean(path: &str) -> String {
    let mut names: Vec<&str> = Vec::new();
    for name in path.split('/') {
        match name {
            "" | "." => {}
            ".." => {
                names.pop();
            }
            name => names.push(name),
        }
    }
    names.join("/")
}
