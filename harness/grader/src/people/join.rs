//! Whose a submission is. The name of a folder or of an archive may be a name, a number, an e-mail address, a login or
//! a team; with a list of the class it belongs to those on the list whom it means.

use std::collections::{BTreeMap, BTreeSet};

use gradebook::StudentRecord;
use submission::{Source, Student};

use super::key::NameKey;
use super::list::{Entry, Roster};

/// Whom names meant that fit several on the list, as the instructor has said.
pub type Answers = BTreeMap<String, Student>;

/// A number of fewer digits may mean anything.
const SHORTEST_NUMBER: usize = 4;

/// A name that fits several on the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// the name
    pub name: String,
    /// what tells those apart whom it fits
    pub choices: Vec<String>,
}

/// Whom a name means.
#[derive(Debug, PartialEq, Eq)]
enum Meant {
    /// one on the list
    One(usize),
    /// a team: several on the list
    Team(Vec<usize>),
    /// somebody of these
    OneOf(Vec<usize>),
    /// nobody on the list
    Nobody,
}

/// Finds out whose submissions are.
pub struct Join<'a> {
    /// the list of the class
    pub roster: Option<&'a Roster>,
    /// who is in the gradebook
    pub known: &'a [StudentRecord],
    /// what the instructor has said
    pub answers: &'a Answers,
}

impl Join<'_> {
    /// Gives every submission its owners. What fits several stays with its own name, and is asked.
    pub fn owners(&self, sources: &mut [Source]) -> Vec<Question> {
        let Some(roster) = self.roster else {
            self.by_name(sources);
            return Vec::new();
        };
        let mut questions = Vec::new();
        for source in sources {
            if let Some(student) = self.answers.get(&source.student.name) {
                source.owners = vec![student.clone()];
                continue;
            }
            let students = |places: &[usize]| -> Vec<Student> {
                places.iter().map(|place| roster.entries[*place].student()).collect()
            };
            match meant(&roster.entries, &source.student) {
                Meant::One(place) => source.owners = students(&[place]),
                Meant::Team(places) => source.owners = students(&places),
                Meant::OneOf(places) => questions.push(Question {
                    name: source.student.name.clone(),
                    choices: places.iter().map(|place| told(&roster.entries[*place])).collect(),
                }),
                Meant::Nobody => {}
            }
        }
        questions.dedup();
        questions
    }

    /// The student on the list whom a row of the gradebook means, when that is another than the row says.
    pub fn renamed(&self, record: &StudentRecord) -> Option<Student> {
        let entries = &self.roster?.entries;
        match meant(entries, &record.student) {
            // Whom a number tells apart is nobody whose number is another.
            Meant::One(place)
                if record.student.number.is_none()
                    || record.student.number == entries[place].student().number =>
            {
                let student = entries[place].student();
                (student != record.student).then_some(student)
            }
            _ => None,
        }
    }

    /// Without a list, one name is one student, unless a download has it twice with different numbers: each
    /// assignment of Moodle's has numbers of its own.
    fn by_name(&self, sources: &mut [Source]) {
        let mut numbers: BTreeMap<(String, String), BTreeSet<Option<String>>> = BTreeMap::new();
        for source in &*sources {
            let download = source.path.parent().map(|parent| parent.display().to_string());
            let key = (source.student.name.clone(), download.unwrap_or_default());
            numbers.entry(key).or_default().insert(source.student.participant.clone());
        }
        let several = numbers.into_iter().filter(|(_, numbers)| numbers.len() > 1);
        let namesakes: BTreeSet<String> = several.map(|((name, _), _)| name).collect();
        let mut students: BTreeMap<String, Student> = BTreeMap::new();
        for source in sources {
            if let Some(student) = self.answers.get(&source.student.name) {
                source.owners = vec![student.clone()];
                continue;
            }
            let student = &source.student;
            if namesakes.contains(&student.name) {
                continue;
            }
            let known: Vec<&StudentRecord> =
                self.known.iter().filter(|record| record.student.name == student.name).collect();
            let same = match known[..] {
                [one] => one.student.clone(),
                [] => students.entry(student.name.clone()).or_insert(student.clone()).clone(),
                _ => continue,
            };
            source.owners = vec![same];
        }
    }
}

/// What tells somebody on the list apart, for a question.
fn told(entry: &Entry) -> String {
    let student = entry.student();
    match student.number.or(student.participant) {
        Some(number) => format!("{} ({number})", entry.name),
        None => entry.name.clone(),
    }
}

