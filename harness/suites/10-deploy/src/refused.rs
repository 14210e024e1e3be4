//! The check on settings that cannot be read.

use engine::fault::Fault;
use engine::server::Record;
use engine::{Conversation, Stop};
use serde_json::Value;

use crate::catalogue::{Catalogue, require_live, word};
use crate::messages::promises;

/// The settings, as a line on stderr may name them.
const NAMES: [&str; 7] =
    ["HOTE", "PORT", "PREAVIS_MS", "ARRET_MS", "DELAI_MS", "CATALOGUE_URL", "RUST_LOG"];

/// `refused`: a value that cannot be read stops the start, with one line that names the variable.
pub fn refused(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let record = c.record_outputs()?;
    let _catalogue = Catalogue::open(c)?;
    let steps = c.steps();
    // It starts without any of them.
    require_live(c)?;
    // What can be read is accepted, at both ends of the range.
    for (notice, limit) in [("0", "600000"), ("600000", "3600000")] {
        c.forget_steps_after(steps);
        c.renew()?;
        c.give_variable("PREAVIS_MS", notice)?;
        c.give_variable("ARRET_MS", limit)?;
        match require_live(c) {
            Err(Stop::Failed(failure)) if failure.fault.is_at_start() => {
                return Err(c.broken(promises::refused_valid(notice, limit), "", ""));
            }
            other => other?,
        }
    }
    for (variable, value) in values(c) {
        c.forget_steps_after(steps);
        for name in ["HOTE", "PORT", "PREAVIS_MS", "ARRET_MS"] {
            c.unset_variable(name)?;
        }
        c.forget_steps_after(steps);
        c.give_variable(variable, &value)?;
        let before = record.outputs().stderr.len();
        match c.expect_start_failure(variable) {
            // It listens somewhere else, or nowhere.
            Err(Stop::Failed(failure)) if matches!(failure.fault, Fault::NeverListened { .. }) => {
                return Err(c.broken(promises::started(variable, value), "exit ≠ 0", ""));
            }
            other => other?,
        }
        require_line(c, &record, before, variable)?;
    }
    Ok(())
}

/// Values that cannot be read. What a variable refuses does not depend on the value that was drawn.
fn values(c: &mut Conversation<'_>) -> Vec<(&'static str, String)> {
    let word = word(c);
    let rng = c.rng();
    let (byte, port, above) = (rng.u8(1..=254), rng.u16(1..=999), rng.u32(65_537..=99_999));
    vec![
        ("HOTE", "300.1.1.1".to_owned()),
        ("HOTE", format!("10.{}.{byte}.7", rng.u16(256..=999))),
        ("PORT", word.clone()),
        ("PORT", format!("{port}a")),
        ("PORT", format!("-{port}")),
        ("PORT", "65536".to_owned()),
        ("PORT", above.to_string()),
        ("PORT", "0".to_owned()),
        ("PREAVIS_MS", "-1".to_owned()),
        ("PREAVIS_MS", word.clone()),
        ("PREAVIS_MS", format!("{port}ms")),
        ("ARRET_MS", "-1".to_owned()),
        ("ARRET_MS", word),
        ("ARRET_MS", format!("{port}.5")),
    ]
}

/// Requires that the line which names the variable is a JSON object, as lab 09 has it, and names no other.
fn require_line(
    c: &Conversation<'_>,
    record: &Record,
    before: usize,
    variable: &'static str,
) -> Result<(), Stop> {
    let stderr = record.outputs().stderr;
    let printed = String::from_utf8_lossy(stderr.get(before..).unwrap_or_default()).into_owned();
    let others = NAMES.iter().filter(|name| **name != variable);
    if let Some(other) = others.copied().find(|name| names(&printed, name)) {
        return Err(c.broken(promises::other_name(variable, other), "", printed));
    }
    let is_object = |line: &str| serde_json::from_str::<Value>(line).is_ok_and(|v| v.is_object());
    if !printed.lines().filter(|line| !line.trim().is_empty()).all(is_object) {
        return Err(c.broken(promises::NO_OBJECT, "", printed));
    }
    Ok(())
}

/// Whether a text has this name as a word of its own.
fn names(text: &str, name: &str) -> bool {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    text.match_indices(name).any(|(at, _)| {
        let before = text[..at].bytes().next_back();
        let after = text[at + name.len()..].bytes().next();
        !before.is_some_and(is_word) && !after.is_some_and(is_word)
    })
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn a_name_is_a_word_of_its_own() {
        for (text, expected) in
            [("PORT: abc", true), ("\"PORT\"", true), ("SUPPORT", false), ("PORT_2", false)]
        {
            assert_eq!(names(text, "PORT"), expected, "{text}");
        }
    }
}
