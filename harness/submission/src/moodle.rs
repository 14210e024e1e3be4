//! The names in a bulk download of Moodle: `NAME_ID_assignsubmission_KIND`, a folder, in older
//! versions with `_` at its end; or, without folders, files with `_FILENAME` after that.

use crate::names;
use crate::submission::Student;

const MARK: &str = "_assignsubmission_";

/// A name of a download, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MoodleName {
    /// whose it is
    pub student: Student,
    /// the name of the uploaded file, in a download without folders
    pub file: Option<String>,
}

/// Takes a name apart. The first mark that follows a number counts: what a student can choose, the
/// name of the file, comes after it.
pub(crate) fn parse(name: &str) -> Option<MoodleName> {
    name.match_indices(MARK).find_map(|(at, _)| {
        let (student, number) = name[..at].rsplit_once('_')?;
        let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
        if student.is_empty() || !is_number {
            return None;
        }
        let after = &name[at + MARK.len()..];
        let file = after.split_once('_').map(|(_, file)| file).filter(|file| !file.is_empty());
        Some(MoodleName {
            student: Student::participant(names::composed(student), number),
            file: file.map(str::to_owned),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::{MoodleName, parse};
    use crate::submission::Student;

    fn named(name: &str, number: &str, file: Option<&str>) -> Option<MoodleName> {
        Some(MoodleName {
            student: Student::participant(name, number),
            file: file.map(str::to_owned),
        })
    }

    #[test]
    fn all_forms_are_taken_apart() {
        let name = "Zoë Lefèvre";
        assert_eq!(parse("Zoë Lefèvre_123_assignsubmission_file"), named(name, "123", None));
        assert_eq!(parse("Zoë Lefèvre_123_assignsubmission_file_"), named(name, "123", None));
        assert_eq!(
            parse("Zoë Lefèvre_123_assignsubmission_file_mon_lab 1.zip"),
            named(name, "123", Some("mon_lab 1.zip"))
        );
        assert_eq!(parse("Zoë Lefèvre_123_assignsubmission_onlinetext"), named(name, "123", None));
    }

    #[test]
    fn a_name_may_hold_underscores_and_numbers() {
        assert_eq!(
            parse("de_la_Cruz_7_99_assignsubmission_file_"),
            named("de_la_Cruz_7", "99", None)
        );
    }

    #[test]
    fn a_file_cannot_pass_for_another_student() {
        assert_eq!(
            parse("Eve_6_assignsubmission_file_Bob_5_assignsubmission_file_x.zip"),
            named("Eve", "6", Some("Bob_5_assignsubmission_file_x.zip"))
        );
    }

    #[test]
    fn other_names_are_left_alone() {
        assert_eq!(parse("Alice Martin"), None);
        assert_eq!(parse("_12_assignsubmission_file"), None);
        assert_eq!(parse("Alice_twelve_assignsubmission_file"), None);
        assert_eq!(parse("Alice_assignsubmission_file"), None);
    }
}
