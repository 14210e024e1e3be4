//! The shapes in which work is handed in, made from the finished labs of the course: which lab each is taken
//! for, what is flagged, and that what counts is the student's.
#![cfg(target_os = "linux")]
#![expect(clippy::expect_used, reason = "a test may fail")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use lab::course::{Course, Lab};
use submission::{Caps, Files, Git, GitTree, LabLayout, Problem, Repository, Submission, Terms};

/// What a case must come to: labs with the number of their files, and the flags, each as `lab:flag`.
type Expected<'a> = (&'a [&'a str], &'a [&'a str]);

/// No case here is a repository.
struct NoGit;

impl Git for NoGit {
    fn archive(&self, _: Repository<'_>) -> Result<GitTree, Problem> {
        Err(Problem::Git)
    }
}

struct Labs {
    course: Course,
    layouts: Vec<LabLayout>,
}

impl Labs {
    fn load() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize();
        let course = Course::load(&root.expect("the workspace")).expect("the course");
        let labs: Vec<&Lab> = course.labs.iter().collect();
        let layouts = pipeline::layouts(&course, &labs).expect("the layouts");
        Self { layouts, course }
    }

    /// The finished lab of that name, as a student would hand it in: the starter's manifest, its data, and the
    /// sources of the solution.
    fn finished(&self, name: &str) -> Files {
        let layout = self.layouts.iter().find(|lab| lab.name == name).expect("a lab");
        let mut files = layout.starter.clone();
        files.retain(|path, _| !path.starts_with("src/"));
        let solution = self.course.root.join("solutions").join(&layout.folder);
        for path in below(&solution.join("src")) {
            let inside = path.strip_prefix(&solution).expect("inside").display().to_string();
            files.insert(inside, fs::read(&path).expect("a source"));
        }
        files
    }

    /// The result of reading a student's folder called `called` with these files.
    fn read(&self, called: &str, files: &Files) -> Submission {
        let place = tempfile::tempdir().expect("a folder");
        let folder = place.path().join(called);
        for (path, content) in files {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().expect("a parent")).expect("the folders");
            fs::write(path, content).expect("a file");
        }
        // The class folder is given, so that this is one student of it.
        let sources = submission::list(&[place.path().to_owned()], &[]).expect("a class").sources;
        let [source] = &sources[..] else { panic!("one submission, not {sources:?}") };
        source.read(&self.terms(), &NoGit)
    }

    fn terms(&self) -> Terms {
        let zone = pipeline::zone(&self.course).expect("a zone");
        Terms { layouts: self.layouts.clone(), caps: Caps::default(), zone }
    }

    fn must_be(&self, called: &str, files: &Files, (labs, flags): Expected<'_>) {
        let read = self.read(called, files);
        let taken: Vec<&str> = read.labs.keys().map(String::as_str).collect();
        let said: Vec<String> = read
            .flags
            .iter()
            .map(|flag| {
                let doubt = serde_json::to_value(&flag.doubt).expect("plain data");
                format!("{}:{}", flag.lab, doubt["flag"].as_str().unwrap_or_default())
            })
            .collect();
        let shown: Vec<&String> = files.keys().take(4).collect();
        assert_eq!(
            (&taken[..], &said[..]),
            (labs, &flags.iter().map(|flag| (*flag).to_owned()).collect::<Vec<_>>()[..]),
            "{called}: {shown:?} {:?}",
            read.flags
        );
    }
}

fn below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { found.extend(below(&path)) } else { found.push(path) }
    }
    found
}

/// Every file below `folder`.
fn under(folder: &str, files: &Files) -> Files {
    files.iter().map(|(path, content)| (format!("{folder}/{path}"), content.clone())).collect()
}

/// What is in `src`, without it.
fn loose(files: &Files) -> Files {
    let files = files.iter().filter(|(path, _)| *path != "Cargo.toml");
    files
        .map(|(path, content)| (path.trim_start_matches("src/").to_owned(), content.clone()))
        .collect()
}

fn without(mut files: Files, gone: &[&str]) -> Files {
    files.retain(|path, _| {
        !gone.iter().any(|gone| path == gone || path.starts_with(&format!("{gone}/")))
    });
    files
}

fn all<const N: usize>(parts: [Files; N]) -> Files {
    parts.into_iter().flatten().collect()
}

#[test]
fn every_lab_is_known_by_its_sources_alone() {
    let labs = Labs::load();
    for layout in &labs.layouts {
        let name = layout.name.as_str();
        let sources = without(labs.finished(name), &["Cargo.toml"]);
        labs.must_be("dupont", &under("projet", &sources), (&[name], &[]));
        labs.must_be("dupont", &sources, (&[name], &[]));
        labs.must_be("dupont", &loose(&sources), (&[name], &[]));
    }
}

