//! The report that a person reads.
//!
//! One line for every check as it is judged; then every failure in full, in the contract's order:
//! what was asked, what was expected against what came, what the server printed, the hint, the
//! chapter; then the points, and what to mend first.

use console::{Style, measure_text_width, style};
use engine::Lang;
use engine::protocol::Evidence;
use engine::verdict::{CheckReport, LabReport, Report, Verdict};
use indicatif::{ProgressBar, ProgressStyle};

use super::Reporter;
use crate::course::{Course, Lab};
use crate::messages::{Label, Message, Trouble};
use crate::terminal::{Marks, width, wrapped};

/// Lines of a server's output that are shown.
const OUTPUT_LINES: usize = 20;

/// Lines of a difference that are shown: so many from its beginning, and so many from its end.
const DIFFERENCE_LINES: (usize, usize) = (40, 10);

/// How many failures are told in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// all of them: a report to keep
    EveryFailure,
    /// the one to mend first: a screen that changes with every save
    FirstFailure,
}

/// Tells everything on standard output.
pub struct Human<'a> {
    course: &'a Course,
    lang: Lang,
    /// whether a pasted `curl` line needs `lab run` first
    needs_server: bool,
    detail: Detail,
    marks: Marks,
    /// of the lab that is being judged
    number: usize,
    failures: Vec<(CheckReport, Evidence)>,
    /// reasons, each with the names of the checks that it keeps from being made
    skipped: Vec<(String, Vec<String>)>,
    bar: ProgressBar,
}

impl<'a> Human<'a> {
    /// A reporter in `lang`. A `curl` line against a server that already runs needs no `lab run`.
    pub fn new(course: &'a Course, lang: Lang, needs_server: bool, detail: Detail) -> Self {
        Self {
            course,
            lang,
            needs_server,
            detail,
            marks: Marks::choose(),
            number: 0,
            failures: Vec::new(),
            skipped: Vec::new(),
            bar: ProgressBar::hidden(),
        }
    }

    /// The points of all labs and the seed.
    pub fn total(&self, report: &Report) {
        let total = Label::Total { points: report.points, out_of: report.out_of };
        if report.labs.len() > 1 {
            println!("\n{}", style(self.say(&total)).bold());
        }
        println!("{}", style(self.say(&Label::Seed { seed: report.seed })).dim());
    }

    fn say(&self, message: &Label) -> String {
        message.text(self.lang)
    }

    fn mark(&self, verdict: Verdict) -> String {
        match verdict {
            Verdict::Passed => style(self.marks.passed).green().to_string(),
            Verdict::Failed => style(self.marks.failed).red().to_string(),
            Verdict::Skipped => style(self.marks.skipped).dim().to_string(),
            Verdict::Error => style(self.marks.error).yellow().to_string(),
        }
    }

    /// `✗ title ……… 0/4`
    fn line(&self, check: &CheckReport) -> String {
        let points = format!("{}/{}", check.points, check.out_of);
        let room = width().saturating_sub(points.len() + 5);
        let title = wrapped(&check.title, room, "    ");
        let last = title.lines().last().map_or(0, measure_text_width);
        let last = if title.contains('\n') { last.saturating_sub(4) } else { last };
        let padding = " ".repeat(room.saturating_sub(last) + 1);
        format!("  {} {title}{padding}{points}", self.mark(check.verdict))
    }

    /// Keeps a skipped check for [`skips`](Self::skips).
    fn skip(&mut self, check: &CheckReport) {
        let why = check.diff.clone().unwrap_or_default();
        match self.skipped.iter_mut().find(|(known, _)| *known == why) {
            Some((_, checks)) => checks.push(check.id.clone()),
            None => self.skipped.push((why, vec![check.id.clone()])),
        }
    }

    /// A line for every reason, with the checks that it keeps from being made: often all of them
    /// have the same.
    fn skips(&self) {
        for (why, checks) in &self.skipped {
            let mark = self.mark(Verdict::Skipped);
            let what = self.say(&Label::Skipped { count: checks.len(), why: why.clone() });
            println!("  {mark} {}", wrapped(&what, width() - 4, "    "));
            println!("    {}", style(wrapped(&checks.join(", "), width() - 4, "    ")).dim());
        }
    }

