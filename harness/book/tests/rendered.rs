//! The built pages: links have a target, nothing is loaded from another site, and no page is too
//! heavy.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use book::build;
use book::language::Language;
use scraper::{Html, Selector};

/// The most that a page may weigh with all the files that it loads, the search index excepted.
const MAX_BYTES: u64 = 440 * 1024;

/// The attributes that make a browser load a file.
const LOADED: [(&str, &str); 5] = [
    ("link[href]", "href"),
    ("script[src]", "src"),
    ("img[src]", "src"),
    ("source[src]", "src"),
    ("iframe[src]", "src"),
];

struct Page {
    path: PathBuf,
    html: Html,
}

impl Page {
    fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let selector = Selector::parse(selector).expect("a selector");
        let found = self.html.select(&selector).filter_map(|element| element.attr(name));
        found.map(str::to_owned).collect()
    }

    /// The file that a relative address of the page means, and its fragment.
    fn target(&self, address: &str) -> (PathBuf, String) {
        let (path, fragment) = address.split_once('#').unwrap_or((address, ""));
        let path = path.split('?').next().unwrap_or_default();
        if path.is_empty() {
            return (self.path.clone(), fragment.to_owned());
        }
        let mut target = self.path.parent().expect("a folder").to_owned();
        for part in path.split('/') {
            match part {
                ".." => drop(target.pop()),
                "." | "" => {}
                part => target.push(part),
            }
        }
        (target, fragment.to_owned())
    }
}

/// One test for everything, because building the books takes longer than the checks.
#[test]
fn the_built_pages_hold_together() {
    let folder = tempfile::tempdir().expect("a folder");
    build::into(&build::root(), folder.path()).expect("the books build");
    let pages = pages(folder.path());
    assert!(pages.len() > 40, "{} pages", pages.len());
    let ids = pages.values().map(|page| (page.path.as_path(), ids(page))).collect();
    let mut faults = Vec::new();
    let mut heaviest = (0, PathBuf::new());
    for page in pages.values() {
        faults.extend(dead_links(page, &ids));
        faults.extend(loads_from_another_site(page));
        faults.extend(duplicate_ids(page));
        if !whole_book(page) {
            heaviest = heaviest.max((weight(page), page.path.clone()));
        }
    }
    faults.extend(missing_chapters_of_checks(folder.path(), &ids));
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
    let (bytes, page) = heaviest;
    println!("the heaviest page weighs {} KB: {}", bytes / 1024, page.display());
    assert!(bytes <= MAX_BYTES, "{} weighs {bytes} bytes", page.display());
}

/// The page with all chapters, for printing.
fn whole_book(page: &Page) -> bool {
    page.path.ends_with("print.html")
}

fn pages(output: &Path) -> BTreeMap<PathBuf, Page> {
    let mut found = BTreeMap::new();
    let mut folders: Vec<PathBuf> =
        Language::ALL.iter().map(|language| output.join(language.code())).collect();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the book") {
            let path = entry.expect("a file of the book").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "html")
                && !path.ends_with("toc.html")
            {
                let text = fs::read_to_string(&path).expect("a page");
                found.insert(path.clone(), Page { path, html: Html::parse_document(&text) });
            }
        }
    }
    found
}

type Ids<'a> = BTreeMap<&'a Path, BTreeSet<String>>;

fn ids(page: &Page) -> BTreeSet<String> {
    page.attributes("[id]", "id").into_iter().collect()
}

fn dead_links(page: &Page, ids: &Ids<'_>) -> Vec<String> {
    let leads_away = |address: &String| address.contains("://") || address.starts_with("mailto:");
    let dead = |address: String| {
        let (target, fragment) = page.target(&address);
        let why = match ids.get(target.as_path()) {
            None if !target.is_file() => "no such file",
            Some(ids) if !fragment.is_empty() && !ids.contains(&fragment) => "no such heading",
            _ => return None,
        };
        Some(format!("{}: {address}: {why}", page.path.display()))
    };
    let links = page.attributes("a[href]", "href");
    links.into_iter().filter(|address| !leads_away(address)).filter_map(dead).collect()
}

fn loads_from_another_site(page: &Page) -> Vec<String> {
    let loaded = LOADED.iter().flat_map(|(selector, name)| page.attributes(selector, name));
    let away = loaded.filter(|address| address.contains("//"));
    away.map(|address| format!("{}: loads {address}", page.path.display())).collect()
}

fn duplicate_ids(page: &Page) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let ids = page.attributes("[id]", "id").into_iter();
    let twice = ids.filter(|id| !seen.insert(id.clone()));
    twice.map(|id| format!("{}: duplicate id {id}", page.path.display())).collect()
}

/// The bytes of the page and of the files that it loads.
fn weight(page: &Page) -> u64 {
    let loaded = LOADED.iter().flat_map(|(selector, name)| page.attributes(selector, name));
    let mut files: BTreeSet<PathBuf> = loaded.map(|address| page.target(&address).0).collect();
    let next = page.attributes("link[rel~=prefetch], link[rel=next]", "href");
    files.retain(|file| !next.iter().any(|address| page.target(address).0 == *file));
    files.insert(page.path.clone());
    files.iter().map(|file| fs::metadata(file).map_or(0, |data| data.len())).sum()
}

/// Every check names the section that explains it.
fn missing_chapters_of_checks(output: &Path, ids: &Ids<'_>) -> Vec<String> {
    let suites = build::root().join("harness/suites");
    let mut named = BTreeSet::new();
    let mut folders = vec![suites];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the suites") {
            let path = entry.expect("a file of a suite").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).expect("source text");
                let chapters = text.split("chapter: \"").skip(1);
                named.extend(chapters.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())));
            }
        }
    }
    assert!(named.len() > 10, "the checks name their chapters: {named:?}");
    let missing = |(language, chapter): (Language, &String)| {
        let (page, anchor) = chapter.split_once('#').unwrap_or((chapter, ""));
        let page = output.join(language.code()).join(page).with_extension("html");
        let there =
            ids.get(page.as_path()).is_some_and(|ids| anchor.is_empty() || ids.contains(anchor));
        (!there).then(|| format!("a check names {chapter}, which is not in {}", language.code()))
    };
    let both = Language::ALL.into_iter();
    both.flat_map(|language| named.iter().map(move |chapter| (language, chapter)))
        .filter_map(missing)
        .collect()
}
