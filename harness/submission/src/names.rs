//! A student's name as the name of a folder.
//!
//! Letters and digits, accents included, and `-` `.` `_` `@` `+` `,` stay as they are; a space becomes `_`; every
//! other character becomes `%XX`, byte by byte: what a file system or a shell cannot bear. What a file system may
//! take for one letter (a letter with a separate accent, a compatibility character) is escaped. Two names that
//! differ only in spaces and `_`, or in case, get the same folder name; [`folders`] distinguishes those of a class.

use std::collections::BTreeMap;

use pack::hex;
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use crate::submission::Student;

/// The name in composed form (NFC), which most programs write; macOS writes the decomposed form.
pub fn composed(name: &str) -> String {
    name.nfc().collect()
}

/// The most bytes of a name that is made safe.
pub const LONGEST: usize = 120;

/// Hexadecimal digits of the digest that ends a name cut short.
const DIGEST: usize = 32;

/// What Windows keeps for devices, whatever follows the first dot.
const RESERVED: [&str; 4] = ["con", "prn", "aux", "nul"];

/// Letters that are kept, in scripts whose letters no file system rewrites.
const KEPT: [(char, char); 9] = [
    ('\u{c0}', '\u{24f}'),    // Latin
    ('\u{386}', '\u{3ff}'),   // Greek
    ('\u{400}', '\u{52f}'),   // Cyrillic
    ('\u{531}', '\u{586}'),   // Armenian
    ('\u{5d0}', '\u{5ea}'),   // Hebrew
    ('\u{620}', '\u{64a}'),   // Arabic
    ('\u{3041}', '\u{30fa}'), // Kana
    ('\u{4e00}', '\u{9fff}'), // Han
    ('\u{ac00}', '\u{d7a3}'), // Hangul
];

/// `name` made safe as a file name: at most [`LONGEST`] bytes, no separator, no control
/// character, no leading dot, no device of Windows. A name that would be longer keeps its beginning
/// and gets a digest.
///
/// [`folders`] gives the students of a class different folders.
pub fn safe(name: &str) -> String {
    let escaped = escaped(name);
    if escaped.is_empty() {
        return "%".to_owned();
    }
    if escaped.len() <= LONGEST {
        return escaped;
    }
    format!("{}~{}", beginning(&escaped, LONGEST - DIGEST - 1), &digest(name)[..DIGEST])
}

/// A folder for each of these students, no two alike even where case does not count: [`safe`], and
/// if several would get the same one, with `~`, a number and a digest.
pub fn folders<'a>(students: impl IntoIterator<Item = &'a Student>) -> BTreeMap<Student, String> {
    let mut alike: BTreeMap<String, Vec<&Student>> = BTreeMap::new();
    for student in students {
        let same = alike.entry(safe(&student.name).to_lowercase()).or_default();
        if !same.contains(&student) {
            same.push(student);
        }
    }
    let mut folders = BTreeMap::new();
    for same in alike.into_values() {
        for student in &same {
            let folder = if same.len() == 1 { safe(&student.name) } else { apart(student) };
            folders.insert((*student).clone(), folder);
        }
    }
    folders
}

/// `~` is escaped in a name, so nothing else ends like this.
fn apart(student: &Student) -> String {
    let participant = student.participant.as_deref().unwrap_or_default();
    let mut whole = format!("{}\0{participant}", student.name);
    if let Some(number) = &student.number {
        whole.push('\0');
        whole.push_str(number);
    }
    let told_by = student.number.as_deref().unwrap_or(participant);
    let is_number = told_by.len() <= 20 && told_by.bytes().all(|b| b.is_ascii_digit());
    let number = if is_number { told_by } else { "" };
    format!("{}~{number}-{}", short(&student.name), &digest(&whole)[..16])
}

/// Short enough for `~` and what follows.
fn short(name: &str) -> String {
    let safe = safe(name);
    beginning(&safe, LONGEST - 40).to_owned()
}

fn escaped(name: &str) -> String {
    let device = is_device(name);
    let last = name.chars().count().saturating_sub(1);
    let mut escaped = String::with_capacity(name.len());
    for (index, letter) in name.chars().enumerate() {
        match letter {
            ' ' => escaped.push('_'),
            _ if index == 0 && device => escape(letter, &mut escaped),
            // Hidden on Unix, dropped by Windows.
            '.' if index == 0 || index == last => escape(letter, &mut escaped),
            // An option, to a command in a shell.
            '-' if index == 0 => escape(letter, &mut escaped),
            _ if is_kept(letter) => escaped.push(letter),
            _ => escape(letter, &mut escaped),
        }
    }
    escaped
}

fn escape(letter: char, into: &mut String) {
    let mut bytes = [0; 4];
    for byte in letter.encode_utf8(&mut bytes).bytes() {
        into.push_str(&format!("%{byte:02X}"));
    }
}

fn is_kept(letter: char) -> bool {
    letter.is_ascii_alphanumeric()
        || matches!(letter, '-' | '.' | '_' | '@' | '+' | ',')
        || letter.is_alphanumeric()
            && KEPT.iter().any(|(first, last)| (*first..=*last).contains(&letter))
}

/// Windows takes `con`, `con.txt` and `con .txt` for the console.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end_matches(' ').to_lowercase();
    let numbered = ["com", "lpt"].iter().any(|port| {
        stem.strip_prefix(port)
            .is_some_and(|rest| rest.len() == 1 && rest.as_bytes()[0].is_ascii_digit())
    });
    numbered || RESERVED.contains(&stem.as_str())
}

