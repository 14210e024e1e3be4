//! The lists of the class page: what was not understood, what does not compile, what took long, who was
//! late, what has no verdict, what was changed by hand.

use jiff::Timestamp;
use texts::Message;

use crate::class::Class;
use crate::escape::{Piece, line, pieces};
use crate::feedback::DiffLine;
use crate::messages::{figures, labels};
use crate::number::{self, percent};
use crate::tally::{Note, Tally};
use crate::wrong::Kind;

/// The wrong answers that are shown of each check.
const KINDS: usize = 3;

/// A check that not everyone passes.
pub struct Success {
    /// its title
    pub title: Vec<Piece>,
    /// its lab's folder
    pub lab: String,
    /// how many in a hundred pass
    pub percent: u32,
    /// so many of so many
    pub of: String,
    /// the commonest first
    pub answers: Vec<Answer>,
    /// how many more there are
    pub others: Option<String>,
}

/// A kind of wrong answers.
pub struct Answer {
    /// how many students gave it
    pub times: String,
    /// what happened, in a sentence
    pub headline: Vec<Piece>,
    /// what more is said of it
    pub rest: Vec<Piece>,
    /// the difference of the example
    pub diff: Vec<DiffLine>,
    /// whose the example is
    pub example: String,
    /// where to read more
    pub url: String,
}

/// A list with a heading.
pub struct Table {
    /// its heading
    pub title: String,
    /// the columns
    pub head: Vec<String>,
    /// the rows; the first cell is the row's head
    pub rows: Vec<Vec<Field>>,
}

/// A cell of a list.
pub struct Field {
    /// what it says, one after the other
    pub parts: Vec<Part>,
}

/// A part of a cell.
#[derive(Clone)]
pub struct Part {
    /// what it says
    pub text: String,
    /// where it leads
    pub url: Option<String>,
}

impl Field {
    fn new(text: impl Into<String>) -> Self {
        Self { parts: vec![Part { text: text.into(), url: None }] }
    }
}

/// The checks that not everyone passes, the least understood first; and the titles of those that
/// everyone does.
pub fn success(class: &Class, tally: &Tally) -> (Vec<Success>, Option<(String, Vec<String>)>) {
    let mut lacking = Vec::new();
    let mut passed = Vec::new();
    for (head, lab) in class.labs.iter().zip(&tally.labs) {
        for (check, counted) in head.checks.iter().zip(&lab.checks) {
            let Some(percent) = percent(counted.passed, lab.handed_in) else { continue };
            if counted.passed == lab.handed_in {
                passed.push(line(check.texts.title.get(class.lang)));
                continue;
            }
            let (kinds, others) = counted.wrong.commonest(KINDS);
            let of = figures::part_of(counted.passed, lab.handed_in);
            lacking.push(Success {
                title: pieces(check.texts.title.get(class.lang)),
                lab: line(&head.folder),
                percent,
                of: of.text(class.lang),
                answers: kinds.into_iter().map(|kind| answer(class, tally, kind)).collect(),
                others: (others > 0).then(|| figures::other_failures(others).text(class.lang)),
            });
        }
    }
    lacking.sort_by_key(|check| check.percent);
    let count = passed.len();
    let heading = (count > 0).then(|| figures::all_pass(count).text(class.lang));
    (lacking, heading.map(|heading| (heading, passed)))
}

fn answer(class: &Class, tally: &Tally, kind: &Kind) -> Answer {
    let row = &tally.rows[kind.row];
    let name = line(&row.student.name);
    let (headline, rest) = first_sentence(&kind.sentence);
    Answer {
        times: figures::students(kind.count).text(class.lang),
        headline: pieces(headline),
        rest: pieces(rest),
        diff: DiffLine::all(&kind.diff),
        example: figures::example_of(name).text(class.lang),
        url: row.url(),
    }
}

/// The first sentence, and the others.
fn first_sentence(text: &str) -> (&str, &str) {
    let end = text.find(". ").map_or(text.len(), |stop| stop + 1);
    let (first, rest) = text.split_at(end);
    (first, rest.trim_start())
}

/// Every list; one without rows is left out.
pub fn all(class: &Class, tally: &Tally) -> Vec<Table> {
    let tables = [
        notes(class, tally, &tally.flags, labels::FLAGS, labels::OUTCOME),
        notes(class, tally, &tally.build_failures, labels::BUILD_FAILURES, labels::COMPILER_SAYS),
        notes(class, tally, &tally.apart, labels::WITHOUT_VERDICT, labels::OUTCOME),
        late(class, tally),
        by_hand(class, tally),
        ignored(class),
        times(class, tally),
    ];
    tables.into_iter().filter(|table| !table.rows.is_empty()).collect()
}

