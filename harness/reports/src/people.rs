//! The columns that identify students in the files of a class: those that the class list fills.

use submission::Contact;

use crate::escape;

/// Which of the columns `number`, `email` and `login` a file has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ContactColumns([bool; 3]);

/// Their titles.
const TITLES: [&str; 3] = ["number", "email", "login"];

fn values(contact: &Contact) -> [&Option<String>; 3] {
    [&contact.number, &contact.email, &contact.login]
}

impl ContactColumns {
    /// The columns that are not empty for all of these.
    pub fn of<'a>(contacts: impl IntoIterator<Item = &'a Contact>) -> Self {
        let mut known = [false; 3];
        for contact in contacts {
            for (known, value) in known.iter_mut().zip(values(contact)) {
                *known |= value.is_some();
            }
        }
        Self(known)
    }

    /// Their titles.
    pub fn titles(self) -> impl Iterator<Item = String> {
        let known = TITLES.into_iter().zip(self.0);
        known.filter(|(_, known)| *known).map(|(title, _)| title.to_owned())
    }

    /// The cells of a student, made safe for a spreadsheet.
    pub fn cells(self, contact: &Contact) -> impl Iterator<Item = String> {
        let known = values(contact).into_iter().zip(self.0);
        let known = known.filter(|(_, known)| *known);
        known.map(|(value, _)| escape::cell(value.as_deref().unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use submission::Contact;

    use super::ContactColumns;

    #[test]
    fn a_column_that_nobody_fills_is_left_out() {
        let ada = Contact { number: Some("00123".into()), ..Contact::default() };
        let alan = Contact { login: Some("=alan".into()), ..Contact::default() };
        let columns = ContactColumns::of([&ada, &alan]);
        assert_eq!(columns.titles().collect::<Vec<_>>(), ["number", "login"]);
        assert_eq!(columns.cells(&ada).collect::<Vec<_>>(), ["00123", ""]);
        assert_eq!(columns.cells(&alan).collect::<Vec<_>>(), ["", "'=alan"]);
        assert_eq!(ContactColumns::of([]).titles().count(), 0);
    }
}
