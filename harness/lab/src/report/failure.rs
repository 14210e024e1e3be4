//! One failure in full, in the order of the contract: what was sent, what was expected and received,
//! what the server printed, the hint, the chapter.

use std::fs;
use std::path::Path;

use console::{Style, style};
use engine::render::{Evidence, Script};
use engine::verdict::{CheckReport, Verdict};
use texts::{Lang, Message};

use crate::course::{Course, Lab, chapter_path};
use crate::messages::{labels, trouble};
use crate::progress::fixtures_folder;
use crate::terminal::{width, wrapped};

/// How many lines of a server's output to show.
const OUTPUT_LINES: usize = 10;

/// How many lines of a difference to show: from its beginning, and from its end.
const DIFFERENCE_LINES: (usize, usize) = (24, 8);

/// Writes failures of one lab.
pub struct Writer<'a> {
    pub course: &'a Course,
    pub lab: &'a Lab,
    pub lang: Lang,
    /// whether `lab run` has to be started before a `curl` command is tried
    pub needs_server: bool,
}

impl Writer<'_> {
    /// A failure in full, with the checks that fail for the same reason.
    pub fn failure(&self, mark: &str, failure: &(CheckReport, Evidence), same: &[&str]) -> String {
        let (check, evidence) = failure;
        let id = style(format!("[{}]", check.id)).dim();
        let mut page = format!("\n{mark} {} {id}\n", style(&check.title).bold());
        self.text(&mut page, &evidence.sentence);
        if check.verdict == Verdict::Error {
            self.text(&mut page, &self.say(&trouble::HARNESS_ERROR));
            return page;
        }
        self.steps(&mut page, check, evidence);
        self.difference(&mut page, check, evidence);
        self.printed(&mut page, evidence);
        if let Some(hint) = &check.hint {
            self.heading(&mut page, &labels::HINT, None);
            self.text(&mut page, hint);
        }
        if let Some(chapter) = &check.chapter {
            self.heading(&mut page, &labels::CHAPTER, None);
            self.text(&mut page, &chapter_path(chapter, self.lang));
        }
        if !same.is_empty() {
            self.heading(&mut page, &labels::SAME_CAUSE, None);
            self.text(&mut page, &same.join(", "));
        }
        page
    }

    fn say(&self, message: &Message) -> String {
        message.text(self.lang)
    }

    fn heading(&self, page: &mut String, message: &Message, remark: Option<&Message>) {
        let remark = remark.map(|remark| format!(" ({})", self.say(remark))).unwrap_or_default();
        let (heading, remark) = (style(self.say(message)).cyan(), style(remark).dim());
        page.push_str(&format!("  {heading}{remark}\n"));
    }

    fn text(&self, page: &mut String, text: &str) {
        page.push_str(&format!("    {}\n", wrapped(text, width() - 4, "    ")));
    }

    fn steps(&self, page: &mut String, check: &CheckReport, evidence: &Evidence) {
        if evidence.steps.is_empty() {
            return;
        }
        let is_line = |step: &Script| matches!(step, Script::Line(_));
        let remark = labels::asked_of_server(self.number());
        let tells_how = !evidence.script.iter().all(is_line);
        let needs_server = self.needs_server && !evidence.only_reads_files;
        let remark = Some(&remark).filter(|_| needs_server && !tells_how);
        self.heading(page, &labels::ASKED, remark);
        // Without its files, a report is still worth reading.
        let lines = self.script(check, evidence).unwrap_or_else(|_| evidence.steps.clone());
        for line in lines {
            page.push_str(&format!("    {line}\n"));
        }
    }

    fn number(&self) -> usize {
        self.course.number(self.lab)
    }

    /// The steps as lines for a shell. The files that the server starts with are kept.
    fn script(&self, check: &CheckReport, evidence: &Evidence) -> std::io::Result<Vec<String>> {
        let folder = fixtures_folder().join(&self.lab.folder).join(&check.id);
        let other = self.say(&labels::IN_ANOTHER_TERMINAL);
        let mut commands = Commands::new(format!("cargo lab run {}  # {other}", self.number()));
        let mut files: Vec<(String, String)> = Vec::new();
        for step in &evidence.script {
            match step {
                Script::Line(line) => commands.line(with_files(line, &files)),
                Script::Variable { name, value } => commands.run_with(name, &format!("'{value}'")),
                Script::Server { assignments } => commands.run_beside(assignments),
                Script::File { variable, name, content } => {
                    let count = files.iter().filter(|(known, _)| known == name).count();
                    let path = folder.join(numbered(name, count + 1));
                    let whole = self.course.root.join(&path);
                    fs::create_dir_all(whole.parent().unwrap_or(&self.course.root))?;
                    fs::write(&whole, content)?;
                    let path = path.display().to_string();
                    commands.run_with(variable, &format!("\"$PWD/{path}\""));
                    files.push((name.clone(), path));
                }
            }
        }
        Ok(commands.lines)
    }

    fn difference(&self, page: &mut String, check: &CheckReport, evidence: &Evidence) {
        let Some(diff) = &check.diff else { return };
        if evidence.steps.is_empty() || !diff.lines().any(|line| line.starts_with(['+', '-'])) {
            return;
        }
        self.heading(page, &labels::DIFFERENCE, None);
        let lines = without_the_unmade(diff.lines().collect());
        let (beginning, left_out, end) = both_ends(&lines);
        difference_lines(page, beginning);
        if left_out > 0 {
            self.text(page, &self.say(&labels::more_lines(left_out)));
            difference_lines(page, end);
        }
    }

    fn printed(&self, page: &mut String, evidence: &Evidence) {
        let printed = &evidence.printed;
        if printed.panics.is_empty() && printed.text.is_empty() {
            return;
        }
        self.heading(page, &labels::PRINTED, None);
        if let Some(panic) = printed.panics.last() {
            let place = style(self.say(&labels::panic_at(panic.place.clone()))).red();
            let message = wrapped(&panic.message, width() - 6, "      ");
            page.push_str(&format!("    {place}\n      {message}\n"));
            let count = printed.panics.len() - 1;
            if count > 0 {
                self.text(page, &self.say(&labels::more_panics(count)));
            }
        }
        let lines: Vec<&str> = printed.text.lines().collect();
        for line in &lines[lines.len().saturating_sub(OUTPUT_LINES)..] {
            page.push_str(&format!("    {}\n", style(shortened(line, 4 * width())).dim()));
        }
        if printed.dropped > 0 {
            self.text(page, &self.say(&labels::output_capped(printed.dropped)));
        }
    }
}

