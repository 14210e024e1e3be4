//! The corpus of attacks: laid out as a class, and what the reports must say of each. The test of the
//! sandbox and `grader doctor --attacks` share it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, FileTimes};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::Value;

/// The folder of the corpus in the course.
const FOLDER: &str = "harness/grader/corpus";

/// The lab that attacks are made in, unless they say another one.
const LAB: &str = "01-salutation";

/// The part of a host that every lab shares: it tells what became of an attack.
const ATTEMPT: &str = "src/attempt.rs";

/// The honest students beside the attacks.
pub const HONEST: [&str; 3] = ["00-honest", "21-honest-in-the-middle", "99-honest"];

/// What the attacks look for outside of the sandbox, by the word that stands for it in their files:
/// `@OUTSIDE@`, a folder that nothing may be written to, with a file `secret`; `@PORT@`, where somebody
/// listens; and so on.
pub type Surroundings = BTreeMap<&'static str, String>;

/// Characters of a report that are told of a check that failed.
const SAID: usize = 400;

/// Where what the student reads is put beside the results.
const FEEDBACK: &str = "feedback";

/// A list of attacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// on the machine and on the grader, in lab 01
    Machine,
    /// on the services around a server: those that it calls, and the broker
    Services,
}

impl List {
    fn file(self) -> &'static str {
        match self {
            Self::Machine => "attacks.toml",
            Self::Services => "services.toml",
        }
    }
}

/// Every attack of a list.
#[derive(Debug)]
pub struct Corpus {
    /// in the order of the list
    pub attacks: Vec<Attack>,
    root: PathBuf,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AttackList {
    attack: Vec<Attack>,
}

/// One attack and what must be seen of it; `corpus/attacks.toml` says what each key means.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attack {
    name: String,
    #[serde(default = "first_lab")]
    lab: String,
    /// of the list of attacks
    pub rows: Vec<u8>,
    tries: Tries,
    student: Option<String>,
    #[serde(default)]
    over: Over,
    #[serde(default)]
    old: bool,
    outcome: Option<String>,
    points: Option<f64>,
    at_most: Option<f64>,
    reason: Option<String>,
    failed: Option<Vec<String>>,
    attempts: Option<usize>,
    #[serde(default)]
    told: Vec<String>,
    #[serde(default)]
    either: Vec<String>,
    #[serde(default)]
    never: Vec<String>,
    #[serde(default)]
    left_out: Vec<String>,
}

fn first_lab() -> String {
    LAB.to_owned()
}

#[derive(Debug, Deserialize)]
struct Tries {
    fr: String,
    en: String,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Over {
    #[default]
    Host,
    Solution,
    Starter,
    Nothing,
}

impl Corpus {
    /// Reads a list of the course at `root`.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn load(root: &Path, list: List) -> Result<Self> {
        let path = root.join(FOLDER).join(list.file());
        let text =
            fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
        let listed: AttackList =
            toml::from_str(&text).with_context(|| format!("reading {}", path.display()))?;
        Ok(Self { attacks: listed.attack, root: root.to_owned() })
    }

    /// Lays every attack, and honest submissions beside them, in `class`: a folder for each student.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    pub fn lay(&self, class: &Path, around: &Surroundings) -> Result<()> {
        let labs: BTreeSet<&str> = self.attacks.iter().map(|attack| attack.lab.as_str()).collect();
        for (name, lab) in HONEST.iter().flat_map(|name| labs.iter().map(move |lab| (name, lab))) {
            lay(&self.sources(Over::Solution, lab)?, &class.join(name).join(lab), around)?;
        }
        for attack in &self.attacks {
            let mut files = self.sources(attack.over, &attack.lab)?;
            // Attacks need unsafe code, which the course's lints would refuse.
            files.insert("Cargo.toml".to_owned(), self.manifest_without_lints(&attack.lab)?);
            let own = self.root.join(FOLDER).join(&attack.name);
            gather(&own, &own, &mut files)?;
            let place = class.join(attack.student());
            lay(&files, &place.join(&attack.lab), around)
                .with_context(|| format!("laying the attack {}", attack.name))?;
            if attack.old {
                make_old(&place)?;
            }
        }
        Ok(())
    }

    fn manifest_without_lints(&self, lab: &str) -> Result<Vec<u8>> {
        let path = self.root.join("labs").join(lab).join("Cargo.toml");
        let text =
            fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
        Ok(text.replace("[lints]\nworkspace = true\n", "").into_bytes())
    }

    fn sources(&self, over: Over, lab: &str) -> Result<BTreeMap<String, Vec<u8>>> {
        let mut files = BTreeMap::new();
        let solution = self.root.join("solutions").join(lab);
        let side = match over {
            Over::Nothing => return Ok(files),
            Over::Host | Over::Solution => solution,
            Over::Starter => self.root.join("labs").join(lab),
        };
        for part in ["src", "migrations"] {
            gather(&side, &side.join(part), &mut files)?;
        }
        if let Over::Host = over {
            let corpus = self.root.join(FOLDER);
            let host =
                corpus.join(if lab == LAB { "host".to_owned() } else { format!("host-{lab}") });
            let attempt = corpus.join("host").join(ATTEMPT);
            let shared = fs::read(&attempt);
            let shared = shared.with_context(|| format!("reading {}", attempt.display()))?;
            files.insert(ATTEMPT.to_owned(), shared);
            gather(&host, &host, &mut files)?;
        }
        Ok(files)
    }
}

