//! `index.html`: what an instructor looks at first.

mod histogram;
mod tables;

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use askama::Template;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use engine::Lang;
use engine::protocol::Description;
use marks::Points;
use sha2::{Digest, Sha256};
use texts::Message;

use crate::class::{Class, LabHead};
use crate::escape::line;
use crate::messages::{self, figures, labels, notes};
use crate::number::percent;
use crate::row::{Cell, Row, RowLab, signs};
use crate::tally::{CheckTally, LabTally, Tally};
use crate::{feedback, moodle, notation, number};
use histogram::{Bar, Histogram};
use tables::{Success, Table};

/// The page.
///
/// # Errors
/// When it cannot be rendered.
pub fn page(class: &Class, tally: &Tally) -> Result<String> {
    Page::new(class, tally).render().context("rendering the class page")
}

#[derive(Template)]
#[template(path = "class.html")]
struct Page {
    lang: Lang,
    title: String,
    of: String,
    /// the day of the latest grade
    date: Option<String>,
    /// how many entries were found, and what became of them
    found: Option<String>,
    warning: Option<String>,
    /// a number, and what it counts
    tiles: Vec<(String, String)>,
    histogram: Histogram,
    mean: String,
    legend: Vec<(Cell, String)>,
    /// what stands in the place of points
    signs: Vec<(&'static str, String)>,
    columns: Vec<Column>,
    rows: Vec<Line>,
    /// of the grades, for the foot of the heat map
    mean_grade: String,
    success: Vec<Success>,
    all_pass: Option<(String, Vec<String>)>,
    tables: Vec<Table>,
    notes: Vec<String>,
    provenance: Vec<(String, String)>,
    script: &'static str,
    /// SHA-256 in base64: the only script that a browser may run
    script_hash: String,
}

/// Sorts and filters the heat map.
const SCRIPT: &str = include_str!("../templates/class.js");

/// A lab of the heat map.
struct Column {
    title: String,
    folder: String,
    out_of: Points,
    span: usize,
    /// which of the columns has its points
    column: usize,
    /// the mean of the points
    mean: String,
    checks: Vec<CheckColumn>,
}

/// A check of the heat map.
struct CheckColumn {
    id: String,
    title: String,
    /// how many in a hundred of those who handed the lab in pass
    percent: Option<u32>,
}

/// A student of the heat map.
struct Line {
    name: String,
    /// those that the list of the class says
    groups: Option<String>,
    url: String,
    grade: String,
    is_flagged: bool,
    days_late: u32,
    labs: Vec<LineLab>,
}

/// A lab of a student in the heat map.
struct LineLab {
    points: String,
    /// when it was handed in and had to be, on hovering
    times: Option<String>,
    is_by_hand: bool,
    cells: Vec<Cell>,
}

impl Page {
    fn new(class: &Class, tally: &Tally) -> Self {
        let lang = class.lang;
        let grades = grades(&tally.rows);
        let mean = mean(&grades);
        let shown = |grade: Option<Points>| {
            grade.map_or("–".to_owned(), |grade| number::points(grade, lang))
        };
        let (success, all_pass) = tables::success(class, tally);
        Self {
            lang,
            title: line(&class.title),
            of: class_of(tally.rows.len(), class.labs.len()).text(lang),
            date: date(class, &tally.rows).map(|date| date.text(lang)),
            found: class.found.as_ref().map(|found| messages::found(found).text(lang)),
            warning: feedback::warning(class.tier, lang),
            tiles: tiles(class, tally, &grades),
            mean: figures::mean_is(shown(mean)).text(lang),
            histogram: Histogram::new(&grades, mean),
            legend: legend(lang),
            signs: signs(&tally.rows).into_iter().map(|(it, says)| (it, says.text(lang))).collect(),
            columns: columns(class, tally),
            rows: tally.rows.iter().map(|row| Line::new(class, row)).collect(),
            mean_grade: shown(mean),
            success,
            all_pass,
            tables: tables::all(class, tally),
            notes: remarks(class, tally),
            provenance: provenance(class, tally),
            script: SCRIPT,
            script_hash: STANDARD.encode(Sha256::digest(SCRIPT)),
        }
    }

