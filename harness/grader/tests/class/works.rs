//! Works on the labs: the solutions, the starters, and what lies between.

use std::fs;
use std::path::{Path, PathBuf};

use super::Files;

/// The workspace.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the workspace")
}

/// The finished lab of that folder, as a student would hand it in: sources and data.
pub fn finished(lab: &str) -> Files {
    let folder = root().join("solutions").join(lab);
    let mut files = Files::new();
    for top in ["src", "templates", "migrations", "patients.json"] {
        collect(&folder, &folder.join(top), &mut files);
    }
    files
}

/// The untouched starter of that lab.
pub fn starter(lab: &str) -> Files {
    let files = starters::from_solution(&root().join("solutions").join(lab)).expect("a starter");
    let files = files.into_iter();
    let mut files: Files =
        files.map(|(path, text)| (path.display().to_string(), text.into_bytes())).collect();
    let known = finished(lab);
    files.retain(|path, _| known.contains_key(path));
    files
}

fn collect(root: &Path, path: &Path, files: &mut Files) {
    if path.is_dir() {
        for entry in fs::read_dir(path).expect("a folder") {
            collect(root, &entry.expect("an entry").path(), files);
        }
    } else if path.is_file() {
        let inside = path.strip_prefix(root).expect("inside").display().to_string();
        files.insert(inside, fs::read(path).expect("a file"));
    }
}

/// `files` with `from` replaced by `to` in one of them; it must be there.
pub fn edited(mut files: Files, path: &str, from: &str, to: &str) -> Files {
    let text = String::from_utf8(files[path].clone()).expect("text");
    assert!(text.contains(from), "{path} has no {from:?}");
    files.insert(path.to_owned(), text.replacen(from, to, 1).into_bytes());
    files
}

/// Every file below `folder`.
pub fn under(folder: &str, files: &Files) -> Files {
    files.iter().map(|(path, content)| (format!("{folder}/{path}"), content.clone())).collect()
}

/// All of these files together.
pub fn all<const N: usize>(parts: [Files; N]) -> Files {
    parts.into_iter().flatten().collect()
}

/// A lone file.
pub fn file(path: &str, content: &[u8]) -> Files {
    Files::from([(path.to_owned(), content.to_vec())])
}

pub const ONE: &str = "01-salutation";
pub const TWO: &str = "02-params";
pub const THREE: &str = "03-health";

/// Lab 01 with the greeting alone.
pub fn greets() -> Files {
    let mut files = starter(ONE);
    files.insert("src/salutation.rs".into(), finished(ONE)["src/salutation.rs"].clone());
    files
}

/// Lab 01, where nobody is ever found to be removed.
pub fn removes_nobody() -> Files {
    edited(finished(ONE), "src/utilisateurs.rs", "if !utilisateurs.lock().remove(&nom)", "if true")
}

/// Lab 01, which greets with another text.
pub fn greets_otherwise() -> Files {
    edited(finished(ONE), "src/salutation.rs", "message: \"Bonjour", "message: \"Salut")
}

/// Lab 01, a type that does not fit.
pub fn does_not_compile() -> Files {
    edited(finished(ONE), "src/config.rs", "= 5000;", "= \"5000\";")
}

/// Lab 01, with a byte in a source that is no UTF-8.
pub fn no_text() -> Files {
    let mut files = finished(ONE);
    files.get_mut("src/salutation.rs").expect("a source").extend(b"// caf\xe9\n");
    files
}

/// Lab 01, whose server ends before it listens.
pub fn panics() -> Files {
    edited(
        finished(ONE),
        "src/main.rs",
        "let port = config::port()?;",
        "let port = config::port()?; if port > 0 { panic!(\"not today\") }",
    )
}

/// Lab 01, whose server ends well before it listens.
pub fn ends() -> Files {
    edited(
        finished(ONE),
        "src/main.rs",
        "let port = config::port()?;",
        "let port = config::port()?; if port > 0 { return Ok(()) }",
    )
}

/// Lab 02 without its templates.
pub fn sources_alone() -> Files {
    let mut files = finished(TWO);
    files.retain(|path, _| path.starts_with("src/"));
    files
}
