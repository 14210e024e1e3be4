//! Which module a path leads to.

use super::tree::Tree;

/// How often a name may be handed on; `use a::a` would otherwise lead round and round.
const HOPS: usize = 32;

/// What a path of this crate leads to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Target {
    /// A module itself.
    Module(usize),
    /// An item of this module.
    Item(usize),
}

impl Tree {
    /// What `path` leads to when it stands in the module `from`; nothing when that is not in this crate.
    pub fn resolve(&self, from: usize, path: &[String]) -> Option<Target> {
        self.follow(from, path, HOPS)
    }

    fn follow(&self, from: usize, path: &[String], hops: usize) -> Option<Target> {
        let hops = hops.checked_sub(1)?;
        let (first, rest) = path.split_first()?;
        let mut target = match first.as_str() {
            "crate" => Target::Module(0),
            "self" => Target::Module(from),
            "super" => Target::Module(self.modules[from].parent?),
            name => self.lookup(from, name, hops)?,
        };
        for name in rest {
            let Target::Module(module) = target else { break };
            target = match name.as_str() {
                "super" => Target::Module(self.modules[module].parent?),
                // What a build script or a macro defines is not seen here; it belongs to the module.
                name => self.lookup(module, name, hops).unwrap_or(Target::Item(module)),
            };
        }
        Some(target)
    }

    /// What `name` stands for in a module.
    fn lookup(&self, module: usize, name: &str, hops: usize) -> Option<Target> {
        let found = &self.modules[module];
        if let Some(child) = found.children.get(name) {
            return Some(Target::Module(*child));
        }
        if found.items.contains(name) {
            return Some(Target::Item(module));
        }
        let named = |import: &&super::names::Import| import.name.as_deref() == Some(name);
        if let Some(import) = found.imports.iter().find(named) {
            return self.follow(module, &import.path, hops);
        }
        if module == 0
            && let Some(defined) = self.macros.get(name)
        {
            return Some(Target::Item(*defined));
        }
        let globs = found.imports.iter().filter(|import| import.name.is_none());
        globs
            .filter_map(|glob| match self.follow(module, &glob.path, hops)? {
                Target::Module(other) if other != module => Some(other),
                _ => None,
            })
            .find_map(|other| self.lookup(other, name, hops.checked_sub(1)?))
    }
}
