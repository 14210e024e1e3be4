//! Finds the labs among the files of a submission, takes what they allow, and lists the rest.

use std::collections::{BTreeMap, BTreeSet};

use crate::caps::{Cap, Caps};
use crate::collector::{Content, Tree};
use crate::files::Files;
use crate::layout::{LabLayout, OURS};
use crate::submission::{LeftOut, LeftOutReason, Refused};

/// The most entries of the list of what was left out.
pub(crate) const LISTED: usize = 200;

/// Files that cargo does not read in a member of a workspace, and that a student cannot mean to hand in.
const WITHOUT_EFFECT: [&str; 3] = ["Cargo.lock", "rust-toolchain", "rust-toolchain.toml"];

/// What a submission comes to.
#[derive(Debug, Default)]
pub(crate) struct Sorted {
    pub labs: BTreeMap<String, Files>,
    pub left_out: Vec<LeftOut>,
}

/// Sorts the files of `tree`. `called` is the name of the archive or the folder, which says whose
/// files they are when they lie at its top.
///
/// # Errors
/// More is to be taken than [`Caps::taken`].
pub(crate) fn sort(
    mut tree: Tree,
    called: &str,
    layouts: &[LabLayout],
    caps: &Caps,
) -> Result<Sorted, Refused> {
    let mut left_out = tree.take_left_out();
    let roots = roots(&tree, called, layouts);
    let mut labs: BTreeMap<String, Files> = BTreeMap::new();
    let mut outside = BTreeSet::new();
    for (path, content) in tree.files {
        let Some((lab, inside)) = owner(&path, &roots) else {
            outside.insert(fold(&path, &roots));
            continue;
        };
        match content {
            Content::Kept(bytes) if allows(inside) => {
                let inside = inside.to_owned();
                labs.entry(lab.name.clone()).or_default().insert(inside, bytes);
            }
            Content::TooLarge if allows(inside) => {
                left_out.push(LeftOut { path, why: LeftOutReason::TooLarge });
            }
            _ => left_out.push(LeftOut { path, why: LeftOutReason::NotAllowed }),
        }
    }
    for (lab, root) in &roots {
        if let Some(files) = labs.get_mut(&lab.name) {
            let bad = ambiguous(files).into_iter().map(|path| under(root, &path));
            left_out.extend(bad.map(|path| LeftOut { path, why: LeftOutReason::BadName }));
        }
    }
    // Beside the labs nobody needs to commit anything.
    left_out.retain(|entry| {
        entry.why != LeftOutReason::Uncommitted || owner(&entry.path, &roots).is_some()
    });
    for entry in &mut left_out {
        entry.why = concerning(entry, &roots);
    }
    left_out
        .extend(outside.into_iter().map(|path| LeftOut { path, why: LeftOutReason::OutsideLabs }));
    shorten(&mut left_out);
    within(&labs, caps)?;
    Ok(Sorted { labs, left_out })
}

/// Whether no more was taken than may be.
pub(crate) fn within(labs: &BTreeMap<String, Files>, caps: &Caps) -> Result<(), Refused> {
    let taken: usize = labs.values().flat_map(Files::values).map(Vec::len).sum();
    if taken as u64 > caps.taken { Err(Refused::from(Cap::Taken)) } else { Ok(()) }
}

/// The list in order, what concerns a lab first, and not too long.
pub(crate) fn shorten(left_out: &mut Vec<LeftOut>) {
    let key = |entry: &LeftOut| (entry.why == LeftOutReason::OutsideLabs, entry.path.clone());
    left_out.sort_by_cached_key(key);
    left_out.dedup();
    left_out.truncate(LISTED);
}

/// A heavy folder inside a lab is something that the lab does not allow.
fn concerning(entry: &LeftOut, roots: &[(&LabLayout, String)]) -> LeftOutReason {
    match entry.why {
        LeftOutReason::OutsideLabs if owner(&entry.path, roots).is_some() => {
            LeftOutReason::NotAllowed
        }
        why => why,
    }
}

/// The folder of each lab that is there: the shallowest that holds something a lab takes.
fn roots<'a>(tree: &Tree, called: &str, layouts: &'a [LabLayout]) -> Vec<(&'a LabLayout, String)> {
    let found: Vec<_> = layouts
        .iter()
        .filter_map(|lab| {
            let candidates = tree.files.keys().flat_map(|path| candidates(lab, path));
            candidates.min().map(|(.., root)| (lab, root.to_owned()))
        })
        .collect();
    if found.is_empty() { at_the_top(tree, called, layouts).into_iter().collect() } else { found }
}