fn difference_lines(page: &mut String, lines: &[&str]) {
    for line in lines {
        let colour = match line.chars().next() {
            Some('-') => Style::new().red(),
            Some('+') => Style::new().green(),
            _ => Style::new().dim(),
        };
        let indent = if line.is_empty() { "" } else { "    " };
        page.push_str(&format!("{indent}{}\n", colour.apply_to(harmless(line))));
    }
}

/// The lines of a difference; of a response 5xx only what was received, because what the handler would
/// have answered is not the point.
fn without_the_unmade(mut lines: Vec<&str>) -> Vec<&str> {
    if let Some(status) = lines.iter().position(|line| line.starts_with("+ HTTP 5")) {
        let body = lines.split_off(status + 1);
        lines.extend(body.into_iter().filter(|line| line.starts_with('+')));
    }
    lines
}

/// A line with the paths of kept files.
fn with_files(line: &str, files: &[(String, String)]) -> String {
    let replaced =
        |line: String, (name, path): &(String, String)| line.replace(&format!("/tmp/{name}"), path);
    // The last file of a name is the one that is there.
    files.iter().rev().fold(line.to_owned(), replaced)
}

/// The name of the second file of the same name, and of those after it: `a-2.json`.
fn numbered(name: &str, number: usize) -> String {
    let path = Path::new(name);
    match (number, path.file_stem(), path.extension()) {
        (2.., Some(stem), Some(extension)) => {
            format!("{}-{number}.{}", stem.to_string_lossy(), extension.to_string_lossy())
        }
        (2.., _, _) => format!("{name}-{number}"),
        _ => name.to_owned(),
    }
}

/// At most `most` characters of a line. The end is kept too: in a chain of causes it often has the
/// most important one.
fn shortened(line: &str, most: usize) -> String {
    let length = line.chars().count();
    if length <= most {
        return line.to_owned();
    }
    let half = most / 2;
    let (head, tail) = (line.chars().take(half), line.chars().skip(length - half));
    head.chain(" … ".chars()).chain(tail).collect()
}

