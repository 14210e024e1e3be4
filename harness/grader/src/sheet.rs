//! Tables that an instructor hands in, as spreadsheets and Moodle save them: separated by commas or,
//! in French, by semicolons; some begin with a mark of the encoding.

use std::fs;
use std::path::Path;

use csv::{ReaderBuilder, StringRecord, Trim};
use encoding_rs::WINDOWS_1252;
use texts::Message;

use crate::messages::usage;
use crate::people::fold;

/// The text of a file: UTF-8, or else Windows-1252, as spreadsheets of Western Europe save it.
///
/// # Errors
/// Why the file cannot be read.
pub fn text(file: &Path) -> Result<String, String> {
    let bytes = fs::read(file).map_err(|error| error.to_string())?;
    Ok(String::from_utf8(bytes).unwrap_or_else(|error| {
        let (text, ..) = WINDOWS_1252.decode(error.as_bytes());
        text.into_owned()
    }))
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// the first row
    header: StringRecord,
    /// the others, each as long as the first
    pub rows: Vec<Row>,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// the line on which it begins, from 1
    pub line: u64,
    cells: StringRecord,
}

impl Row {
    /// A cell; of a column that the row lacks, nothing.
    pub fn cell(&self, at: usize) -> &str {
        self.cells.get(at).unwrap_or_default()
    }
}

impl Sheet {
    /// The table of a text, the white space around its cells left out, and what is wrong with the rows that are not
    /// in it.
    ///
    /// # Errors
    /// A text that is no table.
    pub fn of(text: &str) -> Result<(Self, Vec<Message>), Message> {
        Self::parse(text).map_err(|error| Message::verbatim(error.to_string()))
    }

    fn parse(text: &str) -> Result<(Self, Vec<Message>), csv::Error> {
        let text = text.trim_start_matches('\u{feff}');
        let first = text.lines().next().unwrap_or_default();
        let separator = if first.contains(';') { b';' } else { b',' };
        let mut reader = ReaderBuilder::new();
        let reader = reader.delimiter(separator).trim(Trim::All).flexible(true);
        let mut reader = reader.from_reader(text.as_bytes());
        let header = reader.headers()?.clone();
        let mut sheet = Self { header, rows: Vec::new() };
        let mut wrong = Vec::new();
        for cells in reader.records() {
            let cells = cells?;
            let line = cells.position().map_or(0, |position| position.line());
            if cells.len() != sheet.header.len() {
                let why = usage::row_length(sheet.header.len(), cells.len());
                wrong.push(usage::at_line(line, why));
                continue;
            }
            sheet.rows.push(Row { line, cells });
        }
        Ok((sheet, wrong))
    }

    /// The column with one of these titles, which are in small letters without accents.
    pub fn column(&self, titles: &[&str]) -> Option<usize> {
        let is_one = |title: &str| {
            let plain = fold(title).replace(['\u{2019}', '\u{2bc}'], "'");
            titles.contains(&plain.split_whitespace().collect::<Vec<_>>().join(" ").as_str())
        };
        self.header.iter().position(is_one)
    }
}

#[cfg(test)]
mod tests {
    use super::Sheet;

    #[test]
    fn a_file_may_be_in_the_code_page_of_windows() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("list.csv");
        for bytes in ["Zoë – 12".as_bytes(), b"Zo\xeb \x96 12"] {
            std::fs::write(&file, bytes).expect("a file");
            assert_eq!(super::text(&file).as_deref(), Ok("Zoë – 12"));
        }
    }

    fn parse(text: &str) -> (Sheet, usize) {
        let (sheet, wrong) = Sheet::of(text).expect("a table");
        (sheet, wrong.len())
    }

    fn cells(sheet: &Sheet) -> Vec<[&str; 2]> {
        sheet.rows.iter().map(|row| [row.cell(0), row.cell(1)]).collect()
    }

    #[test]
    fn commas_semicolons_and_a_mark_make_the_same_table() {
        let (plain, _) = parse("student,grade\nZoë,12.5\n");
        for text in ["\u{feff}student;grade\r\nZoë;12.5\r\n", " student , grade\n Zoë ,\"12.5\"\n"]
        {
            assert_eq!(cells(&parse(text).0), cells(&plain), "{text:?}");
        }
        assert_eq!(plain.column(&["note", "grade"]), Some(1));
        assert_eq!(plain.column(&["name"]), None);
    }

    #[test]
    fn titles_are_compared_without_accents_and_forms_of_apostrophes() {
        let (sheet, _) = parse("Étudiant;NUMÉRO  d’identification\n");
        assert_eq!(sheet.column(&["etudiant"]), Some(0));
        assert_eq!(sheet.column(&["numero d'identification"]), Some(1));
    }

    #[test]
    fn a_row_that_is_too_short_is_told_and_the_others_are_read() {
        let (sheet, wrong) = parse("student,grade\nZoë\nAda,1\nAlan,2,3\n");
        assert_eq!((cells(&sheet), wrong), (vec![["Ada", "1"]], 2));
        assert_eq!(sheet.rows[0].line, 3);
    }
}
