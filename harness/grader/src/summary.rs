//! What the commands sum up on the terminal.

use std::path::Path;
use std::time::Duration;

use engine::Lang;
use marks::Points;
use submission::Student;
use texts::Text;

use crate::messages::{self, labels, shown};

/// One row of the table at the end.
#[derive(Clone, Debug)]
pub struct Line {
    /// the student
    pub name: String,
    /// the points of each lab; `None` when nothing was handed in, or it could not be judged
    pub labs: Vec<Option<Points>>,
    /// the sum, when every lab that was handed in has points
    pub total: Option<Points>,
    /// whether a person should look at it: nothing could be taken, or what was decided may be wrong
    pub is_flagged: bool,
    /// whether nothing came, and only the list of the class has the name
    pub absent: bool,
}

/// A grade that would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// the student
    pub name: String,
    /// the lab
    pub lab: String,
    /// the points that count
    pub before: Option<Points>,
    /// those that would count
    pub after: Option<Points>,
}

/// What a list says of those who handed in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attendance {
    /// those on the list from whom there is nothing
    pub absent: Vec<Student>,
    /// those who are not on the list, each with the absent one who is most likely meant
    pub strangers: Vec<(String, Option<String>)>,
}

/// The table at the end of a run: a row for each student, and how long it took.
pub fn table(lines: &[Line], took: Duration, out: &Path, lang: Lang) -> String {
    let points = |points: Option<Points>| shown_points(points, lang);
    let widest = lines.iter().map(|line| shown(&line.name).chars().count()).max().unwrap_or(0);
    let mut text = String::new();
    for line in lines {
        let name = shown(&line.name);
        let labs: String = line.labs.iter().map(|lab| format!("{:>7}", points(*lab))).collect();
        let mark = if line.is_flagged { "  !" } else { "" };
        text.push_str(&format!("{name:<widest$}{labs}{:>9}{mark}\n", points(line.total)));
    }
    let count = lines.iter().filter(|line| !line.absent).count();
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

/// The students whose grade changes in a regrade.
pub fn changes(changes: &[Change], applied: bool, lang: Lang) -> String {
    let mut text = String::new();
    for change in changes {
        let name = shown(&change.name);
        let [before, after] =
            [change.before, change.after].map(|points| shown_points(points, lang));
        text.push_str(&format!("{name}  {}  {before} → {after}\n", change.lab));
    }
    let message = match (applied, changes.len()) {
        (true, 0) => labels::NOTHING_CHANGES,
        (false, 0) => labels::NOTHING_WOULD_CHANGE,
        (true, count) => labels::changes(count),
        (false, count) => labels::would_change(count),
    };
    text + &message.text(lang) + "\n"
}

/// Points, or a dash when there are none.
fn shown_points(points: Option<Points>, lang: Lang) -> String {
    points.map_or_else(|| "–".to_owned(), |points| reports::points(points, lang))
}
