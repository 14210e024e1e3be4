//! Finds the labs among the files of a submission, takes what they allow, and lists the rest.

use std::collections::{BTreeMap, BTreeSet};

use super::LabFiles;
use super::caps::{Cap, Caps};
use super::gather::{Content, Tree};
use super::paths::Kind;
use crate::model::{LeftOut, Refused, Why, Work};

/// The most entries of the list of what was left out.
pub(super) const LISTED: usize = 200;

/// Folders of the course itself in which no student works. Some of theirs are called like labs.
const OURS: [&str; 4] = ["solutions", "harness", "book", "docs"];

/// Endings of what is run, which no lab needs as data.
const RUN: [&str; 12] =
    ["exe", "com", "dll", "so", "dylib", "a", "o", "bat", "cmd", "msi", "ps1", "sh"];

/// What a submission comes to.
#[derive(Debug, Default)]
pub(super) struct Placed {
    pub works: BTreeMap<String, Work>,
    pub left_out: Vec<LeftOut>,
}

/// Sorts the files of `tree`. `called` is the name of the archive or the folder, which says whose
/// files they are when they lie at its top.
///
/// # Errors
/// More is to be taken than [`Caps::taken`].
pub(super) fn sort(
    mut tree: Tree,
    called: &str,
    labs: &[LabFiles],
    caps: &Caps,
) -> Result<Placed, Refused> {
    let mut left_out = tree.take_left_out();
    let roots = roots(&tree, called, labs);
    let mut works: BTreeMap<String, Work> = BTreeMap::new();
    let mut outside = BTreeSet::new();
    for (path, content) in tree.files {
        let Some((lab, inside)) = owner(&path, &roots) else {
            outside.insert(fold(&path, &roots));
            continue;
        };
        match content {
            Content::Kept(bytes) if allows(lab, inside) => {
                let inside = inside.to_owned();
                works.entry(lab.name.clone()).or_default().files.insert(inside, bytes);
            }
            Content::TooLarge if allows(lab, inside) => {
                left_out.push(LeftOut { path, why: Why::TooLarge });
            }
            _ => left_out.push(LeftOut { path, why: Why::NotAllowed }),
        }
    }
    for (lab, root) in &roots {
        if let Some(work) = works.get_mut(&lab.name) {
            let bad = ambiguous(work).into_iter().map(|path| under(root, &path));
            left_out.extend(bad.map(|path| LeftOut { path, why: Why::BadName }));
        }
    }
    for entry in &mut left_out {
        entry.why = concerning(entry, &roots);
    }
    left_out.extend(outside.into_iter().map(|path| LeftOut { path, why: Why::OutsideLabs }));
    shorten(&mut left_out);
    within(&works, caps)?;
    Ok(Placed { works, left_out })
}

/// Whether no more was taken than may be.
pub(super) fn within(works: &BTreeMap<String, Work>, caps: &Caps) -> Result<(), Refused> {
    let taken: usize = works.values().flat_map(|work| work.files.values()).map(Vec::len).sum();
    if taken as u64 > caps.taken { Err(Cap::Taken.refused()) } else { Ok(()) }
}

/// The list in order, what concerns a lab first, and not too long.
pub(super) fn shorten(left_out: &mut Vec<LeftOut>) {
    let key = |entry: &LeftOut| (entry.why == Why::OutsideLabs, entry.path.clone());
    left_out.sort_by_cached_key(key);
    left_out.dedup();
    left_out.truncate(LISTED);
}

/// A heavy folder inside a lab is something that the lab does not allow.
fn concerning(entry: &LeftOut, roots: &[(&LabFiles, String)]) -> Why {
    match entry.why {
        Why::OutsideLabs if owner(&entry.path, roots).is_some() => Why::NotAllowed,
        why => why,
    }
}

/// The folder of each lab that is there: the shallowest that holds something a lab takes.
fn roots<'a>(tree: &Tree, called: &str, labs: &'a [LabFiles]) -> Vec<(&'a LabFiles, String)> {
    let found: Vec<_> = labs
        .iter()
        .filter_map(|lab| {
            let candidates = tree.files.keys().flat_map(|path| candidates(lab, path));
            candidates.min().map(|(.., root)| (lab, root.to_owned()))
        })
        .collect();
    if found.is_empty() { at_the_top(tree, called, labs).into_iter().collect() } else { found }
}

/// How good a folder is for a lab; the smallest is the best.
type Rank<'a> = (usize, bool, bool, &'a str);

/// Every folder of `path` that may be the lab's.
fn candidates<'a>(lab: &LabFiles, path: &'a str) -> Vec<Rank<'a>> {
    let mut found = Vec::new();
    let (mut end, mut depth, mut above) = (0, 0, "");
    for part in path.split('/') {
        end += part.len();
        if OURS.contains(&part) || end == path.len() {
            break;
        }
        let by_folder = part.eq_ignore_ascii_case(&lab.folder);
        let is_called = by_folder || part.eq_ignore_ascii_case(&lab.name);
        if is_called && allows(lab, &path[end + 1..]) {
            found.push((depth, above != "labs", !by_folder, &path[..end]));
        }
        above = part;
        depth += 1;
        end += 1;
    }
    found
}

