//! The Markdown sources of both languages, parsed for the tests.

#![allow(dead_code, reason = "each test program uses a part of it")]

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::PathBuf;

use book::includes;
use book::language::Language;
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// One page in one language.
pub struct Page {
    pub language: Language,
    /// its path below `src`, the same in both languages
    pub name: String,
    pub text: String,
}

impl Page {
    pub fn new(language: Language, name: &str, text: &str) -> Self {
        Self { language, name: name.to_owned(), text: text.to_owned() }
    }

    /// Its path from the root of the repository.
    pub fn path(&self) -> String {
        format!("book/{}/src/{}", self.language.code(), self.name)
    }

    /// The line of a byte, from 1.
    pub fn line(&self, at: usize) -> usize {
        self.text[..at].matches('\n').count() + 1
    }

    /// Its Markdown events, as mdBook sees them, but without smart punctuation.
    pub fn events(&self) -> impl Iterator<Item = (Event<'_>, usize)> {
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_HEADING_ATTRIBUTES;
        let parser = Parser::new_ext(&self.text, options).into_offset_iter();
        parser.map(|(event, range)| (event, range.start))
    }
}

/// The page with its includes, as mdBook renders it; an escaped include is text.
pub fn expanded(page: &Page) -> Page {
    let file = folder(page.language).join(&page.name);
    let beside = file.parent().expect("a page lies in a folder");
    let expand = |line: &str| {
        let included = includes::of(line).first().map(|include| {
            includes::text_of(include, beside)
                .unwrap_or_else(|error| panic!("{}: {include}: {error:#}", page.path()))
        });
        included.unwrap_or_else(|| line.to_owned())
    };
    let text: Vec<String> = page.text.lines().map(expand).collect();
    Page::new(page.language, &page.name, &text.join("\n"))
}

/// The code blocks of a page with a fence: line, what the fence says, and text.
pub fn code_blocks(page: &Page) -> Vec<(usize, String, String)> {
    let mut found: Vec<(usize, String, String)> = Vec::new();
    let mut inside = false;
    for (event, at) in page.events() {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                found.push((page.line(at), info.into_string(), String::new()));
                inside = true;
            }
            Event::End(TagEnd::CodeBlock) => inside = false,
            Event::Text(text) if inside => {
                found.last_mut().expect("inside of a block").2.push_str(&text);
            }
            _ => {}
        }
    }
    found
}

/// The source folder of a language.
pub fn folder(language: Language) -> PathBuf {
    book::build::root().join("book").join(language.code()).join("src")
}

/// The pages of a language by their names, `SUMMARY.md` among them.
pub fn pages(language: Language) -> BTreeMap<String, Page> {
    let folder = folder(language);
    let paths = includes::pages(&folder).expect("the book's sources");
    let named = paths.into_iter().map(|path| {
        let relative = path.strip_prefix(&folder).expect("below the sources");
        let name = relative.to_string_lossy().replace('\\', "/");
        let text = fs::read_to_string(&path).expect("a page is text");
        (name.clone(), Page { language, name, text })
    });
    named.collect()
}

/// The pages of both languages, one after the other.
pub fn all_pages() -> Vec<Page> {
    Language::ALL.into_iter().flat_map(|language| pages(language).into_values()).collect()
}

/// A part of a page that must be the same in both languages, with its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub line: usize,
    pub what: String,
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

