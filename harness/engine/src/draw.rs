//! Random values, so that no server can pass with hard-coded ones. The same seed draws the same
//! values.

use fastrand::Rng;
use serde_json::Value;

/// A drawn value.
#[derive(Clone, Debug, PartialEq)]
pub enum Drawn {
    /// may be part of a string
    Text(String),
    /// is a whole JSON number
    Integer(i64),
    /// is a whole JSON value of any type
    Json(Value),
    /// an id that the server chose: a whole JSON number, under one of the keys that contain ids
    Id(i64),
    /// an id that the server chose, as a whole JSON string under one of these keys
    TextId(String),
}

impl Drawn {
    /// The value as it is written in a URL or in a text.
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) | Self::TextId(text) => text.clone(),
            Self::Integer(number) | Self::Id(number) => number.to_string(),
            Self::Json(value) => value.to_string(),
        }
    }
}

/// The generator of one check. It depends on the seed and on the check.
pub fn generator(seed: u64, check: &str) -> Rng {
    // FNV-1a, 64 bits: http://www.isthe.com/chongo/tech/comp/fnv/
    let hash = check.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    Rng::with_seed(seed ^ hash)
}

const ONSETS: [&str; 16] =
    ["b", "br", "c", "d", "f", "g", "j", "l", "m", "n", "p", "r", "s", "t", "v", "z"];
const VOWELS: [&str; 8] = ["a", "e", "i", "o", "u", "ou", "ai", "an"];
const ACCENTED: [&str; 6] = ["é", "è", "ê", "ï", "ô", "ü"];
const EMOJI: [&str; 8] = ["🦀", "🚀", "🌍", "🎉", "🐙", "🍀", "🔧", "🧵"];

/// An invented word of six or more ASCII letters, the first one a capital.
pub fn word(rng: &mut Rng) -> Drawn {
    Drawn::Text(capitalised(rng, &VOWELS))
}

/// Two words, each with at least one accent, and an emoji, separated by spaces.
pub fn full_name(rng: &mut Rng) -> Drawn {
    let first = capitalised(rng, &ACCENTED);
    let last = capitalised(rng, &ACCENTED);
    let emoji = EMOJI[rng.usize(..EMOJI.len())];
    Drawn::Text(format!("{first} {last} {emoji}"))
}

/// A word among tags and an entity, which a page must show as text. It holds no `/`, as no drawn
/// value does: WSGI servers decode a path before they route it.
pub fn markup(rng: &mut Rng) -> Drawn {
    let word = capitalised(rng, &VOWELS);
    Drawn::Text(format!("<b>{word}<br>&lt; & \"{}\"", word.to_lowercase()))
}

/// An age in years, away from both ends of the range 0 to 150.
pub fn age(rng: &mut Rng) -> Drawn {
    Drawn::Integer(rng.i64(11..=99))
}

fn capitalised(rng: &mut Rng, vowels: &[&str]) -> String {
    let syllables = 3 + rng.usize(..2);
    let mut word = String::new();
    for _ in 0..syllables {
        word.push_str(ONSETS[rng.usize(..ONSETS.len())]);
        word.push_str(vowels[rng.usize(..vowels.len())]);
    }
    let first = word.remove(0).to_ascii_uppercase();
    word.insert(0, first);
    word
}

#[cfg(test)]
mod tests {
    use super::{age, full_name, generator, markup, word};

    #[test]
    fn a_seed_and_a_check_give_the_same_values_again() {
        let draw = |seed, check| word(&mut generator(seed, check));
        assert_eq!(draw(7, "greeting"), draw(7, "greeting"));
        assert_ne!(draw(7, "greeting"), draw(8, "greeting"));
        assert_ne!(draw(7, "greeting"), draw(7, "goodbye"));
    }

    #[test]
    fn no_value_holds_a_slash() {
        for seed in 0..100 {
            for draw in [word, full_name, markup, age] {
                let text = draw(&mut generator(seed, "names")).text();
                assert!(!text.contains('/'), "{text}");
            }
        }
    }

    #[test]
    fn a_full_name_holds_spaces_accents_and_an_emoji() {
        for seed in 0..100 {
            let name = full_name(&mut generator(seed, "names")).text();
            let words: Vec<&str> = name.split(' ').collect();
            assert_eq!(words.len(), 3, "{name}");
            assert!(words[..2].iter().all(|word| !word.is_ascii()), "{name}");
            assert!(words[2].chars().all(|emoji| emoji > '\u{1f000}'), "{name}");
        }
    }
}