    /// Every failure in full. Those that have the same cause follow the first of them by name.
    fn failures(&self) {
        let mut told: Vec<Cause<'_>> = Vec::new();
        for (index, failure) in self.told().iter().enumerate() {
            let cause = Cause::of(failure);
            if told.contains(&cause) {
                continue;
            }
            self.failure(&failure.0, &failure.1);
            told.push(cause);
            let later = &self.failures[index + 1..];
            let same = later.iter().filter(|failure| Cause::of(failure) == cause);
            let titles: Vec<&str> = same.map(|(check, _)| check.title.as_str()).collect();
            if !titles.is_empty() {
                self.heading(&Label::SameCause, None);
                titles.iter().for_each(|title| self.text(title));
            }
        }
    }

    /// The failures to tell in full.
    fn told(&self) -> &[(CheckReport, Evidence)] {
        match self.detail {
            Detail::EveryFailure => &self.failures,
            Detail::FirstFailure => &self.failures[..self.failures.len().min(1)],
        }
    }

    fn failure(&self, check: &CheckReport, evidence: &Evidence) {
        let mark = self.mark(check.verdict);
        let id = style(format!("[{}]", check.id)).dim();
        println!("\n{mark} {} {id}", style(&check.title).bold());
        self.text(&evidence.sentence);
        if check.verdict == Verdict::Error {
            self.text(&Trouble::HarnessError.text(self.lang));
            return;
        }
        self.asked(evidence);
        self.difference(check, evidence);
        self.printed(evidence);
        if let Some(hint) = &check.hint {
            self.heading(&Label::Hint, None);
            self.text(hint);
        }
        if let Some(chapter) = &check.chapter {
            self.heading(&Label::Chapter, None);
            self.text(&chapter_path(chapter, self.lang));
        }
    }

    fn line_of_advice(&self, message: &Label) {
        println!("{}", wrapped(&self.say(message), width(), ""));
    }

    fn heading(&self, message: &Label, remark: Option<&Label>) {
        let remark = remark.map(|remark| format!(" ({})", self.say(remark))).unwrap_or_default();
        println!("  {}{}", style(self.say(message)).cyan(), style(remark).dim());
    }

    fn text(&self, text: &str) {
        println!("    {}", wrapped(text, width() - 4, "    "));
    }

    fn asked(&self, evidence: &Evidence) {
        if evidence.asked.is_empty() {
            return;
        }
        let remark = Label::AskedOfServer { number: self.number };
        self.heading(&Label::Asked, self.needs_server.then_some(&remark));
        for line in &evidence.asked {
            println!("    {line}");
        }
    }

    fn difference(&self, check: &CheckReport, evidence: &Evidence) {
        let told_already = |diff: &String| evidence.asked.is_empty() || *diff == evidence.sentence;
        let Some(diff) = check.diff.as_ref().filter(|diff| !told_already(diff)) else { return };
        self.heading(&Label::Difference, None);
        let lines: Vec<&str> = diff.lines().collect();
        let (beginning, left_out, end) = both_ends(&lines);
        self.difference_lines(beginning);
        if left_out > 0 {
            self.text(&self.say(&Label::MoreLines { count: left_out }));
            self.difference_lines(end);
        }
    }

    fn difference_lines(&self, lines: &[&str]) {
        for line in lines {
            let colour = match line.chars().next() {
                Some('-') => Style::new().red(),
                Some('+') => Style::new().green(),
                _ => Style::new().dim(),
            };
            let indent = if line.is_empty() { "" } else { "    " };
            println!("{indent}{}", colour.apply_to(harmless(line)));
        }
    }

    fn printed(&self, evidence: &Evidence) {
        let printed = &evidence.printed;
        if printed.panics.is_empty() && printed.text.is_empty() {
            return;
        }
        self.heading(&Label::Printed, None);
        if let Some(panic) = printed.panics.last() {
            let place = Label::PanicAt { place: panic.place.clone() };
            println!("    {}", style(self.say(&place)).red());
            println!("      {}", wrapped(&panic.message, width() - 6, "      "));
            let count = printed.panics.len() - 1;
            if count > 0 {
                self.text(&self.say(&Label::MorePanics { count }));
            }
        }
        let lines: Vec<&str> = printed.text.lines().collect();
        for line in &lines[lines.len().saturating_sub(OUTPUT_LINES)..] {
            println!("    {}", style(shortened(line, 4 * width())).dim());
        }
        if printed.dropped > 0 {
            self.text(&self.say(&Label::OutputCapped { bytes: printed.dropped }));
        }
    }
}

/// At most so many characters of a line. Of a longer one the end is kept too: what went wrong often
/// stands there, after everything that led to it.
fn shortened(line: &str, most: usize) -> String {
    let length = line.chars().count();
    if length <= most {
        return line.to_owned();
    }
    let half = most / 2;
    let (head, tail) = (line.chars().take(half), line.chars().skip(length - half));
    head.chain(" … ".chars()).chain(tail).collect()
}