#[test]
fn a_name_that_has_a_number_is_no_reason_to_judge_another_lab() {
    let labs = Labs::load();
    let three = labs.finished("health");
    for folder in
        ["M1", "Master 1/TP Rust/projet", "projet (2)", "rendu_v2", "groupe 1", "2026-01-02"]
    {
        labs.must_be("martin1", &under(folder, &three), (&["health"], &[]));
    }
    for called in ["X_M1", "dupont_2", "lot 1", "alice2"] {
        labs.must_be(called, &three, (&["health"], &[]));
    }
    // A number that means a lab is looked at, and what is in the sources counts for more.
    labs.must_be("dupont", &under("TP1", &three), (&["health"], &["health:disagreement"]));
}

#[test]
fn several_labs_may_lie_in_any_folders() {
    let labs = Labs::load();
    let (one, two) = (labs.finished("salutation"), labs.finished("params"));
    let both = ["params", "salutation"];
    for (first, second) in
        [("lab1", "lab2"), ("TP1", "TP2"), ("a", "b"), ("labs/01-salutation", "labs/02-params")]
    {
        let files = all([under(first, &one), under(second, &two)]);
        labs.must_be("dupont", &files, (&both, &[]));
    }
    // Loose sources, and a crate at the root beside another.
    labs.must_be(
        "dupont",
        &all([under("TP1", &loose(&one)), under("TP2", &loose(&two))]),
        (&both, &[]),
    );
    labs.must_be("dupont", &all([one.clone(), under("second", &two)]), (&both, &[]));
}

#[test]
fn two_labs_mistaken_for_each_other_are_told_apart() {
    let labs = Labs::load();
    let (one, two) = (labs.finished("salutation"), labs.finished("params"));
    // In each other's folder.
    let files = all([under("01-salutation", &two), under("02-params", &one)]);
    let flags = ["salutation:disagreement", "params:disagreement"];
    labs.must_be("dupont", &files, (&["params", "salutation"], &flags));
    // A manifest that was copied from the lab before.
    let mut copied = two.clone();
    copied.insert("Cargo.toml".to_owned(), one["Cargo.toml"].clone());
    labs.must_be("dupont", &copied, (&["params"], &["params:disagreement"]));
}

#[test]
fn a_workspace_of_the_students_own_is_read() {
    let labs = Labs::load();
    let mut one = labs.finished("salutation");
    let own = "[package]\nname = \"mon-api\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
               axum = \"0.8\"\nserde = { version = \"1\", features = [\"derive\"] }\ntokio = { version = \"1\", features = [\"full\"] }\nserde_json = \"1\"\n";
    one.insert("Cargo.toml".to_owned(), own.as_bytes().to_vec());
    let files = all([
        under("mon-api", &one),
        BTreeMap::from([(
            "Cargo.toml".to_owned(),
            b"[workspace]\nmembers = [\"mon-api\"]\n".to_vec(),
        )]),
    ]);
    labs.must_be("dupont", &files, (&["salutation"], &["salutation:own-manifest"]));
    let read = labs.read("dupont", &files);
    let manifest = String::from_utf8(read.labs["salutation"]["Cargo.toml"].clone()).expect("text");
    assert!(manifest.contains("serde_json.workspace = true"), "{manifest}");
    assert!(manifest.contains("name = \"salutation\""), "{manifest}");
}

#[test]
fn a_program_that_was_renamed_or_downloaded_twice_is_found() {
    let labs = Labs::load();
    let one = labs.finished("salutation");
    let renamed = |to: &str| {
        let mut files = one.clone();
        let main = files.remove("src/main.rs").expect("a program");
        files.insert(to.to_owned(), main);
        files
    };
    for name in ["src/main (1).rs", "src/main_final.rs", "src/salutation_lab.rs"] {
        labs.must_be("dupont", &renamed(name), (&["salutation"], &["salutation:renamed"]));
    }
    // Twice the same, and an older one.
    let mut twice = one.clone();
    twice.insert("src/main (1).rs".to_owned(), one["src/main.rs"].clone());
    labs.must_be("dupont", &twice, (&["salutation"], &[]));
    let mut other = one.clone();
    other.insert("src/main_old.rs".to_owned(), b"fn main() { println!(\"salutation\"); }".to_vec());
    labs.must_be("dupont", &other, (&["salutation"], &["salutation:other-attempt"]));
    assert_eq!(labs.read("dupont", &other).labs["salutation"]["src/main.rs"], one["src/main.rs"]);
}

