//! The instructor's list of the class: who has handed in nothing, whose submission is nobody's on the
//! list, who belongs to which team, who reads in which language. It changes no grade: a submission of a stranger is
//! graded like the others, and reported.

use anyhow::Result;
use engine::Lang;
use marks::Points;
use submission::{Contact, Student};
use texts::Message;

use super::key::{NameKey, fold};
use super::titles;
use crate::exit::Usage;
use crate::messages::{shown, usage};
use crate::sheet::{Row, Sheet};

/// Everyone who should have handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roster {
    /// in the order of the list
    pub entries: Vec<Entry>,
    /// what the assignment is graded out of, when the list is a worksheet of Moodle's
    pub maximum: Option<Points>,
}

/// One of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// the whole name
    pub name: String,
    /// what else the list says
    pub contact: Contact,
    /// when the list says so
    pub lang: Option<Lang>,
}

impl Entry {
    /// The student, with what the list has to distinguish students of one name.
    pub fn student(&self) -> Student {
        let Contact { number, email, login, participant, groups: _ } = &self.contact;
        let number = number.as_ref().or(email.as_ref()).or(login.as_ref()).cloned();
        // A participant has another number in every assignment.
        let participant = participant.clone().filter(|_| number.is_none());
        Student { name: self.name.clone(), participant, number }
    }

    /// What the name is compared by.
    pub fn key(&self) -> NameKey {
        NameKey::of(&self.name)
    }
}

impl Roster {
    /// Reads the text of a list: comma- or semicolon-separated, with a first row of titles. `from` says where it
    /// is, for a message.
    ///
    /// # Errors
    /// A list that has no column of names, or names someone twice; all that is wrong with it at once.
    pub fn read(text: &str, from: &str) -> Result<Self> {
        let bad = |why: Message| Usage(usage::bad_list(from.to_owned(), why));
        let (sheet, mut wrong) = Sheet::of(text).map_err(bad)?;
        let Some(columns) = Columns::of(&sheet) else {
            return Err(bad(usage::LIST_HEADER).into());
        };
        let mut entries: Vec<Entry> = Vec::new();
        for row in &sheet.rows {
            let entry = match columns.entry(row) {
                Ok(entry) => entry,
                Err(why) => {
                    wrong.push(usage::at_line(row.line, why));
                    continue;
                }
            };
            if entry.name.is_empty() {
                continue;
            }
            if entries.iter().any(|other| is_same(other, &entry)) {
                wrong.push(usage::at_line(row.line, usage::twice(shown(&entry.name))));
            }
            entries.push(entry);
        }
        if !wrong.is_empty() {
            return Err(bad(Message::joined(wrong, "\n")).into());
        }
        let maximum = columns.maximum.and_then(|at| sheet.rows.first()?.cell(at).parse().ok());
        let maximum = maximum.filter(|maximum| *maximum > Points::default());
        Ok(Self { entries, maximum })
    }

    /// How many are on it.
    pub fn len(&self) -> usize {
        self.entries.len()
    }
}

/// Whether two entries cannot be distinguished. A name with other accents is a different name.
fn is_same(one: &Entry, other: &Entry) -> bool {
    let (one, other) = (one.student(), other.student());
    let [key, other_key] = [&one.name, &other.name].map(|name| NameKey::of(name));
    key.fits(&other_key)
        && key.has_accents_of(&other_key)
        && one.number == other.number
        && one.participant == other.participant
}

/// Where a table has what.
struct Columns {
    whole: Option<usize>,
    parts: Option<(usize, usize)>,
    participant: Option<usize>,
    /// the identifier in a GitHub Classroom roster: a number, an e-mail address or a name
    identifier: Option<usize>,
    number: Option<usize>,
    email: Option<usize>,
    login: Option<usize>,
    team: Option<usize>,
    language: Option<usize>,
    maximum: Option<usize>,
}

impl Columns {
    /// Those of a table; none without a column of names.
    fn of(sheet: &Sheet) -> Option<Self> {
        let github = sheet.column(&titles::GITHUB);
        let identifier = sheet.column(&titles::PARTICIPANT);
        let columns = Self {
            whole: sheet.column(&titles::NAME).or_else(|| github.and(sheet.column(&["name"]))),
            parts: sheet.column(&titles::FIRST).zip(sheet.column(&titles::LAST)),
            participant: identifier.filter(|_| github.is_none()),
            identifier: identifier.filter(|_| github.is_some()),
            number: sheet.column(&titles::NUMBER),
            email: sheet.column(&titles::EMAIL),
            login: github.or_else(|| sheet.column(&titles::LOGIN)),
            team: sheet.column(&titles::TEAM),
            language: sheet.column(&titles::LANGUAGE),
            maximum: sheet.column(&titles::MAXIMUM),
        };
        let has_names = columns.whole.is_some() || columns.parts.is_some();
        (has_names || columns.identifier.is_some()).then_some(columns)
    }

