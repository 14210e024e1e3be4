//! The book of one language as a PDF file: the page that holds all chapters, printed by Chromium.
//!
//! It is printed twice. The first time tells on which page each chapter begins, which no stylesheet
//! can say in Chromium; the second time, the table of contents has these numbers.

pub mod destinations;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use crate::build;
use crate::exit::UsageError;
use crate::language::Language;

/// How long Chromium may take to print the book; a slow machine needs half a minute.
const PATIENCE: Duration = Duration::from_secs(180);

/// What mdBook adds to the page, so that it opens the browser's dialog for printing.
const DIALOG: &str = "window.setTimeout(window.print, 100);";

/// Chromium asks for nothing but the page, and prints no address at its edge.
const OPTIONS: [&str; 9] = [
    "--headless",
    // Chromium's own sandbox refuses to work for root, whom CI often is. The page is ours.
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-first-run",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
];

/// The file that `write` writes for a language, in the output folder of the repository `root`.
pub fn path(root: &Path, language: Language) -> PathBuf {
    build::output_folder(root).join(format!("atelier-{}.pdf", language.code()))
}

/// Prints the book of one language of the repository `root` to the file `output`.
///
/// # Errors
/// When there is no Chromium, the book does not build, or it cannot be printed.
pub fn write(root: &Path, language: Language, output: &Path) -> Result<()> {
    let Some(chromium) = needs::chromium() else {
        let message = "Chromium is missing: install it, or name it in the variable CHROMIUM";
        return Err(UsageError(message.to_owned()).into());
    };
    let scratch = build::output_folder(root).with_extension(format!("pdf-{}", language.code()));
    build::one(root, language, &scratch)?;
    let page = scratch.join(language.code()).join("print.html");
    let html = fs::read_to_string(&page).with_context(|| page.display().to_string())?;
    ensure!(html.contains(DIALOG), "{}: no longer printed as before", page.display());
    let html = html.replace(DIALOG, "");
    if let Some(folder) = output.parent() {
        fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    }

    fs::write(&page, &html).with_context(|| page.display().to_string())?;
    print(&chromium, &page, &scratch, output)?;
    let printed = fs::read(output).with_context(|| output.display().to_string())?;
    let pages = destinations::pages(&printed).context("reading the printed book")?;
    let numbers = style(&pages);
    let html = html.replace("</head>", &format!("{numbers}</head>"));
    fs::write(&page, &html).with_context(|| page.display().to_string())?;
    print(&chromium, &page, &scratch, output)?;
    fs::remove_dir_all(&scratch).with_context(|| scratch.display().to_string())
}

/// Prints a page to the file `output`.
fn print(chromium: &Path, page: &Path, scratch: &Path, output: &Path) -> Result<()> {
    let option = |name: &str, path: &Path| {
        let mut option = OsString::from(name);
        option.push(path);
        option
    };
    let log = scratch.join("chromium.log");
    let written = File::create(&log).with_context(|| log.display().to_string())?;
    let mut browser = Command::new(chromium)
        .args(OPTIONS)
        .arg(option("--user-data-dir=", &scratch.join("profile")))
        .arg(option("--print-to-pdf=", output))
        .arg(option("file://", page))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(written)
        .spawn()
        .with_context(|| format!("starting {}", chromium.display()))?;
    let deadline = Instant::now() + PATIENCE;
    let status = loop {
        match browser.try_wait().context("waiting for Chromium")? {
            Some(status) => break status,
            None if Instant::now() > deadline => {
                // It may have ended by itself in the meantime.
                let _ = browser.kill();
                break browser.wait().context("ending Chromium")?;
            }
            None => thread::sleep(Duration::from_millis(20)),
        }
    };
    let said = fs::read_to_string(&log).unwrap_or_default();
    ensure!(status.success(), "{} cannot print ({status}): {said}", chromium.display());
    ensure!(output.is_file(), "{} printed nothing: {said}", chromium.display());
    Ok(())
}

/// The stylesheet that writes the number of its page after each chapter of the contents.
fn style(pages: &BTreeMap<String, u32>) -> String {
    let mut rules = String::from("<style>\n");
    for (id, page) in pages {
        let id = id.replace('\\', "\\\\").replace('"', "\\\"");
        let _ = writeln!(
            rules,
            ".contents li:has(a[href=\"#{id}\"])::after {{ content: \"{page}\"; }}"
        );
    }
    rules.push_str("</style>\n");
    rules
}

#[cfg(test)]
mod tests {
    use super::style;

    #[test]
    fn a_chapter_of_the_contents_gets_the_number_of_its_page() {
        let rules = style(&[("a\"b".to_owned(), 12)].into());
        let rule = ".contents li:has(a[href=\"#a\\\"b\"])::after { content: \"12\"; }";
        assert!(rules.contains(rule), "{rules}");
    }
}
