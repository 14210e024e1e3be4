//! What a lab's `Cargo.toml` may say. The student's command and the grader ask here, so that they refuse
//! the same manifests for the same reasons.
//!
//! A manifest may declare the crates of its starter and those that `labs/course.toml` lists. Comments,
//! order, metadata and `[lints]` are free. Anything else that would change what is compiled is a
//! [problem](Rules::read).
//!
//! Most labs inherit from the workspace. A lab whose starter inherits nothing stands alone, because its folder
//! is the build context of its image: its manifest must not inherit anything either ([`alone`]).

mod alone;
mod lints;
mod metadata;
mod messages {
    //! What is wrong, in both languages.

    texts::include_texts!();
}
pub mod programs;
pub mod settings;
mod source;

use std::collections::BTreeMap;

use texts::Message;
use toml::{Table, Value};

use messages::problems;
pub use source::SourceError;

/// Keys of `[package]` that say something about the crate and change nothing of it.
const METADATA: [&str; 19] = [
    "authors",
    "autobenches",
    "autoexamples",
    "autotests",
    "categories",
    "default-run",
    "description",
    "documentation",
    "exclude",
    "homepage",
    "include",
    "keywords",
    "license",
    "license-file",
    "metadata",
    "publish",
    "readme",
    "repository",
    "version",
];

/// Tables beside the server: their targets are not compiled for a verdict.
const BESIDE: [&str; 5] = ["badges", "bench", "example", "lints", "test"];

/// Tables of dependencies that a student may add to.
const DEPENDENCIES: [&str; 2] = ["dependencies", "dev-dependencies"];

/// What holds for the manifests of one lab.
#[derive(Clone, Debug)]
pub struct Rules {
    starter: Table,
    workspace: Table,
    crates: Vec<String>,
    /// whether the lab stands alone
    alone: bool,
}

/// What a manifest says that was accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// the crates that the sources may use
    pub dependencies: Vec<String>,
    /// the compiler's flags for the lints
    pub lints: Vec<String>,
    /// the variables by which cargo tells a crate about itself
    pub variables: BTreeMap<String, String>,
}

impl Rules {
    /// The rules for the lab whose starter has this manifest, in a workspace with this one. `crates` are
    /// those of the course.
    ///
    /// # Errors
    /// When one of the two is malformed.
    pub fn new(starter: &str, workspace: &str, crates: &[String]) -> Result<Self, SourceError> {
        let starter = source::parse("the starter's Cargo.toml", starter)?;
        Ok(Self {
            alone: alone::inherited(&starter).is_empty(),
            starter,
            workspace: source::parse("the workspace's Cargo.toml", workspace)?,
            crates: crates.to_vec(),
        })
    }

    /// Reads a student's manifest.
    ///
    /// # Errors
    /// Everything in it that would change what is compiled, and what to do about it.
    pub fn read(&self, text: &str) -> Result<Accepted, Vec<Message>> {
        let manifest: Table = match text.parse() {
            Ok(manifest) => manifest,
            Err(error) => return Err(vec![problems::syntax(first_line(&error))]),
        };
        let mut found = Vec::new();
        if self.alone {
            found.extend(alone::inherited(&manifest).into_iter().map(problems::inherited));
        }
        for name in DEPENDENCIES {
            self.dependencies(name, &manifest, &mut found);
        }
        self.package(&manifest, &mut found);
        let free = DEPENDENCIES.iter().chain(&BESIDE).chain(&["package", "lib", "bin"]);
        let free: Vec<&str> = free.copied().collect();
        compare("", &self.starter, &manifest, &free, &mut found);
        found.extend(self.targets(&manifest));
        if !found.is_empty() {
            return Err(found);
        }
        let own = manifest.get("dependencies").and_then(Value::as_table);
        Ok(Accepted {
            dependencies: own.into_iter().flat_map(Table::keys).cloned().collect(),
            lints: lints::flags(&manifest, &self.workspace),
            variables: metadata::variables(&manifest, &self.workspace),
        })
    }

    /// What is wrong with a lab's build script: one that is not the starter's.
    pub fn build_script(own: Option<&[u8]>, starter: Option<&[u8]>) -> Option<Message> {
        let is_free = own.is_none() || own == starter;
        (!is_free).then_some(problems::BUILD_SCRIPT)
    }

    /// That the course's own file at `path` was changed in a way that changes what is compiled.
    pub fn changed_settings(path: &'static str) -> Message {
        problems::workspace(path)
    }

    fn dependencies(&self, table: &str, manifest: &Table, found: &mut Vec<Message>) {
        let of = |manifest: &Table| manifest.get(table).and_then(Value::as_table).cloned();
        let starter = of(&self.starter).unwrap_or_default();
        for (name, given) in of(manifest).unwrap_or_default() {
            let is_known = DEPENDENCIES.iter().any(|table| {
                let table = self.starter.get(*table).and_then(Value::as_table);
                table.is_some_and(|table| table.contains_key(&name))
            });
            if starter.get(&name) == Some(&given) || !self.alone && is_known && is_plain(&given) {
                continue;
            }
            let is_listed = is_known || self.crates.contains(&name);
            if self.alone {
                found.extend(self.standing_alone(name, &given, is_listed));
                continue;
            }
            if is_listed && is_plain(&given) {
                continue;
            }
            found.push(match is_listed {
                true => problems::altered(name.clone(), format!("{name}.workspace = true")),
                false => problems::unlisted(name, self.crates.join(", ")),
            });
        }
    }

