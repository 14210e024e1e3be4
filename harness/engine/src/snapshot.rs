//! The expected exchanges: insta's `.snap` files, embedded in the judge.
//!
//! The suites' tests record and review them with insta. A verdict does not use insta's macros,
//! which depend on environment variables and files that a student could set.

use anyhow::{Result, bail, ensure};

use crate::transcript::SEPARATOR;

/// The expected exchanges of a check, from the content of its `.snap` file.
///
/// # Errors
/// When the file does not have insta's form: a header between two lines `---`, then the content.
pub fn exchanges(name: &str, file: &str) -> Result<Vec<String>> {
    let content = content(file);
    let Some(content) = content else {
        bail!("the snapshot of check {name} is corrupt: it has no header between two lines `---`");
    };
    ensure!(!content.trim().is_empty(), "the snapshot of check {name} is empty");
    let separator = format!("\n\n{SEPARATOR}\n\n");
    Ok(content.trim_end().split(&separator).map(str::to_owned).collect())
}

/// The exchanges as one text, as they are written in a `.snap` file.
pub fn join(exchanges: &[String]) -> String {
    exchanges.join(&format!("\n\n{SEPARATOR}\n\n"))
}

/// What a snapshot has in the place of a status when any success will do.
pub const ANY_SUCCESS: &str = "2xx";

/// The status in an exchange.
pub fn status(exchange: &str) -> Option<&str> {
    exchange.lines().find_map(|line| line.strip_prefix("HTTP "))
}

fn content(file: &str) -> Option<String> {
    let file = file.replace("\r\n", "\n");
    let (_, content) = file.strip_prefix("---\n")?.split_once("\n---\n")?;
    Some(content.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{exchanges, join};

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
}
