//! Whether a lab was handed in whole, and what is done about a `Cargo.toml` of the student's own.

use std::collections::BTreeSet;

use pack::Files;
use toml::{Table, Value};

use crate::layout::LabLayout;
use crate::paths::under;
use crate::submission::Doubt;

/// The manifest of a crate.
const MANIFEST: &str = "Cargo.toml";

/// Files of the starter that the lab needs and that are not there: its data, and the modules that the sources
/// name.
pub(crate) fn incomplete(lab: &LabLayout, files: &Files) -> Option<Doubt> {
    let has = |files: &Files, path: &str| {
        files.keys().any(|file| file == path || crate::paths::strip(file, path).is_some())
    };
    let is_missing = |path: &&String| has(&lab.starter, path) && !has(files, path);
    let mut missing: BTreeSet<String> = lab.data.iter().filter(is_missing).cloned().collect();
    for (path, content) in files.iter().filter(|(path, _)| path.ends_with(".rs")) {
        for places in modules(path, &String::from_utf8_lossy(content)) {
            let is_there = places.iter().any(|place| files.contains_key(place));
            let given = places.into_iter().find(|place| lab.starter.contains_key(place));
            missing.extend(given.filter(|_| !is_there));
        }
    }
    (!missing.is_empty()).then(|| Doubt::Incomplete { missing: missing.into_iter().collect() })
}

/// Where the modules that a source declares may lie: `mod x;`, without a path of its own.
fn modules(path: &str, text: &str) -> Vec<[String; 2]> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = name.strip_suffix(".rs").unwrap_or(name);
    let folder = match stem {
        "main" | "lib" | "mod" => folder.to_owned(),
        stem => under(folder, stem),
    };
    let mut before = "";
    let mut found = Vec::new();
    for line in text.lines().map(str::trim) {
        let declared =
            line.strip_prefix("pub ").or(line.strip_prefix("pub(crate) ")).unwrap_or(line);
        let module = declared.strip_prefix("mod ").and_then(|rest| rest.split(';').next());
        if let Some(module) =
            module.filter(|_| declared.contains(';') && !before.starts_with("#[path"))
        {
            let module = module.trim();
            found.push([
                under(&folder, &format!("{module}.rs")),
                under(&folder, &format!("{module}/mod.rs")),
            ]);
        }
        before = line;
    }
    found
}

/// Puts the starter's `Cargo.toml`, with the crates that were added, in the place of one that belongs to a crate
/// outside of the course: it gives versions where the course's inherits them. In the folder of the lab, the
/// manifest is refused as it is at home.
pub(crate) fn own_manifest(lab: &LabLayout, root: &str, files: &mut Files) -> Option<Doubt> {
    if root.rsplit('/').next() == Some(lab.folder.as_str()) {
        return None;
    }
    let text = String::from_utf8(files.get(MANIFEST)?.clone()).ok()?;
    let starter = String::from_utf8(lab.starter.get(MANIFEST)?.clone()).ok()?;
    let own = dependencies(&text)?;
    let given = dependencies(&starter)?;
    let inherits = |table: &Table| table.values().any(is_inherited);
    if own.is_empty() || inherits(&own) || !inherits(&given) {
        return None;
    }
    let added = own.keys().filter(|name| !given.contains_key(*name));
    let added: String = added.map(|name| format!("{name}.workspace = true\n")).collect();
    let changed = starter.replacen("[dependencies]\n", &format!("[dependencies]\n{added}"), 1);
    files.insert(MANIFEST.to_owned(), changed.into_bytes());
    Some(Doubt::OwnManifest { at: under(root, MANIFEST) })
}

fn dependencies(manifest: &str) -> Option<Table> {
    let manifest: Table = manifest.parse().ok()?;
    manifest.get("dependencies")?.as_table().cloned()
}

fn is_inherited(dependency: &Value) -> bool {
    dependency.get("workspace").and_then(Value::as_bool) == Some(true)
}

#[cfg(test)]
mod tests {
    use pack::Files;

    use super::{incomplete, own_manifest};
    use crate::fixtures::layouts;
    use crate::layout::LabLayout;
    use crate::submission::Doubt;

    fn files(files: &[(&str, &str)]) -> Files {
        files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect()
    }

    fn lab() -> LabLayout {
        let starter = files(&[
            ("Cargo.toml", "[package]\nname = \"params\"\n[dependencies]\naxum.workspace = true\n"),
            ("src/main.rs", "mod config;\nmod pages;\n"),
            ("src/config.rs", ""),
            ("src/pages.rs", "pub mod list;\n"),
            ("src/pages/list.rs", ""),
            ("templates/index.html", ""),
        ]);
        let params = layouts().into_iter().find(|lab| lab.name == "params").expect("a lab");
        LabLayout { starter, ..params }
    }

    fn missing(given: &[(&str, &str)]) -> Vec<String> {
        match incomplete(&lab(), &files(given)) {
            Some(Doubt::Incomplete { missing }) => missing,
            _ => Vec::new(),
        }
    }

    #[test]
    fn what_a_lab_needs_must_be_there() {
        let main = ("src/main.rs", "mod config;\npub(crate) mod pages;\nmod mine;");
        let config = ("src/config.rs", "");
        let pages = ("src/pages.rs", "pub mod list;");
        let template = ("templates/other.html", "");
        assert_eq!(missing(&[main, config]), ["src/pages.rs", "templates"]);
        assert_eq!(missing(&[main, config, pages, template]), ["src/pages/list.rs"]);
        // Another way to write the same crate.
        assert_eq!(
            missing(&[main, ("src/config/mod.rs", ""), ("src/pages/mod.rs", ""), template]),
            [""; 0]
        );
        assert_eq!(missing(&[("src/main.rs", "fn main() {}"), template]), [""; 0]);
    }

    #[test]
    fn a_manifest_from_outside_the_course_is_replaced() {
        let mut own = files(&[(
            "Cargo.toml",
            "[package]\nname = \"mine\"\n[dependencies]\naxum = \"0.8\"\nrand = \"0.9\"\n",
        )]);
        let doubt = own_manifest(&lab(), "x", &mut own);
        assert_eq!(doubt, Some(Doubt::OwnManifest { at: "x/Cargo.toml".to_owned() }));
        let text = String::from_utf8(own["Cargo.toml"].clone()).expect("text");
        assert_eq!(
            text,
            "[package]\nname = \"params\"\n[dependencies]\nrand.workspace = true\naxum.workspace = true\n"
        );
        for kept in [
            "[dependencies]\naxum.workspace = true\nrand = \"0.9\"",
            "[package]",
            "[dependencies]",
            "{",
        ] {
            let mut own = files(&[("Cargo.toml", kept)]);
            assert_eq!(own_manifest(&lab(), "x", &mut own), None, "{kept}");
        }
    }
}