/// A tool that fills a database, or plays a neighbour, is not the server, whenever it was changed.
#[test]
fn a_program_beside_the_server_is_neither_the_server_nor_another_lab() {
    let labs = Labs::load();
    for layout in &labs.layouts {
        let name = layout.name.as_str();
        let mut files = labs.finished(name);
        files.insert(
            "src/bin/outil.rs".to_owned(),
            b"fn main() { println!(\"serveur\"); }".to_vec(),
        );
        labs.must_be("dupont", &under("projet", &files), (&[name], &[]));
        let read = labs.read("dupont", &under("projet", &files));
        assert_eq!(read.labs[name]["src/main.rs"], files["src/main.rs"], "{name}");
    }
}

#[test]
fn two_programs_in_one_src_are_two_labs() {
    let labs = Labs::load();
    let program = |name: &str| {
        // All modules of a lab in one file, as a beginner writes it.
        let files = labs.finished(name);
        let texts = files.iter().filter(|(path, _)| path.starts_with("src/"));
        let text: String = texts
            .map(|(_, text)| String::from_utf8_lossy(text).replace("mod ", "// mod "))
            .collect();
        text.into_bytes()
    };
    let files: Files = [("src/lab1.rs", "salutation"), ("src/bin/lab3.rs", "health")]
        .into_iter()
        .map(|(path, lab)| (path.to_owned(), program(lab)))
        .chain([("patients.json".to_owned(), b"[]".to_vec())])
        .collect();
    labs.must_be(
        "dupont",
        &files,
        (&["health", "salutation"], &["salutation:renamed", "health:renamed"]),
    );
}

#[test]
fn an_older_attempt_is_named_and_not_judged() {
    let labs = Labs::load();
    let new = labs.finished("salutation");
    let mut old = new.clone();
    old.insert("src/main.rs".to_owned(), b"fn main() { todo!() }".to_vec());
    for (first, second) in
        [("old", "labs/01-salutation"), ("rendu_v1", "rendu_v2"), ("sauvegarde", "x")]
    {
        let files = all([under(first, &old), under(second, &new)]);
        labs.must_be("dupont", &files, (&["salutation"], &["salutation:other-attempt"]));
        let read = labs.read("dupont", &files);
        assert_eq!(read.labs["salutation"], new, "{first} {second}");
    }
    // An untouched starter beside the work is no attempt.
    let starter = labs.layouts[0].starter.clone();
    let files = all([under("labs/01-salutation", &starter), under("mon travail", &new)]);
    labs.must_be("dupont", &files, (&["salutation"], &[]));
    assert_eq!(labs.read("dupont", &files).labs["salutation"], new);
}

#[test]
fn what_is_missing_is_not_taken_from_the_starter() {
    let labs = Labs::load();
    let two = labs.finished("params");
    let incomplete = (&["params"][..], &["params:incomplete"][..]);
    labs.must_be("dupont", &without(two.clone(), &["templates"]), incomplete);
    labs.must_be("dupont", &without(two.clone(), &["src/config.rs"]), incomplete);
    let read = labs.read("dupont", &without(two, &["templates"]));
    assert_eq!(read.flags[0].doubt.missing(), Some(&["templates".to_owned()][..]));
}

#[test]
fn a_lab_that_is_not_graded_is_not_taken_for_another() {
    let mut labs = Labs::load();
    for layout in &mut labs.layouts {
        layout.is_graded = layout.name == "salutation";
    }
    labs.must_be("dupont", &labs.finished("params"), (&[], &["params:not-graded"]));
    let one = without(labs.finished("salutation"), &["Cargo.toml"]);
    labs.must_be("dupont", &under("x", &one), (&["salutation"], &[]));
}

#[test]
fn what_was_packed_is_taken_as_its_manifest_says() {
    let labs = Labs::load();
    let (course, class) =
        (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    // Whatever its words are, and whatever the archive is called.
    let main = course.path().join("labs/01-salutation/src/main.rs");
    fs::create_dir_all(main.parent().expect("a parent")).expect("the folders");
    fs::write(&main, "fn main() { patients(); }").expect("a source");
    let lab = pack::RequestedLab {
        lab: "salutation".to_owned(),
        at: course.path().join("labs/01-salutation"),
        folder: "labs/01-salutation".to_owned(),
        points: Some(3),
    };
    let out = class.path().join("TP3 dupont (2).zip");
    let (shown, lang) = (String::new(), "fr".to_owned());
    let request = pack::Request { out, shown, lang, course: "1".to_owned(), labs: vec![lab] };
    pack::write(&request).expect("written").expect("packed");
    let source = &submission::list(&[class.path().to_owned()], &[]).expect("a class").sources[0];
    let read = source.read(&labs.terms(), &NoGit);
    assert_eq!(read.labs.keys().collect::<Vec<_>>(), ["salutation"]);
    assert_eq!(read.flags, []);
    assert_eq!(read.left_out, []);
}