    /// The entry of a row; that of an empty row has no name.
    fn entry(&self, row: &Row) -> Result<Entry, Message> {
        let cell = |at: Option<usize>| at.map(|at| row.cell(at)).unwrap_or_default();
        let filled = |at| Some(cell(at).to_owned()).filter(|cell| !cell.is_empty());
        let identifier = cell(self.identifier);
        let name = match self.parts {
            Some((first, last)) if self.whole.is_none() => {
                format!("{} {}", row.cell(first), row.cell(last))
            }
            _ => cell(self.whole).to_owned(),
        };
        let name = if name.trim().is_empty() { identifier } else { name.trim() }.to_owned();
        let is_email = identifier.contains('@');
        let is_number = !identifier.is_empty() && identifier.bytes().all(|b| b.is_ascii_digit());
        let identifier = |fits: bool| Some(identifier.to_owned()).filter(|_| fits);
        let said = cell(self.language);
        let lang = reads(said).map_err(|()| usage::unknown_language(shown(&name), shown(said)))?;
        // Moodle writes "Participant 12", in French without the space.
        let digits = cell(self.participant).trim_start_matches(|c: char| !c.is_ascii_digit());
        let groups = cell(self.team).split([',', ';', '|']).map(str::trim);
        let contact = Contact {
            number: filled(self.number).or_else(|| identifier(is_number)),
            email: filled(self.email).or_else(|| identifier(is_email)),
            login: filled(self.login),
            participant: Some(digits.to_owned()).filter(|digits| !digits.is_empty()),
            groups: groups.filter(|group| !group.is_empty()).map(str::to_owned).collect(),
        };
        Ok(Entry { name: submission::names::composed(&name), contact, lang })
    }
}

/// A language as lists write it: Moodle's codes (`fr`, `en_us`) or its name; an empty cell names no language.
fn reads(cell: &str) -> Result<Option<Lang>, ()> {
    let plain = fold(cell);
    match plain.split(['_', '-']).next().unwrap_or_default() {
        "" => Ok(None),
        "fr" | "francais" | "french" => Ok(Some(Lang::Fr)),
        "en" | "anglais" | "english" => Ok(Some(Lang::En)),
        _ => Err(()),
    }
}

#[cfg(test)]
mod tests {
    use submission::{Contact, Student};

    use super::{Entry, Roster};

    fn read(text: &str) -> Result<Roster, String> {
        Roster::read(text, "class.csv").map_err(|error| error.to_string())
    }

    fn entries(text: &str) -> Vec<Entry> {
        read(text).expect(text).entries
    }

    #[test]
    fn lists_of_people_and_of_moodle_are_read() {
        let contact = Contact { participant: Some("12".into()), ..Contact::default() };
        let zoe = Entry { name: "Zoë Lefèvre".into(), contact, ..Entry::default() };
        for text in [
            "student,participant\nZoë Lefèvre,12\n\n",
            "Identifier,Full name\nParticipant 12,Zoë Lefèvre\n",
            "Identifiant;Nom complet\nParticipant12;Zoë Lefèvre\n",
            "Prénom;Nom de famille;Identifiant\nZoë;Lefèvre;12\n",
            "Pre\u{301}nom;NOM;Identifiant\nZoe\u{308};Lefe\u{300}vre;12\n",
        ] {
            assert_eq!(entries(text), std::slice::from_ref(&zoe), "{text}");
        }
    }

    #[test]
    fn numbers_addresses_logins_and_teams_are_read() {
        let text = "Prénom,Nom de famille,Numéro d’identification,Adresse de courriel,Groupes\n\
                    Ada,Lovelace,0042,ada@univ.example,\"TD1, Groupe A\"\n";
        let [ada] = &entries(text)[..] else { panic!("one") };
        assert_eq!(ada.contact.number.as_deref(), Some("0042"));
        assert_eq!(ada.contact.email.as_deref(), Some("ada@univ.example"));
        assert_eq!(ada.contact.groups, ["TD1", "Groupe A"]);
        let student = Student { number: Some("0042".into()), ..Student::named("Ada Lovelace") };
        assert_eq!(ada.student(), student);
    }

    #[test]
    fn a_roster_of_github_classroom_is_read() {
        let text = "\"identifier\",\"github_username\",\"github_id\",\"name\"\n\
                    \"0042\",\"ada\",\"7\",\"Ada Lovelace\"\n\"Alan Turing\",\"turing\",\"8\",\"\"\n\
                    \"g@univ.example\",\"\",\"\",\"\"\n";
        let found = entries(text);
        let names: Vec<&str> = found.iter().map(|entry| entry.name.as_str()).collect();
        assert_eq!(names, ["Ada Lovelace", "Alan Turing", "g@univ.example"]);
        assert_eq!(found[0].contact.login.as_deref(), Some("ada"));
        assert_eq!(found[0].contact.number.as_deref(), Some("0042"));
        assert_eq!(found[2].contact.email.as_deref(), Some("g@univ.example"));
    }

    #[test]
    fn a_list_that_is_none_is_refused_with_all_that_is_wrong() {
        assert!(read("name\nZoë\n").is_err_and(|why| why.contains("first line")));
        assert!(read("").is_err_and(|why| why.contains("first line")));
        let all = read("student,lang\nZoë L,fr\nl zoë,\nAda,xx\nAlan\n").expect_err("wrong");
        for part in ["line 3: l zoë is listed twice", "line 4: the language of Ada", "line 5:"] {
            assert!(all.contains(part), "{part}: {all}");
        }
    }

    #[test]
    fn a_number_or_an_accent_tells_namesakes_apart() {
        assert_eq!(entries("student,number\nAda,1\nAda,2\n").len(), 2);
        assert_eq!(entries("student\nLea M\nLéa M\n").len(), 2);
        assert!(read("student\nLéa M\nm LÉA\n").is_err());
    }
}
