//! Whole submissions: lab 04's starter, its solution, a disguised copy of that, and somebody else's
//! solution (in `samples/`).

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use engine::Lang;

use super::{
    Fingerprints, Found, Index, Minimum, Pair, Starter, fingerprint, fingerprint_starter, overview,
    page,
};
use crate::winnow::fingerprint_within;

type Files = BTreeMap<String, Vec<u8>>;

const ANY: Minimum = Minimum { share: 0.0, shared: 1 };

/// The sources under `labs/04-crud` or `solutions/04-crud`.
fn crud(kind: &str) -> Files {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(kind).join("04-crud/src");
    let entries = fs::read_dir(&folder).expect("the lab's sources").map(|entry| {
        let entry = entry.expect("an entry");
        let name = entry.file_name().into_string().expect("a name in UTF-8");
        (format!("src/{name}"), fs::read(entry.path()).expect("a source"))
    });
    let files: Files = entries.collect();
    assert!(files.len() > 5, "{:?}", files.keys());
    files
}

fn somebody_elses() -> Files {
    let mut files = crud("labs");
    files.insert("src/produits.rs".into(), include_bytes!("samples/produits.rs").to_vec());
    files.insert("src/produit.rs".into(), include_bytes!("samples/produit.rs").to_vec());
    files
}

/// Other names, other comments, another order of items, another layout, another file for each.
fn disguised(files: &Files) -> Files {
    let disguise = |(path, content): (&String, &Vec<u8>)| {
        let text = String::from_utf8(content.clone()).expect("UTF-8");
        (path.replace("src/", "src/mon_"), disguised_source(&text).into_bytes())
    };
    files.iter().map(disguise).collect()
}

fn disguised_source(text: &str) -> String {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let code: Vec<&str> = code.collect();
    let mut items: Vec<String> = Vec::new();
    for block in code.join("\n").split("\n\n").filter(|block| !block.trim().is_empty()) {
        match items.last_mut().filter(|_| block.starts_with([' ', '}'])) {
            Some(item) => *item += block,
            None => items.push(block.trim().to_owned()),
        }
    }
    items.reverse();
    let items: Vec<String> = items.iter().map(|item| renamed(item)).collect();
    items.join("\n\n\n// Entièrement de ma main.\n").replace("    ", "\t").replace(" {\n", "\n{\n")
}

/// Every word of five letters or more that begins in lower case, but for keywords.
fn renamed(item: &str) -> String {
    let keywords =
        "async await break const crate false match return static struct super trait where while";
    let keywords: Vec<&str> = keywords.split(' ').collect();
    let mut renamed = String::new();
    let mut word = String::new();
    for letter in item.chars().chain(['\n']) {
        if letter.is_alphanumeric() || letter == '_' {
            word.push(letter);
            continue;
        }
        let lower = word.starts_with(|first: char| first.is_ascii_lowercase());
        if lower && word.len() > 4 && !keywords.contains(&word.as_str()) {
            renamed.push_str("mon_");
        }
        renamed += &word;
        renamed.push(letter);
        word.clear();
    }
    renamed
}

fn index(starter: &Files, submissions: &[&Files]) -> Index {
    let mut index = Index::new(BTreeMap::from([("crud".to_owned(), fingerprint_starter(starter))]));
    for (student, submission) in submissions.iter().enumerate() {
        index.add(student, "crud", fingerprint(submission));
    }
    index
}

fn pairs(submissions: &[&Files]) -> Vec<Pair> {
    index(&crud("labs"), submissions).pairs(ANY)
}

#[test]
fn a_disguised_copy_is_found_with_its_lines() {
    let solution = crud("solutions");
    let copy = disguised(&solution);
    let source = String::from_utf8_lossy(&copy["src/mon_produits.rs"]).into_owned();
    assert!(source.contains("mon_replace") && !source.contains("SOLUTION"), "{source}");
    let pairs = pairs(&[&solution, &copy]);
    assert_eq!(pairs.len(), 1);
    let pair = &pairs[0];
    assert!(pair.share > 0.7, "{} of {}", pair.share, pair.shared);
    let in_handlers = pair
        .regions
        .iter()
        .filter(|(a, b)| a.file == "src/produits.rs" && b.file == "src/mon_produits.rs");
    let lines: usize = in_handlers.map(|(a, _)| a.last_line + 1 - a.first_line).sum();
    assert!(lines > 100, "{:?}", pair.regions);
}

#[test]
fn a_copied_function_lies_where_it_was_copied() {
    let solution = crud("solutions");
    let mut thief = somebody_elses();
    let text = String::from_utf8_lossy(&solution["src/produits.rs"]).into_owned();
    let begin = text.find("fn pattern").expect("the function");
    let end = begin + text[begin..].find("\n}\n").expect("its end");
    let own = String::from_utf8_lossy(&thief["src/produits.rs"]).into_owned();
    let before = own.lines().count();
    let stolen = format!("{own}\n{}\n}}\n", &text[begin..end]);
    thief.insert("src/produits.rs".into(), stolen.into_bytes());
    let first = text[..begin].lines().count();
    let pairs = pairs(&[&solution, &thief]);
    let found = pairs[0].regions.iter().find(|(_, b)| b.first_line > before);
    let (a, b) = found.unwrap_or_else(|| panic!("{:?}", pairs[0].regions));
    assert!(a.first_line.abs_diff(first) < 5 && b.last_line > before + 8, "{a:?} {b:?}");
}

