//! What an author writes: checks, and the suite that they make up.

use anyhow::{Result, ensure};
use texts::CheckTexts;

use crate::conversation::{Conversation, Stop};
use crate::database::Kind;
use crate::lab::Lab;
use crate::outcome::Asked;
use crate::snapshot;

/// Something that a student's server must do, and what it is worth: one conversation with a fresh
/// server.
///
/// Its title and its hints are in the suite's `texts.toml`, under `[checks.{id}]`.
#[derive(Clone, Copy)]
pub struct Check {
    /// stable name inside the lab; its snapshot is `snapshots/{id}.snap`
    pub id: &'static str,
    /// what it is worth
    pub points: u32,
    /// the section of the book that explains it, as a path in the tree of either language
    pub chapter: &'static str,
    /// sends the requests; the expected responses are in the snapshot
    pub conversation: fn(&mut Conversation<'_>) -> Result<(), Stop>,
}

/// The texts of a suite's checks, by id, and the file that they are written in: `CHECK_TEXTS` and
/// `CHECK_TEXTS_FILE`, which `texts::include_texts!()` brings in.
#[derive(Clone, Copy)]
pub struct TextsOfChecks {
    /// the path of the file from the root of the workspace
    pub file: &'static str,
    /// id and texts of every check
    pub texts: &'static [(&'static str, CheckTexts)],
}

/// The checks of one lab, in the order in which a student meets them, with their texts and
/// snapshots.
#[derive(Clone, Copy)]
pub struct Suite {
    /// the lab
    pub lab: Lab,
    /// the checks
    pub checks: &'static [Check],
    texts: TextsOfChecks,
    /// name and content of every `.snap` file: [`crate::snapshots!`]
    pub snapshots: &'static [(&'static str, &'static str)],
}

impl Suite {
    /// The suite of `lab`. It is built at compile time, in a `static`: a check without texts, or
    /// texts of no check, fail the build.
    ///
    /// # Panics
    /// Unless every check has exactly one entry in `texts`, and the other way round. The message
    /// names the file, the id and what to do.
    pub const fn new(
        lab: Lab,
        checks: &'static [Check],
        texts: TextsOfChecks,
        snapshots: &'static [(&'static str, &'static str)],
    ) -> Self {
        require_one_text_each(checks, &texts);
        Self { lab, checks, texts, snapshots }
    }

    /// Title and hints of a check of this suite.
    pub fn texts(&self, check: &Check) -> &'static CheckTexts {
        match self.texts.texts.iter().find(|(id, _)| *id == check.id) {
            Some((_, texts)) => texts,
            None => unreachable!("the suite was built with a text for every check"),
        }
    }

    /// The exchanges that the snapshot of `check` holds.
    ///
    /// # Errors
    /// When the snapshot is missing or corrupt.
    pub fn expected(&self, check: &Check) -> Result<Vec<String>> {
        let file = self.snapshots.iter().find(|(name, _)| *name == check.id);
        ensure!(
            file.is_some(),
            "check {} of {} has no snapshot: record it with `cargo insta test --review`",
            check.id,
            self.lab.name
        );
        let (name, content) = file.copied().unwrap_or_default();
        snapshot::exchanges(name, content)
    }

    /// The check that is about a handler: the first one whose snapshot tells which success it
    /// answers with.
    pub fn owner(&self, handler: &str) -> Option<&'static Check> {
        let succeeds = |exchange: &String| {
            let first = exchange.lines().next().unwrap_or_default();
            let status = snapshot::status(exchange).unwrap_or_default();
            status.starts_with('2')
                && status != snapshot::ANY_SUCCESS
                && Asked::handler(first) == handler
        };
        let is_owner =
            |check: &&Check| self.expected(check).is_ok_and(|all| all.iter().any(succeeds));
        self.checks.iter().find(is_owner)
    }

    /// The names of snapshots that belong to no check.
    pub fn orphans(&self) -> Vec<&'static str> {
        let known = |name: &str| self.checks.iter().any(|check| check.id == name);
        self.snapshots.iter().map(|(name, _)| *name).filter(|name| !known(name)).collect()
    }

    /// The kinds of database that a run can choose from. A lab without a database has SQLite alone.
    pub fn kinds(&self) -> Vec<Kind> {
        let more = self.lab.databases.map(|_| Kind::Postgresql);
        [Kind::Sqlite].into_iter().chain(more).collect()
    }

    /// What the whole suite is worth.
    pub fn points(&self) -> u32 {
        self.checks.iter().map(|check| check.points).sum()
    }
}

