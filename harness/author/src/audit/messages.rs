//! The recorded messages of a lab's faults: `faults/messages.fr.snap` and `faults/messages.en.snap`.
//!
//! One file for a language holds the message of every fault, because they are reviewed by being read one
//! after the other. A run that tries some of them replaces theirs and leaves the others: the file is
//! compared as a whole, so that a message of a fault that is gone, or was never recorded, is seen in
//! every run.

use std::collections::BTreeMap;

use engine::Lang;
use insta::Snapshot;
use insta::internals::SnapshotContents;

use crate::cargo;

/// The messages in one language, by the name of their fault.
pub struct Recorded(BTreeMap<String, String>);

impl Recorded {
    /// Those of the lab in `folder`; none when nothing is recorded yet.
    pub fn of(folder: &str, lang: Lang) -> Self {
        let tongue = match lang {
            Lang::Fr => "fr",
            Lang::En => "en",
        };
        let file = format!("harness/suites/{folder}/faults/messages.{tongue}.snap");
        let text =
            Snapshot::from_file(&cargo::root().join(file)).ok().and_then(|snapshot| match snapshot
                .contents()
            {
                SnapshotContents::Text(text) => Some(text.to_string()),
                SnapshotContents::Binary(_) => None,
            });
        Self(sections(&text.unwrap_or_default()))
    }

    /// Whether the message of this fault is recorded.
    pub fn has(&self, fault: &str) -> bool {
        self.0.contains_key(fault)
    }

    /// The message of a fault.
    pub fn message(&self, fault: &str) -> Option<&str> {
        self.0.get(fault).map(String::as_str)
    }
}

/// The messages of these faults, in this order: the new one of a fault that was tried, the recorded one of
/// another.
pub fn composed<'a>(
    faults: impl Iterator<Item = &'a str>,
    tried: &[(&str, String)],
    recorded: &Recorded,
) -> String {
    let section = |fault: &str| {
        let new = tried.iter().find(|(name, _)| *name == fault).map(|(_, message)| message.trim());
        let message = new.or_else(|| recorded.message(fault))?;
        Some(format!("═══ {fault} ═══\n\n{message}\n"))
    };
    faults.filter_map(section).collect::<Vec<_>>().join("\n")
}

fn sections(text: &str) -> BTreeMap<String, String> {
    let mut sections: BTreeMap<String, String> = BTreeMap::new();
    let mut current = None;
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("═══ ").and_then(|rest| rest.strip_suffix(" ═══"))
        {
            current = Some(sections.entry(name.to_owned()).or_default());
        } else if let Some(message) = &mut current {
            message.push_str(line);
            message.push('\n');
        }
    }
    sections.values_mut().for_each(|message| *message = message.trim().to_owned());
    sections
}

#[cfg(test)]
mod tests {
    use super::{Recorded, composed, sections};

    const RECORDED: &str = "═══ one ═══\n\n✗ a\n\n    b\n\n═══ gone ═══\n\nc\n\n═══ two ═══\n\nd\n";

    #[test]
    fn what_was_not_tried_stays_as_it_is_recorded() {
        let recorded = Recorded(sections(RECORDED));
        let faults = ["one", "new", "two"];
        let tried = [("new", "✗ new".to_owned()), ("two", "✗ two".to_owned())];
        let expected =
            "═══ one ═══\n\n✗ a\n\n    b\n\n═══ new ═══\n\n✗ new\n\n═══ two ═══\n\n✗ two\n";
        assert_eq!(composed(faults.into_iter(), &tried, &recorded), expected);
        assert!(recorded.has("gone") && !recorded.has("new"));
    }

    #[test]
    fn nothing_changes_when_nothing_was_tried() {
        let recorded = Recorded(sections(RECORDED));
        let names = ["one", "gone", "two"];
        assert_eq!(composed(names.into_iter(), &[], &recorded), RECORDED);
    }
}
