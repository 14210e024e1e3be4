//! `grader similar`: compares the works of the gradebook, and writes which pairs to read side by side.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result};
use engine::Lang;
use lab::course::{Course, Lab};

use crate::cli::{Exit, SimilarOptions, Usage};
use crate::gradebook::{Files, Gradebook, Row};
use crate::report::{self, SIMILARITY};
use crate::run;
use crate::similarity::{self, Index, Minimum, Pair, Starter};
use crate::words::Words;

/// Pairs that get a page: those that share most. More than a person reads.
const PAGES: usize = 200;

/// Compares, and writes the pages.
///
/// # Errors
/// When there is no gradebook, or a page cannot be written.
pub fn write(options: &SimilarOptions, course: &Course, lang: Lang) -> Result<Exit> {
    let out = &options.out;
    let book = run::existing(out, lang)?;
    let class = book.class()?;
    let names: Vec<String> = class.iter().map(|row| row.student.name.clone()).collect();
    let index = index(&book, &class, course)?;
    let mut pairs = index.pairs(Minimum::default());
    pairs.truncate(PAGES);
    let folder = out.join(SIMILARITY);
    fs::create_dir_all(&folder).map_err(|error| Usage(Words(lang).unwritable(out, &error)))?;
    remove_pages(&folder)?;
    for pair in &pairs {
        let works = [work(&book, &class, pair, pair.a)?, work(&book, &class, pair, pair.b)?];
        let of = [names[pair.a].as_str(), names[pair.b].as_str()];
        let page = similarity::page(pair, of, [&works[0], &works[1]], lang)?;
        report::write_whole(&folder, &similarity::file_name(pair), page.as_bytes())?;
    }
    let overview = similarity::overview(&pairs, &index.unread(), &names, lang)?;
    report::write_whole(&folder, "index.html", overview.as_bytes())?;
    report::link_similarity(out, lang)?;
    book.close()?;
    println!("{}", Words(lang).pairs(pairs.len(), &folder.join("index.html")));
    Ok(Exit::Graded)
}

/// The works of the class, without what the starters explain.
fn index(book: &Gradebook, class: &[Row], course: &Course) -> Result<Index> {
    let starters = course
        .labs
        .iter()
        .map(|lab| Ok((lab.name.clone(), starter(course, lab)?)))
        .collect::<Result<BTreeMap<_, _>>>()?;
    let mut index = Index::new(starters);
    for (number, row) in class.iter().enumerate() {
        for (lab, work) in &row.works {
            let files = book.files(&work.digest, lab)?;
            index.add(number, lab, similarity::fingerprint(&files));
        }
    }
    Ok(index)
}

fn starter(course: &Course, lab: &Lab) -> Result<Starter> {
    let files = starters::from_solution(&course.root.join("solutions").join(&lab.folder))?;
    let files: Files = files
        .into_iter()
        .map(|(path, text)| (path.to_string_lossy().into_owned(), text.into_bytes()))
        .collect();
    Ok(similarity::fingerprint_starter(&files))
}

fn work(book: &Gradebook, class: &[Row], pair: &Pair, student: usize) -> Result<Files> {
    let work = class[student].works.get(&pair.lab).context("a pair without a work")?;
    book.files(&work.digest, &pair.lab)
}

/// Removes the pages of earlier pairs: the numbers of the students may be others now.
fn remove_pages(folder: &std::path::Path) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let path = entry.with_context(|| format!("reading {}", folder.display()))?.path();
        if path.extension().is_some_and(|kind| kind == "html") {
            fs::remove_file(&path).with_context(|| format!("removing {}", path.display()))?;
        }
    }
    Ok(())
}
