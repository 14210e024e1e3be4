//! The pages that an instructor looks at: the list of pairs, and two submissions side by side. Complete
//! in themselves, without a script, and no text of a submission is ever more than text.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use askama::Template;
use engine::Lang;

use crate::index::{Common, Group, Unread};
use crate::messages::{Reader, labels, pages};
use crate::regions::{Pair, Region};

/// Lines of a submission that are shown.
const LINES: usize = 10_000;

/// Characters of a line that are shown.
const COLUMNS: usize = 300;

/// Places of what most of the class has that are shown.
const PLACES: usize = 20;

/// Passages take turns in so many colours.
const COLOURS: usize = 6;

/// Two submissions side by side, the matching lines marked and linked. Both names and both submissions are
/// given in the order of the pair, `a` first.
///
/// # Errors
/// When the page cannot be written.
pub fn page(
    pair: &Pair,
    names: [&str; 2],
    submissions: [&BTreeMap<String, Vec<u8>>; 2],
    lang: Lang,
) -> Result<String> {
    let (of_a, of_b): (Vec<&Region>, Vec<&Region>) =
        pair.regions.iter().map(|(a, b)| (a, b)).unzip();
    let reader = Reader(lang);
    let page = PairPage {
        reader,
        lab: &pair.lab,
        share: reader.percent(pair.share),
        shared: pair.shared,
        passages: pair.regions.iter().enumerate().map(Passage::of).collect(),
        columns: [
            Column::of("a", "b", names[0], submissions[0], &of_a),
            Column::of("b", "a", names[1], submissions[1], &of_b),
        ],
    };
    page.render().context("writing the page of a pair")
}

/// What the overview shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct Found<'a> {
    /// the pairs, each with a page of its own
    pub pairs: &'a [Pair],
    /// the works that several have handed in
    pub groups: &'a [Group],
    /// what most of the class has
    pub common: &'a [Common],
    /// the files that were not compared
    pub unread: &'a [Unread],
}

/// The list of pairs, linked to their pages by [`file_name`], of equal works, of what most of the class has, and of
/// the files that were not compared. `students` are the names of the students and where their reports are, by their
/// numbers.
///
/// # Errors
/// When the page cannot be written.
pub fn overview(found: Found<'_>, students: &[(String, String)], lang: Lang) -> Result<String> {
    let reader = Reader(lang);
    let student = |number: usize| {
        let known = students.get(number);
        let (name, url) = known.cloned().unwrap_or_default();
        Named { name: visible(&name), url }
    };
    let row = |pair: &Pair| Row {
        lab: visible(&pair.lab),
        students: [student(pair.a), student(pair.b)],
        share: reader.percent(pair.share),
        shared: pair.shared,
        regions: pair.regions.len(),
        href: file_name(pair),
    };
    let same = |group: &Group| Same {
        lab: visible(&group.lab),
        students: group.students.iter().map(|number| student(*number)).collect(),
        of: reader.text(labels::part_of(group.students.len(), group.submissions)),
    };
    let known = |common: &Common| Known {
        lab: visible(&common.lab),
        student: student(common.student),
        places: common.regions.iter().take(PLACES).map(LineRange::of).collect(),
    };
    let file = |unread: &Unread| File {
        lab: visible(&unread.lab),
        name: student(unread.student).name,
        path: visible(&unread.file),
    };
    let page = Overview {
        reader,
        rows: found.pairs.iter().map(row).collect(),
        same: found.groups.iter().map(same).collect(),
        known: found.common.iter().map(known).collect(),
        unread: found.unread.iter().map(file).collect(),
    };
    page.render().context("writing the list of pairs")
}

/// The name of the file that holds the page of a pair, beside the overview.
pub fn file_name(pair: &Pair) -> String {
    let safe = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '-' };
    let lab: String = pair.lab.chars().map(safe).collect();
    format!("{lab}-{}-{}.html", pair.a, pair.b)
}

#[derive(Template)]
#[template(path = "overview.html")]
struct Overview {
    reader: Reader,
    rows: Vec<Row>,
    same: Vec<Same>,
    known: Vec<Known>,
    unread: Vec<File>,
}

/// A student, and where the reports are.
struct Named {
    name: String,
    url: String,
}

/// A work that several have handed in.
struct Same {
    lab: String,
    students: Vec<Named>,
    of: String,
}

/// What most of the class has, where somebody has it.
struct Known {
    lab: String,
    student: Named,
    places: Vec<LineRange>,
}

struct Row {
    lab: String,
    students: [Named; 2],
    share: String,
    shared: usize,
    regions: usize,
    href: String,
}

struct File {
    lab: String,
    name: String,
    path: String,
}

#[derive(Template)]
#[template(path = "pair.html")]
struct PairPage<'a> {
    reader: Reader,
    lab: &'a str,
    share: String,
    shared: usize,
    passages: Vec<Passage>,
    columns: [Column; 2],
}

