//! `index.html`: what an instructor looks at first.

mod tables;

use anyhow::{Context, Result};
use askama::Template;
use engine::Lang;

use super::histogram::{Bar, Histogram};
use super::row::{Cell, Row};
use super::{LabTally, Tally};
use crate::report::escape::{line, segment};
use crate::report::words::{self, Label, Sentence};
use crate::report::{Class, LabHead, feedback, number, sheets};
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
    warning: Option<String>,
    /// a number, and what it counts
    tiles: Vec<(String, &'static str)>,
    histogram: Histogram,
    mean: String,
    legend: Vec<(Cell, &'static str)>,
    columns: Vec<Column>,
    rows: Vec<Line>,
    /// of the grades, for the foot of the heat map
    mean_grade: String,
    success: Vec<Success>,
    all_pass: Option<(String, Vec<String>)>,
    tables: Vec<Table>,
    notes: Vec<String>,
    provenance: Vec<(&'static str, String)>,
}

/// A lab of the heat map.
struct Column {
    title: String,
    folder: String,
    out_of: u32,
    span: usize,
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
    url: String,
    grade: String,
    days_late: u32,
    /// points and checks of each lab
    labs: Vec<(String, Vec<Cell>)>,
}

impl Page {
    fn new(class: &Class, tally: &Tally) -> Self {
        let lang = class.lang;
        let grades = grades(class, &tally.rows);
        let mean = mean(&grades);
        let shown = |grade: Option<u32>| {
            grade.map_or("–".to_owned(), |grade| number::points(grade, lang))
        };
        let (success, all_pass) = tables::success(class, tally);
        Self {
            lang,
            title: line(&class.title),
            of: Sentence::ClassOf { students: tally.rows.len(), labs: class.labs.len() }.text(lang),
            warning: feedback::warning(class.tier, lang),
            tiles: tiles(class, tally, &grades),
            mean: Sentence::MeanIs { mean: &shown(mean) }.text(lang),
            histogram: Histogram::new(&grades, mean),
            legend: legend(lang),
            columns: columns(class, tally),
            rows: tally.rows.iter().map(|row| Line::new(class, row)).collect(),
            mean_grade: shown(mean),
            success,
            all_pass,
            tables: tables::all(class, tally),
            notes: notes(class, tally),
            provenance: provenance(class, tally),
        }
    }

    fn say(&self, label: Label) -> &'static str {
        label.text(self.lang)
    }

    fn tag(&self) -> &'static str {
        words::tag(self.lang)
    }

    fn bar(&self, bar: &Bar) -> String {
        Sentence::Bar { from: bar.from, to: bar.to, count: bar.count }.text(self.lang)
    }

    fn late(&self, days: &u32) -> String {
        Sentence::DaysLate { days: *days }.text(self.lang)
    }
}

/// Every grade out of 20, in hundredths, of the students who have one.
fn grades(class: &Class, rows: &[Row]) -> Vec<u32> {
    let totals = rows.iter().filter_map(Row::total);
    let mut grades: Vec<u32> =
        totals.map(|total| number::of_twenty(total, class.out_of())).collect();
    grades.sort_unstable();
    grades
}

/// The mean in hundredths, a half rounded up.
fn mean(grades: &[u32]) -> Option<u32> {
    let sum: u64 = grades.iter().copied().map(u64::from).sum();
    let count = u64::try_from(grades.len()).ok().filter(|count| *count > 0)?;
    u32::try_from((2 * sum + count) / (2 * count)).ok()
}

/// The median of sorted grades, in hundredths, a half rounded up.
fn median(grades: &[u32]) -> Option<u32> {
    let upper = *grades.get(grades.len() / 2)?;
    match grades.len() % 2 {
        0 => Some((grades[grades.len() / 2 - 1] + upper).div_ceil(2)),
        _ => Some(upper),
    }
}

fn tiles(class: &Class, tally: &Tally, grades: &[u32]) -> Vec<(String, &'static str)> {
    let lang = class.lang;
    let of_twenty = |grade: Option<u32>| {
        grade.map_or("–".to_owned(), |grade| format!("{}/20", number::points(grade, lang)))
    };
    let students =
        |test: &dyn Fn(&Row) -> bool| tally.rows.iter().filter(|row| test(row)).count().to_string();
    vec![
        (tally.rows.len().to_string(), Label::Students.text(lang)),
        (of_twenty(mean(grades)), Label::Mean.text(lang)),
        (of_twenty(median(grades)), Label::Median.text(lang)),
        (students(&Row::is_empty), Label::NothingHandedIn.text(lang)),
        (students(&|row| row.has(Cell::NotBuilt)), Label::BuildFailures.text(lang)),
        (students(&|row| row.days_late() > 0), Label::LateTitle.text(lang)),
        (tally.apart.len().to_string(), Label::WithoutVerdict.text(lang)),
    ]
}