    fn say(&self, label: Message) -> String {
        label.text(self.lang)
    }

    fn tag(&self) -> &'static str {
        notation::tag(self.lang)
    }

    fn bar(&self, bar: &Bar) -> String {
        figures::bar(bar.from, bar.to, bar.count).text(self.lang)
    }

    fn late(&self, days: &u32) -> String {
        notes::days_late(*days).text(self.lang)
    }
}

/// The day of the latest grade.
fn date(class: &Class, rows: &[Row]) -> Option<Message> {
    let given = rows.iter().flat_map(|row| &row.labs).filter_map(|lab| lab.given_at).max()?;
    Some(figures::grades_of(number::day_in(given, &class.zone)))
}

/// How many students and labs a class has.
fn class_of(students: usize, labs: usize) -> Message {
    figures::class_of(figures::students(students), figures::labs(labs))
}

/// Every grade out of 20 of the students who have one, in order.
fn grades(rows: &[Row]) -> Vec<Points> {
    let mut grades: Vec<Points> = rows.iter().filter_map(grade).collect();
    grades.sort_unstable();
    grades
}

/// A student's grade out of 20.
fn grade(row: &Row) -> Option<Points> {
    let out_of = row.out_of();
    row.total().filter(|_| out_of > Points::default()).map(|total| total.out_of_twenty(out_of))
}

/// The mean to the hundredth, a half rounded up.
fn mean(points: &[Points]) -> Option<Points> {
    let sum: u64 = points.iter().map(|points| u64::from(points.hundredths())).sum();
    let count = u64::try_from(points.len()).ok().filter(|count| *count > 0)?;
    u32::try_from((2 * sum + count) / (2 * count)).ok().map(Points::from_hundredths)
}

/// The median of sorted grades to the hundredth, a half rounded up.
fn median(grades: &[Points]) -> Option<Points> {
    let upper = *grades.get(grades.len() / 2)?;
    match grades.len() % 2 {
        0 => mean(&[grades[grades.len() / 2 - 1], upper]),
        _ => Some(upper),
    }
}

fn tiles(class: &Class, tally: &Tally, grades: &[Points]) -> Vec<(String, String)> {
    let lang = class.lang;
    let of_twenty = |grade: Option<Points>| {
        grade.map_or("–".to_owned(), |grade| format!("{}/20", number::points(grade, lang)))
    };
    let students =
        |test: &dyn Fn(&Row) -> bool| tally.rows.iter().filter(|row| test(row)).count().to_string();
    vec![
        (tally.rows.len().to_string(), labels::STUDENTS.text(lang)),
        (of_twenty(mean(grades)), labels::MEAN.text(lang)),
        (of_twenty(median(grades)), labels::MEDIAN.text(lang)),
        (students(&Row::is_empty), labels::NOTHING_HANDED_IN.text(lang)),
        (students(&|row| row.has(Cell::NotBuilt)), labels::BUILD_FAILURES.text(lang)),
        (students(&|row| row.days_late() > 0), labels::LATENESS.text(lang)),
        (tally.apart.len().to_string(), labels::WITHOUT_VERDICT.text(lang)),
    ]
}

fn legend(lang: Lang) -> Vec<(Cell, String)> {
    use engine::verdict::Verdict::{Error, Failed, Passed, Skipped};
    let made = [Passed, Failed, Skipped, Error];
    let made = made.map(|verdict| (Cell::from(verdict), messages::verdict(verdict).text(lang)));
    let unmade = [
        (Cell::NotBuilt, labels::NOT_BUILT.text(lang)),
        (Cell::NoGrade, labels::NO_GRADE.text(lang)),
        (Cell::NotHandedIn, labels::NOT_HANDED_IN.text(lang)),
    ];
    made.into_iter().chain(unmade).collect()
}

fn columns(class: &Class, tally: &Tally) -> Vec<Column> {
    let labs = class.labs.iter().zip(&tally.labs).enumerate();
    // After the name and the grade.
    let mut column = 2;
    labs.map(|(index, (head, counted))| {
        let shown = Column::new(class, tally, (index, column), head, counted);
        column += shown.span;
        shown
    })
    .collect()
}

