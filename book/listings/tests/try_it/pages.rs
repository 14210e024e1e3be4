//! The “Try it” blocks, as the pages have them.

use std::ffi::OsStr;
use std::fs;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

/// The addresses that the pages show.
pub const ADDRESSES: [&str; 3] =
    ["http://127.0.0.1:5000", "https://127.0.0.1:5000", "https://localhost:5000"];

/// What differs in the address of a service that a test starts.
pub const PORT: &str = ":5000";

/// The two books, one in each language.
pub const LANGUAGES: [&str; 2] = ["fr", "en"];

/// A section of a page: what follows a heading of the second level.
#[derive(Debug)]
pub struct Section {
    /// its anchor
    pub anchor: String,
    /// the block at its end
    pub try_it: Option<TryIt>,
}

/// What a reader may try at the end of a section.
#[derive(Debug, PartialEq)]
pub struct TryIt {
    /// the text before the commands
    pub invitation: String,
    /// the lines of its first fence, a command each; `\` continues a line, and empty ones do not count
    pub commands: Vec<String>,
    /// the file that its second fence includes
    pub responses: String,
}

/// The text of a page.
pub fn text(language: &str, page: &str) -> String {
    let path = folder(language).join(page);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The pages of these parts, sorted.
pub fn of_parts(language: &str, parts: RangeInclusive<u8>) -> Vec<String> {
    let entries = |path: &Path| fs::read_dir(path).expect("a folder of the book");
    let mut pages = Vec::new();
    for folder in entries(&folder(language)).map(|entry| entry.expect("a folder").path()) {
        let part = folder.file_name().and_then(OsStr::to_str).unwrap_or_default();
        let number = part.split_once('-').and_then(|(number, _)| number.parse().ok());
        if folder.is_dir() && number.is_some_and(|number| parts.contains(&number)) {
            for page in entries(&folder) {
                let page = page.expect("a page").file_name();
                pages.push(format!("{part}/{}", page.display()));
            }
        }
    }
    pages.sort_unstable();
    pages
}

fn folder(language: &str) -> PathBuf {
    let book = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the folder of the book");
    book.join(language).join("src")
}

/// The sections of a page, in order.
///
/// # Panics
/// When a block is not at the end of its section, or has another form than the authors' page says.
pub fn sections(text: &str) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut fenced = false;
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.starts_with("```") {
            fenced = !fenced;
        }
        if fenced {
            continue;
        }
        if let Some(heading) = line.strip_prefix("## ") {
            sections.push(Section { anchor: anchor(heading), try_it: None });
        } else if line == "<div class=\"try\">" {
            let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "</div>").collect();
            let section = sections.last_mut().expect("a block is in a section");
            assert!(section.try_it.is_none(), "#{} has two blocks", section.anchor);
            section.try_it = Some(parse(&block));
        } else if let Some(Section { anchor, try_it: Some(_) }) = sections.last() {
            assert!(line.trim().is_empty(), "#{anchor}: `{line}` follows the block");
        }
    }
    sections
}

/// The anchor in `A heading {#anchor}`.
fn anchor(heading: &str) -> String {
    let anchor = heading.split_once("{#").and_then(|(_, rest)| rest.split_once('}'));
    anchor.unwrap_or_else(|| panic!("`{heading}` has no anchor")).0.to_owned()
}

fn parse(block: &[&str]) -> TryIt {
    let fences: Vec<&[&str]> = block.split(|line| line.starts_with("```")).collect();
    let [before, commands, between, responses, after] = fences[..] else {
        panic!("a block has two fences, the commands and the responses: {block:?}");
    };
    assert!(block.contains(&"```sh") && block.contains(&"```text"), "{block:?}");
    let folded = between.contains(&"<details>") && after.contains(&"</details>");
    assert!(folded, "the responses are in <details>: {block:?}");
    TryIt { invitation: before.concat(), commands: joined(commands), responses: responses.concat() }
}

/// The lines, with those joined that a backslash continues.
fn joined(lines: &[&str]) -> Vec<String> {
    let mut commands: Vec<String> = Vec::new();
    let mut continues = false;
    for line in lines.iter().filter(|line| !line.is_empty()) {
        let part = line.strip_suffix('\\').unwrap_or(line);
        match commands.last_mut().filter(|_| continues) {
            Some(command) => command.push_str(part),
            None => commands.push(part.to_owned()),
        }
        continues = part.len() < line.len();
    }
    commands
}

#[test]
fn a_block_is_read_from_its_page() {
    let page = "# A\n\n## B {#b}\n\nText.\n\n<div class=\"try\">\n\n**Try it.** Why?\n\n```sh\n\
                curl -i x \\\n  -d y\n\ncurl z\n```\n\n<details>\n<summary>Responses</summary>\n\n\
                ```text\n{{#include c.snap:4:}}\n```\n\n</details>\n\n</div>\n\n## C {#c}\n";
    let sections = sections(page);
    let anchors: Vec<&str> = sections.iter().map(|section| section.anchor.as_str()).collect();
    assert_eq!(anchors, ["b", "c"]);
    let expected = TryIt {
        invitation: "**Try it.** Why?".to_owned(),
        commands: vec!["curl -i x   -d y".to_owned(), "curl z".to_owned()],
        responses: "{{#include c.snap:4:}}".to_owned(),
    };
    assert_eq!(sections[0].try_it, Some(expected));
    assert_eq!(sections[1].try_it, None);
}

#[test]
#[should_panic(expected = "`Text.` follows the block")]
fn a_block_ends_its_section() {
    let block = "```sh\ncurl x\n```\n<details>\n```text\n```\n</details>\n</div>";
    sections(&format!("## B {{#b}}\n<div class=\"try\">\n{block}\nText.\n"));
}