/// The lab whose sources lie at the top, perhaps in a wrapping folder, when the archive's or the
/// wrapping folder's name says which.
fn at_the_top<'a>(
    tree: &Tree,
    called: &str,
    labs: &'a [LabFiles],
) -> Option<(&'a LabFiles, String)> {
    let wrapping = wrapping(tree);
    if !tree.files.contains_key(&under(&wrapping, "src/main.rs")) {
        return None;
    }
    let names = std::iter::once(called).chain(wrapping.split('/').rev());
    names.filter_map(|name| lab_called(name, labs)).next().map(|lab| (lab, wrapping.clone()))
}

/// The folders that hold everything else.
fn wrapping(tree: &Tree) -> String {
    let mut paths = tree.files.keys();
    let first = paths.next().map(String::as_str).unwrap_or_default();
    let mut common = first.rsplit_once('/').map_or("", |(folder, _)| folder);
    for path in paths {
        while !common.is_empty() && strip(path, common).is_none() {
            common = common.rsplit_once('/').map_or("", |(folder, _)| folder);
        }
    }
    // A submission of nothing but sources is not wrapped in its `src`.
    match common.split('/').position(|part| part == "src") {
        Some(at) => common.split('/').take(at).collect::<Vec<_>>().join("/"),
        None => common.to_owned(),
    }
}

/// The one lab whose name, else whose number, stands in `name`.
fn lab_called<'a>(name: &str, labs: &'a [LabFiles]) -> Option<&'a LabFiles> {
    let name = name.to_lowercase();
    let numbers: Vec<u32> =
        name.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse().ok()).collect();
    let only = |fits: &dyn Fn(&LabFiles) -> bool| {
        let mut fitting = labs.iter().filter(|lab| fits(lab));
        fitting.next().filter(|_| fitting.next().is_none())
    };
    only(&|lab| name.contains(&lab.name.to_lowercase()))
        .or_else(|| only(&|lab| number(lab).is_some_and(|number| numbers.contains(&number))))
}

fn number(lab: &LabFiles) -> Option<u32> {
    lab.folder.split('-').next()?.parse().ok()
}

/// Whether the lab takes a file at `inside` its folder.
fn allows(lab: &LabFiles, inside: &str) -> bool {
    let mut parts = inside.split('/');
    let name = parts.next_back().unwrap_or_default();
    // A folder that is called like a source could not be laid over that source.
    let is_odd = |part: &str| part.starts_with('.') || part.ends_with(".rs");
    if name.starts_with('.') || parts.any(is_odd) {
        return false;
    }
    let is_source = inside.starts_with("src/") && name.ends_with(".rs");
    let is_data = lab.data.iter().any(|data| inside == data || strip(inside, data).is_some());
    is_source || is_data && Kind::of(name).is_none() && !is_run(name)
}

fn is_run(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| RUN.contains(&ending.as_str()))
}

/// The lab in whose folder `path` lies, and where in it.
fn owner<'a, 'p>(
    path: &'p str,
    roots: &[(&'a LabFiles, String)],
) -> Option<(&'a LabFiles, &'p str)> {
    roots
        .iter()
        .filter_map(|(lab, root)| strip(path, root).map(|inside| (root.len(), *lab, inside)))
        .max_by_key(|(length, ..)| *length)
        .map(|(_, lab, inside)| (lab, inside))
}

/// The shallowest folder around `path` that holds no lab, else `path`.
fn fold(path: &str, roots: &[(&LabFiles, String)]) -> String {
    if roots.is_empty() {
        return path.to_owned();
    }
    path.match_indices('/')
        .map(|(at, _)| &path[..=at])
        .find(|folder| !roots.iter().any(|(_, root)| format!("{root}/").starts_with(folder)))
        .unwrap_or(path)
        .to_owned()
}

/// Removes what some file system could not hold beside the rest, and says what it was: of names
/// that differ in case alone all but the one with the most small letters, and what lies below a
/// file.
fn ambiguous(work: &mut Work) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let mut bad = Vec::new();
    // Small letters come after capitals.
    for path in work.files.keys().rev() {
        if !seen.insert(path.to_lowercase()) {
            bad.push(path.clone());
        }
    }
    for path in work.files.keys() {
        let mut above = path.match_indices('/').map(|(at, _)| path[..at].to_lowercase());
        if above.any(|folder| seen.contains(&folder)) && !bad.contains(path) {
            bad.push(path.clone());
        }
    }
    for path in &bad {
        work.files.remove(path);
    }
    bad
}

fn under(root: &str, inside: &str) -> String {
    if root.is_empty() { inside.to_owned() } else { format!("{root}/{inside}") }
}

/// What follows `folder` in `path`; everything when `folder` is the top.
fn strip<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    if folder.is_empty() { Some(path) } else { path.strip_prefix(folder)?.strip_prefix('/') }
}
