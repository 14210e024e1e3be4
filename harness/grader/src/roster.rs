//! The instructor's list of the class: who has handed in nothing, whose submission is nobody's on the
//! list, and who reads in which language. It changes no grade: a submission of a stranger is graded
//! like the others, and told of.

use std::collections::BTreeMap;

use anyhow::Result;
use engine::Lang;
use lab::course::nearest;
use submission::Student;
use texts::Message;

use crate::exit::Usage;
use crate::messages::{shown, usage};
use crate::sheet::Sheet;
use crate::summary::Attendance;

/// Titles of the column with whole names, as people write them and Moodle exports them.
const NAME: [&str; 4] = ["student", "étudiant", "full name", "nom complet"];

/// Titles of two columns that make a name together.
const FIRST: [&str; 2] = ["first name", "prénom"];
const LAST: [&str; 4] = ["last name", "surname", "nom", "nom de famille"];

/// Titles of the column with Moodle's number of the participant.
const NUMBER: [&str; 3] = ["identifier", "identifiant", "participant"];

/// Titles of the column with the language that somebody reads.
const LANGUAGE: [&str; 4] = ["language", "lang", "langue", "preferred language"];

/// Everyone who should have handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roster {
    students: Vec<RosterEntry>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
struct RosterEntry {
    student: Student,
    /// when the list says so
    lang: Option<Lang>,
}

impl Roster {
    /// Reads the text of a list: comma- or semicolon-separated, with a first row of titles. `from` says where it
    /// is, for a message.
    ///
    /// # Errors
    /// A list that has no column of names, or names someone twice.
    pub fn read(text: &str, from: &str) -> Result<Self> {
        let bad = |why: Message| Usage(usage::bad_list(from.to_owned(), why));
        let sheet = Sheet::of(text).map_err(|why| bad(Message::verbatim(why)))?;
        let unknown =
            |name: &str, language: &str| bad(usage::unknown_language(shown(name), shown(language)));
        let Some(students) = students(&sheet, unknown)? else {
            return Err(bad(usage::LIST_HEADER).into());
        };
        let mut seen = Vec::new();
        for RosterEntry { student, .. } in &students {
            let same = (key(&student.name), student.participant.clone());
            if seen.contains(&same) {
                return Err(bad(usage::twice(shown(&student.name))).into());
            }
            seen.push(same);
        }
        Ok(Self { students })
    }

    /// A list of these.
    pub fn of(students: impl IntoIterator<Item = Student>) -> Self {
        let listed = |student| RosterEntry { student, lang: None };
        Self { students: students.into_iter().map(listed).collect() }
    }

    /// How many are on it.
    pub fn len(&self) -> usize {
        self.students.len()
    }

    /// The language that a student reads, when the list says so.
    pub fn lang(&self, student: &Student) -> Option<Lang> {
        self.students.iter().find(|listed| is_same(&listed.student, student))?.lang
    }

    /// Compares the list with those who handed in.
    pub fn compare<'a>(&self, handed_in: impl IntoIterator<Item = &'a Student>) -> Attendance {
        let everyone = self.students.iter().map(|listed| &listed.student).enumerate();
        let mut absent: BTreeMap<usize, &Student> = everyone.collect();
        let mut strangers = Vec::new();
        for student in handed_in {
            let place = self.students.iter().position(|listed| is_same(&listed.student, student));
            match place {
                Some(place) => drop(absent.remove(&place)),
                None => strangers.push(student.name.clone()),
            }
        }
        let meant = |name: &String| nearest(name, absent.values().map(|a| a.name.as_str()));
        let strangers = strangers.into_iter().map(|name| (meant(&name), name));
        let strangers = strangers.map(|(meant, name)| (name, meant)).collect();
        Attendance { absent: absent.into_values().cloned().collect(), strangers }
    }
}