/// A row of the table of passages.
struct Passage {
    number: usize,
    a: LineRange,
    b: LineRange,
}

struct LineRange {
    path: String,
    first: usize,
    last: usize,
}

impl Passage {
    fn of((index, (a, b)): (usize, &(Region, Region))) -> Self {
        Self { number: index + 1, a: LineRange::of(a), b: LineRange::of(b) }
    }
}

impl LineRange {
    fn of(region: &Region) -> Self {
        Self { path: visible(&region.file), first: region.first_line, last: region.last_line }
    }
}

/// One of the two submissions: its files that match something.
struct Column {
    /// begins the names of its anchors
    side: &'static str,
    /// begins those of the other submission
    other: &'static str,
    name: String,
    sources: Vec<Source>,
}

struct Source {
    path: String,
    lines: Vec<Line>,
    cut: bool,
}

struct Line {
    number: usize,
    text: String,
    /// the colour of the passage that it is part of
    colour: Option<usize>,
    /// the passages that begin on it
    begins: Vec<usize>,
}

impl Column {
    fn of(
        side: &'static str,
        other: &'static str,
        name: &str,
        submission: &BTreeMap<String, Vec<u8>>,
        regions: &[&Region],
    ) -> Self {
        let mut left = LINES;
        let matching =
            submission.iter().filter(|(path, _)| regions.iter().any(|r| r.file == **path));
        let source = |(path, content): (&String, &Vec<u8>)| {
            let source = Source::of(path, content, regions, left);
            left -= source.lines.len();
            source
        };
        Self { side, other, name: visible(name), sources: matching.map(source).collect() }
    }
}

impl Source {
    fn of(path: &str, content: &[u8], regions: &[&Region], most: usize) -> Self {
        let text = String::from_utf8_lossy(content);
        // Lines end where the parser's do.
        let mut rest = text.split('\n').zip(1..).map(|(text, number)| Line::of(text, number));
        let mut lines: Vec<Line> = rest.by_ref().take(most).collect();
        let cut = rest.next().is_some();
        for (number, region) in (1..).zip(regions).filter(|(_, region)| region.file == path) {
            let count = region.last_line.saturating_add(1).saturating_sub(region.first_line);
            let before = region.first_line.saturating_sub(1);
            for (at, line) in lines.iter_mut().skip(before).take(count).enumerate() {
                line.colour.get_or_insert(number % COLOURS);
                if at == 0 {
                    line.begins.push(number);
                }
            }
        }
        Self { path: visible(path), lines, cut }
    }
}

impl Line {
    fn of(text: &str, number: usize) -> Self {
        let text = text.strip_suffix('\r').unwrap_or(text);
        let mut shown: String = text.chars().take(COLUMNS).collect();
        if shown.len() < text.len() {
            shown.push('…');
        }
        Self { number, text: visible(&shown), colour: None, begins: Vec::new() }
    }
}

