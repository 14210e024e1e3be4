//! The width of code. On the page, a long line of code wraps, which `page.rs` checks in a browser;
//! here, what a person writes stays narrow enough to be read without that.

mod tree;

use book::epub::chapter::drawn;
use tree::{all_pages, code_blocks, expanded};

/// What rustfmt makes of the code of the repository.
const CODE: usize = 100;

/// What fits on a desktop, where a drawing must not scroll. It never wraps.
const DRAWING: usize = 93;

#[test]
fn code_is_no_wider_than_rustfmt_makes_it_and_drawings_fit_the_column() {
    let mut faults = Vec::new();
    let mut blocks = 0;
    for page in all_pages() {
        let page = expanded(&page);
        for (line, info, text) in code_blocks(&page) {
            let language = info.split(',').next().unwrap_or_default();
            blocks += 1;
            let width = text.lines().map(|line| line.chars().count()).max().unwrap_or(0);
            if width > widest(language, &text) {
                let path = page.path();
                faults.push(format!("{path}: the block {language} near {line}: {width} columns"));
            }
        }
    }
    assert!(blocks > 400, "{blocks} blocks are not both books");
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

/// The columns that a block may have. Recorded output keeps the lines that the program wrote.
fn widest(language: &str, text: &str) -> usize {
    match language {
        "text" if text.contains(drawn) => DRAWING,
        "text" | "http" | "json" => usize::MAX,
        _ => CODE,
    }
}

#[test]
fn only_recorded_output_may_be_wide() {
    assert_eq!(widest("rust", "fn f() {}"), CODE);
    assert_eq!(widest("text", "a ──► b"), DRAWING);
    assert_eq!(widest("text", "warning: unused variable"), usize::MAX);
}
