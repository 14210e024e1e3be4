//! Finds the owners of submissions. A folder or an archive may be called after a student, a student number, an e-mail
//! address, a login or a team; with a class list, it belongs to the students on the list that match.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use gradebook::StudentRecord;
use submission::{Source, Student};

use super::key::NameKey;
use super::list::{Entry, Roster};

/// The instructor's answers: the owners of submissions, by [`source_name`].
pub type Answers = BTreeMap<String, Student>;

/// The name of a submission in questions and answers; the participant's number distinguishes two of one name in a
/// Moodle download.
pub fn source_name(student: &Student) -> String {
    match &student.participant {
        Some(number) => format!("{} ({number})", student.name),
        None => student.name.clone(),
    }
}

/// A number of fewer digits may mean anything.
const SHORTEST_NUMBER: usize = 4;

/// A submission whose name matches several students, or a student that another submission matches too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// the submission, by its [`source_name`]
    pub name: String,
    /// the students, each with the number that tells them apart
    pub choices: Vec<String>,
}

/// The entries of the list that a name matches.
#[derive(Debug, PartialEq, Eq)]
enum Match {
    /// one
    One(usize),
    /// the members of a team
    Team(Vec<usize>),
    /// several; which one is not known
    Several(Vec<usize>),
    /// none
    None,
}

/// Finds the owners of submissions.
pub struct Join<'a> {
    /// the list of the class
    pub roster: Option<&'a Roster>,
    /// who is in the gradebook
    pub known: &'a [StudentRecord],
    /// what the instructor has said
    pub answers: &'a Answers,
}

impl Join<'_> {
    /// Gives every submission its owners. A submission that matches several students keeps its own name, and is asked
    /// about.
    pub fn owners(&self, sources: &mut [Source]) -> Vec<Question> {
        let Some(roster) = self.roster else {
            self.by_name(sources);
            return Vec::new();
        };
        let entries = &roster.entries;
        let matches: Vec<Match> =
            sources.iter().map(|source| match_name(entries, &source.student)).collect();
        let contested = contested(entries, sources, &matches);
        let mut questions = Vec::new();
        for ((source, found), is_contested) in sources.iter_mut().zip(matches).zip(contested) {
            if let Some(student) = self.answers.get(&source_name(&source.student)) {
                source.owners = vec![student.clone()];
                continue;
            }
            match found {
                Match::One(place) if !is_contested => {
                    source.owners = vec![entries[place].student()];
                }
                Match::Team(places) => {
                    source.team = Some(source.student.name.clone());
                    source.owners = places.iter().map(|place| entries[*place].student()).collect();
                }
                Match::One(place) => questions.push(question(source, entries, &[place])),
                Match::Several(places) => questions.push(question(source, entries, &places)),
                Match::None => {}
            }
        }
        questions.dedup();
        questions
    }

    /// The student on the list that a row of the gradebook matches, if the row has to be changed to that student.
    pub fn renamed(&self, record: &StudentRecord) -> Option<Student> {
        let entries = &self.roster?.entries;
        match match_name(entries, &record.student) {
            // A row that has a student number keeps it.
            Match::One(place)
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
        let mut numbers: BTreeMap<(String, PathBuf), BTreeSet<Option<String>>> = BTreeMap::new();
        for source in &*sources {
            let key = (source.student.name.clone(), download(source));
            numbers.entry(key).or_default().insert(source.student.participant.clone());
        }
        let several = numbers.into_iter().filter(|(_, numbers)| numbers.len() > 1);
        let namesakes: BTreeSet<String> = several.map(|((name, _), _)| name).collect();
        let mut students: BTreeMap<String, Student> = BTreeMap::new();
        for source in sources {
            if let Some(student) = self.answers.get(&source_name(&source.student)) {
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

/// The folder or the archive that a submission lies in.
fn download(source: &Source) -> PathBuf {
    source.path.parent().map(Path::to_path_buf).unwrap_or_default()
}

/// Which submissions match an entry that another participant of the same download matches too: two students of one
/// name, only one of them on the list. If the list has the participant's number, it decides.
fn contested(entries: &[Entry], sources: &[Source], matches: &[Match]) -> Vec<bool> {
    let mut numbers: BTreeMap<(PathBuf, usize), BTreeSet<&str>> = BTreeMap::new();
    let place = |found: &Match| match found {
        Match::One(place) => Some(*place),
        _ => None,
    };
    for (source, found) in sources.iter().zip(matches) {
        if let (Some(place), Some(number)) = (place(found), &source.student.participant) {
            numbers.entry((download(source), place)).or_default().insert(number);
        }
    }
    let is_contested = |(source, found): (&Source, &Match)| {
        let Some(place) = place(found) else { return false };
        let is_sure = entries[place].contact.participant == source.student.participant;
        let several = numbers.get(&(download(source), place)).is_some_and(|all| all.len() > 1);
        source.student.participant.is_some() && several && !is_sure
    };
    sources.iter().zip(matches).map(is_contested).collect()
}

fn question(source: &Source, entries: &[Entry], places: &[usize]) -> Question {
    let label = |entry: &Entry| {
        let student = entry.student();
        match student.number.or(student.participant) {
            Some(number) => format!("{} ({number})", entry.name),
            None => entry.name.clone(),
        }
    };
    Question {
        name: source_name(&source.student),
        choices: places.iter().map(|place| label(&entries[*place])).collect(),
    }
}

/// The entries that a name matches; the most reliable way that finds an entry decides.
fn match_name(entries: &[Entry], student: &Student) -> Match {
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
            [one] => return Match::One(one),
            _ => return Match::Several(found),
        }
    }
    let team = team(entries, &key);
    match team.is_empty() {
        false => Match::Team(team),
        true => after_a_prefix(entries, name),
    }
}

/// The members of a team.
fn team(entries: &[Entry], key: &NameKey) -> Vec<usize> {
    let is_in = |entry: &Entry| entry.contact.groups.iter().any(|team| NameKey::of(team).fits(key));
    (0..entries.len()).filter(|place| is_in(&entries[*place])).collect()
}

/// `assignment-login` of GitHub Classroom, and `team-name` of old versions of Moodle.
fn after_a_prefix(entries: &[Entry], name: &str) -> Match {
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
            [one] => return Match::One(one),
            _ => return Match::Several(found),
        }
        // The team of an assignment: `tp1-groupe-a`.
        let members = team(entries, &key);
        if !members.is_empty() {
            return Match::Team(members);
        }
    }
    Match::None
}

