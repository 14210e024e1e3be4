//! Finds a student whom somebody names.

use gradebook::StudentRecord;

/// The one student of that name, as `grades.csv` or the folders have it.
pub fn student<'a>(students: &'a [StudentRecord], name: &str) -> Option<&'a StudentRecord> {
    let only = |fits: &dyn Fn(&StudentRecord) -> bool| {
        let mut found = students.iter().filter(|record| fits(record));
        found.next().filter(|_| found.next().is_none())
    };
    only(&|record| record.folder == name)
        .or_else(|| only(&|record| record.student.name == name))
        .or_else(|| only(&|record| reports::cell(&record.student.name) == name))
}
