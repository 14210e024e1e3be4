//! What the commands sum up on the terminal.

use std::path::Path;
use std::time::Duration;

use engine::Lang;
use marks::Points;
use reports::{Found, Row};
use submission::Student;
use texts::{Message, Text};

use crate::given::Change;
use crate::messages::{self, labels, shown};
use crate::people::Question;

/// Entries that are no submission and are shown.
const IGNORED: usize = 10;

/// What a list says of those who handed in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attendance {
    /// those on the list from whom there is nothing
    pub absent: Vec<Student>,
    /// those who are not on the list, each with the absent one who is most likely meant
    pub strangers: Vec<(String, Option<String>)>,
}

/// The table at the end of a run: a row for each student, what its signs mean, and how long it took.
pub fn table(rows: &[Row], took: Duration, out: &Path, lang: Lang) -> String {
    let widest = rows.iter().map(|row| shown(&row.student.name).chars().count()).max().unwrap_or(0);
    let mut text = String::new();
    for row in rows {
        let name = shown(&row.student.name);
        let labs: String = row.labs.iter().map(|lab| format!("{:>7}", lab.shown(lang))).collect();
        let mark = if row.is_flagged { "  !" } else { "" };
        text.push_str(&format!("{name:<widest$}{labs}{:>9}{mark}\n", row.total_shown(lang)));
    }
    let signs = reports::signs(rows).into_iter();
    let signs: Vec<String> =
        signs.map(|(sign, says)| format!("{sign} {}", says.text(lang))).collect();
    if !signs.is_empty() {
        text.push_str(&format!("{}\n", signs.join(" · ")));
    }
    let count = rows.iter().filter(|row| !row.is_empty()).count();
    let tenths = took.as_millis() / 100;
    let (whole, tenths) = (tenths / 10, tenths % 10);
    let seconds =
        Text { fr: format!("{whole},{tenths}").into(), en: format!("{whole}.{tenths}").into() };
    let page = messages::path(&out.join("index.html"));
    text + &labels::graded(count, seconds, page).text(lang) + "\n"
}

/// What the list of the class shows about those who handed in.
pub fn attendance(listed: usize, attendance: &Attendance, lang: Lang) -> String {
    let absent = attendance.absent.len();
    let absent = (absent > 0).then(|| labels::absent(absent, listed));
    let strangers = attendance.strangers.iter().map(|(name, meant)| match meant {
        Some(meant) => labels::stranger_perhaps(shown(name), shown(meant)),
        None => labels::stranger(shown(name)),
    });
    absent.into_iter().chain(strangers).map(|message| message.text(lang) + "\n").collect()
}

/// Each grade that changes, with the reason.
pub fn changed(changes: &[Change], lang: Lang) -> String {
    let mut text = String::new();
    for change in changes {
        let name = shown(&change.name);
        let [before, after] =
            [change.before, change.after].map(|points| shown_points(points, lang));
        let why = change.why.text(lang);
        text.push_str(&format!("{name}  {}  {before} → {after}  {why}\n", change.lab));
    }
    text
}

/// The grades that change in a regrade.
pub fn changes(changes: &[Change], applied: bool, lang: Lang) -> String {
    let message = match (applied, changes.len()) {
        (true, 0) => labels::NOTHING_CHANGES,
        (false, 0) => labels::NOTHING_WOULD_CHANGE,
        (true, count) => labels::changes(count),
        (false, count) => labels::would_change(count),
    };
    changed(changes, lang) + &message.text(lang) + "\n"
}

/// The counted entries, with the first ones that are not submissions.
pub fn found(found: &Found, lang: Lang) -> String {
    let shown_entry = |(path, why): &(String, Message)| labels::ignored(shown(path), why.clone());
    let more = found.ignored.len().saturating_sub(IGNORED);
    let mut lines = vec![reports::found(found)];
    lines.extend(found.ignored.iter().take(IGNORED).map(shown_entry));
    lines.extend((more > 0).then(|| labels::more_ignored(more)));
    lines.into_iter().map(|line| line.text(lang) + "\n").collect()
}

/// The questions about submissions whose owner is not known.
pub fn questions(questions: &[Question], out: &Path, lang: Lang) -> String {
    let asked = questions.iter().map(|question| {
        let choices: Vec<String> = question.choices.iter().map(|choice| shown(choice)).collect();
        labels::who_is(shown(&question.name), choices.join(", "), messages::path(out))
    });
    asked.map(|question| question.text(lang) + "\n").collect()
}

/// Points, or a dash when there are none.
fn shown_points(points: Option<Points>, lang: Lang) -> String {
    points.map_or_else(|| "–".to_owned(), |points| reports::localised(&points.to_string(), lang))
}
