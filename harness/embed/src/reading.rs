//! Reads a `texts.toml`, and finds everything that is wrong with it.

use std::collections::{BTreeMap, BTreeSet};

use toml::{Table, Value};

/// The tables of a file by name.
pub struct Texts {
    /// what a student reads about each check, by its id
    pub checks: BTreeMap<String, CheckTexts>,
    /// the help of a command line by the path of the argument, `test.seed`
    pub help: BTreeMap<String, Pair>,
    /// every other table: a module of texts and messages
    pub modules: BTreeMap<String, BTreeMap<String, Sentence>>,
}

/// Both languages of one text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    pub fr: String,
    pub en: String,
}

/// The three texts of a check.
pub struct CheckTexts {
    pub title: Pair,
    pub nudge: Pair,
    pub idea: Pair,
}

/// One message.
pub enum Sentence {
    /// the same whatever the count
    Plain(Pair),
    /// for one thing and for several
    Counted { one: Pair, other: Pair },
}

impl Sentence {
    /// The names in braces, in the order in which the English text has them.
    pub fn placeholders(&self) -> Vec<String> {
        let mut names = match self {
            Self::Plain(pair) => names(&pair.en),
            Self::Counted { other, .. } => names(&other.en),
        };
        let mut seen = BTreeSet::new();
        names.retain(|name| seen.insert(name.clone()));
        names
    }
}

/// The texts of `content`.
///
/// # Errors
/// Every problem, each with its key and what to do.
pub fn read(content: &str) -> Result<Texts, Vec<String>> {
    let root: Table = content.parse().map_err(|error| vec![format!("{error}")])?;
    let mut problems = Vec::new();
    let mut texts =
        Texts { checks: BTreeMap::new(), help: BTreeMap::new(), modules: BTreeMap::new() };
    for (name, value) in root {
        let Value::Table(table) = value else {
            problems.push(format!(
                "`{name}` stands outside a table: put it under [checks.…], \
                 [help] or a table of your own"
            ));
            continue;
        };
        let mut reader = Reader { table: &name, problems: &mut problems };
        match name.as_str() {
            "checks" => texts.checks = reader.entries(&table, Reader::check),
            "help" => texts.help = reader.entries(&table, Reader::without_placeholders),
            _ => {
                let sentences = reader.entries(&table, Reader::sentence);
                texts.modules.insert(name, sentences);
            }
        }
    }
    if problems.is_empty() { Ok(texts) } else { Err(problems) }
}

/// Reads one top-level table.
struct Reader<'a> {
    table: &'a str,
    problems: &'a mut Vec<String>,
}