/// Panics, at compile time, unless every check has exactly one text, and the other way round.
const fn require_one_text_each(checks: &[Check], texts: &TextsOfChecks) {
    let mut index = 0;
    while index < checks.len() {
        let id = checks[index].id;
        if count_of_check(checks, id) > 1 {
            fail(&["two checks have the id `", id, "`: give each its own"]);
        }
        if !has_texts(texts, id) {
            fail(&[
                texts.file,
                ": the check `",
                id,
                "` has no text: add [checks.",
                id,
                "] with title, nudge and idea, each in both languages",
            ]);
        }
        index += 1;
    }
    let mut index = 0;
    while index < texts.texts.len() {
        let id = texts.texts[index].0;
        if count_of_check(checks, id) == 0 {
            fail(&[
                texts.file,
                ": [checks.",
                id,
                "] is the text of no check: remove it, or correct its name to the id of a check",
            ]);
        }
        index += 1;
    }
}

const fn count_of_check(checks: &[Check], id: &str) -> usize {
    let (mut index, mut count) = (0, 0);
    while index < checks.len() {
        if equal(checks[index].id, id) {
            count += 1;
        }
        index += 1;
    }
    count
}

const fn has_texts(texts: &TextsOfChecks, id: &str) -> bool {
    let mut index = 0;
    while index < texts.texts.len() {
        if equal(texts.texts[index].0, id) {
            return true;
        }
        index += 1;
    }
    false
}

/// `==`, which no `const fn` can call yet.
const fn equal(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len() != other.len() {
        return false;
    }
    let mut index = 0;
    while index < one.len() {
        if one[index] != other[index] {
            return false;
        }
        index += 1;
    }
    true
}

/// Panics with these parts as one sentence: `format!` does not run at compile time.
const fn fail(parts: &[&str]) -> ! {
    let (mut sentence, mut length) = ([0; 512], 0);
    let mut index = 0;
    while index < parts.len() {
        let part = parts[index].as_bytes();
        let mut at = 0;
        while at < part.len() && length < sentence.len() {
            sentence[length] = part[at];
            length += 1;
            at += 1;
        }
        index += 1;
    }
    match str::from_utf8(sentence.split_at(length).0) {
        Ok(sentence) => panic!("{}", sentence),
        Err(_) => panic!("some check has no text, or some text has no check"),
    }
}

#[cfg(test)]
mod tests {
    use texts::{CheckTexts, Text};

    use super::{Check, Suite, TextsOfChecks};
    use crate::lab::{Ids, Lab, Pace};

    const fn check(id: &'static str) -> Check {
        Check { id, points: 1, chapter: "a.md", conversation: |_| Ok(()) }
    }

    const fn texts(id: &'static str) -> (&'static str, CheckTexts) {
        let title = Text::fixed("un", "one");
        let nudge = Text::fixed("deux", "two");
        (id, CheckTexts { title, nudge, idea: Text::fixed("trois", "three") })
    }

    const LAB: Lab = Lab {
        name: "x",
        start_chapter: "start.md",
        error_key: None,
        id_keys: &[],
        ids: Ids::Integers,
        pace: Pace::Working,
        variables: &[],
        databases: None,
    };
    const FILE: &str = "harness/suites/09-x/texts.toml";
    const GREETING: Check = check("greeting");

    fn build(checks: &'static [Check], texts: &'static [(&'static str, CheckTexts)]) {
        let _ = Suite::new(LAB, checks, TextsOfChecks { file: FILE, texts }, &[]);
    }

    #[test]
    fn a_check_finds_its_own_texts() {
        const TEXTS: &[(&str, CheckTexts)] = &[texts("a"), texts("b")];
        static SUITE: Suite = Suite::new(
            LAB,
            &[check("b"), check("a")],
            TextsOfChecks { file: FILE, texts: TEXTS },
            &[],
        );
        assert_eq!(SUITE.texts(&SUITE.checks[0]), &texts("b").1);
    }

    #[test]
    #[should_panic(
        expected = "harness/suites/09-x/texts.toml: the check `greeting` has no text: add \
                               [checks.greeting] with title, nudge and idea, each in both languages"
    )]
    fn a_check_without_texts_fails_the_build() {
        build(&[GREETING], &[]);
    }

    #[test]
    #[should_panic(
        expected = "harness/suites/09-x/texts.toml: [checks.greetings] is the text of no \
                               check: remove it, or correct its name to the id of a check"
    )]
    fn texts_of_no_check_fail_the_build() {
        build(&[GREETING], const { &[texts("greeting"), texts("greetings")] });
    }

    #[test]
    #[should_panic(expected = "two checks have the id `greeting`: give each its own")]
    fn two_checks_with_one_id_fail_the_build() {
        build(&[GREETING, GREETING], const { &[texts("greeting")] });
    }
}
