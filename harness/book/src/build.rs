//! Builds both books with mdBook.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use mdbook_driver::MDBook;

use crate::includes;
use crate::language::Language;

/// The root of the repository.
pub fn root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.ancestors().nth(2).map_or_else(|| package.to_owned(), Path::to_owned)
}

/// The folder that holds the built books of the repository `root`.
pub fn output_folder(root: &Path) -> PathBuf {
    root.join("target/book")
}

/// Builds both books of the repository `root` into their output folder, and returns how long it
/// took.
///
/// They are built beside it and then moved: a reader always finds a complete book, and keeps the
/// previous one when the new one does not build.
///
/// # Errors
/// When a book does not build; the error names the file.
pub fn both(root: &Path) -> Result<Duration> {
    let started = Instant::now();
    let output = output_folder(root);
    let next = output.with_extension("next");
    into(root, &next)?;
    fs::create_dir_all(&output).with_context(|| output.display().to_string())?;
    for language in Language::ALL {
        let (new, current) = (next.join(language.code()), output.join(language.code()));
        let previous = next.join("previous");
        if current.exists() {
            fs::rename(&current, &previous)
                .with_context(|| format!("moving {}", current.display()))?;
        }
        fs::rename(&new, &current).with_context(|| format!("moving {}", new.display()))?;
        if previous.exists() {
            fs::remove_dir_all(&previous).with_context(|| previous.display().to_string())?;
        }
    }
    Ok(started.elapsed())
}

/// Builds both books of the repository `root` at the same time, each into its folder of `output`.
///
/// # Errors
/// When a book does not build; the error names the file.
pub fn into(root: &Path, output: &Path) -> Result<()> {
    thread::scope(|scope| {
        let threads =
            Language::ALL.map(|language| scope.spawn(move || one(root, language, output)));
        let results =
            threads.map(|thread| thread.join().map_err(|_| anyhow!("mdBook panicked"))?);
        let errors: Vec<String> =
            results.into_iter().filter_map(Result::err).map(|error| format!("{error:#}")).collect();
        if !errors.is_empty() {
            bail!("{}", errors.join("\n"));
        }
        Ok(())
    })
}

/// Builds the book of one language into its folder of `output`.
///
/// # Errors
/// When it does not build; the error names the file.
pub fn one(root: &Path, language: Language, output: &Path) -> Result<()> {
    let tree = checked_tree(root, language)?;
    let folder = || tree.display().to_string();
    let mut book = MDBook::load(&tree).with_context(folder)?;
    book.config.build.build_dir = output.join(language.code());
    let theme = root.join("book/theme");
    if theme.is_dir() {
        let light = output.join(format!("theme-{}", language.code()));
        light_theme(&theme, &light)?;
        book.config.set("output.html.theme", &light).with_context(folder)?;
    }
    book.build().with_context(folder)
}

/// Copies the theme. Its head is in every page, so the copy leaves out what only its authors read:
/// indentation, and comments that have lines of their own.
fn light_theme(theme: &Path, copy: &Path) -> Result<()> {
    let within = || theme.display().to_string();
    fs::create_dir_all(copy).with_context(within)?;
    for entry in fs::read_dir(theme).with_context(within)? {
        let name = entry.with_context(within)?.file_name();
        let (from, to) = (theme.join(&name), copy.join(&name));
        if from.is_dir() {
            light_theme(&from, &to)?;
        } else if name == "head.hbs" {
            let head = fs::read_to_string(&from).with_context(within)?;
            fs::write(&to, light(&head)).with_context(within)?;
        } else {
            fs::copy(&from, &to).with_context(within)?;
        }
    }
    Ok(())
}

fn light(head: &str) -> String {
    let is_comment =
        |line: &str| line.starts_with("//") || line.starts_with("/*") && line.ends_with("*/");
    let lines = head.lines().map(str::trim).filter(|line| !line.is_empty() && !is_comment(line));
    lines.collect::<Vec<_>>().join("\n")
}

/// The folder of the book of one language, after its includes were checked.
///
/// # Errors
/// When an include is broken; the error names its page and line.
pub fn checked_tree(root: &Path, language: Language) -> Result<PathBuf> {
    let tree = root.join("book").join(language.code());
    let broken = includes::broken(&tree.join("src"))?;
    if !broken.is_empty() {
        bail!("these includes are empty or missing:\n{}", broken.join("\n"));
    }
    Ok(tree)
}
