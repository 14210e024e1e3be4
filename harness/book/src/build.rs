//! Both books, by way of mdBook.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use mdbook_driver::MDBook;

use crate::includes;
use crate::language::Language;

/// Where the repository is.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).map_or_else(|| here.to_owned(), Path::to_owned)
}

/// Where the books of the repository `root` are put.
pub fn place(root: &Path) -> PathBuf {
    root.join("target/book")
}

/// Builds both books of the repository `root` and puts them at their place, each as a whole: whoever
/// reads the former ones meanwhile misses no page, and keeps them when the new ones do not build.
///
/// # Errors
/// When one does not build, with the name of the file at fault.
pub fn both(root: &Path) -> Result<Duration> {
    let begun = Instant::now();
    let place = place(root);
    let aside = place.with_extension("next");
    into(root, &aside)?;
    fs::create_dir_all(&place).with_context(|| place.display().to_string())?;
    for language in Language::ALL {
        let (new, old) = (aside.join(language.code()), place.join(language.code()));
        let former = aside.join("former");
        if old.exists() {
            fs::rename(&old, &former).with_context(|| format!("moving {}", old.display()))?;
        }
        fs::rename(&new, &old).with_context(|| format!("moving {}", new.display()))?;
        if former.exists() {
            fs::remove_dir_all(&former).with_context(|| former.display().to_string())?;
        }
    }
    Ok(begun.elapsed())
}

/// Builds both books of the repository `root` into folders of `place`, side by side.
///
/// # Errors
/// When one does not build, with the name of the file at fault.
pub fn into(root: &Path, place: &Path) -> Result<()> {
    thread::scope(|scope| {
        let building =
            Language::ALL.map(|language| scope.spawn(move || one(root, language, place)));
        let ended = building.map(|thread| thread.join().map_err(|_| anyhow!("mdBook panicked"))?);
        let errors: Vec<String> =
            ended.into_iter().filter_map(Result::err).map(|error| format!("{error:#}")).collect();
        if !errors.is_empty() {
            bail!("{}", errors.join("\n"));
        }
        Ok(())
    })
}

/// Builds the book of one language into its folder of `place`.
///
/// # Errors
/// When it does not build, with the name of the file at fault.
pub fn one(root: &Path, language: Language, place: &Path) -> Result<()> {
    let tree = root.join("book").join(language.code());
    let at = || tree.display().to_string();
    let broken = includes::broken(&tree.join("src"))?;
    if !broken.is_empty() {
        bail!("these includes give nothing:\n{}", broken.join("\n"));
    }
    let mut book = MDBook::load(&tree).with_context(at)?;
    book.config.build.build_dir = place.join(language.code());
    book.build().with_context(at)
}