/// Every file below `folder`, by its path in `root`.
fn gather(root: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) -> Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    let reading = || format!("reading {}", folder.display());
    for entry in fs::read_dir(folder).with_context(reading)? {
        let path = entry.with_context(reading)?.path();
        if path.is_dir() {
            gather(root, &path, files)?;
        } else {
            let name = path.strip_prefix(root)?.to_string_lossy().into_owned();
            files.insert(name, fs::read(&path).with_context(reading)?);
        }
    }
    Ok(())
}

fn lay(files: &BTreeMap<String, Vec<u8>>, folder: &Path, around: &Surroundings) -> Result<()> {
    for (path, content) in files {
        let file = folder.join(path);
        let writing = || format!("writing {}", file.display());
        fs::create_dir_all(file.parent().context("a file lies in a folder")?)
            .with_context(writing)?;
        let text = filled(&String::from_utf8_lossy(content), around);
        fs::write(&file, text).with_context(writing)?;
    }
    Ok(())
}

fn filled(text: &str, around: &Surroundings) -> String {
    around.iter().fold(text.to_owned(), |text, (word, value)| text.replace(word, value))
}

fn make_old(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            make_old(&path)?;
        } else {
            let file = File::options().append(true).open(&path).context("opening a source")?;
            let times = FileTimes::new().set_modified(SystemTime::UNIX_EPOCH);
            file.set_times(times).context("setting the time of a source")?;
        }
    }
    Ok(())
}

impl Attack {
    /// What it tries.
    pub fn tries(&self, lang: engine::Lang) -> &str {
        match lang {
            engine::Lang::Fr => &self.tries.fr,
            engine::Lang::En => &self.tries.en,
        }
    }

    /// Its name in the corpus.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The student who makes it.
    pub fn student(&self) -> String {
        let long = || "n".repeat(240);
        match self.student.as_deref() {
            Some("LONG") => long(),
            Some(name) => name.to_owned(),
            None => self.name.clone(),
        }
    }