    /// What is wrong with a dependency of a lab that stands alone.
    fn standing_alone(&self, name: String, given: &Value, is_listed: bool) -> Option<Message> {
        let shared = self.workspace.get("workspace").and_then(|w| w.get("dependencies"));
        let of_course = |name: &str| {
            let mut own =
                DEPENDENCIES.iter().filter_map(|table| self.starter.get(*table)?.get(name));
            own.next().or_else(|| shared?.get(name))
        };
        if !is_listed {
            let lines = self
                .crates
                .iter()
                .filter_map(|name| Some(format!("`{}`", alone::line(name, of_course(name)?))));
            return Some(problems::unlisted_alone(name, lines.collect::<Vec<_>>().join(", ")));
        }
        let course = of_course(&name)?;
        let is_same = alone::is_within(given, course);
        (!is_same).then(|| problems::altered_alone(name.clone(), alone::line(&name, course)))
    }

    fn package(&self, manifest: &Table, found: &mut Vec<Message>) {
        let of = |manifest: &Table| {
            let package = manifest.get("package").and_then(Value::as_table);
            let mut package = package.cloned().unwrap_or_default();
            let shared = self.workspace.get("workspace").and_then(|w| w.get("package"));
            // `edition = "2024"` is the same as the workspace's, when that is 2024.
            for (key, value) in &mut package {
                let is_shared = value.get("workspace").and_then(Value::as_bool) == Some(true);
                if let Some(value_there) = shared.and_then(|shared| shared.get(key))
                    && is_shared
                {
                    value.clone_from(value_there);
                }
            }
            package
        };
        let mut free = METADATA.to_vec();
        free.push("rust-version");
        let own_script = |package: &Table| package.get("build").and_then(Value::as_str).is_none();
        let (starter, mut own) = (of(&self.starter), of(manifest));
        // What cargo assumes anyway.
        if own_script(&starter) && own.get("build").and_then(Value::as_str) == Some("build.rs") {
            own.remove("build");
        }
        for automatic in ["autobins", "autolib"] {
            if own.get(automatic).and_then(Value::as_bool) == Some(true) {
                own.remove(automatic);
            }
        }
        compare("package.", &starter, &own, &free, found);
    }

    /// Problems with `[lib]` and `[[bin]]`: they may only say what cargo assumes without them.
    fn targets(&self, manifest: &Table) -> Vec<Message> {
        let name = self.starter.get("package").and_then(|package| package.get("name"));
        let name = name.and_then(Value::as_str).unwrap_or_default();
        let is_usual = |target: &Value, path: &str| {
            target.as_table().is_some_and(|target| {
                target.iter().all(|(key, value)| match key.as_str() {
                    "name" => value.as_str().is_some_and(|own| own.replace('-', "_") == name),
                    "path" => value.as_str() == Some(path),
                    "bench" | "doc" | "doctest" | "test" => true,
                    _ => false,
                })
            })
        };
        let lib = manifest.get("lib").filter(|lib| !is_usual(lib, "src/lib.rs"));
        let bins = manifest.get("bin").filter(|bins| {
            let all = bins.as_array().map(Vec::as_slice).unwrap_or_default();
            !all.iter().all(|bin| is_usual(bin, "src/main.rs"))
        });
        let named = [("lib", lib), ("bin", bins)];
        let wrong = named.into_iter().filter(|(_, wrong)| wrong.is_some());
        wrong.map(|(key, _)| problems::added(bracketed(key))).collect()
    }
}

/// What to print of the problems together: one sentence of what follows, then each.
pub fn headline(problems: &[Message]) -> Message {
    problems::headline(Message::joined(problems.to_vec(), " "))
}

fn bracketed(key: &str) -> String {
    if key == "bin" { "[[bin]]".to_owned() } else { format!("[{key}]") }
}

/// Whether a dependency is declared as `NAME.workspace = true` and nothing more.
fn is_plain(given: &Value) -> bool {
    let table = given.as_table();
    table.is_some_and(|t| t.len() == 1 && t.get("workspace").and_then(Value::as_bool) == Some(true))
}

/// Notes the keys, except the `free` ones, by which a table differs from the starter's.
fn compare(place: &str, starter: &Table, own: &Table, free: &[&str], found: &mut Vec<Message>) {
    let is_free = |key: &str| free.contains(&key);
    for (key, value) in own {
        if is_free(key) || starter.get(key) == Some(value) {
            continue;
        }
        let shown = match (place.is_empty(), value) {
            (true, Value::Array(_)) => format!("[[{key}]]"),
            (true, Value::Table(_)) => format!("[{key}]"),
            _ => format!("{place}{key}"),
        };
        found.push(match starter.get(key) {
            Some(before) => problems::changed(shown, before.to_string()),
            None => problems::added(shown),
        });
    }
    for (key, value) in starter {
        if !is_free(key) && !own.contains_key(key) {
            found.push(problems::changed(format!("{place}{key}"), value.to_string()));
        }
    }
}

fn first_line(error: &toml::de::Error) -> String {
    error.message().lines().next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests;
