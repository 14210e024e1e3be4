//! `.dockerignore`: <https://docs.docker.com/build/concepts/context/#dockerignore-files>.
//!
//! The last pattern that matches a path, or a folder above it, decides.

use crate::error::ParseError;
use crate::file::File;
use crate::limits::{MAX_BYTES, MAX_PATTERNS};
use crate::pattern::{Pattern, clean};

/// The patterns of a `.dockerignore`, in order.
#[derive(Debug)]
pub struct Ignore {
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    line: usize,
    pattern: Pattern,
    /// Whether it begins with `!`.
    is_exception: bool,
}

/// Whether a path is part of the context.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It is not.
    Ignored,
    /// It is; if an exception decided so, its line.
    Sent(Option<usize>),
}

impl Ignore {
    /// Reads the file.
    pub fn read(text: &str) -> Result<Self, ParseError> {
        if text.len() > MAX_BYTES {
            let (file, bytes, limit) = (File::Dockerignore, text.len(), MAX_BYTES);
            return Err(ParseError::TooLong { file, bytes, limit });
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut entries = Vec::new();
        for (index, line) in text.lines().enumerate() {
            if line.starts_with('#') {
                continue;
            }
            let (pattern, is_exception) = match line.trim().strip_prefix('!') {
                Some(pattern) => (pattern.trim(), true),
                None => (line.trim(), false),
            };
            let pattern = clean(pattern);
            if !pattern.is_empty() {
                let pattern = Pattern::new(&pattern);
                entries.push(Entry { line: index + 1, pattern, is_exception });
            }
        }
        if entries.len() > MAX_PATTERNS {
            return Err(ParseError::TooManyPatterns { limit: MAX_PATTERNS });
        }
        Ok(Self { entries })
    }

    /// Whether the file at this path is part of the context.
    pub fn status(&self, path: &str) -> Status {
        let mut status = Status::Sent(None);
        for entry in &self.entries {
            // Only an entry that changes the status matters.
            let changes = entry.is_exception == (status == Status::Ignored);
            if changes && parents(path).any(|path| entry.pattern.matches(path)) {
                status = if entry.is_exception {
                    Status::Sent(Some(entry.line))
                } else {
                    Status::Ignored
                };
            }
        }
        status
    }
}

/// The path and the folders above it.
fn parents(path: &str) -> impl Iterator<Item = &str> {
    let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
    ends.map(|end| &path[..end])
}
