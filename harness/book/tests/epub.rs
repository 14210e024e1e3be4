//! The EPUB files: what a reader's software requires of them, and what they hold.
//!
//! `epubcheck` checks more; it needs Java, and is run by hand after a change of the writer.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read as _;

use book::language::Language;
use book::{build, epub};
use roxmltree::{Document, Node, ParsingOptions};
use zip::{CompressionMethod, ZipArchive};

/// The files of the EPUB of a language, after the checks of its first entry.
fn files(language: Language) -> BTreeMap<String, String> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("book.epub");
    epub::write(&build::root(), language, &path).expect("an EPUB file");
    let mut archive = ZipArchive::new(File::open(&path).expect("a file")).expect("an archive");
    let first = archive.by_index(0).expect("a first entry");
    assert_eq!(first.name().expect("a name"), "mimetype");
    assert_eq!(first.compression(), CompressionMethod::Stored);
    drop(first);
    let mut files = BTreeMap::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).expect("an entry");
        let mut text = String::new();
        entry.read_to_string(&mut text).expect("text");
        files.insert(entry.name().expect("a name").into_owned(), text);
    }
    files
}

fn parsed<'a>(name: &str, text: &'a str) -> Document<'a> {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn elements<'a>(document: &'a Document<'a>, name: &'a str) -> impl Iterator<Item = Node<'a, 'a>> {
    document.descendants().filter(move |node| node.is_element() && node.tag_name().name() == name)
}

/// The file that an address means, as seen from the file `from`, and the fragment.
fn target(from: &str, address: &str) -> (String, String) {
    let (path, fragment) = address.split_once('#').unwrap_or((address, ""));
    if path.is_empty() {
        return (from.to_owned(), fragment.to_owned());
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    (parts.join("/"), fragment.to_owned())
}

#[test]
fn the_package_lists_every_file_and_every_link_leads_somewhere() {
    for language in Language::ALL {
        let files = files(language);
        assert_eq!(files["mimetype"], "application/epub+zip");
        let container = parsed("container.xml", &files["META-INF/container.xml"]);
        let root = elements(&container, "rootfile").next().expect("a root file");
        let package = root.attribute("full-path").expect("its path");
        let package = parsed(package, &files[package]);
        let listed: BTreeSet<String> = elements(&package, "item")
            .map(|item| format!("OEBPS/{}", item.attribute("href").expect("a path")))
            .collect();
        let held: BTreeSet<String> = files
            .keys()
            .filter(|name| name.starts_with("OEBPS/") && !name.ends_with(".opf"))
            .cloned()
            .collect();
        assert_eq!(listed, held);
        assert!(elements(&package, "itemref").count() > 30, "the order of the chapters");
        assert_eq!(dead_links(&files), [] as [&str; 0], "{}", language.code());
    }
}

fn dead_links(files: &BTreeMap<String, String>) -> Vec<String> {
    let pages = || files.iter().filter(|(name, _)| name.ends_with(".xhtml"));
    let ids: BTreeMap<&str, BTreeSet<String>> = pages()
        .map(|(name, text)| {
            let document = parsed(name, text);
            let ids = document.descendants().filter_map(|node| node.attribute("id"));
            (name.as_str(), ids.map(str::to_owned).collect())
        })
        .collect();
    let mut dead = Vec::new();
    for (name, text) in pages() {
        let document = parsed(name, text);
        for link in elements(&document, "a").filter_map(|link| link.attribute("href")) {
            if link.contains("://") || link.starts_with("mailto:") {
                continue;
            }
            let (path, fragment) = target(name, link);
            let there = ids.get(path.as_str());
            if !there.is_some_and(|ids| fragment.is_empty() || ids.contains(&fragment)) {
                dead.push(format!("{name}: {link}"));
            }
        }
    }
    dead
}

#[test]
fn the_contents_name_the_parts_and_every_chapter() {
    let files = files(Language::En);
    let contents = parsed("contents.xhtml", &files["OEBPS/contents.xhtml"]);
    let parts: Vec<&str> = elements(&contents, "span").filter_map(|part| part.text()).collect();
    assert!(parts.contains(&"Part 1 · Introduction to APIs"), "{parts:?}");
    let chapters = elements(&contents, "a").count();
    let pages = files.keys().filter(|name| name.ends_with(".xhtml")).count();
    // All but the cover and the contents themselves.
    assert_eq!(chapters, pages - 2);
}

#[test]
fn a_chapter_has_its_picture_its_exchanges_and_its_answers() {
    let files = files(Language::Fr);
    let chapter = &files["OEBPS/1-apis/http.xhtml"];
    let document = parsed("http.xhtml", chapter);
    assert_eq!(document.root_element().attribute("lang"), Some("fr"));
    let classes =
        |class| document.descendants().filter(move |node| node.attribute("class") == Some(class));
    assert_eq!(classes("picture").count(), 1);
    assert!(classes("request").count() > 3, "requests");
    assert!(classes("response").count() >= classes("request").count(), "responses");
    assert!(chapter.contains("☒") && chapter.contains("☐"), "answers");
    assert!(!chapter.contains("{{#include"), "an include is left");
}
