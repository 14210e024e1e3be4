//! The modules of a crate, read from its files.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use syn::ext::IdentExt;
use syn::{Expr, ExprLit, Item, ItemMod, Lit, Meta};

use super::names::{self, Import, Named};

/// The modules of a library or of a program.
pub struct Tree {
    /// The name of its package.
    pub package: String,
    /// All modules, the root first.
    pub modules: Vec<Module>,
    /// The files that they stand in, the root's first.
    pub files: Vec<File>,
    /// Where each macro is defined that is known by its bare name.
    pub macros: BTreeMap<String, usize>,
}

/// A file, and the module that it is.
pub struct File {
    /// Where it lies.
    pub path: PathBuf,
    /// `a::b`; the root is `crate`.
    pub module: String,
}

/// A module: a file, or a part of one in braces.
#[derive(Default)]
pub struct Module {
    /// The one that it is declared in; the root has none.
    pub parent: Option<usize>,
    /// The file that it stands in.
    pub file: usize,
    /// The modules declared in it.
    pub children: BTreeMap<String, usize>,
    /// The names of its own items.
    pub items: BTreeSet<String>,
    /// What its `use` lines bring in.
    pub imports: Vec<Import>,
    /// Every path in its code.
    pub names: Vec<Named>,
}

impl Tree {
    /// Reads a crate from its first file.
    ///
    /// # Errors
    /// When a file is missing or does not parse.
    pub fn read(package: &str, root: &Path) -> Result<Self> {
        let mut tree = Self {
            package: package.to_owned(),
            modules: Vec::new(),
            files: Vec::new(),
            macros: BTreeMap::new(),
        };
        let folder = root.parent().context("a crate's first file lies in a folder")?;
        tree.file(None, "crate".to_owned(), root, folder)?;
        Ok(tree)
    }

    /// Adds the module that is the file at `path`; the files of its children lie in `folder`.
    fn file(
        &mut self,
        parent: Option<usize>,
        module: String,
        path: &Path,
        folder: &Path,
    ) -> Result<usize> {
        let text =
            fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
        let parsed =
            syn::parse_file(&text).with_context(|| format!("parsing {}", path.display()))?;
        self.files.push(File { path: path.to_owned(), module });
        self.module(parent, self.files.len() - 1, &parsed.items, folder)
    }

    fn module(
        &mut self,
        parent: Option<usize>,
        file: usize,
        items: &[Item],
        folder: &Path,
    ) -> Result<usize> {
        let this = self.modules.len();
        self.modules.push(Module { parent, file, ..Module::default() });
        for item in items.iter().filter(|item| !names::is_for_tests(item)) {
            if let Item::Mod(child) = item {
                let index = self.child(this, child, folder)?;
                self.modules[this].children.insert(child.ident.unraw().to_string(), index);
                continue;
            }
            if let Item::Macro(definition) = item
                && let Some(name) = &definition.ident
            {
                self.macros.insert(name.to_string(), this);
            }
            let module = &mut self.modules[this];
            module.items.extend(names::defined(item));
            names::collect(item, &mut module.imports, &mut module.names);
        }
        Ok(this)
    }

    fn child(&mut self, parent: usize, child: &ItemMod, folder: &Path) -> Result<usize> {
        let name = child.ident.unraw().to_string();
        let inside = folder.join(&name);
        let file = self.modules[parent].file;
        if let Some((_, items)) = &child.content {
            return self.module(Some(parent), file, items, &inside);
        }
        let above = match self.files[file].module.as_str() {
            "crate" => String::new(),
            path => format!("{path}::"),
        };
        let path = match named_path(child) {
            Some(path) => self.files[file].path.with_file_name(path),
            None if inside.join("mod.rs").exists() => inside.join("mod.rs"),
            None => folder.join(format!("{name}.rs")),
        };
        self.file(Some(parent), format!("{above}{name}"), &path, &inside)
    }
}

/// The file that a `#[path = "…"]` names.
fn named_path(module: &ItemMod) -> Option<String> {
    module.attrs.iter().find_map(|attribute| {
        let Meta::NameValue(pair) = &attribute.meta else { return None };
        match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(path), .. }) if pair.path.is_ident("path") => {
                Some(path.value())
            }
            _ => None,
        }
    })
}
