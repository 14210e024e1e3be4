//! Decides which lab each crate of a submission is, and which of several attempts at one lab counts.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use pack::{MANIFEST, Manifest, PackedLab, takes};

use crate::collector::{Content, Tree};
use crate::evidence::{by_folder, by_number, by_package, by_words, words};
use crate::layout::{LabLayout, OURS};
use crate::paths::{strip, under};
use crate::submission::{Because, Doubt};
use crate::units::{MAIN, Role, Unit, units};

/// Words in a name that say that something newer replaced it.
const OLD: [&str; 8] =
    ["old", "ancien", "ancienne", "backup", "sauvegarde", "brouillon", "draft", "avant"];

/// What was handed in for a lab.
#[derive(Clone, Debug)]
pub(crate) struct Chosen<'a> {
    pub lab: &'a LabLayout,
    /// its folder in the submission
    pub root: String,
    /// where each file lies in the lab, and where in the submission
    pub files: BTreeMap<String, String>,
    pub doubts: Vec<Doubt>,
    /// the digest that the manifest of the archive gives
    pub packed: Option<String>,
}

/// A crate that is some lab.
#[derive(Debug)]
struct Attempt<'a> {
    lab: &'a LabLayout,
    unit: Unit,
    doubts: Vec<Doubt>,
    packed: Option<String>,
}

/// What is handed in for each lab, in the order of the course.
pub(crate) fn choose<'a>(tree: &Tree, called: &str, labs: &'a [LabLayout]) -> Vec<Chosen<'a>> {
    let units = units(tree);
    let mut attempts: Vec<Attempt<'a>> =
        units.iter().filter_map(|unit| attempt(tree, unit, labs)).collect();
    let of_crates: Vec<Attempt<'a>> =
        units.iter().filter_map(|unit| of_crate(unit, &attempts)).collect();
    attempts.extend(of_crates);
    if attempts.is_empty() {
        attempts = by_name_of_the_whole(units, called, labs);
    }
    labs.iter()
        .filter_map(|lab| {
            let (own, rest): (Vec<_>, Vec<_>) =
                std::mem::take(&mut attempts).into_iter().partition(|one| one.lab.name == lab.name);
            attempts = rest;
            best(tree, own).or_else(|| data_alone(tree, lab))
        })
        .collect()
}

/// Which lab a crate is, when anything in it says so.
fn attempt<'a>(tree: &Tree, unit: &Unit, labs: &'a [LabLayout]) -> Option<Attempt<'a>> {
    if let Some((lab, digest)) = by_manifest(tree, unit, labs) {
        let packed = Some(digest);
        return Some(Attempt { lab, unit: unit.clone(), doubts: Vec::new(), packed });
    }
    let at = at(unit);
    // One manifest, and one set of modules, cannot say what two programs are.
    let shares = unit.role != Role::Own;
    let manifest = unit.files.get("Cargo.toml").and_then(|path| text(tree, path));
    let package = by_package(&manifest.unwrap_or_default(), labs);
    let fit = by_words(&words_of(tree, unit, shares), labs);
    let clear = fit.filter(|fit| fit.is_clear).map(|fit| fit.lab);
    let names = names(unit);
    let folder = names.iter().find_map(|name| by_folder(name, labs));
    let number = names.iter().find_map(|name| by_number(name, labs));
    let named = folder.or(number);
    let own_package = package.filter(|_| !shares);
    let mut doubts = Vec::new();
    let lab = match (clear, own_package.or(folder), fit, number, package) {
        (Some(lab), ..) | (None, Some(lab), ..) => lab,
        (None, None, _, Some(lab), _) => {
            let name = names.iter().find(|name| by_number(name, labs).is_some());
            doubts.extend(name.cloned().map(|name| Doubt::NumberOnly { name }));
            lab
        }
        (None, None, Some(fit), None, _) if unit.role != Role::Beside => {
            doubts.push(Doubt::WordsOnly { at: at.clone() });
            fit.lab
        }
        (None, None, _, None, package) => package.filter(|_| unit.role != Role::Beside)?,
    };
    let others = [(own_package, Because::Package), (clear, Because::Words), (named, Because::Name)];
    for (other, because) in others {
        if let Some(other) = other.filter(|other| other.name != lab.name) {
            doubts.push(Doubt::Disagreement { at: at.clone(), other: other.name.clone(), because });
        }
    }
    let renamed = unit.renamed.iter().cloned();
    doubts.extend(renamed.map(|(from, to)| Doubt::Renamed { from, to }));
    Some(Attempt { lab, unit: unit.clone(), doubts, packed: None })
}

