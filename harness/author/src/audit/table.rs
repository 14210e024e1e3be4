//! What an audit found, a row for each part of the proof.

use std::fmt;

/// The audit of one lab.
pub struct Table {
    title: String,
    rows: Vec<(&'static str, String)>,
    missing: Vec<String>,
}

impl Table {
    /// An empty one.
    pub fn new(title: &str) -> Self {
        Self { title: title.to_owned(), rows: Vec::new(), missing: Vec::new() }
    }

    /// A row that only tells.
    pub fn row(&mut self, part: &'static str, found: String) {
        self.rows.push((part, found));
    }

    /// So many of so many, and what is wrong with the others.
    pub fn share(&mut self, part: &'static str, good: usize, all: usize, problems: Vec<String>) {
        self.rows.push((part, format!("{good} of {all}")));
        self.missing.extend(problems);
    }

    /// What is missing for another reason.
    pub fn gaps(&mut self, gaps: Vec<String>) {
        self.missing.extend(gaps);
    }

    /// How many things are missing.
    pub fn missing(&self) -> usize {
        self.missing.len()
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n{}", self.title)?;
        for (part, found) in &self.rows {
            writeln!(f, "  {part:<24}{found}")?;
        }
        write!(f, "  {:<24}", "missing")?;
        if self.missing.is_empty() {
            return writeln!(f, "nothing");
        }
        writeln!(f, "{}", self.missing.len())?;
        self.missing.iter().try_for_each(|what| writeln!(f, "    {}", what.replace('\n', "\n    ")))
    }
}
