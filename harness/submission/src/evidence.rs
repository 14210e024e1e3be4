//! What speaks for a lab: the name in `Cargo.toml`, the words of the sources, the names of the folders, and
//! last a number in a name.

use std::collections::BTreeSet;

use crate::layout::LabLayout;

/// Words before a number that make it the number of a lab.
const MARKERS: [&str; 16] = [
    "lab", "labs", "labo", "labos", "tp", "tps", "td", "exo", "exos", "ex", "exercice", "exercise",
    "devoir", "seance", "séance", "atelier",
];

/// How well words must fit before they say anything, and how much better than those of the next lab.
const FITS: f64 = 0.2;
const CLEARLY: f64 = 1.25;

/// The words of files, each given by its path and its content: names and numbers of three characters and more,
/// in small letters. Of the content of other files than Rust sources none are taken.
pub fn words<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for (path, content) in files {
        let content = if path.ends_with(".rs") { content } else { &[] };
        let text = format!("{path} {}", String::from_utf8_lossy(content)).to_lowercase();
        let split = text.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
        words.extend(split.filter(|word| word.chars().nth(2).is_some()).map(str::to_owned));
    }
    words
}

/// A lab that words fit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fit<'a> {
    pub lab: &'a LabLayout,
    /// whether no other lab fits nearly as well
    pub is_clear: bool,
}

/// The lab that these words fit best: the cosine of the two sets, each word weighted by how few labs have it.
/// A word that all labs have says nothing.
pub(crate) fn by_words<'a>(words: &BTreeSet<String>, labs: &'a [LabLayout]) -> Option<Fit<'a>> {
    let weight = |word: &String| {
        let having = labs.iter().filter(|lab| lab.words.contains(word)).count();
        match having {
            0 => 0.0,
            having => (count(labs.len()) / count(having)).ln().powi(2),
        }
    };
    let all: f64 = words.iter().map(weight).sum();
    let mut fits: Vec<(f64, &LabLayout)> = labs
        .iter()
        .map(|lab| {
            let shared: f64 = words.intersection(&lab.words).map(weight).sum();
            let own: f64 = lab.words.iter().map(weight).sum();
            let cosine = if shared > 0.0 { shared / (all * own).sqrt() } else { 0.0 };
            (cosine, lab)
        })
        .collect();
    fits.sort_by(|one, other| other.0.total_cmp(&one.0));
    let &(best, lab) = fits.first().filter(|(best, _)| *best >= FITS)?;
    let next = fits.get(1).map_or(0.0, |(next, _)| *next);
    Some(Fit { lab, is_clear: best >= CLEARLY * next })
}

fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

/// The lab whose name is that of the package.
pub(crate) fn by_package<'a>(manifest: &str, labs: &'a [LabLayout]) -> Option<&'a LabLayout> {
    let name = package(manifest)?;
    labs.iter().find(|lab| lab.name == name.replace('_', "-"))
}

/// The name of the package in a `Cargo.toml`, read line by line: what is beside it may be malformed.
fn package(manifest: &str) -> Option<String> {
    let mut in_package = false;
    for line in manifest.lines().map(|line| line.trim_start_matches('\u{feff}').trim()) {
        if line.starts_with('[') {
            in_package = line.replace(' ', "").starts_with("[package]");
        } else if let Some((key, value)) = line.split_once('=')
            && in_package
            && key.trim() == "name"
        {
            let value = value.split('#').next().unwrap_or_default().trim();
            return Some(value.trim_matches(['"', '\'']).to_lowercase());
        }
    }
    None
}

/// The lab whose folder, or whose name as a word of its own, stands in the name of a folder.
pub(crate) fn by_folder<'a>(name: &str, labs: &'a [LabLayout]) -> Option<&'a LabLayout> {
    let name = name.to_lowercase();
    if let Some(lab) = labs.iter().find(|lab| lab.folder.eq_ignore_ascii_case(&name)) {
        return Some(lab);
    }
    let words: Vec<&str> = name.split(|letter: char| !letter.is_alphanumeric()).collect();
    only(labs.iter().filter(|lab| words.contains(&lab.name.as_str())))
}

/// The lab whose number a name gives: after a word such as `lab`, or as the whole name.
pub(crate) fn by_number<'a>(name: &str, labs: &'a [LabLayout]) -> Option<&'a LabLayout> {
    let numbers = numbers(name);
    only(labs.iter().filter(|lab| lab.number().is_some_and(|number| numbers.contains(&number))))
}

fn only<'a>(mut fitting: impl Iterator<Item = &'a LabLayout>) -> Option<&'a LabLayout> {
    let first = fitting.next()?;
    fitting.next().is_none().then_some(first)
}

/// The numbers in a name that may be those of labs.
fn numbers(name: &str) -> BTreeSet<u32> {
    let name = name.to_lowercase();
    if name.len() <= 2 && !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit()) {
        return name.parse().into_iter().collect();
    }
    let parts = parts(&name);
    let mut found = BTreeSet::new();
    for (at, part) in parts.iter().enumerate() {
        if !MARKERS.contains(part) {
            continue;
        }
        // `lab1`, `lab 1`, `tp n° 1`, `labs 1 et 2`, `tp1-2`.
        let mut rest = parts[at + 1..].iter().copied().peekable();
        while rest.next_if(|part| is_between(part)).is_some() {}
        while let Some(number) = rest.next_if(|part| is_number(part)) {
            found.extend(number.parse::<u32>());
            let mut after = rest.clone();
            let joined = after
                .next_if(|part| ["-", "+", "&", ",", " et ", " and ", " & ", ", "].contains(part));
            if joined.is_none() || after.next_if(|part| MARKERS.contains(part)).is_some() {
                break;
            }
            rest = after;
        }
    }
    found
}