/// A program beside a crate's own that shows no lab by itself: it is that of the crate.
fn of_crate<'a>(unit: &Unit, attempts: &[Attempt<'a>]) -> Option<Attempt<'a>> {
    let is_known = attempts.iter().any(|attempt| attempt.unit == *unit);
    if unit.role != Role::Beside || is_known {
        return None;
    }
    let is_own =
        |attempt: &&Attempt<'a>| attempt.unit.root == unit.root && attempt.unit.role == Role::Own;
    let lab = attempts.iter().find(is_own)?.lab;
    Some(Attempt { lab, unit: unit.clone(), doubts: Vec::new(), packed: None })
}

/// The lab that a manifest of `cargo lab pack` says a crate is, and the digest of its files then.
fn by_manifest<'a>(
    tree: &Tree,
    unit: &Unit,
    labs: &'a [LabLayout],
) -> Option<(&'a LabLayout, String)> {
    let at_the_end = format!("/{MANIFEST}");
    let manifests =
        tree.files.keys().filter(|path| *path == MANIFEST || path.ends_with(&at_the_end));
    for path in manifests {
        let Ok(manifest) = serde_json::from_str::<Manifest>(&text(tree, path)?) else { continue };
        let top = path.strip_suffix(MANIFEST).unwrap_or_default().trim_end_matches('/');
        let is_meant = |packed: &&PackedLab| under(top, &packed.folder) == unit.root;
        let Some(packed) = manifest.labs.iter().find(is_meant) else { continue };
        let lab = labs.iter().find(|lab| lab.name == packed.lab);
        return lab.map(|lab| (lab, packed.digest.clone()));
    }
    None
}

/// Where a crate lies, for people: its folder, or its program where it has no folder.
fn at(unit: &Unit) -> String {
    match unit.root.is_empty() {
        true => unit.program.clone().unwrap_or_default(),
        false => unit.root.clone(),
    }
}

/// The names that may say which lab a crate is, those that are closest to it first.
fn names(unit: &Unit) -> Vec<String> {
    let program = unit.program.as_deref().and_then(|path| path.strip_suffix(".rs"));
    let program = program.and_then(|path| path.rsplit('/').next()).filter(|stem| *stem != "main");
    let folders = unit.root.split('/').rev().filter(|name| !name.is_empty());
    program.into_iter().chain(folders).map(str::to_owned).collect()
}

/// The words of a crate's files; of one that shares its folder with others, those of its program.
fn words_of(tree: &Tree, unit: &Unit, shares: bool) -> BTreeSet<String> {
    let own = unit.files.iter().filter(|(inside, _)| !shares || *inside == MAIN);
    words(own.filter_map(|(inside, path)| match tree.files.get(path) {
        Some(Content::Kept(bytes)) => Some((inside.as_str(), bytes.as_slice())),
        _ => None,
    }))
}

fn text(tree: &Tree, path: &str) -> Option<String> {
    match tree.files.get(path) {
        Some(Content::Kept(bytes)) => Some(String::from_utf8_lossy(bytes).into_owned()),
        _ => None,
    }
}

/// The one crate of a submission, when nothing in it says which lab it is but the name of the whole does.
fn by_name_of_the_whole<'a>(
    units: Vec<Unit>,
    called: &str,
    labs: &'a [LabLayout],
) -> Vec<Attempt<'a>> {
    let lab = by_folder(called, labs).or_else(|| by_number(called, labs));
    match (lab, <[Unit; 1]>::try_from(units)) {
        (Some(lab), Ok([unit])) => {
            let name = called.to_owned();
            vec![Attempt { lab, unit, doubts: vec![Doubt::NumberOnly { name }], packed: None }]
        }
        _ => Vec::new(),
    }
}

/// The attempt at a lab that counts: one that was worked on, the newest, the least hidden. The others are named,
/// unless they are the same or nothing.
fn best<'a>(tree: &Tree, mut attempts: Vec<Attempt<'a>>) -> Option<Chosen<'a>> {
    attempts.sort_by_cached_key(|attempt| rank(tree, attempt));
    let mut attempts = attempts.into_iter();
    let Attempt { lab, unit, mut doubts, packed } = attempts.next()?;
    for other in attempts {
        let is_work = !is_untouched(tree, lab, &other.unit);
        if is_work && !same(tree, &unit, &other.unit) && !is_tool(&other.unit) {
            let (judged, other) = (place(&unit), place(&other.unit));
            doubts.push(Doubt::OtherAttempt { judged, other });
        }
    }
    Some(Chosen { lab, root: unit.root, files: unit.files, doubts, packed })
}