/// `text` without what a reader does not see or sees elsewhere than it is: control characters, and
/// those that turn the direction of writing ("Trojan Source", CVE-2021-42574).
fn visible(text: &str) -> String {
    let shown = |letter: char| match letter {
        '\t' => letter,
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => '\u{fffd}',
        '\u{feff}' | '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
        letter if letter.is_control() => '\u{fffd}',
        letter => letter,
    };
    text.chars().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use engine::Lang;

    use super::{COLUMNS, Found, LINES, Pair, Region, Unread, file_name, overview, page, visible};

    fn region(file: &str, first_line: usize, last_line: usize) -> Region {
        Region { file: file.into(), first_line, last_line }
    }

    fn pair(regions: Vec<(Region, Region)>) -> Pair {
        Pair { lab: "crud".into(), a: 3, b: 12, shared: 40, share: 0.876, regions }
    }

    fn submission(files: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
        files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect()
    }

    /// Reads a page as XML, which it also is, so that nothing unescaped can hide in it.
    fn with_document(page: &str, look: impl Fn(&roxmltree::Document<'_>)) {
        let body = page.strip_prefix("<!doctype html>\n").expect("a doctype");
        let document = roxmltree::Document::parse(body).unwrap_or_else(|e| panic!("{e}\n{body}"));
        for node in document.descendants().filter(roxmltree::Node::is_element) {
            let name = node.tag_name().name();
            assert!(!["script", "link", "img", "iframe", "object"].contains(&name), "{name}");
            assert!(node.attributes().all(|attribute| !attribute.name().starts_with("on")));
        }
        let policy = document.descendants().find(|node| node.has_attribute("http-equiv"));
        let policy = policy.and_then(|node| node.attribute("content"));
        assert_eq!(policy, Some("default-src 'none'; style-src 'unsafe-inline'"));
        look(&document);
    }

    fn marked<'a>(document: &'a roxmltree::Document<'_>, side: &str) -> Vec<&'a str> {
        let column = document.descendants().find(|node| node.attribute("class") == Some(side));
        let lines = column.expect("the column").descendants();
        let hits =
            lines.filter(|n| n.attribute("class").is_some_and(|c| c.starts_with("line hit")));
        hits.filter_map(|hit| hit.descendants().find(|n| n.has_tag_name("code"))?.text()).collect()
    }

    #[test]
    fn matching_lines_are_marked_and_linked_both_ways() {
        let a =
            submission(&[("src/a.rs", "one\r\ntwo\nthree\nfour"), ("src/same.rs", "not shown")]);
        let b = submission(&[("src/b.rs", "eins\nzwei\ndrei")]);
        let pair = pair(vec![
            (region("src/a.rs", 1, 2), region("src/b.rs", 2, 3)),
            (region("src/a.rs", 4, 9), region("src/b.rs", 3, 3)),
        ]);
        let page = page(&pair, ["Ada", "Bob"], [&a, &b], Lang::En).expect("a page");
        assert!(page.contains("88%") && !page.contains("not shown"));
        with_document(&page, |document| {
            assert_eq!(marked(document, "column a"), ["one", "two", "four"]);
            assert_eq!(marked(document, "column b"), ["zwei", "drei"]);
            let ids: BTreeSet<_> =
                document.descendants().filter_map(|node| node.attribute("id")).collect();
            let links: BTreeSet<_> = document
                .descendants()
                .filter_map(|node| node.attribute("href")?.strip_prefix('#'))
                .collect();
            assert_eq!(ids, BTreeSet::from(["a1", "a2", "b1", "b2"]));
            let back = document.descendants().any(|it| it.attribute("href") == Some("index.html"));
            assert!(back);
            assert_eq!(ids, links);
        });
    }

    #[test]
    fn hostile_names_and_sources_are_text() {
        let hostile = "<script>alert(1)</script>\u{202e}\u{0}\u{1b}[31m\"'&";
        let a = BTreeMap::from([(hostile.to_owned(), b"\xff</code><b>\nx".to_vec())]);
        let pair = pair(vec![(region(hostile, 1, 2), region("gone.rs", 1, usize::MAX))]);
        let of = [&a, &BTreeMap::new()];
        with_document(&page(&pair, [hostile; 2], of, Lang::Fr).expect("a page"), |document| {
            assert_eq!(marked(document, "column a"), ["\u{fffd}</code><b>", "x"]);
        });
        let unread = Unread { student: 3, lab: hostile.into(), file: hostile.into() };
        let students = vec![(hostile.to_owned(), "../students/x/feedback.html".to_owned()); 4];
        let found = Found { pairs: &[pair], unread: &[unread], ..Found::default() };
        let list = overview(found, &students, Lang::En).expect("a page");
        with_document(&list, |document| {
            let links: BTreeSet<_> =
                document.descendants().filter_map(|node| node.attribute("href")).collect();
            let expected = ["../index.html", "../students/x/feedback.html", "crud-3-12.html"];
            assert_eq!(links, BTreeSet::from(expected));
        });
    }

    #[test]
    fn both_pages_say_in_both_languages_that_this_is_no_verdict() {
        for (lang, word) in [(Lang::Fr, "n'est jamais un verdict"), (Lang::En, "never a verdict")] {
            let none = BTreeMap::new();
            let pages = [
                page(&pair(Vec::new()), ["a", "b"], [&none, &none], lang).expect("a page"),
                overview(Found::default(), &[], lang).expect("a page"),
            ];
            for page in pages {
                with_document(&page, |document| {
                    let said = document.descendants().filter_map(|node| node.text());
                    assert!(said.into_iter().any(|text| text.contains(word)), "{page}");
                });
            }
        }
    }

    #[test]
    fn what_is_too_long_is_cut_and_that_is_said() {
        let long = format!("{}\n", "y".repeat(COLUMNS + 1)).repeat(LINES + 1);
        let a = submission(&[("a.rs", &long), ("b.rs", "unseen")]);
        let pair = pair(vec![
            (region("a.rs", 1, 1), region("c.rs", 1, 1)),
            (region("b.rs", 1, 1), region("c.rs", 1, 1)),
        ]);
        let page = page(&pair, ["a", "b"], [&a, &BTreeMap::new()], Lang::En).expect("a page");
        assert!(!page.contains(&"y".repeat(COLUMNS + 1)) && !page.contains("unseen"));
        assert_eq!(page.matches("The rest of the file is not shown").count(), 2);
    }

    #[test]
    fn names_of_files_are_safe() {
        let mut pair = pair(Vec::new());
        pair.lab = "../é/x".into();
        assert_eq!(file_name(&pair), "-----x-3-12.html");
        assert_eq!(visible("a\u{2066}b\tc\u{7f}é"), "a\u{fffd}b\tc\u{fffd}é");
    }
}