/// Headings with their anchors, fences, includes, pictures, questions with the positions of their
/// right answers, and links, in order. The links of a paragraph are sorted, because each language
/// has its own word order.
pub fn outline(page: &Page) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    let mut links: Vec<Item> = Vec::new();
    let found = includes::of(&page.text).into_iter().map(|include| Item {
        line: include.line,
        what: format!("{{{{#include {}}}}}", without_language(&include.to_string())),
    });
    let questions = questions(page).into_iter().map(|question| {
        let marks: String =
            question.answers.iter().map(|a| if a.right { "[x]" } else { "[ ]" }).collect();
        Item { line: question.line, what: format!("question {marks}") }
    });
    let mut apart: Vec<Item> = found.chain(questions).collect();
    apart.sort_by_key(|item| item.line);
    let mut apart = apart.into_iter().peekable();
    for (event, at) in page.events() {
        let line = page.line(at);
        while let Some(item) = apart.next_if(|item| item.line <= line) {
            items.push(item);
        }
        match event {
            Event::Start(Tag::Heading { level, id, .. }) => {
                let id = id.map(|id| format!(" {{#{id}}}")).unwrap_or_default();
                let what = format!("{}{id}", "#".repeat(level as usize));
                items.push(Item { line, what });
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                items.push(Item { line, what: format!("```{info}") });
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                links.push(Item { line, what: format!("link {}", without_language(&dest_url)) });
            }
            Event::Start(Tag::Image { dest_url, .. }) => {
                items.push(Item { line, what: format!("picture {dest_url}") });
            }
            Event::Start(Tag::Table(columns)) => {
                items.push(Item { line, what: format!("table of {} columns", columns.len()) });
            }
            Event::End(
                TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::TableCell,
            ) => {
                end_paragraph(&mut items, &mut links);
            }
            Event::Html(html) if html.starts_with("<details") => {
                items.push(Item { line, what: "details".to_owned() });
            }
            _ => {}
        }
    }
    items.extend(apart);
    items
}

fn end_paragraph(items: &mut Vec<Item>, links: &mut Vec<Item>) {
    links.sort_by(|one, other| one.what.cmp(&other.what));
    items.append(links);
}

/// The path or URL without its language: `README.fr.md` becomes `README.md`, `//fr.` becomes `//`.
fn without_language(path: &str) -> String {
    let mut path = path.to_owned();
    for language in Language::ALL {
        let code = language.code();
        path = path.replace(&format!(".{code}."), ".").replace(&format!("//{code}."), "//");
        path = path.replace(&format!("/{code}/"), "/");
    }
    path
}

/// A question of a page.
pub struct Question {
    pub line: usize,
    /// the text of the question
    pub text: String,
    pub answers: Vec<Answer>,
}

pub struct Answer {
    pub right: bool,
    /// whether it has more than one paragraph
    pub explained: bool,
}

/// The questions of a page: a task list inside of `<div class="quiz">`.
pub fn questions(page: &Page) -> Vec<Question> {
    let mut found: Vec<Question> = Vec::new();
    let mut inside = false;
    let mut depth = 0;
    let mut blocks = 0;
    for (event, at) in page.events() {
        match event {
            Event::Html(html) if html.contains("class=\"quiz\"") => {
                inside = true;
                let line = page.line(at);
                found.push(Question { line, text: String::new(), answers: Vec::new() });
            }
            Event::Html(html) if html.starts_with("</div>") => inside = false,
            _ if !inside => {}
            Event::Start(Tag::List(_)) => depth += 1,
            Event::End(TagEnd::List(_)) => depth -= 1,
            Event::Start(Tag::Item) if depth == 1 => blocks = 0,
            Event::Start(Tag::Paragraph | Tag::CodeBlock(_)) if depth == 1 => blocks += 1,
            Event::TaskListMarker(right) if depth == 1 => {
                let question = found.last_mut().expect("inside of a question");
                question.answers.push(Answer { right, explained: false });
            }
            Event::End(TagEnd::Item) if depth == 1 => {
                let answer = found.last_mut().and_then(|question| question.answers.last_mut());
                if let Some(answer) = answer {
                    answer.explained = blocks > 1;
                }
            }
            Event::Text(text) | Event::Code(text) if depth == 0 => {
                found.last_mut().expect("inside of a question").text.push_str(&text);
            }
            _ => {}
        }
    }
    found
}

/// The headings: line, level and anchor.
pub fn headings(page: &Page) -> Vec<(usize, HeadingLevel, Option<String>)> {
    let heading = |(event, at)| match event {
        Event::Start(Tag::Heading { level, id, .. }) => {
            Some((page.line(at), level, id.map(|id| id.to_string())))
        }
        _ => None,
    };
    page.events().filter_map(heading).collect()
}