/// How an attempt compares to others at the same lab; the smallest is the best.
fn rank(tree: &Tree, attempt: &Attempt<'_>) -> impl Ord + use<> {
    let Attempt { lab, unit, .. } = attempt;
    let folders: Vec<String> = unit.root.split('/').map(str::to_lowercase).collect();
    let is_old = folders.iter().chain(&names(unit)).any(|name| {
        let mut words = name.split(|letter: char| !letter.is_alphanumeric());
        words.any(|word| OLD.contains(&word))
    });
    let depth = folders.len();
    let in_labs = depth > 1 && folders[depth - 2] == "labs";
    let is_named = folders.last().is_some_and(|name| *name == lab.folder);
    (
        attempt.packed.is_none(),
        unit.role == Role::Beside,
        is_untouched(tree, lab, unit),
        is_old,
        Reverse(unit.modified),
        unit.program.as_deref() != Some(&under(&unit.root, MAIN)),
        Reverse(versions(unit)),
        if unit.root.is_empty() { 0 } else { depth },
        !in_labs,
        !is_named,
        unit.root.clone(),
    )
}

/// The numbers of versions in the names of an attempt: `v2`, `(1)`.
fn versions(unit: &Unit) -> Vec<u32> {
    let mut found = Vec::new();
    let program = unit.program.as_deref().unwrap_or_default().to_lowercase();
    for name in [unit.root.to_lowercase(), program] {
        for (at, _) in name.match_indices(['v', '(']) {
            let before = name[..at].chars().next_back().unwrap_or(' ');
            let digits: String = name[at + 1..].chars().take_while(char::is_ascii_digit).collect();
            found.extend(digits.parse::<u32>().ok().filter(|_| !before.is_alphabetic()));
        }
    }
    found
}

/// Whether an attempt is the starter, as it was given.
fn is_untouched(tree: &Tree, lab: &LabLayout, unit: &Unit) -> bool {
    !lab.starter.is_empty()
        && unit.files.iter().filter(|(inside, _)| inside.starts_with("src/")).all(|(inside, path)| {
            matches!(tree.files.get(path), Some(Content::Kept(own)) if lab.starter.get(inside) == Some(own))
        })
}

/// Whether two attempts are the same program.
fn same(tree: &Tree, one: &Unit, other: &Unit) -> bool {
    if one.root == other.root {
        let program = |unit: &Unit| unit.program.as_deref().and_then(|path| text(tree, path));
        return program(one) == program(other);
    }
    let sources = |unit: &Unit| -> Vec<(String, String)> {
        let own = unit.files.iter().filter(|(inside, _)| inside.starts_with("src/"));
        own.map(|(inside, path)| (inside.clone(), text(tree, path).unwrap_or_default())).collect()
    };
    sources(one) == sources(other)
}

/// Whether a program lies where cargo has those beside the crate's own.
fn is_tool(unit: &Unit) -> bool {
    let inside = unit.program.as_deref().and_then(|path| strip(path, &unit.root));
    inside.is_some_and(|inside| inside.starts_with("src/bin/"))
}

/// Where an attempt lies, for people.
fn place(unit: &Unit) -> String {
    unit.program.clone().unwrap_or_else(|| unit.root.clone())
}

/// A lab of which nothing but data was handed in, in a folder that is called like it.
fn data_alone<'a>(tree: &Tree, lab: &'a LabLayout) -> Option<Chosen<'a>> {
    let root = tree.files.keys().flat_map(|path| folders(lab, path)).min()?.to_owned();
    let inside = tree.files.keys().filter_map(|path| Some((strip(path, &root)?, path)));
    let files = inside.map(|(inside, path)| (inside.to_owned(), path.clone())).collect();
    Some(Chosen { lab, root, files, doubts: Vec::new(), packed: None })
}

/// The folders around `path` that are called like the lab, when `path` is data of it.
fn folders<'p>(lab: &LabLayout, path: &'p str) -> Vec<&'p str> {
    let mut found = Vec::new();
    let mut end = 0;
    for part in path.split('/') {
        end += part.len();
        if OURS.contains(&part) || end == path.len() {
            break;
        }
        let is_called =
            part.eq_ignore_ascii_case(&lab.folder) || part.eq_ignore_ascii_case(&lab.name);
        let inside = &path[end + 1..];
        let is_data = lab.data.iter().any(|data| inside == data || strip(inside, data).is_some());
        if is_called && is_data && takes(inside) {
            found.push(&path[..end]);
        }
        end += 1;
    }
    found
}
