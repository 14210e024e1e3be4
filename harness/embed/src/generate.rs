//! The texts of a crate as Rust source.

use std::fmt::Write as _;

use crate::reading::{Pair, Sentence, Texts};

/// The modules, constants and functions that `texts::include_texts!()` brings in.
pub fn modules(file: &str, texts: &Texts) -> String {
    let mut source = String::new();
    if !texts.checks.is_empty() {
        source.push_str(&checks(file, texts));
    }
    if !texts.help.is_empty() {
        source.push_str("/// The help of the command line, by the path of the argument.\n");
        source.push_str("pub const HELP: &[(&str, ::texts::Text)] = &[\n");
        for (path, pair) in &texts.help {
            line(&mut source, format_args!("    ({path:?}, {}),", text(pair)));
        }
        source.push_str("];\n");
    }
    for (name, sentences) in &texts.modules {
        let title = name.replace('-', " ");
        line(&mut source, format_args!("/// Texts: {title}."));
        line(&mut source, format_args!("pub mod {} {{", identifier(name)));
        for (key, sentence) in sentences {
            source.push_str(&item(name, key, sentence));
        }
        source.push_str("}\n");
    }
    source
}

fn checks(file: &str, texts: &Texts) -> String {
    let mut source = String::from("/// The file that the texts of the checks stand in.\n");
    line(&mut source, format_args!("pub const CHECK_TEXTS_FILE: &str = {file:?};"));
    source.push_str("/// What a student reads about each check, by its id.\n");
    source.push_str("pub const CHECK_TEXTS: &[(&str, ::texts::CheckTexts)] = &[\n");
    for (id, check) in &texts.checks {
        let (title, nudge, idea) = (text(&check.title), text(&check.nudge), text(&check.idea));
        line(
            &mut source,
            format_args!(
                "    ({id:?}, ::texts::CheckTexts {{ title: {title}, nudge: {nudge}, idea: {idea} }}),"
            ),
        );
    }
    source.push_str("];\n");
    source
}

/// A constant for a message without arguments, a function for one with some.
fn item(module: &str, key: &str, sentence: &Sentence) -> String {
    let full = format!("{module}.{key}");
    let names = sentence.placeholders();
    let mut source = String::new();
    let english = match sentence {
        Sentence::Plain(pair) => &pair.en,
        Sentence::Counted { other, .. } => &other.en,
    };
    for paragraph in english.lines() {
        line(&mut source, format_args!("    /// {}", paragraph.replace('[', "\\[")));
    }
    let new = match sentence {
        Sentence::Plain(pair) if names.is_empty() => {
            let (name, text) = (identifier(key).to_uppercase(), text(pair));
            line(
                &mut source,
                format_args!(
                    "    pub const {name}: ::texts::Message = ::texts::Message::new({full:?}, {text});"
                ),
            );
            return source;
        }
        Sentence::Plain(pair) => format!("new({full:?}, {})", text(pair)),
        Sentence::Counted { one, other } => {
            format!("counted({full:?}, {}, {})", text(one), text(other))
        }
    };
    let parameters: Vec<String> =
        names.iter().map(|name| format!("{name}: impl Into<::texts::Argument>")).collect();
    let parameters = parameters.join(", ");
    let name = identifier(key);
    line(&mut source, format_args!("    pub fn {name}({parameters}) -> ::texts::Message {{"));
    line(&mut source, format_args!("        ::texts::Message::{new}"));
    for name in &names {
        line(&mut source, format_args!("            .with({name:?}, {name})"));
    }
    source.push_str("    }\n");
    source
}

fn text(pair: &Pair) -> String {
    format!("::texts::Text::fixed({:?}, {:?})", pair.fr, pair.en)
}

fn identifier(key: &str) -> String {
    key.replace(['-', '.'], "_")
}

fn line(source: &mut String, arguments: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = writeln!(source, "{arguments}");
}