impl Reader<'_> {
    fn entries<T>(
        &mut self,
        table: &Table,
        read: fn(&mut Self, &str, &Table) -> Option<T>,
    ) -> BTreeMap<String, T> {
        let mut entries = BTreeMap::new();
        for (key, value) in table {
            let place = format!("[{}.{}]", self.table, quoted(key));
            let Value::Table(entry) = value else {
                self.problem::<()>(&place, "is not a table: write fr = \"…\" and en = \"…\" in it");
                continue;
            };
            if let Some(text) = read(self, &place, entry) {
                entries.insert(key.clone(), text);
            }
        }
        entries
    }

    fn check(&mut self, place: &str, entry: &Table) -> Option<CheckTexts> {
        self.only(place, entry, &["title", "nudge", "idea"]);
        let mut text = |name: &str| {
            let place = format!("{place} {name}");
            match entry.get(name) {
                Some(Value::Table(pair)) => self.without_placeholders(&place, pair),
                Some(_) => self.problem(&place, "must be { fr = \"…\", en = \"…\" }"),
                None => self.problem(&place, "is missing: add it in both languages"),
            }
        };
        let (title, nudge, idea) = (text("title"), text("nudge"), text("idea"));
        Some(CheckTexts { title: title?, nudge: nudge?, idea: idea? })
    }

    /// A text that is shown as it stands: braces are only braces.
    fn without_placeholders(&mut self, place: &str, entry: &Table) -> Option<Pair> {
        self.pair(place, entry)
    }

    fn sentence(&mut self, place: &str, entry: &Table) -> Option<Sentence> {
        let counted = entry.values().any(|value| value.is_table());
        let sentence = match counted {
            true => self.counted(place, entry)?,
            false => Sentence::Plain(self.pair(place, entry)?),
        };
        match &sentence {
            Sentence::Plain(pair) => self.same_placeholders(place, &pair.fr, &pair.en)?,
            Sentence::Counted { other, .. } => {
                self.same_placeholders(place, &other.fr, &other.en)?;
                if !names(&other.en).iter().any(|name| name == "count") {
                    return self.problem(place, "has `one` and `other` but no {count}");
                }
            }
        }
        Some(sentence)
    }

    fn counted(&mut self, place: &str, entry: &Table) -> Option<Sentence> {
        self.only(place, entry, &["fr", "en"]);
        let mut form = |form: &str| {
            let mut one_language = |language: &str| {
                let text = entry.get(language).and_then(|forms| forms.get(form));
                match text.and_then(Value::as_str).filter(|text| !text.trim().is_empty()) {
                    Some(text) => Some(text.to_owned()),
                    None => self.problem(
                        place,
                        &format!("lacks {language} = {{ {form} = \"…\" }}: write `one` and `other` in both languages"),
                    ),
                }
            };
            let (fr, en) = (one_language("fr"), one_language("en"));
            Some(Pair { fr: fr?, en: en? })
        };
        let (one, other) = (form("one"), form("other"));
        Some(Sentence::Counted { one: one?, other: other? })
    }

    fn pair(&mut self, place: &str, entry: &Table) -> Option<Pair> {
        self.only(place, entry, &["fr", "en", "same"]);
        let mut text = |name: &str| match entry.get(name) {
            None => None,
            Some(Value::String(text)) if !text.trim().is_empty() => Some(Some(text.clone())),
            Some(Value::String(_)) => {
                Some(self.problem(place, &format!("has an empty `{name}`: write the text")))
            }
            Some(_) => Some(self.problem(place, &format!("`{name}` must be a string"))),
        };
        match (text("fr"), text("en"), text("same")) {
            (Some(fr), Some(en), None) => {
                let pair = Pair { fr: fr?, en: en? };
                if pair.fr == pair.en {
                    return self.problem(
                        place,
                        "is equal in both languages: translate it, or write same = \"…\" instead \
                         of fr and en when it really is the same",
                    );
                }
                Some(pair)
            }
            (None, None, Some(same)) => {
                let same = same?;
                Some(Pair { fr: same.clone(), en: same })
            }
            (_, _, Some(_)) => {
                self.problem(place, "has `same` beside `fr` or `en`: keep one or the other")
            }
            (None, _, None) => self.problem(place, "has no French text: add fr = \"…\""),
            (Some(_), None, None) => self.problem(place, "has no English text: add en = \"…\""),
        }
    }

    fn same_placeholders(&mut self, place: &str, fr: &str, en: &str) -> Option<()> {
        for text in [fr, en] {
            if !balanced(text) {
                return self.problem(place, "has a single brace: write {name}, or {{ and }}");
            }
        }
        let [fr, en] = [fr, en].map(|text| BTreeSet::from_iter(names(text)));
        let Some(name) = fr.symmetric_difference(&en).next() else { return Some(()) };
        let lacks = if fr.contains(name) { "en" } else { "fr" };
        self.problem(place, &format!("uses {{{name}}} in one language only: add it to `{lacks}`"))
    }

    fn only(&mut self, place: &str, entry: &Table, known: &[&str]) {
        for key in entry.keys().filter(|key| !known.contains(&key.as_str())) {
            self.problem::<()>(
                place,
                &format!(
                    "has an unknown key `{key}`: remove it, or use one of {}",
                    known.join(", ")
                ),
            );
        }
    }

    fn problem<T>(&mut self, place: &str, what: &str) -> Option<T> {
        self.problems.push(format!("{place} {what}"));
        None
    }
}

