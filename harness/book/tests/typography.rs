//! French typography: no-break spaces before `;`, `:`, `!`, `?` and inside « », and curly
//! apostrophes. Code is not checked.

mod tree;

use book::language::Language;
use pulldown_cmark::{Event, Tag, TagEnd};
use tree::{Page, pages};

const NO_BREAK: [char; 2] = ['\u{a0}', '\u{202f}'];

/// Replaces a code span in the text around it.
const CODE: char = '\u{fffc}';

#[test]
fn french_pages_follow_french_typography() {
    let pages = pages(Language::Fr);
    let read: usize = pages.values().map(|page| prose(page).len()).sum();
    assert!(read > 1_000, "{read} pieces of prose are not the whole book");
    let faults: Vec<String> = pages
        .values()
        .flat_map(|page| {
            prose(page).into_iter().flat_map(move |(line, text)| {
                let path = page.path();
                faults(&text).into_iter().map(move |fault| format!("{path}:{line}: {fault}"))
            })
        })
        .collect();
    assert!(faults.is_empty(), "{} places\n{}\n", faults.len(), faults.join("\n"));
}

#[test]
fn english_has_no_french_spaces() {
    let mut faults = Vec::new();
    for page in pages(Language::En).values() {
        for (line, text) in prose(page) {
            if text.contains(['«', '»']) || spaced(&text) {
                faults.push(format!("{}:{line}: {text}", page.path()));
            }
        }
    }
    assert!(faults.is_empty(), "{} places\n{}\n", faults.len(), faults.join("\n"));
}

/// Whether there is a space before a punctuation mark.
fn spaced(text: &str) -> bool {
    text.char_indices().any(|(at, c)| {
        let ends = text[at + c.len_utf8()..].chars().next().is_none_or(char::is_whitespace);
        ";:!?".contains(c) && ends && text[..at].ends_with([' ', NO_BREAK[0], NO_BREAK[1]])
    })
}

/// The faults of a piece of French prose, each with the text around it.
fn faults(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let at = |index: Option<usize>| index.and_then(|index| chars.get(index)).copied();
    let mut found = Vec::new();
    for (index, &c) in chars.iter().enumerate() {
        let before = at(index.checked_sub(1));
        let after = at(index.checked_add(1));
        let ends_a_word = after.is_none_or(|c| c.is_whitespace() || ")»…,;:!?.".contains(c));
        let no_break = before.is_some_and(|c| NO_BREAK.contains(&c));
        let what = match c {
            ':' if before == Some(':') || after == Some(':') => continue,
            ';' | '!' | '?' | ':' if before == Some(' ') && ends_a_word => {
                "a space that breaks before"
            }
            ';' | '!' | '?' | ':' if ends_a_word && !no_break && !doubled(before) => {
                "no space before"
            }
            '»' if !no_break => "no no-break space before",
            '«' if !after.is_some_and(|c| NO_BREAK.contains(&c)) => "no no-break space after",
            '\'' => "a straight apostrophe:",
            '"' => "a straight quotation mark:",
            _ => continue,
        };
        let around: String =
            chars[index.saturating_sub(18)..(index + 12).min(chars.len())].iter().collect();
        found.push(format!("{what} {c} in “{around}”"));
    }
    found
}

/// `?!` has one space for both marks; `(?)` has none.
fn doubled(before: Option<char>) -> bool {
    before.is_none_or(|c| "?!(".contains(c))
}

/// The prose of a page: each paragraph, heading, cell and caption, with its line.
fn prose(page: &Page) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, String)> = Vec::new();
    let mut block = String::new();
    let mut begun = 1;
    let mut code = false;
    let mut html = String::new();
    for (event, at) in page.events() {
        match event {
            Event::Start(Tag::CodeBlock(_)) => code = true,
            Event::End(TagEnd::CodeBlock) => code = false,
            Event::Text(text) if !code => {
                if block.is_empty() {
                    begun = page.line(at);
                }
                block.push_str(&text);
            }
            Event::Code(_) => {
                if block.is_empty() {
                    begun = page.line(at);
                }
                block.push(CODE);
            }
            Event::SoftBreak | Event::HardBreak => block.push(' '),
            Event::Html(text) => {
                html.push_str(&text);
                found.extend(in_html(&text).into_iter().map(|text| (page.line(at), text)));
            }
            Event::End(
                TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::TableCell | TagEnd::Item,
            ) => found.push((begun, std::mem::take(&mut block))),
            _ => {}
        }
    }
    found
}

/// The alternative text, and the text between the tags, of a line of HTML.
fn in_html(line: &str) -> Vec<String> {
    let label = line.split("aria-label=\"").nth(1).and_then(|text| text.split('"').next());
    let mut between = String::new();
    let mut inside = false;
    for c in line.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => between.push(c),
            _ => {}
        }
    }
    let between = between.trim();
    let shown = (!between.starts_with("{{#include")).then_some(between);
    label.into_iter().chain(shown).map(str::to_owned).collect()
}

#[test]
fn faults_are_found_and_correct_text_has_none() {
    for right in [
        "Voici\u{a0}: deux\u{a0}; trois\u{202f}?",
        "«\u{a0}Ficus\u{a0}» à 12:30, sur http://127.0.0.1:3000/?a=1",
        "Vraiment\u{a0}?! (?)",
        "\u{fffc}\u{a0}: le nom",
        "l’arbre… et std::fs",
    ] {
        assert_eq!(faults(right), [] as [&str; 0]);
    }
    for wrong in
        ["Voici : deux", "Voici: deux", "Quoi?", "« Ficus »", "l'arbre", "«\u{a0}a »", "le \"nom\""]
    {
        assert!(!faults(wrong).is_empty(), "{wrong}");
    }
}
