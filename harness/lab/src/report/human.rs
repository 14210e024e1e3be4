//! The report for a person.
//!
//! One line for each check as soon as it is judged; then the failures by their causes, as many in
//! full as fit on two screens; then the points, and what to fix first.

use console::{measure_text_width, style};
use engine::render::{self, Cause, Evidence};
use engine::verdict::{CheckReport, LabReport, Report, Verdict};
use indicatif::{ProgressBar, ProgressStyle};
use texts::{Lang, Message};

use super::Reporter;
use super::compiler;
use super::failure::Writer;
use crate::course::{Course, Lab, chapter_path};
use crate::messages::labels;
use crate::terminal::{Marks, width, wrapped};

/// How many lines a verdict may have: two screens of forty.
const SCREENS: usize = 80;

/// How many failures to show in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// all of them, some in brief: a report to read
    EveryFailure,
    /// only the one to fix first: for a screen that changes with every save
    FirstFailure,
}

/// Prints everything on standard output.
pub struct Human<'a> {
    course: &'a Course,
    lang: Lang,
    /// whether `lab run` has to be started before a `curl` command is tried
    needs_server: bool,
    detail: Detail,
    marks: Marks,
    /// how many lines are shown whatever fails
    lines: usize,
    /// whether some lab was judged
    judged: bool,
    failures: Vec<(CheckReport, Evidence)>,
    /// reasons for skipping, each with the names of the skipped checks
    skipped: Vec<(String, Vec<String>)>,
    bar: ProgressBar,
}

impl<'a> Human<'a> {
    /// A reporter in `lang`.
    pub fn new(course: &'a Course, lang: Lang, needs_server: bool, detail: Detail) -> Self {
        Self {
            course,
            lang,
            needs_server,
            detail,
            marks: Marks::choose(),
            lines: 0,
            judged: false,
            failures: Vec::new(),
            skipped: Vec::new(),
            bar: ProgressBar::hidden(),
        }
    }

    /// The points of all labs and the seed.
    pub fn total(&self, report: &Report) {
        let total = labels::total(report.points, report.out_of);
        if report.labs.len() > 1 {
            println!("\n{}", style(self.say(&total)).bold());
        }
        if self.judged {
            println!("{}", style(self.say(&labels::seed(report.seed))).dim());
        }
    }

    fn say(&self, message: &Message) -> String {
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
        let points = points(check.points, check.out_of);
        let room = width().saturating_sub(points.len() + 5);
        let title = wrapped(&check.title, room, "    ");
        let last = title.lines().last().map_or(0, measure_text_width);
        let last = if title.contains('\n') { last.saturating_sub(4) } else { last };
        let padding = " ".repeat(room.saturating_sub(last) + 1);
        format!("  {} {title}{padding}{points}", self.mark(check.verdict)).trim_end().to_owned()
    }

    /// Keeps a skipped check for [`skips`](Self::skips).
    fn skip(&mut self, check: &CheckReport) {
        let why = check.diff.clone().unwrap_or_default();
        match self.skipped.iter_mut().find(|(known, _)| *known == why) {
            Some((_, checks)) => checks.push(check.id.clone()),
            None => self.skipped.push((why, vec![check.id.clone()])),
        }
    }

    /// A line for each reason for skipping, with the names of the skipped checks.
    fn skips(&self) {
        for (why, checks) in &self.skipped {
            let mark = self.mark(Verdict::Skipped);
            let what = self.say(&labels::skipped(checks.len(), why.clone()));
            println!("  {mark} {}", wrapped(&what, width() - 4, "    "));
            println!("    {}", style(wrapped(&checks.join(", "), width() - 4, "    ")).dim());
        }
    }

    /// The failures by their causes: the first one in full, the others too as long as they fit on two
    /// screens, and the rest by a line each.
    fn failures(&self, lab: &Lab) {
        let causes: Vec<(&str, &Cause)> =
            self.failures.iter().map(|(check, told)| (check.id.as_str(), &told.cause)).collect();
        let groups = render::groups(&causes);
        let mut room = SCREENS.saturating_sub(self.lines + groups.len());
        let mut rest = groups.as_slice();
        while let Some((group, others)) = rest.split_first() {
            let page = self.group(lab, group);
            let lines = page.lines().count();
            let is_first = rest.len() == groups.len();
            if !is_first && (lines > room || self.detail == Detail::FirstFailure) {
                break;
            }
            print!("{page}");
            room = room.saturating_sub(lines);
            rest = others;
        }
        if self.detail == Detail::EveryFailure && !rest.is_empty() {
            self.in_brief(lab, rest);
        }
    }

