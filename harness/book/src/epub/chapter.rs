//! A page of the book as XHTML.
//!
//! It has what paper has: the right answers are marked, `details` are open, and the hidden lines of
//! a listing are left out.

use askama::Template;
use pulldown_cmark::{CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd, html};

use super::exchange;
use crate::language::Language;

/// A page of the book.
pub struct Chapter {
    language: Language,
    /// its title in the table of contents
    pub title: String,
    /// its file, relative to the folder of the book
    pub path: String,
    body: String,
}

impl Chapter {
    /// The chapter of a page whose includes are resolved. `path` is its Markdown file.
    ///
    /// # Errors
    /// None is expected: a template that cannot be filled.
    pub fn new(
        language: Language,
        title: &str,
        path: &str,
        markdown: &str,
    ) -> askama::Result<Self> {
        let (title, path) = (title.to_owned(), renamed(path));
        Ok(Self { language, title, path, body: body(language, markdown)? })
    }

    /// Whether there is a picture in it, which an EPUB has to say of its file.
    pub fn has_picture(&self) -> bool {
        self.body.contains("<svg")
    }

    /// The whole XHTML document.
    ///
    /// # Errors
    /// None is expected: a template that cannot be filled.
    pub fn document(&self) -> askama::Result<String> {
        let style = format!("{}book.css", "../".repeat(self.path.matches('/').count()));
        let (language, title) = (self.language.code(), &self.title);
        Document { language, title, style: &style, body: &self.body }.render()
    }
}

#[derive(Template)]
#[template(path = "epub/chapter.xhtml", escape = "html")]
struct Document<'a> {
    language: &'a str,
    title: &'a str,
    style: &'a str,
    body: &'a str,
}

/// `a/b.md#c` becomes `a/b.xhtml#c`; addresses of other sites stay as they are.
fn renamed(address: &str) -> String {
    let (path, fragment) = address.split_at(address.find('#').unwrap_or(address.len()));
    match path.strip_suffix(".md") {
        Some(name) if !address.contains("://") => format!("{name}.xhtml{fragment}"),
        _ => address.to_owned(),
    }
}

fn body(language: Language, markdown: &str) -> askama::Result<String> {
    // As mdBook reads the pages.
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_SMART_PUNCTUATION;
    let mut events = Vec::new();
    // The block of code that is being read: what its fence says, and its text.
    let mut code: Option<(String, String)> = None;
    for event in Parser::new_ext(markdown, options) {
        match (event, &mut code) {
            (Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))), _) => {
                code = Some((info.to_string(), String::new()));
            }
            (Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)), _) => {
                code = Some((String::new(), String::new()));
            }
            (Event::Text(text), Some((_, block))) => block.push_str(&text),
            (Event::End(TagEnd::CodeBlock), Some((info, text))) => {
                events.push(Event::Html(code_block(language, info, text)?.into()));
                code = None;
            }
            (event, _) => events.push(as_on_paper(event)),
        }
    }
    let mut written = String::new();
    html::push_html(&mut written, events.into_iter());
    Ok(written)
}

/// Marks answers, opens `details`, and leads links to the files of the EPUB.
fn as_on_paper(event: Event<'_>) -> Event<'_> {
    match event {
        Event::TaskListMarker(right) => Event::Text(if right { "☒ " } else { "☐ " }.into()),
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            let dest_url = CowStr::from(renamed(&dest_url));
            Event::Start(Tag::Link { link_type, dest_url, title, id })
        }
        Event::Html(html) => {
            Event::Html(html.replace("<details>", "<details open=\"open\">").into())
        }
        event => event,
    }
}

fn code_block(language: Language, info: &str, text: &str) -> askama::Result<String> {
    let name = info.split(',').next().unwrap_or_default();
    if name == "http"
        && let Some(messages) = exchange::messages(text)
    {
        return exchange::html(language, messages);
    }
    let text = if name == "rust" { shown_lines(text) } else { text.to_owned() };
    Code { is_drawing: name == "text" && text.contains(drawn), text }.render()
}

#[derive(Template)]
#[template(path = "epub/code.html")]
struct Code {
    is_drawing: bool,
    text: String,
}

/// The characters that draw lines and arrows. `drawings` in `book/theme/head.hbs` has the same ones.
const DRAWN: &str = "─│┌┐└┘├┤►◄▼▲";

/// Whether a character draws lines or arrows. What is drawn with them must not wrap.
pub fn drawn(c: char) -> bool {
    DRAWN.contains(c)
}

/// The lines of a Rust listing that mdBook shows: those that start with `# ` are only compiled.
fn shown_lines(text: &str) -> String {
    let hidden = |line: &&str| {
        let line = line.trim_start();
        line == "#" || line.starts_with("# ")
    };
    text.lines().filter(|line| !hidden(line)).map(|line| format!("{line}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_becomes_xhtml_as_it_is_on_paper() {
        let page = "# One & two\n\nSee [there](../2-b/c.md#d) and [MDN](https://a.org/b.md).\n\n\
                    - [x] yes\n- [ ] no\n\n```rust,ignore\n# use a::B;\n#[test]\nfn f() -> &'static str\n```\n\n\
                    <details>\n<summary>More</summary>\n\nText\n\n</details>\n";
        let chapter = Chapter::new(Language::En, "One & two", "1-a/b.md", page).expect("a chapter");
        assert_eq!(chapter.path, "1-a/b.xhtml");
        for part in [
            "<h1>One &amp; two</h1>",
            "<a href=\"../2-b/c.xhtml#d\">there</a>",
            "<a href=\"https://a.org/b.md\">MDN</a>",
            "<li>☒ yes</li>",
            "<li>☐ no</li>",
            "<pre><code>#[test]\nfn f() -&#62; &#38;&#39;static str\n</code></pre>",
            "<details open=\"open\">",
        ] {
            assert!(chapter.body.contains(part), "{part}:\n{}", chapter.body);
        }
        let document = chapter.document().expect("a document");
        assert!(document.contains("href=\"../book.css\""), "{document}");
        roxmltree::Document::parse_with_options(
            &document,
            roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() },
        )
        .expect("well-formed XHTML");
    }

    #[test]
    fn the_pages_know_the_same_drawings() {
        let head = crate::build::root().join("book/theme/head.hbs");
        let head = std::fs::read_to_string(head).expect("the head of the pages");
        assert!(head.contains(&format!("/[{DRAWN}]/.test(code.textContent)")));
    }
}