/// A key as TOML writes it in a header.
fn quoted(key: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if key.chars().all(bare) { key.to_owned() } else { format!("{key:?}") }
}

/// The names in single braces.
fn names(text: &str) -> Vec<String> {
    let text = text.replace("{{", "").replace("}}", "");
    let inside =
        text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.to_owned()));
    inside.collect()
}

/// Whether every brace is doubled or part of a `{name}` that can be the name of an argument.
fn balanced(text: &str) -> bool {
    let text = text.replace("{{", "").replace("}}", "");
    let open = text.matches('{').count();
    let is_name = |name: &String| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_')
    };
    let named = text.split('{').skip(1).filter(|rest| rest.contains('}')).count();
    open == text.matches('}').count() && open == named && names(&text).iter().all(is_name)
}

#[cfg(test)]
mod tests {
    use super::read;

    /// The only problem of a file.
    fn problem(content: &str) -> String {
        let Err(problems) = read(content) else { panic!("accepted: {content}") };
        assert_eq!(problems.len(), 1, "{problems:?}");
        problems.concat()
    }

    #[test]
    fn a_whole_file_is_read() {
        let content = r#"
            [checks.greeting]
            title = { fr = "un", en = "one" }
            nudge = { fr = "deux {x}", en = "two" }
            idea = { same = "`Json`" }
            [help."test.seed"]
            fr = "graine"
            en = "seed"
            [labels.total]
            same = "{points}/{out_of}"
            [labels.skipped]
            fr = { one = "une", other = "{count}" }
            en = { one = "one", other = "{count}" }
        "#;
        let texts = read(content).unwrap_or_else(|problems| panic!("{problems:?}"));
        assert_eq!(texts.checks["greeting"].idea.fr, "`Json`");
        assert_eq!(texts.help["test.seed"].en, "seed");
        assert_eq!(texts.modules["labels"]["total"].placeholders(), ["points", "out_of"]);
    }

    #[test]
    fn a_missing_language_is_named_with_its_key() {
        assert_eq!(problem("[a.b]\nfr = 'x'"), "[a.b] has no English text: add en = \"…\"");
        assert_eq!(problem("[a.b]\nen = 'x'"), "[a.b] has no French text: add fr = \"…\"");
        let check = "[checks.x]\ntitle = {fr = 'a', en = 'b'}\nnudge = {fr = 'a', en = 'b'}";
        assert_eq!(problem(check), "[checks.x] idea is missing: add it in both languages");
    }

    #[test]
    fn an_empty_text_and_an_equal_one_are_refused() {
        assert!(problem("[a.b]\nfr = ' '\nen = 'x'").starts_with("[a.b] has an empty `fr`"));
        assert!(
            problem("[a.b]\nfr = 'x'\nen = 'x'").starts_with("[a.b] is equal in both languages")
        );
        assert!(problem("[a.b]\nsame = 'x'\nen = 'x'").starts_with("[a.b] has `same` beside"));
    }

    #[test]
    fn an_unknown_key_is_named() {
        let unknown = problem("[a.b]\nfr = 'x'\nen = 'y'\nde = 'z'");
        assert!(unknown.starts_with("[a.b] has an unknown key `de`: remove it"), "{unknown}");
        assert!(problem("x = 1").starts_with("`x` stands outside a table"));
    }

    #[test]
    fn placeholders_are_the_same_in_both_languages() {
        let one = problem("[a.b]\nfr = '{x}'\nen = 'y'");
        assert_eq!(one, "[a.b] uses {x} in one language only: add it to `en`");
        assert!(problem("[a.b]\nfr = '{x'\nen = 'y'").contains("single brace"));
        assert!(problem("[a.b]\nfr = '{x y}'\nen = '{x y}!'").contains("single brace"));
        let counted = "[a.b]\nfr = {one = 'a', other = 'b'}\nen = {one = 'c', other = 'd'}";
        assert_eq!(problem(counted), "[a.b] has `one` and `other` but no {count}");
    }
}
