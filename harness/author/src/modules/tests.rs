use std::fs;

use super::circles;
use super::graph::Graph;
use super::tree::Tree;
use super::workspace::Workspace;

/// Crates that still have circles. Remove a crate from here as soon as it has none.
const KNOWN: [&str; 0] = [];

#[test]
fn no_modules_of_the_workspace_form_a_circle() {
    let workspace = Workspace::read().expect("the packages of the workspace");
    let circles = circles(&workspace).expect("sources that can be read");
    let new: Vec<String> = circles
        .iter()
        .filter(|(package, _)| !KNOWN.contains(&package.as_str()))
        .flat_map(|(_, circles)| circles.iter().map(ToString::to_string))
        .collect();
    assert!(new.is_empty(), "these modules form circles:\n{}", new.join("\n"));
    for package in KNOWN {
        assert!(circles.contains_key(package), "{package} has no circle: remove it from KNOWN");
    }
}

#[test]
fn every_package_stands_after_those_that_it_uses() {
    let workspace = Workspace::read().expect("the packages of the workspace");
    let order = workspace.lowest_first();
    assert_eq!(order.len(), workspace.packages.len());
    let place = |name: &str| order.iter().position(|package| package.name == name);
    assert!(place("engine") < place("lab") && place("lab") < place("author"));
}

/// The graph of a crate with these files, and its circles.
fn graph(files: &[(&str, &str)]) -> (String, Vec<String>) {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }
    let tree = Tree::read("sample", &folder.path().join("lib.rs")).expect("it parses");
    let graph = Graph::of(&tree);
    let place = format!("{}/", folder.path().display());
    let circles = graph.circles().into_iter().map(|circle| circle.to_string().replace(&place, ""));
    (graph.to_string(), circles.collect())
}

/// The arrows of one module of such a crate.
fn arrows(module: &str, files: &[(&str, &str)]) -> String {
    let graph = graph(files).0;
    let mut lines = graph.lines().map(|line| line.trim().split_once(' ').unwrap_or_default());
    let (_, arrows) = lines.find(|(name, _)| *name == module).unwrap_or_default();
    arrows.trim().to_owned()
}

#[test]
fn a_circle_is_named_with_its_places() {
    let (_, circles) = graph(&[
        ("lib.rs", "mod fault;\nmod difference;\nmod verdict;\n"),
        ("fault.rs", "use crate::difference::Difference;\npub struct Fault(Difference);\n"),
        ("difference.rs", "pub struct Difference;\nfn f(_: super::verdict::Verdict) {}\n"),
        ("verdict.rs", "\nuse super::fault;\n\npub struct Verdict(fault::Fault);\n"),
    ]);
    let expected = "sample: fault → difference → verdict → fault\n    \
        fault: `use crate::difference::Difference` at fault.rs:1\n    \
        difference: `super::verdict::Verdict` at difference.rs:2\n    \
        verdict: `fault::Fault` at verdict.rs:4";
    assert_eq!(circles, [expected]);
}

#[test]
fn a_parent_and_its_child_can_form_a_circle() {
    let (_, circles) = graph(&[
        ("lib.rs", "mod a;\npub struct Own;\npub fn f() { a::f(Own) }\n"),
        ("a.rs", "use crate::Own;\npub fn f(_: Own) {}\n"),
    ]);
    assert_eq!(circles.len(), 1, "{circles:?}");
}

#[test]
fn a_declaration_and_a_name_handed_on_are_no_arrows() {
    let (_, circles) = graph(&[
        ("lib.rs", "mod a;\npub use a::A;\npub struct Own;\n"),
        ("a.rs", "use crate::Own;\npub struct A(Own);\n"),
    ]);
    assert!(circles.is_empty(), "{circles:?}");
}

#[test]
fn a_name_belongs_to_the_module_that_defines_it() {
    let files = [
        ("lib.rs", "mod a;\nmod b;\nmod c;\npub use c::*;\n"),
        ("a.rs", "use crate::b::{Inner, deep};\nfn f(_: Inner) { deep::g(crate::C) }\n"),
        ("b/mod.rs", "pub mod deep;\nmod inner;\npub use self::inner::Inner;\n"),
        ("b/deep.rs", "pub fn g<T>(_: T) {}\n"),
        ("b/inner.rs", "pub struct Inner;\n"),
        ("c.rs", "pub struct C;\n"),
    ];
    assert_eq!(arrows("a", &files), "b::deep b::inner c");
    assert_eq!(arrows("b", &files), "");
}

#[test]
fn names_in_macros_and_attributes_count() {
    let files = [
        (
            "lib.rs",
            "mod a;\nmod b;\nmod c;\nmod d;\n#[macro_export]\nmacro_rules! m { () => {} }\n",
        ),
        (
            "a.rs",
            "fn f() { println!(\"{}\", crate::b::one()); m!() }\n#[x(with = \"crate::c\", crate::d::e)]\n\
                  struct S;\n#[x(with = \"crate::c::g\")]\nstruct T;",
        ),
        ("b.rs", "pub fn one() -> u8 { 1 }\n"),
        ("c.rs", "pub fn g() {}\n"),
        ("d.rs", "pub fn e() {}\n"),
    ];
    assert_eq!(arrows("a", &files), "crate b c d");
}

#[test]
fn what_only_tests_use_does_not_count() {
    let (_, circles) = graph(&[
        ("lib.rs", "mod a;\nmod b;\n"),
        ("a.rs", "pub fn f() { crate::b::g() }\n"),
        (
            "b.rs",
            "#[cfg(test)]\nuse crate::a;\npub fn g() {}\n#[cfg(all(test, unix))]\nmod tests {\n    fn t() { \
             crate::a::f() }\n}\n#[cfg(test)]\nmod apart;\n#[test]\nfn u() { a::f() }\n",
        ),
    ]);
    assert!(circles.is_empty(), "{circles:?}");
}
