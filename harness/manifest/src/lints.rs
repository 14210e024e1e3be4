//! The compiler's flags for `[lints]`, as cargo makes them.

use std::cmp::Reverse;

use toml::{Table, Value};

/// The flags, the ones that count least first.
/// (<https://doc.rust-lang.org/cargo/reference/manifest.html#the-lints-section>)
pub(crate) fn flags(manifest: &Table, workspace: &Table) -> Vec<String> {
    let own = manifest.get("lints");
    let is_shared = own.and_then(|lints| lints.get("workspace")).and_then(Value::as_bool);
    let lints = match is_shared {
        Some(true) => workspace.get("workspace").and_then(|workspace| workspace.get("lints")),
        _ => own,
    };
    let tools = lints.and_then(Value::as_table).into_iter().flatten();
    let mut flags: Vec<_> = tools
        .filter(|(tool, _)| *tool != "cargo" && *tool != "workspace")
        .flat_map(|(tool, lints)| {
            let lints = lints.as_table().into_iter().flatten();
            lints.filter_map(move |(name, config)| flag(tool, name, config))
        })
        .collect();
    flags.sort();
    flags.into_iter().map(|(.., flag)| flag).collect()
}

/// A flag, after what it is sorted by.
fn flag<'a>(tool: &str, name: &'a str, config: &Value) -> Option<(i64, Reverse<&'a str>, String)> {
    let level = config.as_str().or_else(|| config.get("level")?.as_str())?;
    let priority = config.get("priority").and_then(Value::as_integer).unwrap_or_default();
    let lint = if tool == "rust" { name.to_owned() } else { format!("{tool}::{name}") };
    ["forbid", "deny", "warn", "allow"]
        .contains(&level)
        .then(|| (priority, Reverse(name), format!("--{level}={lint}")))
}
