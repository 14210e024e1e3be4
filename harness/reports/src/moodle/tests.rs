//! Each rule of Moodle's importers, written down as the importer has it, reads what is written here. The files of
//! Moodle 4.5 that have the rules are named.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use engine::Lang;
use jiff::Timestamp;
use marks::{Decision, StudentMarks};
use marks::{Outcome, Override, Points};
use submission::Contact;

use super::{grades, worksheet};
use crate::class::Class;
use crate::row::Row;
use crate::sample::{self, failed, judged, mark, same, small, student};

/// A student with a passed and a failed check of lab 01, and a lab 02 that does not compile.
fn partial(class: &Class) -> StudentMarks {
    let mut marked = student(class, "Zoé Martin", 1);
    let outcomes = [engine::outcome::Outcome::Passed, failed("The status is 200.", "- 404\n+ 200")];
    marked.labs[0] = mark(&class.labs[0], judged(&class.labs[0], outcomes));
    marked.labs[1] = mark(&class.labs[1], sample::build_failed());
    for lab in &mut marked.labs {
        lab.given = "2026-11-25T08:31:00Z".parse().ok();
    }
    marked
}

fn rows(class: &Class, students: &[StudentMarks]) -> Vec<Row> {
    students.iter().map(|marked| Row::new(class, marked)).collect()
}

fn table(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
    reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect()
}

/// What mod/assign/feedback/offline/importgradeslib.php takes from a row: the participant, the grade, the
/// comment. `word` is `get_string('hiddenuser', 'assign')`, cut off by its length.
fn imported(
    class: &Class,
    bytes: &[u8],
    word: &str,
    titles: [&str; 4],
) -> Vec<(u32, String, String)> {
    let rows = table(bytes);
    let column = |title: &str| rows[0].iter().position(|name| name == title).expect(title);
    let [id, grade, modified, comment] = titles.map(column);
    assert_ne!(comment, 0, "a feedback column in the first place is ignored");
    let taken = rows[1..].iter().map(|row| {
        assert_eq!(row.len(), rows[0].len(), "csvweirdcolumns");
        // A date after those that Moodle recorded before, as strtotime reads it in every language.
        assert_eq!(row[modified], "2026-11-25 08:31:00 UTC");
        let number: f64 = row[grade].parse().expect("unformat_float of anything else is 0");
        let most = class.moodle_maximum.unwrap_or(Points::TWENTY).hundredths() / 100;
        assert!(number <= f64::from(most), "out of range");
        (row[id][word.len()..].parse().expect("a number"), row[grade].clone(), row[comment].clone())
    });
    taken.collect()
}

#[test]
fn a_worksheet_is_imported_in_both_languages() {
    for (lang, word, titles) in [
        (
            Lang::En,
            "Participant ",
            ["Identifier", "Grade", "Last modified (grade)", "Feedback comments"],
        ),
        (
            Lang::Fr,
            "Participant",
            ["Identifiant", "Note", "Dernière modification (note)", "Feedback par commentaires"],
        ),
    ] {
        let class = small(lang);
        let mut open = student(&class, "Open", 2);
        open.labs[0] = mark(&class.labs[0], Outcome::SetAside { why: "x".into() });
        let mut unknown = partial(&class);
        unknown.student.participant = None;
        let mut formula = partial(&class);
        formula.student.participant = Some("=1".into());
        let rows = rows(&class, &[partial(&class), open, unknown, formula]);
        let sheet = worksheet(&class, &rows, 0).expect("a sheet");
        let found = imported(&class, &sheet, word, titles);
        assert_eq!(found.len(), 1, "a student without a number or a grade has no row");
        let (participant, grade, comment) = &found[0];
        assert_eq!((*participant, grade.as_str()), (4001, "3"));
        assert!(comment.starts_with("<p>Lab salutation"), "{comment}");
        // What does not compile has earned nothing: that is a zero.
        let sheet = worksheet(&class, &rows, 1).expect("a sheet");
        assert_eq!(imported(&class, &sheet, word, titles)[0].1, "0");
    }
}

#[test]
fn a_grade_is_brought_to_the_maximum_of_the_assignment() {
    let class = Class { moodle_maximum: Some(Points::whole(100)), ..small(Lang::En) };
    let rows = rows(&class, &[partial(&class)]);
    let sheet = table(&worksheet(&class, &rows, 0).expect("a sheet"));
    // 3 of 20 points.
    assert_eq!(sheet[1][3..5], ["15", "100"]);
}

