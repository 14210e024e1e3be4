//! The texts of `texts.toml`.

use toml::{Table, Value};

/// The parts between the arguments of the texts in a language that `read` lacks.
pub fn missing(lang: &str, read: &str) -> Vec<String> {
    let modules: Table = include_str!("../../texts.toml").parse().expect("the build has read it");
    let mut parts = Vec::new();
    for entry in modules.values().filter_map(Value::as_table).flat_map(Table::values) {
        let text = entry.get(lang).or(entry.get("same")).and_then(Value::as_str);
        let text = text.expect("the build wants both languages");
        parts.extend(text.split('{').filter_map(|part| part.rsplit('}').next()));
    }
    parts.into_iter().filter(|part| !read.contains(part)).map(str::to_owned).collect()
}
