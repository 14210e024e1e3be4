//! What of a name does not depend on who writes it: not the order of its parts, nor case, accents (composed or
//! not), apostrophes and hyphens.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What apostrophes are written with; Moodle takes `'` out of names of files.
const APOSTROPHES: [char; 6] = ['\'', '\u{2019}', '\u{2018}', '\u{2bc}', '\u{b4}', '`'];

/// A name, compared as people would.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NameKey {
    /// its words without accents, sorted, each apostrophe left out
    joined: Vec<String>,
    /// the same, each apostrophe a space
    split: Vec<String>,
    /// its words with accents, sorted
    accented: Vec<String>,
    /// its words as they are written, sorted
    written: Vec<String>,
}

impl NameKey {
    /// The key of a name.
    pub fn of(name: &str) -> Self {
        let plain = fold(name);
        let without: String =
            plain.chars().filter(|letter| !APOSTROPHES.contains(letter)).collect();
        let composed: String = name.nfc().flat_map(char::to_lowercase).collect();
        let written: String = name.nfc().collect();
        Self {
            joined: words(&without),
            split: words(&plain),
            accented: words(&composed),
            written: words(&written),
        }
    }

    /// Whether both may be one name.
    pub fn fits(&self, other: &Self) -> bool {
        !self.joined.is_empty() && (self.joined == other.joined || self.split == other.split)
    }

    /// Whether both have the same accents too.
    pub fn has_accents_of(&self, other: &Self) -> bool {
        self.accented == other.accented
    }

    /// Whether both are written with the same letters, small and capital.
    pub fn is_written_as(&self, other: &Self) -> bool {
        self.written == other.written
    }

    /// Whether it is written with accents, so that they can tell it from another.
    pub fn is_accented(&self) -> bool {
        self.accented.iter().any(|word| !word.is_ascii())
    }

    /// Whether it has this word, whatever else.
    pub fn has(&self, word: &str) -> bool {
        self.joined.iter().any(|own| own == word)
    }
}

/// Small letters without accents.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.nfkd().filter(|letter| !is_combining_mark(*letter)) {
        match letter {
            'æ' | 'Æ' => folded.push_str("ae"),
            'œ' | 'Œ' => folded.push_str("oe"),
            'ß' => folded.push_str("ss"),
            'ø' | 'Ø' => folded.push('o'),
            'ł' | 'Ł' => folded.push('l'),
            'đ' | 'Đ' | 'ð' | 'Ð' => folded.push('d'),
            'ı' => folded.push('i'),
            other => folded.extend(other.to_lowercase()),
        }
    }
    folded
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(|letter: char| !letter.is_alphanumeric());
    let mut words: Vec<String> = words.filter(|word| !word.is_empty()).map(str::to_owned).collect();
    words.sort();
    words
}

#[cfg(test)]
mod tests {
    use super::NameKey;

    fn fits(one: &str, other: &str) -> bool {
        NameKey::of(one).fits(&NameKey::of(other))
    }

    #[test]
    fn one_name_is_written_in_many_ways() {
        for other in [
            "NOËL Élise",
            "noel elise",
            "E\u{301}lise Noe\u{308}l",
            "Noël, Élise",
            "Élise_Noël",
            "Élise-Noël",
        ] {
            assert!(fits("Élise Noël", other), "{other}");
        }
        for [one, other] in [
            ["Jean-Pierre d’Alembert", "D'Alembert Jean Pierre"],
            ["Jean-Pierre d’Alembert", "dAlembert Jean-Pierre"],
            ["Jean-Pierre d’Alembert", "Jean Pierre d Alembert"],
            ["Œdipe Łukasz Straße", "OEDIPE LUKASZ STRASSE"],
        ] {
            assert!(fits(one, other), "{one} {other}");
        }
    }

    #[test]
    fn another_name_is_another() {
        assert!(!fits("Ada", "Ada Lovelace"));
        assert!(!fits("Jean Pierre", "Jeanpierre"));
        assert!(!fits("", ""));
        assert!(!fits("...", ""));
    }

    #[test]
    fn accents_tell_two_apart_where_they_are_written() {
        let [lea, accented, capitals] = ["Lea M", "Léa M", "LÉA M"].map(NameKey::of);
        assert!(lea.fits(&accented) && !lea.has_accents_of(&accented));
        assert!(accented.has_accents_of(&capitals) && accented.is_accented());
        assert!(!lea.is_accented());
    }
}