#[cfg(test)]
mod tests {
    use submission::Student;

    use super::{Match, match_name};
    use crate::people::list::Roster;

    const CLASS: &str = "student,number,email,login,team\n\
        Ada Lovelace,20230001,ada@univ.example,countess,Groupe A\n\
        Alan Turing,20230002,turing@univ.example,octo-cat,Groupe A\n\
        Léa Martin,20230003,lea.martin@univ.example,,\n\
        Lea Martin,20230004,l.martin@univ.example,,\n\
        Jean d'Alembert,20230005,,dalembert,Groupe B\n\
        Alice Petit,20230006,,,\n\
        Alice Petit,20230007,,,\n";

    fn of(name: &str) -> Match {
        let roster = Roster::read(CLASS, "class.csv").expect("a list");
        match_name(&roster.entries, &Student::named(name))
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
            assert_eq!(of(name), Match::One(0), "{name}");
        }
        assert_eq!(of("web-2-octo-cat"), Match::One(1));
        assert_eq!(of("dAlembert Jean"), Match::One(4));
        assert_eq!(of("Grace Hopper"), Match::None);
        assert_eq!(of("Martin"), Match::None);
    }

    #[test]
    fn accents_decide_where_they_are_written() {
        assert_eq!(of("Léa Martin"), Match::One(2));
        assert_eq!(of("MARTIN LÉA"), Match::One(2));
        assert_eq!(of("Martin_Lea"), Match::One(3));
        // Capitals are often written without accents.
        assert_eq!(of("MARTIN LEA"), Match::Several(vec![2, 3]));
        assert_eq!(of("Alice Petit"), Match::Several(vec![5, 6]));
    }

    #[test]
    fn a_team_is_its_members() {
        assert_eq!(of("Groupe A"), Match::Team(vec![0, 1]));
        assert_eq!(of("groupe_a"), Match::Team(vec![0, 1]));
        assert_eq!(of("tp1-groupe-a"), Match::Team(vec![0, 1]));
        assert_eq!(of("Groupe A-Alan Turing"), Match::One(1));
        assert_eq!(of("Groupe C"), Match::None);
    }

    #[test]
    fn a_number_of_moodle_decides() {
        let text = "Identifier,Full name\nParticipant 12,Ada\nParticipant 13,Ada\n";
        let roster = Roster::read(text, "class.csv").expect("a list");
        let of = |number: &str| match_name(&roster.entries, &Student::participant("Ada", number));
        assert_eq!(of("13"), Match::One(1));
        // Of another assignment.
        assert_eq!(of("99"), Match::Several(vec![0, 1]));
    }
}
