//! Tables that an instructor hands in, as spreadsheets and Moodle save them: separated by commas or,
//! in French, by semicolons; some begin with a mark of the encoding.

use std::fs;
use std::path::Path;

use csv::{ReaderBuilder, StringRecord, Trim};
use encoding_rs::WINDOWS_1252;

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
    pub header: StringRecord,
    /// the others, each as long as the first
    pub rows: Vec<StringRecord>,
}

impl Sheet {
    /// Reads a table, the white space around its cells left out.
    ///
    /// # Errors
    /// Why the file cannot be read, or which row is not as long as the first.
    pub fn read(file: &Path) -> Result<Self, String> {
        Self::of(&text(file)?)
    }

    /// The table of a text.
    ///
    /// # Errors
    /// Which row is not as long as the first.
    pub fn of(text: &str) -> Result<Self, String> {
        Self::parse(text).map_err(|error| error.to_string())
    }

    fn parse(text: &str) -> Result<Self, csv::Error> {
        let text = text.trim_start_matches('\u{feff}');
        let separator = match text.lines().next().unwrap_or_default().contains(';') {
            true => b';',
            false => b',',
        };
        let mut reader =
            ReaderBuilder::new().delimiter(separator).trim(Trim::All).from_reader(text.as_bytes());
        let header = reader.headers()?.clone();
        let rows = reader.records().collect::<Result<_, _>>()?;
        Ok(Self { header, rows })
    }

    /// The column with one of these titles, in whatever case.
    pub fn column(&self, titles: &[&str]) -> Option<usize> {
        let is_one = |title: &str| titles.contains(&title.to_lowercase().as_str());
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

    #[test]
    fn commas_semicolons_and_a_mark_make_the_same_table() {
        let plain = Sheet::parse("student,grade\nZoë,12.5\n").expect("a table");
        for text in ["\u{feff}student;grade\r\nZoë;12.5\r\n", " student , grade\n Zoë ,\"12.5\"\n"]
        {
            assert_eq!(Sheet::parse(text).expect("a table").rows, plain.rows, "{text:?}");
        }
        assert_eq!(plain.column(&["note", "grade"]), Some(1));
        assert_eq!(plain.column(&["name"]), None);
        assert!(Sheet::parse("student,grade\nZoë\n").is_err());
    }
}
