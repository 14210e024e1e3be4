//! The wrong answers to a check, grouped: what many students got wrong in the same way.

use engine::verdict::CheckReport;

use crate::checks::Evidence;
use crate::escape::{line, visible};
use crate::notation::reason_word;

/// Kinds of wrong answers that are told apart; more are counted together. A kind that matters is
/// among the first of a class.
const KINDS: usize = 64;

/// Characters that are kept of an example, and of what tells two kinds apart.
const CHARACTERS: usize = 1200;

/// The wrong answers to one check.
#[derive(Debug, Default)]
pub struct Wrong {
    kinds: Vec<Kind>,
    others: u32,
}

/// Answers that are wrong in the same way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    key: String,
    /// how many students
    pub count: u32,
    /// what happened to the first of them
    pub sentence: String,
    /// its difference, empty when there was no conversation to compare
    pub diff: String,
    /// its row
    pub row: usize,
}

impl Wrong {
    /// Counts the failure of the student in this row.
    pub fn add(&mut self, row: usize, check: &CheckReport, evidence: Option<&Evidence>) {
        let diff = check.diff.as_deref().unwrap_or_default();
        let key = key(check, diff);
        if let Some(kind) = self.kinds.iter_mut().find(|kind| kind.key == key) {
            kind.count += 1;
            return;
        }
        if self.kinds.len() == KINDS {
            self.others += 1;
            return;
        }
        let differs = changed(diff).next().is_some();
        let told = evidence.map(|e| e.sentence.as_str()).filter(|told| !told.is_empty());
        let sentence = match (told, differs) {
            (Some(told), _) => told,
            (None, false) => diff,
            (None, true) => "",
        };
        let diff = if differs { diff } else { "" };
        let (sentence, diff) = (start(&line(sentence.trim())), start(&visible(diff)));
        self.kinds.push(Kind { key, count: 1, sentence, diff, row });
    }

    /// The `most` commonest kinds, and how many answers are of no such kind.
    pub fn commonest(&self, most: usize) -> (Vec<&Kind>, u32) {
        let mut kinds: Vec<&Kind> = self.kinds.iter().collect();
        // Stable: of two kinds as common, the one seen first stays first.
        kinds.sort_by_key(|kind| std::cmp::Reverse(kind.count));
        let rest = kinds.split_off(kinds.len().min(most));
        (kinds, self.others + rest.iter().map(|kind| kind.count).sum::<u32>())
    }
}

/// What two answers share that are wrong in the same way: the reason, and the lines that differ,
/// without their spacing and their long numbers (times, ports, identifiers). Drawn values are
/// placeholders already.
fn key(check: &CheckReport, diff: &str) -> String {
    let mut key = check.reason.map(reason_word).unwrap_or_default().to_owned();
    let mut push = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        key.push('\n');
        key.push_str(&without_long_numbers(&words.join(" ")));
    };
    match changed(diff).next() {
        Some(_) => changed(diff).for_each(push),
        None => push(diff),
    }
    start(&key)
}

/// The lines of a difference that differ.
fn changed(diff: &str) -> impl Iterator<Item = &str> {
    diff.lines().filter(|line| line.starts_with(['+', '-']))
}

/// `text` with every run of four digits and more as `#`.
fn without_long_numbers(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|letter: char| letter.is_ascii_digit()) {
        let (before, digits) = rest.split_at(at);
        let end = digits.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(digits.len());
        let (number, after) = digits.split_at(end);
        shown.push_str(before);
        shown.push_str(if number.len() < 4 { number } else { "#" });
        rest = after;
    }
    shown + rest
}

fn start(text: &str) -> String {
    match text.char_indices().nth(CHARACTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.trim_end().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use engine::fault::Reason;
    use engine::verdict::{CheckReport, Verdict};

    use super::{CHARACTERS, KINDS, Wrong, without_long_numbers};

    fn failed(diff: &str) -> CheckReport {
        CheckReport {
            id: "a".into(),
            title: "A".into(),
            verdict: Verdict::Failed,
            points: 0,
            out_of: 1,
            reason: Some(Reason::Mismatch),
            diff: Some(diff.into()),
            hint: None,
            chapter: None,
        }
    }

    #[test]
    fn answers_that_differ_alike_are_one_kind() {
        let mut wrong = Wrong::default();
        wrong.add(0, &failed("  GET /a\n- HTTP 201\n+ HTTP 200"), None);
        wrong.add(1, &failed("  GET /b\n- HTTP 422\n+ HTTP 200\n+ x 17955954"), None);
        wrong.add(2, &failed("  GET /c\n- HTTP 422\n+  HTTP 200\n+ x 99999"), None);
        wrong.add(3, &failed("The server does not listen."), None);
        let (kinds, others) = wrong.commonest(2);
        let counts: Vec<(u32, usize)> = kinds.iter().map(|kind| (kind.count, kind.row)).collect();
        assert_eq!(counts, [(2, 1), (1, 0)]);
        assert_eq!(others, 1);
        assert_eq!(kinds[1].diff, "  GET /a\n- HTTP 201\n+ HTTP 200");
    }

    #[test]
    fn a_status_tells_answers_apart() {
        let mut wrong = Wrong::default();
        wrong.add(0, &failed("- HTTP 201\n+ HTTP 200"), None);
        wrong.add(1, &failed("- HTTP 201\n+ HTTP 404"), None);
        assert_eq!(wrong.commonest(3).0.len(), 2);
        assert_eq!(without_long_numbers("HTTP 404 in 12345 ms, 7"), "HTTP 404 in # ms, 7");
    }

    #[test]
    fn a_class_of_different_answers_keeps_a_bounded_number() {
        let mut wrong = Wrong::default();
        for row in 0..1000 {
            wrong.add(row, &failed(&format!("+ {row} {}", "x".repeat(2000))), None);
        }
        assert_eq!(wrong.kinds.len(), KINDS);
        let (kinds, others) = wrong.commonest(3);
        assert_eq!(kinds.len(), 3);
        assert_eq!(others, 997);
        let longest = wrong.kinds.iter().map(|kind| kind.diff.chars().count()).max();
        assert!(longest.is_some_and(|longest| longest <= CHARACTERS + 1));
    }
}
