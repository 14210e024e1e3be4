//! The variables by which cargo tells a crate about itself while it is compiled.
//! (<https://doc.rust-lang.org/cargo/reference/environment-variables.html>)

use std::collections::BTreeMap;

use toml::{Table, Value};

/// The keys of `[package]` that are variables under their own name.
const TEXTS: [&str; 6] =
    ["name", "description", "homepage", "repository", "license", "license-file"];

/// The variables of a manifest, without those that hold a path.
pub(crate) fn variables(manifest: &Table, workspace: &Table) -> BTreeMap<String, String> {
    let package = manifest.get("package");
    let shared = workspace.get("workspace").and_then(|workspace| workspace.get("package"));
    let value = |key: &str| {
        let own = package.and_then(|package| package.get(key))?;
        let is_shared = own.get("workspace").and_then(Value::as_bool) == Some(true);
        if is_shared { shared.and_then(|shared| shared.get(key)) } else { Some(own) }
    };
    let text = |key: &str| value(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let variable = |key: &str| format!("CARGO_PKG_{}", key.to_uppercase().replace('-', "_"));
    let mut variables: BTreeMap<String, String> =
        TEXTS.iter().map(|key| (variable(key), text(key))).collect();
    let authors = value("authors").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let authors: Vec<&str> = authors.iter().filter_map(Value::as_str).collect();
    variables.insert("CARGO_PKG_AUTHORS".to_owned(), authors.join(":"));
    variables.insert("CARGO_PKG_RUST_VERSION".to_owned(), text("rust-version"));
    let readme = match value("readme") {
        Some(Value::String(readme)) => readme.clone(),
        Some(Value::Boolean(false)) => String::new(),
        _ => "README.md".to_owned(),
    };
    variables.insert("CARGO_PKG_README".to_owned(), readme);
    let version = match value("version").and_then(Value::as_str) {
        Some(version) => version.to_owned(),
        None => "0.0.0".to_owned(),
    };
    let (numbers, _build) = version.split_once('+').unwrap_or((&version, ""));
    let (numbers, pre) = numbers.split_once('-').unwrap_or((numbers, ""));
    let mut parts = numbers.split('.');
    for part in ["MAJOR", "MINOR", "PATCH"] {
        let number = parts.next().unwrap_or("0").to_owned();
        variables.insert(format!("CARGO_PKG_VERSION_{part}"), number);
    }
    variables.insert("CARGO_PKG_VERSION_PRE".to_owned(), pre.to_owned());
    variables.insert("CARGO_PKG_VERSION".to_owned(), version.clone());
    variables
}