/// At most `bytes` of the beginning of an escaped name, ending where a character ends.
fn beginning(escaped: &str, bytes: usize) -> &str {
    let mut end = escaped.floor_char_boundary(bytes);
    if let Some(percent) = escaped[..end].rfind('%')
        && end < percent + 3
    {
        end = percent;
    }
    &escaped[..end]
}

fn digest(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::{LONGEST, folders, safe};
    use crate::submission::Student;

    /// Reads a safe name backwards, `_` for spaces; only for names that were not cut short.
    fn read_back(safe: &str) -> String {
        if safe == "%" {
            return String::new();
        }
        let mut bytes = Vec::new();
        let mut rest = safe.bytes();
        while let Some(byte) = rest.next() {
            bytes.push(match byte {
                b'%' => {
                    let digits = [rest.next().expect("a digit"), rest.next().expect("a digit")];
                    let digits = str::from_utf8(&digits).expect("ascii");
                    u8::from_str_radix(digits, 16).expect("hexadecimal")
                }
                other => other,
            });
        }
        String::from_utf8(bytes).expect("the bytes of the name")
    }

    fn is_harmless(safe: &str) -> bool {
        !safe.is_empty()
            && safe.len() <= LONGEST
            && !safe.starts_with(['.', '-'])
            && !safe.ends_with(['.', ' '])
            && !safe.chars().any(|c| c.is_control() || "/\\:*?\"<>|".contains(c))
    }

    #[test]
    fn ordinary_names_stay_readable() {
        assert_eq!(safe("Alice Martin"), "Alice_Martin");
        assert_eq!(safe("Zoë Lefèvre-Dupont"), "Zoë_Lefèvre-Dupont");
        assert_eq!(safe("alice.martin2"), "alice.martin2");
        assert_eq!(safe("jean_dupont"), "jean_dupont");
        assert_eq!(safe("j.dupont+rust@univ.example"), "j.dupont+rust@univ.example");
        assert_eq!(safe("Dupont, Jean"), "Dupont,_Jean");
        assert_eq!(safe("Игорь"), "Игорь");
        assert_eq!(safe("山田 太郎"), "山田_太郎");
    }

    #[test]
    fn what_breaks_a_file_name_is_escaped() {
        assert_eq!(safe("../../etc/passwd"), "%2E.%2F..%2Fetc%2Fpasswd");
        assert_eq!(safe("."), "%2E");
        assert_eq!(safe(".."), "%2E%2E");
        assert_eq!(safe("a\nb"), "a%0Ab");
        assert_eq!(safe("O'Brien"), "O%27Brien");
        assert_eq!(safe("CON"), "%43ON");
        assert_eq!(safe("com1.tar"), "%63om1.tar");
        assert_eq!(safe("nul .x"), "%6Eul_.x");
        assert_eq!(safe("console"), "console");
        assert_eq!(safe("-rf"), "%2Drf");
        assert_eq!(safe("fin."), "fin%2E");
        assert_eq!(safe(""), "%");
        assert_eq!(safe("e\u{301}"), "e%CC%81");
        assert_eq!(safe("\u{202e}evil"), "%E2%80%AEevil");
        assert_eq!(safe("=1+1"), "%3D1+1");
    }

    #[test]
    fn a_long_name_keeps_its_beginning_and_is_told_apart() {
        let long = "é".repeat(300);
        let other = format!("{long}e");
        assert!(safe(&long).starts_with("éé"));
        assert!(safe(&long).len() <= LONGEST && safe(&other).len() <= LONGEST);
        assert_ne!(safe(&long), safe(&other));
        assert_ne!(safe(&safe(&long)), safe(&long));
        assert!(is_harmless(&safe(&"\n".repeat(300))));
    }

    #[test]
    fn every_short_name_can_be_read_back() {
        let letters = ['a', 'A', ' ', '_', '%', '.', '-', '/', '~', '@', '\0', 'é', '\u{301}', '2'];
        let mut names = vec![String::new()];
        let mut last = names.clone();
        for _ in 0..4 {
            last = last
                .iter()
                .flat_map(|name| letters.iter().map(move |letter| format!("{name}{letter}")))
                .collect();
            names.extend(last.iter().cloned());
        }
        for name in &names {
            let safe = safe(name);
            assert!(is_harmless(&safe), "{name:?} became {safe:?}");
            assert_eq!(read_back(&safe), name.replace(' ', "_"));
        }
    }

    #[test]
    fn every_character_can_be_read_back() {
        for letter in '\0'..='\u{1ffff}' {
            for name in [letter.to_string(), format!("a{letter}b")] {
                let safe = safe(&name);
                assert!(is_harmless(&safe), "{name:?} became {safe:?}");
                assert_eq!(read_back(&safe), name.replace(' ', "_"));
            }
        }
    }

    fn student(name: &str, participant: Option<&str>) -> Student {
        Student { participant: participant.map(str::to_owned), ..Student::named(name) }
    }

    #[test]
    fn a_class_is_told_apart_where_case_does_not_count() {
        let class = [
            student("Alice Martin", Some("12")),
            student("Alice Martin", Some("13")),
            student("alice martin", None),
            student("Bob", None),
            student("Bob", None),
            student("Bob_L", None),
            student("Bob L", None),
        ];
        let folders: BTreeMap<Student, String> = folders(&class);
        assert_eq!(folders.len(), 6);
        assert_eq!(folders[&class[3]], "Bob");
        assert!(folders[&class[0]].starts_with("Alice_Martin~12-"));
        let lower: BTreeSet<String> = folders.values().map(|f| f.to_lowercase()).collect();
        assert_eq!(lower.len(), 6);
        assert!(folders.values().all(|folder| is_harmless(folder)));
    }
}