    /// What of its report is not as it must be; nothing when it was held off.
    pub fn complaints(&self, results: &Value, around: &Surroundings) -> Vec<String> {
        let results = &self.of_its_lab(results);
        let mut wrong = Vec::new();
        let mut must = |holds: bool, what: String| {
            if !holds {
                wrong.push(what);
            }
        };
        let score = results["score"].as_f64();
        if let Some(points) = self.points {
            must(score == Some(points), format!("{score:?} points instead of {points}"));
        }
        if let Some(most) = self.at_most {
            must(score.is_some_and(|s| s <= most), format!("{score:?} points, more than {most}"));
        }
        let outcome = results["extra_data"]["labs"][0]["outcome"].as_str().unwrap_or_default();
        let expected = self.outcome.as_deref().unwrap_or("judged");
        must(outcome == expected, format!("{outcome} instead of {expected}"));
        let failed = failed(results);
        if let Some(expected) = &self.failed {
            let failed: Vec<&String> = failed.keys().collect();
            must(
                failed.iter().eq(&expected.iter().collect::<Vec<_>>()),
                format!("{failed:?} fail"),
            );
        }
        for (check, tags) in &failed {
            let as_told = self.reason.as_ref().is_none_or(|reason| tags.contains(reason));
            must(as_told, format!("{check} fails otherwise: {tags:?}"));
        }
        let told = told(results);
        for words in &self.told {
            let words = filled(words, around);
            must(told.contains(&words), format!("nobody says {words:?}"));
        }
        let either = self.either.is_empty() || self.either.iter().any(|words| told.contains(words));
        must(either, format!("nobody says any of {:?}", self.either));
        let never = self.never.iter().map(String::as_str).chain(["SUCCEEDED"]);
        for words in never {
            let line = told.lines().find(|line| line.contains(words));
            must(line.is_none(), line.unwrap_or_default().to_owned());
        }
        if let Some(least) = self.attempts {
            let made = told.lines().find_map(refused).unwrap_or_default();
            must(made >= least, format!("{made} attempts instead of {least}"));
        }
        let left_out = results["extra_data"]["left_out"].to_string();
        for path in &self.left_out {
            must(left_out.contains(path.as_str()), format!("{path} is not listed as left out"));
        }
        if !wrong.is_empty() {
            wrong.extend(beginnings(results));
        }
        wrong
    }
}

impl Attack {
    /// A report without what it says of other labs: nothing is handed in for them.
    fn of_its_lab(&self, results: &Value) -> Value {
        let (_, name) = self.lab.split_once('-').unwrap_or_default();
        let mut results = results.clone();
        let mut keep = |list: &str, name_of: fn(&Value) -> &Value| {
            if let Some(all) = results.pointer_mut(list).and_then(Value::as_array_mut) {
                all.retain(|one| name_of(one) == name);
            }
        };
        keep("/tests", |test| &test["extra_data"]["lab"]);
        keep("/extra_data/labs", |lab| &lab["lab"]);
        results
    }
}

/// What a report says of each check that failed.
fn failing(results: &Value) -> impl Iterator<Item = &Value> {
    let tests = results["tests"].as_array().map(Vec::as_slice).unwrap_or_default();
    tests.iter().filter(|test| test["status"] == "failed")
}

/// The first words of the report about each check that failed: what a complaint is explained by.
fn beginnings(results: &Value) -> Vec<String> {
    failing(results)
        .map(|test| {
            let said = test["output"].as_str().unwrap_or_default();
            let said: String = said.chars().take(SAID).collect();
            format!("{}: {said}", test["extra_data"]["check"].as_str().unwrap_or_default())
        })
        .collect()
}

/// How many parts of an attack were refused, when the line says that.
fn refused(line: &str) -> Option<usize> {
    line.strip_prefix("refused: ")?.split(':').next()?.parse().ok()
}

/// The checks that failed, each with the tags of its report.
fn failed(results: &Value) -> BTreeMap<String, Vec<String>> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    failing(results)
        .map(|test| {
            let tags = test["tags"].as_array().map(Vec::as_slice).unwrap_or_default();
            (text(&test["extra_data"]["check"]), tags.iter().map(text).collect())
        })
        .collect()
}

/// Everything that a report says.
fn told(results: &Value) -> String {
    let tests = results["tests"].as_array().map(Vec::as_slice).unwrap_or_default();
    let outputs =
        tests.iter().map(|test| &test["output"]).chain([&results["output"], &results[FEEDBACK]]);
    outputs.filter_map(Value::as_str).collect::<Vec<_>>().join("\n")
}

/// The results of a run, by the student's name.
///
/// # Errors
/// When a report cannot be read.
pub fn results(out: &Path) -> Result<BTreeMap<String, Value>> {
    let students = out.join("students");
    let reading = || format!("reading {}", students.display());
    fs::read_dir(&students)
        .with_context(reading)?
        .map(|entry| {
            let folder = entry.with_context(reading)?.path();
            let read = |name: &str| {
                let path = folder.join(name);
                fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))
            };
            let mut results: Value = serde_json::from_str(&read("results.json")?)
                .with_context(|| format!("understanding {}", folder.display()))?;
            results[FEEDBACK] = read("feedback.md")?.into();
            let student = &results["extra_data"]["student"];
            Ok((student.as_str().unwrap_or_default().to_owned(), results))
        })
        .collect()
}