fn is_number(part: &str) -> bool {
    part.len() <= 2 && part.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_between(part: &str) -> bool {
    [" ", "-", "_", ".", "n°", "n", "°", " n°", "#", " #", " n"].contains(&part)
}

/// A name as runs of letters, runs of digits, and what is between them; ` et ` and ` and ` are between.
fn parts(name: &str) -> Vec<&str> {
    let kind = |letter: char| match letter {
        letter if letter.is_ascii_digit() => 0,
        letter if letter.is_alphabetic() => 1,
        _ => 2,
    };
    let mut parts = Vec::new();
    let mut start = 0;
    let mut before = None;
    for (at, letter) in name.char_indices() {
        let now = kind(letter);
        if before.is_some_and(|before| before != now) {
            parts.push(&name[start..at]);
            start = at;
        }
        before = Some(now);
    }
    parts.push(&name[start..]);
    joined(name, &parts)
}

/// The same with the words for “and” and their spaces as one part.
fn joined<'a>(name: &'a str, parts: &[&'a str]) -> Vec<&'a str> {
    let mut found = Vec::new();
    let (mut at, mut index) = (0, 0);
    while let Some(part) = parts.get(index) {
        let and = [" et ", " and "].into_iter().find(|and| name[at..].starts_with(and));
        let taken = match and {
            Some(and) => {
                index += 3;
                and.len()
            }
            None => {
                index += 1;
                part.len()
            }
        };
        found.push(&name[at..at + taken]);
        at += taken;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{by_folder, by_number, by_package, by_words, numbers, words};
    use crate::fixtures::layouts;

    fn number(name: &str) -> Option<String> {
        by_number(name, &layouts()).map(|lab| lab.name.clone())
    }

    #[test]
    fn a_number_after_a_word_is_that_of_a_lab() {
        for name in [
            "lab1",
            "Lab 01",
            "TP1",
            "tp_1",
            "tp-01",
            "Dupont_Lab01",
            "2026 TP 1",
            "TP1_v2",
            "tp n°1",
            "tp1 (2)",
            "rendu tp1 12-03-2026",
            "1",
            "01",
            "tp1-dupont-groupe2",
            "exercice 1",
            "tp1-2026",
        ] {
            assert_eq!(number(name).as_deref(), Some("salutation"), "{name}");
        }
    }

    #[test]
    fn other_numbers_are_none() {
        for name in [
            "M1",
            "X_M1",
            "Master 1",
            "projet (2)",
            "rendu_v2",
            "v1",
            "dupont2",
            "groupe 3",
            "L3",
            "2026-03-01",
            "01-02-2026",
            "bob_1",
            "file1",
            "rust1",
            "12345678",
            "a(1)",
            "essai 2",
        ] {
            assert_eq!(number(name), None, "{name}");
        }
    }

    #[test]
    fn two_numbers_say_nothing() {
        for name in ["lab 1 and 2", "tp1-2", "labs 1 et 2", "tp1 & tp2", "tp1 tp2", "lab1+2"] {
            assert_eq!(number(name), None, "{name} {:?}", numbers(name));
        }
    }

    #[test]
    fn a_folder_says_it_by_the_name_of_the_lab() {
        let named = |name: &str| by_folder(name, &layouts()).map(|lab| lab.name.clone());
        for name in ["01-salutation", "Salutation", "my salutation v2", "1_salutation"] {
            assert_eq!(named(name).as_deref(), Some("salutation"), "{name}");
        }
        for name in ["salutations", "mcrud", "salutation et params"] {
            assert_eq!(named(name), None, "{name}");
        }
    }

    #[test]
    fn a_manifest_says_it_by_the_name_of_the_package() {
        let named = |text: &str| by_package(text, &layouts()).map(|lab| lab.name.clone());
        assert_eq!(named("[package]\nname = \"params\" # mine\n").as_deref(), Some("params"));
        assert_eq!(
            named("[[bin]]\nname = \"params\"\n[package]\nname='crud'").as_deref(),
            Some("crud")
        );
        assert_eq!(named("[package]\nname = \"mine\"\n[dependencies]\nname = \"params\""), None);
    }

    #[test]
    fn words_say_it_when_they_fit_one_lab_alone() {
        let mut labs = layouts();
        for lab in &mut labs {
            let own = format!(
                "fn main serve router {}_list {}_read {}_write",
                lab.name, lab.name, lab.name
            );
            lab.words = words([("src/main.rs", own.as_bytes())]);
        }
        let fit = |text: &str| {
            by_words(&words([("src/main.rs", text.as_bytes())]), &labs)
                .map(|fit| (fit.lab.name.clone(), fit.is_clear))
        };
        assert_eq!(fit("serve crud_list crud_read other"), Some(("crud".to_owned(), true)));
        assert_eq!(fit("serve router main"), None);
        assert_eq!(fit("nothing known").map(|fit| fit.1), None);
        let (_, is_clear) = fit("crud_list health_list").expect("a lab");
        assert!(!is_clear);
    }
}
