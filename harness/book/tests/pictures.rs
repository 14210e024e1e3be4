//! Every picture has an alternative text, and fits both languages and both colour schemes.

mod tree;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use book::{build, includes};
use roxmltree::{Document, Node};

/// The allowed values of `class`: the stylesheet in `book/theme/head.hbs` has a colour for each.
const SHAPES: [&str; 8] =
    ["box", "box strong", "box data", "line", "line dashed", "arrow", "picture", ""];
const WORDS: [&str; 8] = ["label", "note", "small", "strong", "code", "fr", "en", ""];

#[test]
fn no_include_is_broken() {
    let broken: Vec<String> = book::language::Language::ALL
        .into_iter()
        .flat_map(|language| includes::broken(&tree::folder(language)).expect("the sources"))
        .collect();
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

/// The caption is outside of the element with the role `img`, whose content is not read aloud.
#[test]
fn every_picture_is_in_a_figure_with_an_alternative_text() {
    let mut faults = Vec::new();
    for page in tree::all_pages() {
        let lines: Vec<&str> = page.text.lines().collect();
        for (index, line) in lines.iter().enumerate() {
            let opening = index.checked_sub(1).map_or("", |before| lines[before]);
            let alternative = opening.strip_prefix("<figure><div role=\"img\" aria-label=\"");
            let described =
                alternative.and_then(|text| text.find('"')).is_some_and(|length| length > 20);
            if line.contains(".svg") && line.contains("#include") && !described {
                faults.push(format!("{}:{}", page.path(), index + 1));
            }
            if line.contains("<figure role") {
                faults.push(format!("{}:{}: its caption is not read", page.path(), index + 1));
            }
        }
    }
    assert!(
        faults.is_empty(),
        "no <figure><div role=\"img\" aria-label=\"…\">:\n{}\n",
        faults.join("\n")
    );
}

#[test]
fn every_picture_is_used() {
    let texts: String = tree::all_pages().into_iter().map(|page| page.text).collect();
    for (name, _) in pictures() {
        assert!(texts.contains(&format!("pictures/{name}")), "{name}");
    }
}

#[test]
fn every_picture_follows_the_rules() {
    let mut faults = Vec::new();
    let mut ids = BTreeSet::new();
    for (name, text) in pictures() {
        let mut fault = |what: String| faults.push(format!("book/pictures/{name}: {what}"));
        if text.lines().any(|line| line.trim().is_empty()) {
            fault("a blank line ends the HTML of a Markdown page".to_owned());
        }
        let document = match Document::parse(&text) {
            Ok(document) => document,
            Err(error) => {
                fault(error.to_string());
                continue;
            }
        };
        let root = document.root_element();
        let given = |name| root.attribute(name);
        let framed =
            given("viewBox").is_some() && given("width").is_none() && given("height").is_none();
        if !framed || given("class") != Some("picture") || given("aria-hidden") != Some("true") {
            fault(
                "the root is <svg class=\"picture\" viewBox=\"…\" aria-hidden=\"true\">".to_owned(),
            );
        }
        for node in root.descendants().filter(Node::is_element) {
            if let Some(what) = wrong(node) {
                let line = document.text_pos_at(node.range().start).row;
                fault(format!("line {line}: {what}"));
            }
            if let Some(id) = node.attribute("id").filter(|id| !ids.insert((*id).to_owned())) {
                fault(format!("duplicate id {id}"));
            }
        }
        if words(root, "fr") != words(root, "en") {
            fault("the numbers of texts in French and in English differ".to_owned());
        }
    }
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

/// What is wrong with one element.
fn wrong(node: Node<'_, '_>) -> Option<String> {
    let class = node.attribute("class").unwrap_or_default();
    if ["fill", "stroke", "style", "font-size", "font-family"]
        .iter()
        .any(|name| node.attribute(*name).is_some_and(|value| value != "none"))
    {
        return Some("colours and fonts are the stylesheet's".to_owned());
    }
    match node.tag_name().name() {
        "text" => {
            let known = class.split(' ').all(|word| WORDS.contains(&word));
            let named = class.split(' ').any(|word| word == "label" || word == "note");
            let anchored = node.attribute("text-anchor").is_some();
            (!known || !named || !anchored)
                .then(|| format!("<text class=\"{class}\"> or its text-anchor"))
        }
        "rect" | "path" | "circle" | "ellipse" | "line" | "polyline" | "polygon" => {
            let known = SHAPES.contains(&class) && !class.is_empty();
            (!known).then(|| format!("<… class=\"{class}\">"))
        }
        _ => None,
    }
}

fn words(root: Node<'_, '_>, language: &str) -> usize {
    let is = |node: &Node<'_, '_>| {
        node.attribute("class").is_some_and(|class| class.split(' ').any(|word| word == language))
    };
    root.descendants().filter(is).count()
}

fn pictures() -> BTreeMap<String, String> {
    let folder: PathBuf = build::root().join("book/pictures");
    let entries = fs::read_dir(folder).expect("the pictures");
    let read = |entry: std::io::Result<fs::DirEntry>| {
        let path = entry.expect("a picture").path();
        let name = path.file_name()?.to_string_lossy().into_owned();
        name.ends_with(".svg")
            .then(|| (name, fs::read_to_string(&path).expect("a picture is text")))
    };
    entries.filter_map(read).collect()
}
