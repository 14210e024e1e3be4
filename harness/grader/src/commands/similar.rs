//! `grader similar`: compares the submissions of the gradebook, and writes which pairs to read side by side.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::{fs, io};

use anyhow::{Context, Result};
use engine::Lang;
use gradebook::{Gradebook, StudentRecord};
use lab::course::{Course, Lab};
use reports::SIMILARITY;
use similarity::{Found, Index, Minimum, Pair, Starter};
use submission::Files;

use crate::exit::{Exit, Usage};
use crate::messages::{self, labels, usage};
use crate::options::SimilarOptions;
use crate::ready;

/// Pairs that get a page: those that share most. More than a person reads.
const PAGES: usize = 200;

/// Compares, and writes the pages.
///
/// # Errors
/// When there is no gradebook, or a page cannot be written.
pub fn run(options: &SimilarOptions, course: &Course, lang: Lang) -> Result<Exit> {
    let out = &options.out;
    let book = ready::existing(out)?;
    let students = book.students()?;
    let names: Vec<(String, String)> = students.iter().map(named).collect();
    let index = index(&book, &students, course)?;
    let mut pairs = index.pairs(Minimum::default());
    pairs.truncate(PAGES);
    let folder = out.join(SIMILARITY);
    let unwritable =
        |why: io::Error| Usage(usage::unwritable(messages::path(out), why.to_string()));
    fs::create_dir_all(&folder).map_err(unwritable)?;
    remove_pages(&folder)?;
    for pair in &pairs {
        let files = [pair.a, pair.b].map(|student| files(&book, &students[student], pair));
        let [a, b] = files;
        let of = [names[pair.a].0.as_str(), names[pair.b].0.as_str()];
        let page = similarity::page(pair, of, [&a?, &b?], lang)?;
        reports::write_whole(&folder, &similarity::file_name(pair), page.as_bytes())?;
    }
    let found = Found {
        pairs: &pairs,
        groups: &index.groups(Minimum::default()),
        common: &index.common(),
        unread: &index.unread(),
    };
    let overview = similarity::overview(found, &names, lang)?;
    reports::write_whole(&folder, "index.html", overview.as_bytes())?;
    reports::link_similarity(out, lang)?;
    book.close()?;
    let page = messages::path(&folder.join("index.html"));
    println!("{}", labels::pairs(pairs.len(), page).text(lang));
    Ok(Exit::Graded)
}

/// A student's name, with the team if there is one, and where the reports are, from the pages on similarity.
fn named(record: &StudentRecord) -> (String, String) {
    let name = &record.student.name;
    let team = record.labs.values().find_map(|submitted| submitted.team.as_ref());
    let name = team.map_or_else(|| name.clone(), |team| format!("{name} ({team})"));
    (name, format!("../{}", reports::feedback_url(&record.folder)))
}

/// The submissions of the class, without what the starters explain.
fn index(book: &Gradebook, students: &[StudentRecord], course: &Course) -> Result<Index> {
    let starters = course
        .labs
        .iter()
        .map(|lab| Ok((lab.name.clone(), starter(course, lab)?)))
        .collect::<Result<BTreeMap<_, _>>>()?;
    let mut index = Index::new(starters);
    let mut teams = BTreeSet::new();
    for (number, record) in students.iter().enumerate() {
        for (lab, submitted) in &record.labs {
            // The work of a team is one work, whoever of its members has it.
            let team = submitted.team.as_ref().map(|team| (lab, team, &submitted.digest));
            if team.is_some_and(|team| !teams.insert(team)) {
                continue;
            }
            let files = book.files(lab, &submitted.digest)?;
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

fn files(book: &Gradebook, record: &StudentRecord, pair: &Pair) -> Result<Files> {
    let submitted = record.labs.get(&pair.lab).context("a pair without a submission")?;
    book.files(&pair.lab, &submitted.digest)
}

/// Removes the pages of earlier pairs: the numbers of the students may be others now.
fn remove_pages(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let path = entry.with_context(|| format!("reading {}", folder.display()))?.path();
        if path.extension().is_some_and(|kind| kind == "html") {
            fs::remove_file(&path).with_context(|| format!("removing {}", path.display()))?;
        }
    }
    Ok(())
}