#[test]
fn two_independent_solutions_are_not_alike() {
    let (one, other) = (crud("solutions"), somebody_elses());
    for pair in pairs(&[&one, &other]) {
        assert!(pair.share < 0.3, "{} of {}: {:?}", pair.share, pair.shared, pair.regions);
    }
    assert_eq!(index(&crud("labs"), &[&one, &other]).pairs(Minimum::default()), []);
}

#[test]
fn the_starter_makes_no_pair_and_nothing_of_it_counts() {
    let starter = crud("labs");
    assert_eq!(pairs(&[&starter, &starter, &crud("solutions")]), []);
    // Without the subtraction it would be all.
    let mut unaware = Index::new(BTreeMap::from([("crud".to_owned(), Starter::default())]));
    unaware.add(0, "crud", fingerprint(&starter));
    unaware.add(1, "crud", fingerprint(&starter));
    assert!(unaware.pairs(ANY)[0].share > 0.99);
}

#[test]
fn the_same_works_give_the_same_pairs_and_pages() {
    let submissions = [crud("solutions"), disguised(&crud("solutions")), somebody_elses()];
    let submissions: Vec<&Files> = submissions.iter().collect();
    let (one, other) = (pairs(&submissions), pairs(&submissions));
    assert_eq!(one, other);
    let shown = |pair: &Pair| {
        page(pair, ["a", "b"], [submissions[pair.a], submissions[pair.b]], Lang::Fr)
            .expect("a page")
    };
    assert_eq!(shown(&one[0]), shown(&other[0]));
    let students = ["a", "b", "c"].map(|name| (name.to_owned(), String::new()));
    let list = |pairs: &[Pair]| {
        overview(Found { pairs, ..Found::default() }, &students, Lang::En).expect("a page")
    };
    assert_eq!(list(&one), list(&other));
}

#[test]
fn works_without_anything_to_compare_make_no_pair() {
    let nothing = Files::new();
    let empty = Files::from([("src/main.rs".to_owned(), Vec::new())]);
    let data = Files::from([("templates/a.html".to_owned(), vec![b'<'; 1_000])]);
    assert_eq!(fingerprint(&nothing), Fingerprints::default());
    assert_eq!(pairs(&[&nothing, &nothing, &empty, &empty, &data, &data]), []);
}

/// What would break a recursive reader, a patient one, or one that trusts its input.
fn hostile() -> Vec<(&'static str, Vec<u8>)> {
    let deep = 60_000;
    let repeated = |text: &str| text.repeat(deep).into_bytes();
    vec![
        ("parentheses", repeated("(")),
        ("blocks", [b"fn f() ".to_vec(), repeated("{"), repeated("}")].concat()),
        ("generics", [b"type T = ".to_vec(), repeated("A<")].concat()),
        ("comparisons", [b"fn f() { ".to_vec(), repeated("a<b>")].concat()),
        ("references", [b"fn f() { ".to_vec(), repeated("&")].concat()),
        ("closures", [b"fn f() { ".to_vec(), repeated("||")].concat()),
        ("macros", [b"m!".to_vec(), repeated("[(")].concat()),
        ("comments", repeated("/*")),
        ("raw strings", repeated("r#\"")),
        ("hashes", [b"r".to_vec(), repeated("#")].concat()),
        ("else", [b"fn f() { if a {} ".to_vec(), repeated("else if a {} ")].concat()),
        ("quotes", repeated("'\"")),
        ("zeros", vec![0; deep]),
        ("no UTF-8", (0..=255).cycle().take(deep).collect()),
        ("lines", repeated("\n;\r")),
    ]
}

#[test]
fn hostile_sources_end_in_time_and_break_nothing() {
    let starter = crud("labs");
    for (what, source) in hostile() {
        let begun = Instant::now();
        let mut submission = crud("solutions");
        submission.insert("src/aaa.rs".into(), source);
        let fingerprints = fingerprint_within(&submission, Duration::from_secs(2));
        let mut index = index(&starter, &[]);
        index.add(0, "crud", fingerprints.clone());
        index.add(1, "crud", fingerprints);
        let (pairs, unread) = (index.pairs(ANY), index.unread());
        assert!(begun.elapsed() < Duration::from_secs(60), "{what}: {:?}", begun.elapsed());
        // Either all of it was compared, or it is named.
        let all = pairs.first().is_some_and(|pair| pair.share > 0.99);
        let named = unread.iter().any(|unread| unread.file == "src/aaa.rs");
        assert!(all || named, "{what}: {unread:?}");
        for pair in &pairs {
            page(pair, ["a", "b"], [&submission, &submission], Lang::En).expect("a page");
        }
    }
}