impl Column {
    fn new(
        class: &Class,
        tally: &Tally,
        (index, column): (usize, usize),
        head: &LabHead,
        counted: &LabTally,
    ) -> Self {
        let points = tally.rows.iter().filter_map(|row| row.labs[index].given());
        let points: Vec<Points> = points.collect();
        let checks = head.checks.iter().zip(&counted.checks);
        let check = |(check, tally): (&Description, &CheckTally)| CheckColumn {
            id: line(&check.id),
            title: line(check.texts.title.get(class.lang)),
            percent: percent(tally.passed, counted.handed_in),
        };
        Self {
            title: line(head.title.get(class.lang)),
            folder: line(&head.folder),
            out_of: head.out_of,
            span: head.checks.len() + 1,
            column,
            mean: mean(&points).map(|mean| number::points(mean, class.lang)).unwrap_or_default(),
            checks: checks.map(check).collect(),
        }
    }
}

impl Line {
    fn new(class: &Class, row: &Row) -> Self {
        let groups = &row.contact.groups;
        let groups = (!groups.is_empty()).then(|| line(&groups.join(", ")));
        let labs = row.labs.iter().map(|lab| LineLab {
            points: lab.shown(class.lang),
            times: times(class, lab),
            is_by_hand: lab.is_by_hand,
            cells: lab.cells.clone(),
        });
        Self {
            name: line(&row.student.name),
            groups,
            url: row.url(),
            grade: grade(row).map_or_else(
                || row.total_shown(class.lang),
                |grade| number::points(grade, class.lang),
            ),
            is_flagged: row.is_flagged,
            days_late: row.days_late(),
            labs: labs.collect(),
        }
    }
}

/// When a lab was handed in, and had to be.
fn times(class: &Class, lab: &RowLab) -> Option<String> {
    let said = messages::times(lab.handed_in?, lab.deadline, lab.is_extended, &class.zone);
    Some(said.text(class.lang))
}

/// What must be known of the other files.
fn remarks(class: &Class, tally: &Tally) -> Vec<String> {
    let lacking = moodle::lacking(&tally.rows);
    // Without any participant there is no Moodle.
    let is_moodle = tally
        .rows
        .iter()
        .any(|row| row.labs.iter().any(|lab| moodle::participant(row, lab).is_some()));
    let maximum = match class.moodle_maximum {
        Some(maximum) => figures::moodle_maximum(maximum.to_string()),
        None => figures::MOODLE_POINTS,
    };
    let mut said = vec![notes::ROUNDING];
    said.extend(is_moodle.then_some(maximum));
    said.extend(
        (is_moodle && lacking > 0).then(|| figures::not_in_worksheet(figures::students(lacking))),
    );
    said.into_iter().map(|message| message.text(class.lang)).collect()
}

fn provenance(class: &Class, tally: &Tally) -> Vec<(String, String)> {
    let lang = class.lang;
    let mut parts = feedback::machine(class);
    for (head, lab) in class.labs.iter().zip(&tally.labs) {
        let digests = |digests: &BTreeSet<String>| {
            digests.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
        };
        let (judges, starters) = (digests(&lab.judges), digests(&lab.starters));
        if !judges.is_empty() {
            parts.push((labels::JUDGE.text(lang), format!("{} {judges}", line(&head.folder))));
            parts.push((labels::STARTER.text(lang), format!("{} {starters}", line(&head.folder))));
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use marks::Points;

    use super::{mean, median};

    #[test]
    fn means_and_medians_are_rounded_half_up() {
        let points = |hundredths: &[u32]| -> Vec<Points> {
            hundredths.iter().copied().map(Points::from_hundredths).collect()
        };
        let mean = |hundredths: &[u32]| mean(&points(hundredths)).map(Points::hundredths);
        let median = |hundredths: &[u32]| median(&points(hundredths)).map(Points::hundredths);
        assert_eq!(mean(&[1000, 1001]), Some(1001));
        assert_eq!(mean(&[]), None);
        assert_eq!(median(&[0, 1000, 2000]), Some(1000));
        assert_eq!(median(&[1000, 1001]), Some(1001));
        assert_eq!(median(&[]), None);
    }
}
