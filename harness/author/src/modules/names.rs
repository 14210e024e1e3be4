//! What an item of a module defines, imports and names.

use proc_macro2::{TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::visit::{self, Visit};
use syn::{Attribute, Ident, ImplItemFn, Item, ItemUse, Macro, Path, UseTree, VisRestricted};
use syn::{Visibility, spanned::Spanned};

/// What one leaf of a `use` brings into a module.
pub struct Import {
    /// The name that it has there; nothing for `*`.
    pub name: Option<String>,
    /// Where it comes from.
    pub path: Vec<String>,
    /// Whether others may take it from there.
    pub is_handed_on: bool,
    /// In its file, from 1.
    pub line: usize,
}

/// A path in the code.
pub struct Named {
    /// Its segments.
    pub path: Vec<String>,
    /// Whether it is the name of a macro that is called.
    pub is_macro: bool,
    /// In its file, from 1.
    pub line: usize,
}

/// Whether an item is compiled for tests alone.
pub fn is_for_tests(item: &Item) -> bool {
    attributes(item).iter().any(is_test_attribute)
}

/// The name that an item gives to what it defines.
pub fn defined(item: &Item) -> Option<String> {
    let ident = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::TraitAlias(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        _ => return None,
    };
    Some(ident.unraw().to_string())
}

/// Adds everything that an item imports and names.
pub fn collect(item: &Item, imports: &mut Vec<Import>, names: &mut Vec<Named>) {
    Collector { imports, names }.visit_item(item);
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::ExternCrate(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::ForeignMod(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// `#[test]`, `#[cfg(test)]`, `#[cfg(all(test, …))]`.
fn is_test_attribute(attribute: &Attribute) -> bool {
    if attribute.path().is_ident("test") {
        return true;
    }
    let Ok(list) = attribute.meta.require_list() else { return false };
    let words: Vec<String> = idents(list.tokens.clone()).iter().map(Ident::to_string).collect();
    let has = |word: &str| words.iter().any(|found| found == word);
    list.path.is_ident("cfg") && has("test") && !has("not") && !has("any")
}

fn idents(tokens: TokenStream) -> Vec<Ident> {
    let flat = |token| match token {
        TokenTree::Ident(ident) => vec![ident],
        TokenTree::Group(group) => idents(group.stream()),
        _ => Vec::new(),
    };
    tokens.into_iter().flat_map(flat).collect()
}

struct Collector<'a> {
    imports: &'a mut Vec<Import>,
    names: &'a mut Vec<Named>,
}

impl Collector<'_> {
    fn import(&mut self, tree: &UseTree, mut path: Vec<String>, is_handed_on: bool) {
        let line = tree.span().start().line;
        let mut leaf = |name: Option<String>, path| {
            self.imports.push(Import { name, path, is_handed_on, line });
        };
        match tree {
            UseTree::Path(tree) => {
                path.push(tree.ident.unraw().to_string());
                self.import(&tree.tree, path, is_handed_on);
            }
            UseTree::Name(tree) if tree.ident == "self" => leaf(path.last().cloned(), path),
            UseTree::Name(tree) => {
                let name = tree.ident.unraw().to_string();
                path.push(name.clone());
                leaf(Some(name), path);
            }
            UseTree::Rename(tree) => {
                if tree.ident != "self" {
                    path.push(tree.ident.unraw().to_string());
                }
                leaf(Some(tree.rename.unraw().to_string()), path);
            }
            UseTree::Glob(_) => leaf(None, path),
            UseTree::Group(tree) => {
                for tree in &tree.items {
                    self.import(tree, path.clone(), is_handed_on);
                }
            }
        }
    }

    /// The paths of two segments and more among tokens that syn does not parse: those of a macro or of
    /// an attribute. An attribute of serde's has them in strings.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let (mut line, mut colons) = (0, 0);
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => {
                    if colons != 2 {
                        self.named(std::mem::take(&mut path), line);
                        line = ident.span().start().line;
                    }
                    path.push(ident.unraw().to_string());
                    colons = 0;
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
                other => {
                    self.named(std::mem::take(&mut path), line);
                    colons = 0;
                    self.token(other);
                }
            }
        }
        self.named(path, line);
    }

    fn token(&mut self, token: TokenTree) {
        match token {
            TokenTree::Group(group) => self.tokens(group.stream()),
            TokenTree::Literal(literal) => {
                let line = literal.span().start().line;
                let text = literal.to_string();
                if let Ok(path) = syn::parse_str::<Path>(text.trim_matches('"')) {
                    self.named(segments(&path), line);
                }
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) => {}
        }
    }

    fn named(&mut self, path: Vec<String>, line: usize) {
        if path.len() > 1 {
            self.names.push(Named { path, is_macro: false, line });
        }
    }
}

fn segments(path: &Path) -> Vec<String> {
    path.segments.iter().map(|segment| segment.ident.unraw().to_string()).collect()
}

impl<'ast> Visit<'ast> for Collector<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        if !is_for_tests(item) {
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item_fn(&mut self, item: &'ast ImplItemFn) {
        if !item.attrs.iter().any(is_test_attribute) {
            visit::visit_impl_item_fn(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        let is_handed_on = !matches!(item.vis, Visibility::Inherited);
        self.import(&item.tree, Vec::new(), is_handed_on);
    }

    fn visit_path(&mut self, path: &'ast Path) {
        let line = path.span().start().line;
        self.names.push(Named { path: segments(path), is_macro: false, line });
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, called: &'ast Macro) {
        let line = called.path.span().start().line;
        self.names.push(Named { path: segments(&called.path), is_macro: true, line });
        self.tokens(called.tokens.clone());
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if let Ok(list) = attribute.meta.require_list() {
            self.tokens(list.tokens.clone());
        }
    }

    /// `pub(in a::b)` says who may see an item, and uses nothing.
    fn visit_vis_restricted(&mut self, _: &'ast VisRestricted) {}
}