#[test]
fn every_lab_has_the_number_of_its_assignment() {
    let class = small(Lang::En);
    let mut marked = partial(&class);
    marked.labs[0].participant = Some("71".into());
    marked.contact.participant = Some("90".into());
    let rows = rows(&class, &[marked]);
    let identifier =
        |index| table(&worksheet(&class, &rows, index).expect("a sheet"))[1][0].clone();
    assert_eq!(
        (identifier(0).as_str(), identifier(1).as_str()),
        ("Participant 71", "Participant 90")
    );
}

#[test]
fn without_anyone_there_is_nothing_to_import() {
    let class = small(Lang::En);
    let rows = rows(&class, &[student(&class, "Absent", 1)]);
    assert_eq!(table(&worksheet(&class, &rows, 0).expect("a sheet")).len(), 1);
    assert_eq!(grades(&class, &rows, 0).expect("a sheet"), None);
}

#[test]
fn feedback_in_moodle_is_html_with_text_in_it() {
    let mut class = small(Lang::En);
    class.labs[0].title = same("<script>");
    let mut checks = class.labs[0].checks.to_vec();
    checks[1].texts.title = same("<img src=x>");
    class.labs[0].checks = checks.into();
    let rows = rows(&class, &[partial(&class)]);
    let sheet = table(&worksheet(&class, &rows, 0).expect("a sheet"));
    let comment = &sheet[1][7];
    assert_eq!(
        comment,
        "<p>&#60;script&#62;: 3/20</p><ul><li>to fix: &#60;img src=x&#62;</li></ul>"
    );
}

/// grade/import/csv/classes/load_data.php: somebody unknown or an empty cell ends the import, a grade is a number
/// with a decimal point.
#[test]
fn the_gradebook_gets_only_those_whom_it_can_find() {
    let class = small(Lang::Fr);
    let by_hand = |contact| {
        let mut marked = partial(&class);
        marked.contact = contact;
        marked.labs[0].by_hand = Some(Override {
            decision: Decision::Points(Points::from_hundredths(1250)),
            reason: "heard".into(),
            who: "me".into(),
            at: Timestamp::UNIX_EPOCH,
        });
        marked
    };
    let [number, email] = [Some("0042".to_owned()), Some("z@univ.example".to_owned())];
    let both = Contact { number: number.clone(), email: email.clone(), ..Contact::default() };
    let one = Contact { email, ..Contact::default() };
    let all = rows(&class, &[by_hand(both.clone())]);
    let sheet = table(&grades(&class, &all, 0).expect("a sheet").expect("a row"));
    assert_eq!(
        sheet,
        [["useridnumber", "useremail", "salutation"], ["0042", "z@univ.example", "12.5"]]
    );
    let most = rows(&class, &[by_hand(both), by_hand(one), by_hand(Contact::default())]);
    let sheet = table(&grades(&class, &most, 0).expect("a sheet").expect("two rows"));
    assert_eq!(
        sheet,
        [["useremail", "salutation"], ["z@univ.example", "12.5"], ["z@univ.example", "12.5"]]
    );
}

/// mod/assign/feedback/file/importziplib.php: `explode('_', $part, 5)`; the second is a participant's number, the
/// third and fourth name a plugin.
#[test]
fn the_feedback_reaches_the_participant() {
    let class = small(Lang::En);
    let out = tempfile::tempdir().expect("a folder");
    let mut marked = partial(&class);
    marked.student.name = "Zoé de_la_Cruz".into();
    marked.labs[0].participant = Some("71".into());
    let students = out.path().join("students").join(&marked.folder);
    std::fs::create_dir_all(&students).expect("a folder");
    std::fs::write(students.join("feedback.html"), "<p>well").expect("a file");
    let mut bytes = Cursor::new(Vec::new());
    super::archive(out.path(), &rows(&class, &[marked]), &mut bytes).expect("packed");
    let mut archive = zip::ZipArchive::new(bytes).expect("an archive");
    let mut found = BTreeMap::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).expect("a file");
        let path = file.name().expect("a name").into_owned();
        let (folder, name) = path.split_once('/').expect("a folder");
        let parts: Vec<&str> = folder.splitn(5, '_').collect();
        assert_eq!(parts[2..], ["assignfeedback", "file", ""], "{folder}");
        let mut page = String::new();
        file.read_to_string(&mut page).expect("a page");
        found.insert(
            parts[1].parse::<u32>().expect("a number"),
            (parts[0].to_owned(), name.to_owned(), page),
        );
    }
    let page = ("Zoé de la Cruz".to_owned(), "feedback.html".to_owned(), "<p>well".to_owned());
    assert_eq!(found, BTreeMap::from([(71, page.clone()), (4001, page)]));
}
