//! One failure, in the contract's order: what was asked, what was expected against what came, what the
//! server printed, the hint, the chapter.

use engine::Lang;
use engine::render::{self, Cause};
use engine::verdict::{CheckReport, Verdict};
use marks::LabMark;

use crate::checks::{self, Evidence};
use crate::class::Class;
use crate::escape::{Piece, line, pieces, visible};
use crate::messages::{notes, outcomes};
use crate::notation;

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
    /// what the server printed
    pub printed: String,
    /// where to look first
    pub hint: Option<String>,
    /// the file of the chapter in the repository, or its page when the book is published
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
    /// The failures of a lab whose checks were made. Those that have the same cause follow the first
    /// of them by name.
    pub fn all(class: &Class, lab: &LabMark) -> Vec<Self> {
        let judged = checks::judged(lab, class.lang).into_iter();
        let failed: Vec<(CheckReport, Option<Evidence>)> =
            judged.filter(|(check, _)| check.verdict != Verdict::Passed).collect();
        let unknown = Cause::Unknown;
        let causes: Vec<(&str, &Cause)> = failed
            .iter()
            .map(|(check, evidence)| {
                let cause = evidence.as_ref().map_or(&unknown, |evidence| &evidence.cause);
                (check.id.as_str(), cause)
            })
            .collect();
        let groups = render::groups(&causes).into_iter();
        let explained = groups.filter_map(|group| {
            let (first, others) = group.split_first()?;
            let (check, evidence) = &failed[*first];
            let same = others.iter().map(|index| line(&failed[*index].0.title)).collect();
            Some(Self { same, ..Self::new(class, check, evidence.as_ref()) })
        });
        explained.collect()
    }

    /// A failure by itself.
    pub fn new(class: &Class, check: &CheckReport, evidence: Option<&Evidence>) -> Self {
        let lang = class.lang;
        let diff = check.diff.as_deref().map(visible).unwrap_or_default();
        let diff_lines = DiffLine::all(&diff);
        let told = evidence.map(|evidence| line(evidence.sentence.trim())).unwrap_or_default();
        // Without a conversation to compare, the difference is a sentence.
        let mut sentence = match (told.is_empty(), diff_lines.is_empty()) {
            (true, true) => line(diff.trim()),
            _ => told,
        };
        if check.verdict == Verdict::Error {
            sentence = format!("{} {sentence}", outcomes::HARNESS_ERROR.text(lang));
        }
        let asked = evidence.map_or(&[][..], |evidence| &evidence.asked);
        Self {
            title: line(&check.title),
            class: notation::class(check.verdict),
            mark: notation::mark(check.verdict),
            sentence: sentence.trim().to_owned(),
            asked: asked.iter().map(|line| visible(line)).collect(),
            diff: diff_lines,
            printed: evidence.map(|told| printed(&told.printed, lang)).unwrap_or_default(),
            hint: check.hint.as_deref().map(line),
            chapter: check.chapter.as_deref().map(|chapter| chapter_at(class, chapter)),
            same: Vec::new(),
        }
    }

    /// Where the chapter is published.
    pub fn chapter_url(&self) -> Option<&str> {
        self.chapter.as_deref().filter(|chapter| chapter.starts_with("http"))
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

/// The last panic in what a server printed: the number of its line, and its place.
fn panic<'a>(printed: &'a str) -> Option<(usize, &'a str)> {
    let place = |(index, line): (usize, &'a str)| {
        let (_, place) = line.strip_prefix("thread '")?.split_once(" panicked at ")?;
        Some((index, place.trim_end_matches(':')))
    };
    printed.lines().enumerate().filter_map(place).last()
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
    let note = (cut > 0).then(|| notes::cut(cut).text(lang));
    let shorten = |line: &str| line.chars().take(LINE_CHARACTERS).collect::<String>();
    let shown = first
        .into_iter()
        .map(shorten)
        .chain(note)
        .chain(lines[cut..].iter().map(|line| shorten(line)));
    shown.collect::<Vec<_>>().join("\n")
}

/// Where the chapter lies in the repository.
fn chapter_at(class: &Class, chapter: &str) -> String {
    let (tag, chapter) = (notation::tag(class.lang), line(chapter));
    let Some(book) = &class.book_url else { return format!("book/{tag}/src/{chapter}") };
    let (page, section) = chapter.split_once('#').unwrap_or((&chapter, ""));
    // As mdBook names its pages.
    let page = page.replace("README.md", "index.md").replace(".md", ".html");
    let section = if section.is_empty() { String::new() } else { format!("#{section}") };
    format!("{}/{tag}/{page}{section}", line(book.trim_end_matches('/')))
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
