//! Decides which lab each crate of a submission is, takes what the labs allow, and lists the rest.

use std::collections::{BTreeMap, BTreeSet};

use pack::{Files, MANIFEST, digest, takes};

use crate::caps::{Cap, Caps};
use crate::collector::{Content, Tree};
use crate::complete;
use crate::kinds::is_pointer;
use crate::layout::LabLayout;
use crate::paths::{strip, under};
use crate::recognise::{Chosen, choose};
use crate::submission::{Doubt, Flag, LeftOut, LeftOutReason, Refused};

/// The most entries of the list of what was left out.
pub(crate) const LISTED: usize = 200;

/// What a submission comes to.
#[derive(Debug, Default)]
pub(crate) struct Sorted {
    pub labs: BTreeMap<String, Files>,
    pub left_out: Vec<LeftOut>,
    pub flags: Vec<Flag>,
    /// the archive that each lab came from, when there were several
    from: BTreeMap<String, String>,
}

impl Sorted {
    /// Whether some lab is among it, graded or not.
    pub(crate) fn holds_labs(&self) -> bool {
        !self.labs.is_empty() || !self.flags.is_empty()
    }

    /// Takes in what an archive called `name` holds. Its labs replace those that are there already, which are
    /// those of older archives.
    pub(crate) fn join(&mut self, name: &str, inner: Self) {
        for (lab, files) in inner.labs {
            let older = self.labs.insert(lab.clone(), files);
            if older.is_some_and(|older| older != self.labs[&lab]) {
                self.flags.retain(|flag| flag.lab != lab);
                let (judged, other) = (name.to_owned(), self.from.get(&lab).cloned());
                let other = other.unwrap_or_default();
                self.flags
                    .push(Flag { lab: lab.clone(), doubt: Doubt::OtherAttempt { judged, other } });
            }
            self.from.insert(lab, name.to_owned());
        }
        self.flags.extend(inner.flags);
        let inside = |out: LeftOut| LeftOut { path: format!("{name}/{}", out.path), ..out };
        self.left_out.extend(inner.left_out.into_iter().map(inside));
    }
}

/// Sorts the files of `tree`. `called` is the name of the archive or the folder, which may say whose files
/// they are when nothing else does.
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
    let (chosen, others): (Vec<Chosen<'_>>, Vec<Chosen<'_>>) =
        choose(&tree, called, layouts).into_iter().partition(|chosen| chosen.lab.is_graded);
    let mut sorted = Sorted::default();
    let roots: Vec<&str> = chosen.iter().map(|chosen| chosen.root.as_str()).collect();
    let mut placed = BTreeSet::new();
    for Chosen { lab, root, files, doubts, packed } in &chosen {
        placed.extend(files.values().map(String::as_str));
        let mut taken = take(&tree, files, &mut left_out);
        let bad = ambiguous(&mut taken).into_iter().map(|path| under(root, &path));
        left_out.extend(bad.map(|path| LeftOut { path, why: LeftOutReason::BadName }));
        let mut doubts = doubts.clone();
        let is_packed = packed.as_ref().is_none_or(|packed| *packed == digest(&taken));
        doubts.extend((!is_packed).then_some(Doubt::Repacked));
        doubts.extend(complete::own_manifest(lab, root, &mut taken));
        doubts.extend(complete::incomplete(lab, &taken));
        let pointers =
            files.iter().filter(|(inside, _)| taken.get(*inside).is_some_and(|it| is_pointer(it)));
        doubts.extend(pointers.map(|(_, path)| Doubt::Pointer { at: path.clone() }));
        let flag = |doubt| Flag { lab: lab.name.clone(), doubt };
        sorted.flags.extend(doubts.into_iter().map(flag));
        sorted.labs.insert(lab.name.clone(), taken);
    }
    for Chosen { lab, files, .. } in &others {
        placed.extend(files.values().map(String::as_str));
        sorted.flags.push(Flag { lab: lab.name.clone(), doubt: Doubt::NotGraded });
    }
    let is_manifest = |path: &str| path.rsplit('/').next() == Some(MANIFEST);
    let outside: BTreeSet<String> = tree
        .files
        .keys()
        .filter(|path| !placed.contains(path.as_str()) && !is_manifest(path))
        .map(|path| fold(path, &roots))
        .collect();
    // Beside the labs nobody needs to commit anything.
    left_out
        .retain(|entry| entry.why != LeftOutReason::Uncommitted || is_inside(&entry.path, &roots));
    for entry in &mut left_out {
        entry.why = concerning(entry, &roots);
    }
    left_out
        .extend(outside.into_iter().map(|path| LeftOut { path, why: LeftOutReason::OutsideLabs }));
    shorten(&mut left_out);
    within(&sorted.labs, caps)?;
    sorted.left_out = left_out;
    Ok(sorted)
}

/// The files of a lab that it allows; the others are noted.
fn take(tree: &Tree, files: &BTreeMap<String, String>, left_out: &mut Vec<LeftOut>) -> Files {
    let mut taken = Files::new();
    for (inside, path) in files {
        let mut leave = |why| left_out.push(LeftOut { path: path.clone(), why });
        match tree.files.get(path) {
            Some(Content::Kept(bytes)) if takes(inside) => {
                taken.insert(inside.clone(), bytes.clone());
            }
            Some(Content::TooLarge) if takes(inside) => leave(LeftOutReason::TooLarge),
            _ => leave(LeftOutReason::NotAllowed),
        }
    }
    taken
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
fn concerning(entry: &LeftOut, roots: &[&str]) -> LeftOutReason {
    match entry.why {
        LeftOutReason::OutsideLabs if is_inside(&entry.path, roots) => LeftOutReason::NotAllowed,
        why => why,
    }
}

/// Whether `path` lies in the folder of a lab.
fn is_inside(path: &str, roots: &[&str]) -> bool {
    roots.iter().any(|root| strip(path, root).is_some())
}

/// The shallowest folder around `path` that holds no lab, else `path`.
fn fold(path: &str, roots: &[&str]) -> String {
    if roots.is_empty() {
        return path.to_owned();
    }
    path.match_indices('/')
        .map(|(at, _)| &path[..=at])
        .find(|folder| !roots.iter().any(|root| format!("{root}/").starts_with(folder)))
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