    /// A failure in full, with the names of those that have the same cause.
    fn group(&self, lab: &Lab, group: &[usize]) -> String {
        let Some((first, others)) = group.split_first() else { return String::new() };
        let (course, lang, needs_server) = (self.course, self.lang, self.needs_server);
        let writer = Writer { course, lab, lang, needs_server };
        let same: Vec<&str> =
            others.iter().map(|index| self.failures[*index].0.id.as_str()).collect();
        let failure = &self.failures[*first];
        writer.failure(&self.mark(failure.0.verdict), failure, &same)
    }

    /// A line for each other cause.
    fn in_brief(&self, lab: &Lab, groups: &[Vec<usize>]) {
        let heading = labels::in_brief(self.course.number(lab));
        println!("\n{}", wrapped(&self.say(&heading), width(), ""));
        for group in groups {
            let ids = group.iter().map(|index| self.failures[*index].0.id.as_str());
            let ids = ids.collect::<Vec<_>>().join(", ");
            let sentence = group.first().map(|first| self.failures[*first].1.sentence.as_str());
            let sentence = first_sentence(sentence.unwrap_or_default());
            println!("  {}", wrapped(&format!("{ids} · {sentence}"), width() - 2, "    "));
        }
    }

    fn line_of_advice(&self, message: &Message) {
        println!("{}", wrapped(&self.say(message), width(), ""));
    }
}

/// `3/4`; nothing for a check that is made again on another database, which gives no points.
fn points(earned: u32, out_of: u32) -> String {
    if out_of == 0 { String::new() } else { format!("{earned}/{out_of}") }
}

/// The first sentence of several.
fn first_sentence(text: &str) -> &str {
    let end = [". ", "? ", "! "].iter().filter_map(|mark| Some(text.find(mark)? + 1)).min();
    end.map_or(text, |end| &text[..end])
}

impl Reporter for Human<'_> {
    fn begin(&mut self, lab: &Lab) {
        // The head, the end, and empty lines.
        self.lines = 9;
        self.judged = true;
        self.failures.clear();
        self.skipped.clear();
        println!("\n{} · {}", style(&lab.folder).bold(), lab.title(self.lang));
        println!("{}\n", style(chapter_path(&lab.chapter, self.lang)).dim());
    }

    fn plan(&mut self, lab: &Lab, checks: usize) {
        let total = u64::try_from(checks).unwrap_or(u64::MAX);
        self.bar = ProgressBar::new(total);
        // A constant template cannot be malformed.
        if let Ok(look) = ProgressStyle::with_template("  {bar:20} {pos}/{len} {msg}") {
            self.bar.set_style(look);
        }
        self.bar.set_message(self.say(&labels::checking(lab.folder.clone())));
    }

    fn checked(&mut self, report: &CheckReport, evidence: Option<&Evidence>) {
        self.bar.inc(1);
        if report.verdict == Verdict::Skipped {
            return self.skip(report);
        }
        let line = self.line(report);
        self.lines += line.lines().count();
        self.bar.suspend(|| println!("{line}"));
        if let Some(evidence) = evidence {
            self.failures.push((report.clone(), evidence.clone()));
        }
    }

    fn unbuilt(&mut self, lab: &Lab, error: Option<&str>) {
        let mark = self.mark(Verdict::Failed);
        let what = self.say(&labels::unbuilt(lab.folder.clone()));
        println!("\n{mark} {}", wrapped(&what, width() - 2, "  "));
        if let Some(section) = error.and_then(compiler::section) {
            let where_to_read = self.say(&labels::read_chapter(chapter_path(section, self.lang)));
            println!("  {}", wrapped(&where_to_read, width() - 2, "  "));
        }
    }

    fn end(&mut self, lab: &Lab, report: &LabReport, first: Option<&str>) {
        self.bar.finish_and_clear();
        self.skips();
        self.failures(lab);
        let total = labels::total(report.points, report.out_of);
        println!("\n{}", style(self.say(&total)).bold());
        match report.checks.iter().find(|check| Some(check.id.as_str()) == first) {
            Some(check) => self.line_of_advice(&labels::next_step(&*check.title)),
            None if report.passed() => println!("{}", style(self.say(&labels::ALL_PASSED)).green()),
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{first_sentence, points};

    #[test]
    fn a_check_without_points_shows_no_fraction() {
        assert_eq!(points(0, 4), "0/4");
        assert_eq!(points(0, 0), "");
    }

    #[test]
    fn a_failure_in_brief_is_its_first_sentence() {
        assert_eq!(first_sentence("The status is 404. Is it declared?"), "The status is 404.");
        assert_eq!(first_sentence("The status is 404"), "The status is 404");
    }
}