/// The lines of a difference to show, and how many are left out between them: two or more, because
/// a line says so.
fn both_ends<'a, 'b>(lines: &'a [&'b str]) -> (&'a [&'b str], usize, &'a [&'b str]) {
    let (first, last) = DIFFERENCE_LINES;
    let left_out = lines.len().saturating_sub(first + last);
    if left_out < 2 {
        return (lines, 0, &[]);
    }
    (&lines[..first], left_out, &lines[first + left_out..])
}

/// A server's text, safe for a terminal: control characters are escaped.
fn harmless(line: &str) -> String {
    line.chars()
        .map(|letter| match letter {
            '\t' => "\t".to_owned(),
            control if control.is_control() => control.escape_unicode().to_string(),
            letter => letter.to_string(),
        })
        .collect()
}

/// The commands of a report. The server is started once for several variables, and again when one
/// changes after a request.
struct Commands {
    lines: Vec<String>,
    run: String,
    /// as a shell reads them
    variables: Vec<(String, String)>,
    /// the line that starts the server, if no request follows it
    start: Option<usize>,
}

impl Commands {
    fn new(run: String) -> Self {
        Self { lines: Vec::new(), run, variables: Vec::new(), start: None }
    }

    fn line(&mut self, line: String) {
        if !line.starts_with('#') {
            self.start = None;
        }
        self.lines.push(line);
    }

    /// One of several servers, which keeps running.
    fn run_beside(&mut self, assignments: &str) {
        let line = format!("{assignments} {}", self.run);
        self.lines.push(line);
    }

    fn run_with(&mut self, name: &str, value: &str) {
        match self.variables.iter_mut().find(|(known, _)| known == name) {
            Some(variable) => value.clone_into(&mut variable.1),
            None => self.variables.push((name.to_owned(), value.to_owned())),
        }
        let all: Vec<String> =
            self.variables.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let line = format!("{} {}", all.join(" "), self.run);
        match self.start {
            Some(start) => self.lines[start] = line,
            None => {
                self.start = Some(self.lines.len());
                self.lines.push(line);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Commands, both_ends, numbered, shortened, with_files, without_the_unmade};

    #[test]
    fn both_ends_of_a_long_difference_are_shown() {
        let lines = vec!["+"; 60];
        let told = |count: usize| {
            let (beginning, left_out, end) = both_ends(&lines[..count]);
            (beginning.len(), left_out, end.len())
        };
        assert_eq!((told(0), told(33)), ((0, 0, 0), (33, 0, 0)));
        assert_eq!((told(34), told(60)), ((24, 2, 8), (24, 28, 8)));
    }

    #[test]
    fn several_servers_run_beside_each_other() {
        let mut commands = Commands::new("run".to_owned());
        commands.run_beside("A=1");
        commands.run_beside("A=2");
        commands.line("curl".to_owned());
        assert_eq!(commands.lines, ["A=1 run", "A=2 run", "curl"]);
    }

    #[test]
    fn of_a_server_error_only_what_was_received_is_shown() {
        let lines = vec!["  GET /", "- HTTP 200", "+ HTTP 500", "  {", "-   1", "+   2", "  }"];
        assert_eq!(without_the_unmade(lines), ["  GET /", "- HTTP 200", "+ HTTP 500", "+   2"]);
    }

    #[test]
    fn both_ends_of_a_long_line_are_shown() {
        assert_eq!(shortened("é".repeat(9).as_str(), 9), "é".repeat(9));
        let line = format!("{}{}", "a".repeat(50), "syntax error");
        assert_eq!(shortened(&line, 24), "aaaaaaaaaaaa … syntax error");
    }

    #[test]
    fn the_server_is_started_once_for_several_variables() {
        let mut commands = Commands::new("run".to_owned());
        commands.run_with("A", "1");
        commands.line("# a remark".to_owned());
        commands.run_with("B", "2");
        commands.line("curl".to_owned());
        commands.run_with("A", "3");
        assert_eq!(commands.lines, ["A=1 B=2 run", "# a remark", "curl", "A=3 B=2 run"]);
    }

    #[test]
    fn commands_name_the_file_that_is_there() {
        let file = |path: &str| ("a.json".to_owned(), path.to_owned());
        assert_eq!(with_files("cat /tmp/a.json", &[file("one"), file("two")]), "cat two");
        assert_eq!(numbered("a.json", 1), "a.json");
        assert_eq!(numbered("a.json", 3), "a-3.json");
    }
}
