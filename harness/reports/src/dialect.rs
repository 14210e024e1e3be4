//! How a spreadsheet reads the CSV files that are for people.

use csv::{Writer, WriterBuilder};
use engine::Lang;
use serde::{Deserialize, Serialize};

/// What begins a file that Excel takes for UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// The form of a CSV file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dialect {
    /// commas, decimal points, as programs read it
    #[default]
    Plain,
    /// semicolons, decimal commas and a byte order mark, as Excel in French reads it
    ExcelFr,
}

impl Dialect {
    /// The form that readers of this language expect.
    pub fn of(lang: Lang) -> Self {
        match lang {
            Lang::Fr => Self::ExcelFr,
            Lang::En => Self::Plain,
        }
    }

    /// A new file.
    pub fn writer(self) -> Writer<Vec<u8>> {
        match self {
            Self::Plain => Writer::from_writer(Vec::new()),
            Self::ExcelFr => WriterBuilder::new().delimiter(b';').from_writer(MARK.to_vec()),
        }
    }

    /// A number as it stands in a cell; `decimal` has a decimal point.
    pub fn number(self, decimal: &str) -> String {
        match self {
            Self::Plain => decimal.to_owned(),
            Self::ExcelFr => decimal.replace('.', ","),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Dialect;

    fn written(dialect: Dialect) -> String {
        let mut sheet = dialect.writer();
        let cells = ["Zoë; Ada".to_owned(), dialect.number("12.5")];
        sheet.write_record(cells).expect("a row");
        String::from_utf8(sheet.into_inner().expect("a file")).expect("text")
    }

    #[test]
    fn excel_in_french_gets_semicolons_decimal_commas_and_a_mark() {
        assert_eq!(written(Dialect::Plain), "Zoë; Ada,12.5\n");
        assert_eq!(written(Dialect::ExcelFr), "\u{feff}\"Zoë; Ada\";12,5\n");
    }
}