fn notes(class: &Class, tally: &Tally, notes: &[Note], title: Message, last: Message) -> Table {
    let lab = |note: &Note| note.lab.map(|lab| line(&class.labs[lab].folder)).unwrap_or_default();
    let student = |note: &Note| Part {
        text: note.name.clone(),
        url: note.row.map(|row| tally.rows[row].url()),
    };
    // What is said of several is said once.
    let mut rows: Vec<(String, &str, Vec<Part>)> = Vec::new();
    for note in notes {
        let lab = lab(note);
        match rows.iter_mut().find(|(other, text, _)| (other.as_str(), *text) == (&lab, &note.text))
        {
            Some((.., students)) => students.push(student(note)),
            None => rows.push((lab, &note.text, vec![student(note)])),
        }
    }
    let rows = rows
        .into_iter()
        .map(|(lab, text, parts)| vec![Field { parts }, Field::new(lab), Field::new(text)]);
    Table::new(class, title, &[labels::STUDENT, labels::LAB, last], rows.collect())
}

fn late(class: &Class, tally: &Tally) -> Table {
    let rows = tally.late.iter().map(|late| {
        vec![
            student(tally, late.row),
            Field::new(line(&class.labs[late.lab].folder)),
            Field::new(time(class, tally.rows[late.row].labs[late.lab].handed_in)),
            Field::new(time(class, tally.rows[late.row].labs[late.lab].deadline)),
            Field::new(late.days.to_string()),
            Field::new(number::points(late.taken, class.lang)),
        ]
    });
    let head = [
        labels::STUDENT,
        labels::LAB,
        labels::ARRIVED,
        labels::DEADLINE,
        labels::DAYS,
        labels::POINTS_DEDUCTED,
    ];
    Table::new(class, labels::LATENESS, &head, rows.collect())
}

fn time(class: &Class, at: Option<Timestamp>) -> String {
    at.map_or("–".to_owned(), |at| number::time_in(at, &class.zone))
}

/// The entries that are not submissions.
fn ignored(class: &Class) -> Table {
    let entries = class.found.iter().flat_map(|found| &found.ignored);
    let row = |(path, why): &(String, Message)| {
        vec![Field::new(line(path)), Field::new(why.text(class.lang))]
    };
    let head = [labels::ENTRY, labels::REASON];
    Table::new(class, labels::IGNORED, &head, entries.map(row).collect())
}

fn by_hand(class: &Class, tally: &Tally) -> Table {
    let rows = tally.by_hand.iter().map(|change| {
        vec![
            student(tally, change.row),
            Field::new(line(&class.labs[change.lab].folder)),
            Field::new(number::localised(&change.by_hand.decision.to_string(), class.lang)),
            Field::new(line(&change.by_hand.reason)),
            Field::new(line(&change.by_hand.who)),
            Field::new(number::time(change.by_hand.at)),
        ]
    });
    let head =
        [labels::STUDENT, labels::LAB, labels::POINTS, labels::REASON, labels::WHO, labels::WHEN];
    Table::new(class, labels::BY_HAND, &head, rows.collect())
}

fn times(class: &Class, tally: &Tally) -> Table {
    let labs = class.labs.iter().zip(&tally.labs).filter(|(_, lab)| lab.build.count > 0);
    let rows = labs.map(|(head, lab)| {
        let spent = [&lab.build, &lab.judging].into_iter();
        let spent = spent.flat_map(|times| [times.mean(), times.most]);
        let spent = spent.map(|time| Field::new(number::seconds(time, class.lang)));
        std::iter::once(Field::new(line(&head.folder))).chain(spent).collect()
    });
    let head = [
        labels::LAB,
        labels::BUILD_MEAN,
        labels::BUILD_MOST,
        labels::JUDGING_MEAN,
        labels::JUDGING_MOST,
    ];
    Table::new(class, labels::TIME_SPENT, &head, rows.collect())
}

fn student(tally: &Tally, row: usize) -> Field {
    let row = &tally.rows[row];
    Field { parts: vec![Part { text: line(&row.student.name), url: Some(row.url()) }] }
}

impl Table {
    fn new(class: &Class, title: Message, head: &[Message], rows: Vec<Vec<Field>>) -> Self {
        let text = |label: &Message| label.text(class.lang);
        Self { title: text(&title), head: head.iter().map(text).collect(), rows }
    }
}

#[cfg(test)]
mod tests {
    use super::first_sentence;

    #[test]
    fn a_headline_is_one_sentence() {
        assert_eq!(first_sentence("It is 1.5. Why? So."), ("It is 1.5.", "Why? So."));
        assert_eq!(first_sentence("Alone."), ("Alone.", ""));
        assert_eq!(first_sentence(""), ("", ""));
    }
}
