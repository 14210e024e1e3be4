//! One failure, in the contract's order: what was asked, what was expected against what came, what the
//! server printed, the hint, the chapter.

use engine::Lang;
use engine::fault::Reason;
use engine::verdict::{CheckReport, Verdict};

use crate::model::{LabMark, Outcome, Told};
use crate::report::escape::{Piece, line, pieces, visible};
use crate::report::words::{self, Sentence};

/// Lines of a server's output that are shown, the last ones.
const OUTPUT_LINES: usize = 40;

/// Characters of such a line that are shown.
const LINE_CHARACTERS: usize = 400;

/// A check that was not passed.
pub struct Failure {
    /// one line
    pub title: String,
    /// the class in the page
    pub class: &'static str,
    /// the symbol
    pub mark: &'static str,
    /// what happened
    pub sentence: String,
    /// `curl` lines
    pub asked: Vec<String>,
    /// expected against received; empty when there is no conversation to compare
    pub diff: Vec<DiffLine>,
    /// what the server printed on standard error
    pub stderr: String,
    /// and on standard output
    pub stdout: String,
    /// where to look first
    pub hint: Option<String>,
    /// the file of the chapter in the repository
    pub chapter: Option<String>,
    /// the titles of later checks with the same cause
    pub same: Vec<String>,
}

/// A line of a difference.
pub struct DiffLine {
    /// `minus`, `plus` or nothing
    pub class: &'static str,
    /// the line, its sign included
    pub text: String,
}

impl DiffLine {
    /// The lines of a difference; none when the text is no difference.
    pub fn all(diff: &str) -> Vec<Self> {
        if !diff.lines().any(|line| line.starts_with(['+', '-'])) {
            return Vec::new();
        }
        let class = |line: &str| match line.chars().next() {
            Some('-') => "minus",
            Some('+') => "plus",
            _ => "",
        };
        diff.lines().map(|line| Self { class: class(line), text: line.to_owned() }).collect()
    }
}

impl Failure {
    /// The failures of a lab whose checks were made. Those that have the same cause, a server that
    /// never started or a panic at the same place, follow the first of them by name.
    pub fn all(lab: &LabMark, lang: Lang) -> Vec<Self> {
        let Outcome::Judged { checks, evidence, .. } = &lab.outcome else { return Vec::new() };
        let mut failures: Vec<Self> = Vec::new();
        let mut causes: Vec<(String, usize)> = Vec::new();
        for check in checks.iter().filter(|check| check.verdict != Verdict::Passed) {
            let told = evidence.get(&check.id);
            let cause = told.and_then(|told| cause(check, told));
            let known = causes.iter().find(|(known, _)| Some(known) == cause.as_ref());
            if let Some((_, first)) = known {
                failures[*first].same.push(line(&check.title));
                continue;
            }
            causes.extend(cause.map(|cause| (cause, failures.len())));
            failures.push(Self::new(check, told, lang));
        }
        failures
    }

    /// A failure by itself.
    pub fn new(check: &CheckReport, told: Option<&Told>, lang: Lang) -> Self {
        let diff = check.diff.as_deref().map(visible).unwrap_or_default();
        let diff_lines = DiffLine::all(&diff);
        let told_sentence = told.map(|told| line(told.sentence.trim())).unwrap_or_default();
        // Without a conversation to compare, the difference is a sentence.
        let mut sentence = match (told_sentence.is_empty(), diff_lines.is_empty()) {
            (true, true) => line(diff.trim()),
            _ => told_sentence,
        };
        if check.verdict == Verdict::Error {
            sentence = format!("{} {sentence}", Sentence::HarnessError.text(lang));
        }
        Self {
            title: line(&check.title),
            class: super::class(check.verdict),
            mark: words::mark(check.verdict),
            sentence: sentence.trim().to_owned(),
            asked: told
                .map_or(&[][..], |told| &told.asked)
                .iter()
                .map(|line| visible(line))
                .collect(),
            diff: diff_lines,
            stderr: told.map(|told| printed(&told.stderr, lang)).unwrap_or_default(),
            stdout: told.map(|told| printed(&told.stdout, lang)).unwrap_or_default(),
            hint: check.hint.as_deref().map(line),
            chapter: check.chapter.as_deref().map(|chapter| chapter_path(chapter, lang)),
            same: Vec::new(),
        }
    }