/// How good a folder is for a lab; the smallest is the best.
type Rank<'a> = (usize, bool, bool, &'a str);

/// Every folder of `path` that may be the lab's.
fn candidates<'a>(lab: &LabLayout, path: &'a str) -> Vec<Rank<'a>> {
    let mut found = Vec::new();
    let (mut end, mut depth, mut above) = (0, 0, "");
    for part in path.split('/') {
        end += part.len();
        if OURS.contains(&part) || end == path.len() {
            break;
        }
        let by_folder = part.eq_ignore_ascii_case(&lab.folder);
        let is_called = by_folder || part.eq_ignore_ascii_case(&lab.name);
        if is_called && shows(lab, &path[end + 1..]) {
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
    layouts: &'a [LabLayout],
) -> Option<(&'a LabLayout, String)> {
    let wrapping = wrapping(tree);
    if !tree.files.contains_key(&under(&wrapping, "src/main.rs")) {
        return None;
    }
    let names = std::iter::once(called).chain(wrapping.split('/').rev());
    names.filter_map(|name| lab_called(name, layouts)).next().map(|lab| (lab, wrapping.clone()))
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
fn lab_called<'a>(name: &str, layouts: &'a [LabLayout]) -> Option<&'a LabLayout> {
    let name = name.to_lowercase();
    let numbers: Vec<u32> =
        name.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse().ok()).collect();
    let only = |fits: &dyn Fn(&LabLayout) -> bool| {
        let mut fitting = layouts.iter().filter(|lab| fits(lab));
        fitting.next().filter(|_| fitting.next().is_none())
    };
    only(&|lab| name.contains(&lab.name.to_lowercase()))
        .or_else(|| only(&|lab| number(lab).is_some_and(|number| numbers.contains(&number))))
}

fn number(lab: &LabLayout) -> Option<u32> {
    lab.folder.split('-').next()?.parse().ok()
}

/// Whether the lab takes a file at `inside` its folder: all that a program could read while it is
/// compiled or runs.
fn allows(inside: &str) -> bool {
    let mut parts = inside.split('/');
    let name = parts.next_back().unwrap_or_default();
    // A folder that is called like a source could not be laid over that source.
    let is_odd = |part: &str| part.starts_with('.') || part.ends_with(".rs");
    // What a Mac lays beside a file.
    let is_shadow = name.starts_with("._") || name == ".DS_Store";
    !is_shadow && !parts.any(is_odd) && !WITHOUT_EFFECT.contains(&inside)
}

/// Whether a file at `inside` a folder shows that the folder is the lab's: a source, or its data.
fn shows(lab: &LabLayout, inside: &str) -> bool {
    let is_source = inside.starts_with("src/") && inside.ends_with(".rs");
    let is_data = lab.data.iter().any(|data| inside == data || strip(inside, data).is_some());
    allows(inside) && (is_source || is_data)
}

/// The lab in whose folder `path` lies, and where in it.
fn owner<'a, 'p>(
    path: &'p str,
    roots: &[(&'a LabLayout, String)],
) -> Option<(&'a LabLayout, &'p str)> {
    roots
        .iter()
        .filter_map(|(lab, root)| strip(path, root).map(|inside| (root.len(), *lab, inside)))
        .max_by_key(|(length, ..)| *length)
        .map(|(_, lab, inside)| (lab, inside))
}

/// The shallowest folder around `path` that holds no lab, else `path`.
fn fold(path: &str, roots: &[(&LabLayout, String)]) -> String {
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
fn ambiguous(files: &mut Files) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let mut bad = Vec::new();
    // Small letters come after capitals.
    for path in files.keys().rev() {
        if !seen.insert(path.to_lowercase()) {
            bad.push(path.clone());
        }
    }
    for path in files.keys() {
        let mut above = path.match_indices('/').map(|(at, _)| path[..at].to_lowercase());
        if above.any(|folder| seen.contains(&folder)) && !bad.contains(path) {
            bad.push(path.clone());
        }
    }
    for path in &bad {
        files.remove(path);
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