/// Whom a name means: the surest way that finds somebody decides.
fn meant(entries: &[Entry], student: &Student) -> Meant {
    let (name, key) = (student.name.trim(), NameKey::of(&student.name));
    let is = |value: &Option<String>, text: &str| {
        value.as_deref().is_some_and(|value| value.eq_ignore_ascii_case(text))
    };
    let local = |entry: &Entry| {
        let email = entry.contact.email.as_deref()?;
        email.split_once('@').map(|(local, _)| local.to_owned())
    };
    let ways: [&dyn Fn(&Entry) -> bool; 8] = [
        &|entry| *student == entry.student(),
        &|entry| {
            let same = entry.contact.participant == student.participant;
            student.participant.is_some() && same && key.fits(&entry.key())
        },
        &|entry| {
            let contact = &entry.contact;
            [&contact.number, &contact.email, &contact.login].into_iter().any(|it| is(it, name))
        },
        &|entry| key.is_written_as(&entry.key()),
        &|entry| key.is_accented() && key.fits(&entry.key()) && key.has_accents_of(&entry.key()),
        &|entry| key.fits(&entry.key()),
        &|entry| is(&local(entry), name),
        &|entry| {
            let number = entry.contact.number.as_deref().unwrap_or_default();
            number.len() >= SHORTEST_NUMBER && key.has(&number.to_lowercase())
        },
    ];
    for way in ways {
        let found: Vec<usize> = (0..entries.len()).filter(|place| way(&entries[*place])).collect();
        match found[..] {
            [] => {}
            [one] => return Meant::One(one),
            _ => return Meant::OneOf(found),
        }
    }
    let team = team(entries, &key);
    match team.is_empty() {
        false => Meant::Team(team),
        true => after_a_prefix(entries, name),
    }
}

/// The members of a team.
fn team(entries: &[Entry], key: &NameKey) -> Vec<usize> {
    let is_in = |entry: &Entry| entry.contact.groups.iter().any(|team| NameKey::of(team).fits(key));
    (0..entries.len()).filter(|place| is_in(&entries[*place])).collect()
}

/// `assignment-login` of GitHub Classroom, and `team-name` of old versions of Moodle.
fn after_a_prefix(entries: &[Entry], name: &str) -> Meant {
    for (at, _) in name.match_indices('-') {
        let (before, after) = (&name[..at], name[at + 1..].trim());
        let is_team = !team(entries, &NameKey::of(before)).is_empty();
        let key = NameKey::of(after);
        let fits = |entry: &Entry| {
            let login = entry.contact.login.as_deref();
            let is_login = login.is_some_and(|login| login.eq_ignore_ascii_case(after));
            is_login || is_team && key.fits(&entry.key())
        };
        let found: Vec<usize> = (0..entries.len()).filter(|at| fits(&entries[*at])).collect();
        match found[..] {
            [] => {}
            [one] => return Meant::One(one),
            _ => return Meant::OneOf(found),
        }
        // The team of an assignment: `tp1-groupe-a`.
        let members = team(entries, &key);
        if !members.is_empty() {
            return Meant::Team(members);
        }
    }
    Meant::Nobody
}

#[cfg(test)]
mod tests {
    use submission::Student;

    use super::{Meant, meant};
    use crate::people::list::Roster;

    const CLASS: &str = "student,number,email,login,team\n\
        Ada Lovelace,20230001,ada@univ.example,countess,Groupe A\n\
        Alan Turing,20230002,turing@univ.example,octo-cat,Groupe A\n\
        Léa Martin,20230003,lea.martin@univ.example,,\n\
        Lea Martin,20230004,l.martin@univ.example,,\n\
        Jean d'Alembert,20230005,,dalembert,Groupe B\n\
        Alice Petit,20230006,,,\n\
        Alice Petit,20230007,,,\n";

    fn of(name: &str) -> Meant {
        let roster = Roster::read(CLASS, "class.csv").expect("a list");
        meant(&roster.entries, &Student::named(name))
    }

    #[test]
    fn a_folder_is_called_in_many_ways() {
        for name in [
            "Ada Lovelace",
            "LOVELACE Ada",
            "ada@univ.example",
            "20230001",
            "Countess",
            "ada",
            "Lovelace_Ada_20230001",
            "tp1-countess",
        ] {
            assert_eq!(of(name), Meant::One(0), "{name}");
        }
        assert_eq!(of("web-2-octo-cat"), Meant::One(1));
        assert_eq!(of("dAlembert Jean"), Meant::One(4));
        assert_eq!(of("Grace Hopper"), Meant::Nobody);
        assert_eq!(of("Martin"), Meant::Nobody);
    }

    #[test]
    fn accents_decide_where_they_are_written() {
        assert_eq!(of("Léa Martin"), Meant::One(2));
        assert_eq!(of("MARTIN LÉA"), Meant::One(2));
        assert_eq!(of("Martin_Lea"), Meant::One(3));
        // Capitals are often written without accents.
        assert_eq!(of("MARTIN LEA"), Meant::OneOf(vec![2, 3]));
        assert_eq!(of("Alice Petit"), Meant::OneOf(vec![5, 6]));
    }

    #[test]
    fn a_team_is_its_members() {
        assert_eq!(of("Groupe A"), Meant::Team(vec![0, 1]));
        assert_eq!(of("groupe_a"), Meant::Team(vec![0, 1]));
        assert_eq!(of("tp1-groupe-a"), Meant::Team(vec![0, 1]));
        assert_eq!(of("Groupe A-Alan Turing"), Meant::One(1));
        assert_eq!(of("Groupe C"), Meant::Nobody);
    }

    #[test]
    fn a_number_of_moodle_decides() {
        let text = "Identifier,Full name\nParticipant 12,Ada\nParticipant 13,Ada\n";
        let roster = Roster::read(text, "class.csv").expect("a list");
        let of = |number: &str| meant(&roster.entries, &Student::participant("Ada", number));
        assert_eq!(of("13"), Meant::One(1));
        // Of another assignment.
        assert_eq!(of("99"), Meant::OneOf(vec![0, 1]));
    }
}