fn legend(lang: Lang) -> Vec<(Cell, &'static str)> {
    use engine::verdict::Verdict::{Error, Failed, Passed, Skipped};
    let made = [Passed, Failed, Skipped, Error];
    let made = made.map(|verdict| (Cell::from(verdict), words::verdict(verdict, lang)));
    let unmade = [
        (Cell::NotBuilt, Label::NotBuilt.text(lang)),
        (Cell::NotHandedIn, Label::NotHandedIn.text(lang)),
    ];
    made.into_iter().chain(unmade).collect()
}

fn columns(class: &Class, tally: &Tally) -> Vec<Column> {
    let labs = class.labs.iter().zip(&tally.labs).enumerate();
    labs.map(|(index, (head, counted))| Column::new(class, tally, index, head, counted)).collect()
}

impl Column {
    fn new(class: &Class, tally: &Tally, index: usize, head: &LabHead, counted: &LabTally) -> Self {
        let points = tally.rows.iter().filter_map(|row| row.labs[index].hundredths);
        let points: Vec<u32> = points.collect();
        let checks = head.checks.iter().zip(&counted.checks);
        let check = |(check, tally): (&crate::report::CheckHead, &super::CheckTally)| CheckColumn {
            id: line(&check.id),
            title: line(&check.title),
            percent: percent(tally.passed, counted.handed_in),
        };
        Self {
            title: line(&head.title),
            folder: line(&head.folder),
            out_of: head.out_of,
            span: head.checks.len() + 1,
            mean: mean(&points).map(|mean| number::points(mean, class.lang)).unwrap_or_default(),
            checks: checks.map(check).collect(),
        }
    }
}

/// So many in a hundred, rounded down, so that 100 means all.
fn percent(part: u32, whole: u32) -> Option<u32> {
    let percent = (u64::from(part) * 100).checked_div(u64::from(whole))?;
    u32::try_from(percent).ok()
}

impl Line {
    fn new(class: &Class, row: &Row) -> Self {
        let points = |hundredths: Option<u32>| {
            hundredths.map_or("–".to_owned(), |points| number::points(points, class.lang))
        };
        let grade = row.total().map(|total| number::of_twenty(total, class.out_of()));
        let labs = row.labs.iter();
        Self {
            name: line(&row.student.name),
            url: url(row),
            grade: points(grade),
            days_late: row.days_late(),
            labs: labs.map(|lab| (points(lab.hundredths), lab.cells.clone())).collect(),
        }
    }
}

/// Where the student's feedback is.
fn url(row: &Row) -> String {
    format!("students/{}/feedback.html", segment(&row.folder))
}

/// What must be known of the other files.
fn notes(class: &Class, tally: &Tally) -> Vec<String> {
    let lacking = tally.rows.iter().filter(|row| sheets::in_worksheet(row).is_none()).count();
    let lacking =
        (lacking > 0).then(|| Sentence::NotInWorksheet { count: lacking }.text(class.lang));
    std::iter::once(Sentence::Rounding.text(class.lang)).chain(lacking).collect()
}

fn provenance(class: &Class, tally: &Tally) -> Vec<(&'static str, String)> {
    let lang = class.lang;
    let mut parts = feedback::machine(class);
    for (head, lab) in class.labs.iter().zip(&tally.labs) {
        let digests = |digests: &std::collections::BTreeSet<String>| {
            digests.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
        };
        let (judges, starters) = (digests(&lab.judges), digests(&lab.starters));
        if !judges.is_empty() {
            parts.push((Label::Judge.text(lang), format!("{} {judges}", line(&head.folder))));
            parts.push((Label::Starter.text(lang), format!("{} {starters}", line(&head.folder))));
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::{mean, median, percent};

    #[test]
    fn means_and_medians_are_rounded_half_up() {
        assert_eq!(mean(&[1000, 1001]), Some(1001));
        assert_eq!(mean(&[]), None);
        assert_eq!(median(&[0, 1000, 2000]), Some(1000));
        assert_eq!(median(&[1000, 1001]), Some(1001));
        assert_eq!(median(&[]), None);
    }

    #[test]
    fn only_all_is_a_hundred_percent() {
        assert_eq!(percent(199, 200), Some(99));
        assert_eq!(percent(200, 200), Some(100));
        assert_eq!(percent(0, 0), None);
    }
}
