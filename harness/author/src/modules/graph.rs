//! Which file of a crate depends on which, and the circles among them.

use std::collections::btree_map::{BTreeMap, Entry};
use std::collections::{BTreeSet, VecDeque};
use std::fmt;

use super::resolve::Target;
use super::tree::Tree;
use crate::cargo;

/// The files of a crate and the arrows between them.
pub struct Graph {
    package: String,
    /// The module that each file is.
    modules: Vec<String>,
    /// From a file to the files whose items it names, each with the first place that does.
    arrows: Vec<BTreeMap<usize, String>>,
}

/// A module whose item is named, and the line and the words that name it.
type Mention = (usize, usize, String);

/// Modules that depend on each other in turn; the last one depends on the first.
pub struct Circle {
    package: String,
    modules: Vec<String>,
    /// Why each depends on the next.
    reasons: Vec<String>,
}

impl Graph {
    /// The graph of a crate.
    pub fn of(tree: &Tree) -> Self {
        let mut arrows = vec![BTreeMap::new(); tree.files.len()];
        for (index, module) in tree.modules.iter().enumerate() {
            let path = &tree.files[module.file].path;
            let path = path.strip_prefix(cargo::root()).unwrap_or(path).display();
            for (other, line, what) in imported(tree, index).chain(named(tree, index)) {
                let to = tree.modules[other].file;
                if to != module.file {
                    let reason = || format!("`{what}` at {path}:{line}");
                    arrows[module.file].entry(to).or_insert_with(reason);
                }
            }
        }
        let modules = tree.files.iter().map(|file| file.module.clone()).collect();
        Self { package: tree.package.clone(), modules, arrows }
    }

    /// A shortest circle through every file that lies on one, each circle once.
    pub fn circles(&self) -> Vec<Circle> {
        let mut seen = BTreeSet::new();
        let mut circles = Vec::new();
        for file in 0..self.arrows.len() {
            let Some(files) = self.way_back(file) else { continue };
            let members: BTreeSet<usize> = files.iter().copied().collect();
            if seen.insert(members) {
                circles.push(self.circle(&files));
            }
        }
        circles
    }

    /// The shortest way from a file back to itself.
    fn way_back(&self, start: usize) -> Option<Vec<usize>> {
        let mut before: BTreeMap<usize, usize> = BTreeMap::new();
        let mut queue = VecDeque::from([start]);
        while let Some(file) = queue.pop_front() {
            for &next in self.arrows[file].keys() {
                if next == start {
                    let mut way = vec![file];
                    while let Some(&earlier) = before.get(&way[way.len() - 1]) {
                        way.push(earlier);
                    }
                    way.reverse();
                    return Some(way);
                }
                if let Entry::Vacant(unseen) = before.entry(next) {
                    unseen.insert(file);
                    queue.push_back(next);
                }
            }
        }
        None
    }

    fn circle(&self, files: &[usize]) -> Circle {
        let next = files.iter().cycle().skip(1);
        let reasons = files.iter().zip(next).map(|(from, to)| self.arrows[*from][to].clone());
        Circle {
            package: self.package.clone(),
            modules: files.iter().map(|file| self.modules[*file].clone()).collect(),
            reasons: reasons.collect(),
        }
    }
}

/// What the `use` lines of a module take for its own code. A module that they bring in is not used
/// before one of its items is named.
fn imported(tree: &Tree, module: usize) -> impl Iterator<Item = Mention> {
    let imports = tree.modules[module].imports.iter().filter(|import| !import.is_handed_on);
    imports.filter_map(move |import| {
        let path = import.path.join("::");
        match (tree.resolve(module, &import.path)?, &import.name) {
            (Target::Item(other), Some(_)) => Some((other, import.line, format!("use {path}"))),
            (Target::Item(other) | Target::Module(other), None) => {
                Some((other, import.line, format!("use {path}::*")))
            }
            (Target::Module(_), Some(_)) => None,
        }
    })
}

/// What the code of a module names.
fn named(tree: &Tree, module: usize) -> impl Iterator<Item = Mention> {
    tree.modules[module].names.iter().filter_map(move |named| {
        let other = match (tree.resolve(module, &named.path), &named.path[..]) {
            (Some(Target::Item(other)), _) => other,
            (None, [name]) if named.is_macro => *tree.macros.get(name)?,
            _ => return None,
        };
        Some((other, named.line, named.path.join("::")))
    })
}

impl fmt::Display for Graph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.package)?;
        for (module, arrows) in self.modules.iter().zip(&self.arrows) {
            let others: Vec<&str> =
                arrows.keys().map(|file| self.modules[*file].as_str()).collect();
            write!(f, "\n  {module:<28}{}", others.join(" "))?;
        }
        Ok(())
    }
}

impl fmt::Display for Circle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = self.modules.first().map_or("", String::as_str);
        write!(f, "{}: {} → {first}", self.package, self.modules.join(" → "))?;
        for (module, reason) in self.modules.iter().zip(&self.reasons) {
            write!(f, "\n    {module}: {reason}")?;
        }
        Ok(())
    }
}
