//! The module graph of every crate of the workspace, and of the crates among themselves: no arrow
//! may lead back to where it came from.
//!
//! A module is a file. It has an arrow to another when its code names one of that file's items;
//! a name that a `pub use` hands on belongs to the file that defines it. Declaring a module or
//! handing a name on is no arrow, and what is compiled for tests alone does not count.

mod graph;
mod names;
mod resolve;
#[cfg(test)]
mod tests;
mod tree;
mod workspace;

use std::collections::BTreeMap;

use anyhow::{Result, ensure};

use graph::{Circle, Graph};
use tree::Tree;
use workspace::{Package, Workspace};

/// Prints which crates depend on which, and the modules and the circles of the crates that are named;
/// the circles of all when none is.
///
/// # Errors
/// When some modules form a circle.
pub fn run(crates: &[String]) -> Result<()> {
    let workspace = Workspace::read()?;
    for package in workspace.lowest_first() {
        println!("{:<18}{}", package.name, package.uses.join(" "));
    }
    let is_named = |name: &String| crates.contains(name);
    for package in workspace.packages.iter().filter(|package| is_named(&package.name)) {
        for graph in graphs(package)? {
            println!("\n{graph}");
        }
    }
    let mut circles = circles(&workspace)?;
    circles.retain(|package, _| crates.is_empty() || is_named(package));
    let circles: Vec<String> = circles.values().flatten().map(ToString::to_string).collect();
    ensure!(circles.is_empty(), "\n{}\n{} circles", circles.join("\n"), circles.len());
    println!("\nno circle of modules");
    Ok(())
}

fn graphs(package: &Package) -> Result<Vec<Graph>> {
    package.roots.iter().map(|root| Ok(Graph::of(&Tree::read(&package.name, root)?))).collect()
}

/// The circles of every package that has some.
fn circles(workspace: &Workspace) -> Result<BTreeMap<String, Vec<Circle>>> {
    let mut found = BTreeMap::new();
    for package in &workspace.packages {
        let circles: Vec<Circle> = graphs(package)?.iter().flat_map(Graph::circles).collect();
        if !circles.is_empty() {
            found.insert(package.name.clone(), circles);
        }
    }
    Ok(found)
}