/// The students of a table; none without a column of names. A row without a name is an empty one.
fn students(
    sheet: &Sheet,
    unknown: impl Fn(&str, &str) -> Usage,
) -> Result<Option<Vec<RosterEntry>>> {
    let whole = sheet.column(&NAME);
    let parts = sheet.column(&FIRST).zip(sheet.column(&LAST));
    if whole.is_none() && parts.is_none() {
        return Ok(None);
    }
    let number = sheet.column(&NUMBER);
    let language = sheet.column(&LANGUAGE);
    let rows = sheet.rows.iter().map(|row| {
        let cell = |at: usize| row.get(at).unwrap_or_default();
        let name = match (whole, parts) {
            (None, Some((first, last))) => format!("{} {}", cell(first), cell(last)),
            _ => whole.map(cell).unwrap_or_default().to_owned(),
        };
        // Moodle writes "Participant 12", in French without the space.
        let digits = |cell: &str| {
            cell.trim_start_matches(|letter: char| !letter.is_ascii_digit()).to_owned()
        };
        let participant = number.map(|at| digits(cell(at))).filter(|digits| !digits.is_empty());
        let name = name.trim().to_owned();
        let said = language.map(cell).unwrap_or_default();
        let lang = reads(said).map_err(|()| unknown(&name, said))?;
        Ok(RosterEntry { student: Student { name, participant }, lang })
    });
    let named = rows.filter(|row| row.as_ref().map_or(true, |row| !row.student.name.is_empty()));
    named.collect::<Result<_>>().map(Some)
}

/// A language as lists write it: Moodle's codes (`fr`, `en_us`) or its name; an empty cell names no language.
fn reads(cell: &str) -> Result<Option<Lang>, ()> {
    let lower = cell.to_lowercase();
    match lower.split(['_', '-']).next().unwrap_or_default() {
        "" => Ok(None),
        "fr" | "français" | "french" => Ok(Some(Lang::Fr)),
        "en" | "anglais" | "english" => Ok(Some(Lang::En)),
        _ => Err(()),
    }
}

/// Whether a submission's student is the one of the list. Where both have a number it decides.
fn is_same(listed: &Student, student: &Student) -> bool {
    match (&listed.participant, &student.participant) {
        (Some(one), Some(other)) => one == other,
        _ => key(&listed.name) == key(&student.name),
    }
}

/// A name without what folders and lists write differently: case, the order of its words, and what is
/// between them.
fn key(name: &str) -> Vec<String> {
    let lower = name.to_lowercase();
    let words = lower.split(|letter: char| !letter.is_alphanumeric());
    let mut words: Vec<String> = words.filter(|word| !word.is_empty()).map(str::to_owned).collect();
    words.sort();
    words
}

#[cfg(test)]
mod tests {
    use submission::Student;

    use super::Roster;

    fn read(text: &str) -> Result<Roster, String> {
        Roster::read(text, "class.csv").map_err(|error| error.to_string())
    }

    fn student(name: &str, participant: Option<&str>) -> Student {
        Student { name: name.to_owned(), participant: participant.map(str::to_owned) }
    }

    #[test]
    fn lists_of_people_and_of_moodle_are_read() {
        let zoe = student("Zoë Lefèvre", Some("12"));
        for text in [
            "student,participant\nZoë Lefèvre,12\n\n",
            "Identifier,Full name,Email address\nParticipant 12,Zoë Lefèvre,z@example.org\n",
            "Identifiant;Nom complet\nParticipant12;Zoë Lefèvre\n",
            "Prénom;Nom de famille;Identifiant\nZoë;Lefèvre;12\n",
        ] {
            assert_eq!(read(text).expect("a list"), Roster::of([zoe.clone()]), "{text}");
        }
    }

    #[test]
    fn a_list_that_is_none_is_refused_with_a_sentence() {
        assert!(read("name\nZoë\n").is_err_and(|why| why.contains("first line")));
        assert!(read("").is_err_and(|why| why.contains("first line")));
        let twice = read("student\nZoë L\nl zoë\n").expect_err("twice");
        assert!(twice.contains("l zoë is listed twice"), "{twice}");
    }

    #[test]
    fn names_are_compared_as_people_would() {
        let list =
            read("student\nZoë Lefèvre\nJean-Pierre Martin\nAda Lovelace\n").expect("a list");
        let handed_in = [student("MARTIN Jean_Pierre", Some("7")), student("zoe lefevre", None)];
        let attendance = list.compare(&handed_in);
        let absent: Vec<&str> = attendance.absent.iter().map(|a| a.name.as_str()).collect();
        assert_eq!(absent, ["Zoë Lefèvre", "Ada Lovelace"]);
        let meant = Some("Zoë Lefèvre".to_owned());
        assert_eq!(attendance.strangers, [("zoe lefevre".to_owned(), meant)]);
    }

    #[test]
    fn a_number_tells_namesakes_apart() {
        let list = read("student,identifier\nAda,1\nAda,2\n").expect("a list");
        let attendance = list.compare(&[student("Ada", Some("2"))]);
        assert_eq!(attendance.absent, [student("Ada", Some("1"))]);
        assert!(attendance.strangers.is_empty());
    }
}