    /// The difference as it came.
    pub fn diff_text(&self) -> String {
        let lines: Vec<&str> = self.diff.iter().map(|line| line.text.as_str()).collect();
        lines.join("\n")
    }

    /// The title with its code marked.
    pub fn title_pieces(&self) -> Vec<Piece> {
        pieces(&self.title)
    }

    /// The sentence with its code marked.
    pub fn sentence_pieces(&self) -> Vec<Piece> {
        pieces(&self.sentence)
    }

    /// The hint with its code marked.
    pub fn hint_pieces(&self) -> Vec<Piece> {
        self.hint.as_deref().map(pieces).unwrap_or_default()
    }

    /// What was asked, a line each.
    pub fn asked_text(&self) -> String {
        self.asked.join("\n")
    }
}

/// What makes several checks fail alike.
fn cause(check: &CheckReport, told: &Told) -> Option<String> {
    let at_start = matches!(check.reason, Some(Reason::Exited | Reason::NeverListened));
    match panic(&told.stderr) {
        _ if at_start && told.asked.is_empty() => Some("start".to_owned()),
        Some((_, place)) => Some(format!("panic {place}")),
        None => None,
    }
}

/// The last panic in what a server printed: the number of its line, and its place.
fn panic<'a>(stderr: &'a str) -> Option<(usize, &'a str)> {
    let place = |(index, line): (usize, &'a str)| {
        let (_, place) = line.strip_prefix("thread '")?.split_once(" panicked at ")?;
        Some((index, place.trim_end_matches(':')))
    };
    stderr.lines().enumerate().filter_map(place).last()
}

/// The end of what a server printed, its last panic first.
fn printed(output: &str, lang: Lang) -> String {
    let output = visible(output);
    let mut lines: Vec<&str> = output.trim_end().lines().collect();
    let first: Vec<&str> = match panic(&output) {
        Some((index, _)) => lines.drain(index..lines.len().min(index + 2)).collect(),
        None => Vec::new(),
    };
    let cut = lines.len().saturating_sub(OUTPUT_LINES);
    let note = (cut > 0).then(|| Sentence::Cut { lines: cut }.text(lang));
    let shorten = |line: &str| line.chars().take(LINE_CHARACTERS).collect::<String>();
    let shown = first
        .into_iter()
        .map(shorten)
        .chain(note)
        .chain(lines[cut..].iter().map(|line| shorten(line)));
    shown.collect::<Vec<_>>().join("\n")
}

/// Where the chapter lies in the repository.
fn chapter_path(chapter: &str, lang: Lang) -> String {
    format!("book/{}/src/{}", words::tag(lang), line(chapter))
}

#[cfg(test)]
mod tests {
    use engine::Lang;

    use super::{DiffLine, printed};

    #[test]
    fn a_panic_comes_first_and_old_lines_are_cut() {
        let mut output = "x\n".repeat(60);
        output.push_str("thread 'main' panicked at src/main.rs:3:5:\nno user\nlast\n");
        let shown = printed(&output, Lang::En);
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(lines[..2], ["thread 'main' panicked at src/main.rs:3:5:", "no user"]);
        assert_eq!(lines[2], "… 21 lines further up are not shown");
        assert_eq!(lines.last(), Some(&"last"));
        assert_eq!(lines.len(), 43);
    }

    #[test]
    fn a_sentence_is_no_difference() {
        assert!(DiffLine::all("The server does not compile.").is_empty());
        let classes: Vec<&str> =
            DiffLine::all("  a\n- b\n+ c").iter().map(|line| line.class).collect();
        assert_eq!(classes, ["", "minus", "plus"]);
    }
}
