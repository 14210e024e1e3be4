use super::prose::{Kind, words};
use super::{LIST, List, found, places};

#[test]
fn no_text_has_words_that_nobody_would_use() {
    let found = found().expect("texts that can be read");
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// The lines with words of the list, and the words.
fn seen(text: &str, kind: Kind) -> Vec<(usize, String)> {
    let list: List = toml::from_str(LIST).expect("the list");
    let places = places(&words(text, kind), &list);
    let quoted = |what: String| what.split(['“', '”']).nth(1).unwrap_or_default().to_owned();
    places.into_iter().map(|(line, what)| (line, quoted(what))).collect()
}

fn expected(places: &[(usize, &str)]) -> Vec<(usize, String)> {
    places.iter().map(|(line, what)| (*line, (*what).to_owned())).collect()
}

#[test]
fn documents_are_read_without_their_code() {
    let text = "Mend it.\n\n```rust\nmend();\n```\n\nA value `mend` is\nnone. This is. None of it counts.\n";
    assert_eq!(seen(text, Kind::Markdown), expected(&[(1, "mend"), (7, "is none")]));
}

#[test]
fn programs_are_read_in_comments_and_strings_alone() {
    let text = "// It is\n// none.\nfn anew(mend: &'a str) -> char {\n    let x = \"made \\\n        anew\";\n    \
                '\"'; r#\"of \"ours\" of ours\"#; /* storm\n anew */\n}\n";
    let places = [(1, "is none"), (5, "anew"), (6, "of ours"), (6, "storm"), (7, "anew")];
    assert_eq!(seen(text, Kind::Rust), expected(&places));
}

#[test]
fn settings_are_read_in_comments_and_strings_alone() {
    let text = "# anew\nmend = \"a storm # of\"\nwords = 'fares'\nnone = 1 # it is\n# of ours\n";
    let places = [(1, "anew"), (2, "storm"), (3, "fares"), (5, "of ours")];
    assert_eq!(seen(text, Kind::Hash), expected(&places));
}

#[test]
fn some_words_are_right_after_others() {
    assert_eq!(seen("There is none. It is none.", Kind::Markdown), expected(&[(1, "is none")]));
}
