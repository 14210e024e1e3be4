//! The expectation: insta's `.snap` files, embedded in the judge, compared here and never written.
//!
//! insta itself records and reviews them in the suites' tests. A verdict does not go through its
//! macros, because those obey environment variables and files that a student could set.

use anyhow::{Result, bail, ensure};
use similar::{Algorithm, ChangeTag, TextDiff};

use crate::transcript::SEPARATOR;

/// The expected exchanges of a check, from the content of its `.snap` file.
///
/// # Errors
/// When the file is not what insta writes: a header between two lines `---`, then the content.
pub fn exchanges(name: &str, file: &str) -> Result<Vec<String>> {
    let content = content(file);
    let Some(content) = content else {
        bail!("the snapshot of check {name} is corrupt: it has no header between two lines `---`");
    };
    ensure!(!content.trim().is_empty(), "the snapshot of check {name} is empty");
    let separator = format!("\n\n{SEPARATOR}\n\n");
    Ok(content.trim_end().split(&separator).map(str::to_owned).collect())
}

/// The exchanges as one text, as a `.snap` file holds them.
pub fn join(exchanges: &[String]) -> String {
    exchanges.join(&format!("\n\n{SEPARATOR}\n\n"))
}

fn content(file: &str) -> Option<String> {
    let file = file.replace("\r\n", "\n");
    let (_, content) = file.strip_prefix("---\n")?.split_once("\n---\n")?;
    Some(content.to_owned())
}

/// The lines of `expected` (`-`) against those of `received` (`+`), with insta's own settings: the
/// patience algorithm and four lines of context.
pub fn diff(expected: &str, received: &str) -> String {
    const CONTEXT: usize = 4;
    // The last line ends as the others do, or it would differ from the same line further up.
    let (expected, received) = (format!("{expected}\n"), format!("{received}\n"));
    let diff =
        TextDiff::configure().algorithm(Algorithm::Patience).diff_lines(&expected, &received);
    let mut text = String::new();
    for (index, group) in diff.grouped_ops(CONTEXT).iter().enumerate() {
        let cut = index > 0 || group.first().is_some_and(|op| op.old_range().start > 0);
        if cut {
            text.push_str("  …\n");
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let sign = match change.tag() {
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
                ChangeTag::Equal => ' ',
            };
            let line = format!("{sign} {}", change.value().trim_end_matches('\n'));
            text.push_str(line.trim_end());
            text.push('\n');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{diff, exchanges, join};

    #[test]
    fn a_snap_file_is_its_exchanges() {
        let file = "---\nsource: a.rs\n---\nGET /\n\nHTTP 200\n\n###\n\nGET /x\n\nHTTP 404\n";
        let found = exchanges("c", file).expect("a snapshot");
        assert_eq!(found, ["GET /\n\nHTTP 200", "GET /x\n\nHTTP 404"]);
        assert_eq!(join(&found), "GET /\n\nHTTP 200\n\n###\n\nGET /x\n\nHTTP 404");
        assert_eq!(exchanges("c", &file.replace('\n', "\r\n")).expect("a snapshot"), found);
    }

    #[test]
    fn a_corrupt_file_is_refused_by_name() {
        let refused = |file| exchanges("greeting", file).expect_err("corrupt").to_string();
        assert!(refused("GET /").contains("greeting is corrupt"));
        assert!(refused("---\nx: y\n---\n\n").contains("greeting is empty"));
    }

    #[test]
    fn a_diff_keeps_four_lines_of_context() {
        let expected = "1\n2\n3\n4\n5\nold\n7";
        let received = "1\n2\n3\n4\n5\nnew\n7";
        assert_eq!(diff(expected, received), "  …\n  2\n  3\n  4\n  5\n- old\n+ new\n  7\n");
    }

    #[test]
    fn a_line_is_the_same_at_the_end_and_before_it() {
        assert_eq!(diff("HTTP 405\nallow: GET", "HTTP 405"), "  HTTP 405\n- allow: GET\n");
    }
}