/// The lines of a difference that are shown, and how many stand between them. The line that says so
/// takes the place of two at the least.
fn both_ends<'a, 'b>(lines: &'a [&'b str]) -> (&'a [&'b str], usize, &'a [&'b str]) {
    let (first, last) = DIFFERENCE_LINES;
    let left_out = lines.len().saturating_sub(first + last);
    if left_out < 2 {
        return (lines, 0, &[]);
    }
    (&lines[..first], left_out, &lines[first + left_out..])
}

/// A server's text, of which a terminal obeys nothing: control characters are shown as what they are.
fn harmless(line: &str) -> String {
    line.chars()
        .map(|letter| match letter {
            '\t' => "\t".to_owned(),
            control if control.is_control() => control.escape_unicode().to_string(),
            letter => letter.to_string(),
        })
        .collect()
}

/// What several failures can have in common.
#[derive(Clone, Copy, PartialEq)]
enum Cause<'a> {
    /// the server never got as far as a first request
    Start,
    /// a panic, by its place
    Panic(&'a str),
    /// the same sentence about the same difference
    Told(&'a str, Option<&'a str>),
}

impl<'a> Cause<'a> {
    fn of((check, evidence): &'a (CheckReport, Evidence)) -> Self {
        match evidence.printed.panics.last() {
            _ if evidence.at_start => Self::Start,
            Some(panic) => Self::Panic(&panic.place),
            None => Self::Told(&evidence.sentence, check.diff.as_deref()),
        }
    }
}

/// Where the chapter lies in the repository.
pub fn chapter_path(chapter: &str, lang: Lang) -> String {
    let tree = match lang {
        Lang::Fr => "fr",
        Lang::En => "en",
    };
    format!("book/{tree}/src/{chapter}")
}

impl Reporter for Human<'_> {
    fn begin(&mut self, lab: &Lab) {
        self.number = self.course.number(lab);
        self.failures.clear();
        self.skipped.clear();
        println!("\n{} · {}", style(&lab.folder).bold(), lab.title(self.lang));
        println!("{}\n", style(chapter_path(&lab.chapter, self.lang)).dim());
    }

    fn plan(&mut self, lab: &Lab, checks: usize) {
        let total = u64::try_from(checks).unwrap_or(u64::MAX);
        self.bar = ProgressBar::new(total);
        // A template that is a constant cannot be malformed.
        if let Ok(look) = ProgressStyle::with_template("  {bar:20} {pos}/{len} {msg}") {
            self.bar.set_style(look);
        }
        self.bar.set_message(self.say(&Label::Checking { lab: lab.folder.clone() }));
    }

    fn checked(&mut self, report: &CheckReport, evidence: Option<&Evidence>) {
        self.bar.inc(1);
        if report.verdict == Verdict::Skipped {
            return self.skip(report);
        }
        let line = self.line(report);
        self.bar.suspend(|| println!("{line}"));
        if let Some(evidence) = evidence {
            self.failures.push((report.clone(), evidence.clone()));
        }
    }

    fn end(&mut self, _lab: &Lab, report: &LabReport) {
        self.bar.finish_and_clear();
        self.skips();
        self.failures();
        let total = Label::Total { points: report.points, out_of: report.out_of };
        println!("\n{}", style(self.say(&total)).bold());
        match self.failures.iter().find(|(check, _)| check.verdict == Verdict::Failed) {
            Some((check, _)) => {
                self.line_of_advice(&Label::NextStep { title: check.title.clone() });
            }
            None if report.passed() => println!("{}", style(self.say(&Label::AllPassed)).green()),
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{both_ends, shortened};

    #[test]
    fn of_a_long_difference_both_ends_are_shown() {
        let lines = vec!["+"; 60];
        let told = |count: usize| {
            let (beginning, left_out, end) = both_ends(&lines[..count]);
            (beginning.len(), left_out, end.len())
        };
        assert_eq!((told(0), told(51)), ((0, 0, 0), (51, 0, 0)));
        assert_eq!((told(52), told(60)), ((40, 2, 10), (40, 10, 10)));
    }

    #[test]
    fn of_a_long_line_both_ends_are_shown() {
        assert_eq!(shortened("é".repeat(9).as_str(), 9), "é".repeat(9));
        let line = format!("{}{}", "a".repeat(50), "syntax error");
        assert_eq!(shortened(&line, 24), "aaaaaaaaaaaa … syntax error");
    }
}
