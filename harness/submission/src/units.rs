//! The crates among the files of a submission, however they were laid out: a folder with `src`, what was in
//! `src` without it, and several programs where one was expected.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::collector::{Content, Tree};
use crate::paths::{strip, under};

/// The source of a crate's program.
pub(crate) const MAIN: &str = "src/main.rs";

/// Folders of a crate whose programs are not the crate's own.
const BESIDE: [&str; 3] = ["tests", "benches", "examples"];

/// One program, with the files that lie around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unit {
    /// its folder; empty is the top
    pub root: String,
    /// where each file lies in a lab, and where in the submission
    pub files: BTreeMap<String, String>,
    /// the path in the submission of what is [`MAIN`]; none without a program
    pub program: Option<String>,
    /// the sources that lie under another name than in a lab: from, to
    pub renamed: Vec<(String, String)>,
    /// when it was changed last
    pub modified: Option<Timestamp>,
    /// what its program is to its folder
    pub role: Role,
}

/// What a program is to the folder that it lies in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Role {
    /// the crate's own program
    Own,
    /// one of several, none of which is the crate's own or all of which are copies of it
    Equal,
    /// one beside the crate's own, such as a tool that fills a database
    Beside,
}

/// Every program of a submission.
pub(crate) fn units(tree: &Tree) -> Vec<Unit> {
    let roots = Roots::of(tree);
    let mut files: BTreeMap<&str, BTreeMap<String, String>> = BTreeMap::new();
    for path in tree.files.keys() {
        if let Some((root, inside)) = roots.place(path) {
            files.entry(root).or_default().insert(inside, path.clone());
        }
    }
    files.into_iter().flat_map(|(root, files)| programs(tree, root, files)).collect()
}

/// The folders that crates begin at.
struct Roots {
    /// with a folder `src`
    whole: BTreeSet<String>,
    /// what was in `src`, without it
    loose: BTreeSet<String>,
}

impl Roots {
    fn of(tree: &Tree) -> Self {
        let sources: Vec<&str> = sources(tree).collect();
        let whole: BTreeSet<String> = sources
            .iter()
            .filter_map(|path| above_src(tree, path))
            .map(str::to_owned)
            .filter(|root| !holds_crates(tree, &under(root, "src")))
            .collect();
        let mut roots = Self { whole, loose: BTreeSet::new() };
        for path in &sources {
            let (folder, name) = split(path);
            let beside = BESIDE.contains(&split(folder).1);
            let is_program = name == "main.rs" || has_main(tree, path);
            if is_program && name != "build.rs" && !beside && !roots.is_in_src(path) {
                roots.loose.insert(folder.to_owned());
            }
        }
        // Sources without any program around them.
        let mut orphans: Vec<&str> =
            sources.into_iter().filter(|path| roots.place(path).is_none()).collect();
        orphans.sort_by_key(|path| path.matches('/').count());
        for path in orphans {
            if roots.place(path).is_none() {
                roots.loose.insert(split(path).0.to_owned());
            }
        }
        roots
    }

    /// Whether `path` lies in the `src` of a crate.
    fn is_in_src(&self, path: &str) -> bool {
        self.whole.iter().any(|root| strip(path, &under(root, "src")).is_some())
    }

    /// The root that `path` belongs to, the deepest, and where in a lab it then lies.
    fn place<'a>(&'a self, path: &str) -> Option<(&'a str, String)> {
        let deepest = |roots: &'a BTreeSet<String>| {
            let fitting = roots.iter().filter_map(|root| Some((root, strip(path, root)?)));
            fitting.max_by_key(|(root, _)| root.len())
        };
        let (whole, loose) = (deepest(&self.whole), deepest(&self.loose));
        match (whole, loose) {
            (Some((root, inside)), loose)
                if loose.is_none_or(|(other, _)| other.len() <= root.len()) =>
            {
                Some((root, inside.to_owned()))
            }
            (_, Some((root, inside))) => Some((root, in_lab(inside))),
            _ => None,
        }
    }
}

/// Where a file of what was in `src` lies in a lab.
fn in_lab(inside: &str) -> String {
    let is_beside = BESIDE.iter().any(|folder| strip(inside, folder).is_some());
    match inside.ends_with(".rs") && !is_beside && inside != "build.rs" {
        true => format!("src/{inside}"),
        false => inside.to_owned(),
    }
}

/// The paths of all Rust sources that were read.
fn sources(tree: &Tree) -> impl Iterator<Item = &str> {
    let read = tree.files.iter().filter(|(_, content)| matches!(content, Content::Kept(_)));
    read.map(|(path, _)| path.as_str()).filter(|path| is_source(path))
}

fn is_source(path: &str) -> bool {
    path.ends_with(".rs") && !split(path).1.starts_with("._")
}

/// The folder whose `src` holds `path`: of several the deepest that looks like a crate's.
fn above_src<'p>(tree: &Tree, path: &'p str) -> Option<&'p str> {
    let mut found = None;
    let mut end = 0;
    for part in path.split('/') {
        let start = end;
        end += part.len();
        if part == "src" && end < path.len() {
            let root = path[..start].trim_end_matches('/');
            let has = |inside: &str| tree.files.contains_key(&under(root, inside));
            let is_crate = ["Cargo.toml", MAIN, "src/lib.rs"].into_iter().any(has);
            if found.is_none() || is_crate {
                found = Some(root);
            }
        }
        end += 1;
    }
    found
}

/// Whether a folder `src` has no program of its own, but folders that have.
fn holds_crates(tree: &Tree, src: &str) -> bool {
    let inside = || sources(tree).filter_map(|path| Some((path, strip(path, src)?)));
    let is_own = |(path, inside): (&str, &str)| {
        !inside.contains('/') && (inside == "lib.rs" || has_main(tree, path))
    };
    !inside().any(is_own) && inside().any(|(_, inside)| inside.ends_with("/main.rs"))
}

/// The programs of the crate at `root`. A crate that has several becomes several units with the same files: it
/// holds two labs, or one program that was downloaded twice, or tools beside its own program.
fn programs(tree: &Tree, root: &str, mut files: BTreeMap<String, String>) -> Vec<Unit> {
    let renamed = without_copies(&mut files);
    let is_program = |(inside, path): &(&String, &String)| {
        let in_src = inside.strip_prefix("src/").filter(|name| name.ends_with(".rs"));
        let is_near = in_src.is_some_and(|name| !name.trim_start_matches("bin/").contains('/'));
        is_near && (**inside == MAIN || has_main(tree, path))
    };
    let programs: Vec<(String, String)> = files
        .iter()
        .filter(is_program)
        .map(|(inside, path)| (inside.clone(), path.clone()))
        .collect();
    let modified = |paths: &BTreeMap<String, String>, program: &Option<String>, role| {
        let is_asked = |path: &&String| match role {
            // All files are those of the other copies too.
            Role::Equal => Some(*path) == program.as_ref(),
            Role::Own | Role::Beside => is_source(path),
        };
        let asked = paths.values().filter(is_asked);
        asked.filter_map(|path| tree.modified.get(path)).max().copied()
    };
    let unit = |files: BTreeMap<String, String>, program: Option<String>, renamed, role| Unit {
        root: root.to_owned(),
        modified: modified(&files, &program, role),
        files,
        program,
        renamed,
        role,
    };
    if programs.len() < 2 && programs.iter().all(|(inside, _)| inside == MAIN) {
        let program = files.get(MAIN).cloned();
        return vec![unit(files, program, renamed, Role::Own)];
    }
    let others: Vec<&String> = programs.iter().map(|(inside, _)| inside).collect();
    let is_copy = |inside: &String| original(inside).as_deref() == Some(MAIN);
    let role = |inside: &String| match inside == MAIN {
        _ if !files.contains_key(MAIN) => Role::Equal,
        _ if is_copy(inside) => Role::Equal,
        true if others.iter().any(|other| is_copy(other)) => Role::Equal,
        true => Role::Own,
        false => Role::Beside,
    };
    let one = |(inside, path): &(String, String)| {
        // The others stay: any of them may be a module too.
        let mut own = files.clone();
        own.remove(inside);
        own.insert(MAIN.to_owned(), path.clone());
        let mut renamed = renamed.clone();
        if inside != MAIN {
            renamed.push((path.clone(), MAIN.to_owned()));
        }
        unit(own, Some(path.clone()), renamed, role(inside))
    };
    programs.iter().map(one).collect()
}

/// Gives a file whose name says that it is a copy, such as `app (1).rs`, its own name, where no other has it.
fn without_copies(files: &mut BTreeMap<String, String>) -> Vec<(String, String)> {
    let copies: Vec<(String, String)> = files
        .keys()
        .filter_map(|inside| Some((inside.clone(), original(inside)?)))
        .filter(|(_, name)| name != MAIN && !files.contains_key(name))
        .collect();
    let mut renamed = Vec::new();
    for (copy, name) in copies {
        if let Some(path) = files.remove(&copy) {
            renamed.push((path.clone(), name.clone()));
            files.entry(name).or_insert(path);
        }
    }
    renamed
}

/// The path without what a browser or a desktop adds to the name of a copy.
fn original(path: &str) -> Option<String> {
    const ADDED: [&str; 6] = [" - Copie", " - Copy", " copie", " copy", "-copie", "_copie"];
    let (folder, name) = split(path);
    let (stem, ending) = name.split_once('.')?;
    let numbered = stem.strip_suffix(')').and_then(|stem| stem.rsplit_once('('));
    let numbered = numbered.filter(|(_, number)| number.bytes().all(|b| b.is_ascii_digit()));
    let stem = match numbered {
        Some((stem, _)) => stem.trim_end(),
        None => ADDED.iter().find_map(|added| stem.strip_suffix(added))?,
    };
    (!stem.is_empty()).then(|| under(folder, &format!("{stem}.{ending}")))
}

/// Whether a source has a function that a program begins with.
fn has_main(tree: &Tree, path: &str) -> bool {
    let Some(Content::Kept(content)) = tree.files.get(path) else { return false };
    let text = String::from_utf8_lossy(content);
    text.lines().any(|line| {
        let line = line.trim_start_matches('\u{feff}').trim_start();
        let line = line.strip_prefix("pub ").unwrap_or(line);
        let line = line.strip_prefix("async ").unwrap_or(line);
        line.strip_prefix("fn main").is_some_and(|rest| rest.trim_start().starts_with('('))
    })
}

/// The folder and the name of a path.
fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Unit, original, units};
    use crate::collector::{Content, Tree};

    const PROGRAM: &str = "#[tokio::main]\nasync fn main() {}\n";

    fn found(files: &[(&str, &str)]) -> Vec<Unit> {
        let mut tree = Tree::default();
        for (path, text) in files {
            tree.files.insert((*path).to_owned(), Content::Kept(text.as_bytes().to_vec()));
        }
        units(&tree)
    }

    /// Root and program of each, with the files of the lab that it becomes.
    fn shapes(files: &[(&str, &str)]) -> Vec<(String, Vec<String>)> {
        let shape = |unit: Unit| (unit.root, unit.files.into_keys().collect());
        found(files).into_iter().map(shape).collect()
    }

    fn shape(root: &str, files: &[&str]) -> (String, Vec<String>) {
        (root.to_owned(), files.iter().map(|file| (*file).to_owned()).collect())
    }

    #[test]
    fn a_folder_with_src_is_a_crate() {
        let files = [("a/Cargo.toml", ""), ("a/src/main.rs", PROGRAM), ("a/tests/x.rs", "")];
        let all = ["Cargo.toml", "src/main.rs", "tests/x.rs"];
        assert_eq!(shapes(&files), [shape("a", &all)]);
        assert_eq!(shapes(&[("src/main.rs", PROGRAM)]), [shape("", &["src/main.rs"])]);
    }

    #[test]
    fn what_is_in_src_is_a_crate_too() {
        let files = [("main.rs", PROGRAM), ("routes/mod.rs", ""), ("data.json", "")];
        assert_eq!(shapes(&files), [shape("", &["data.json", "src/main.rs", "src/routes/mod.rs"])]);
        let files = [("TP1/main.rs", PROGRAM), ("TP2/main.rs", PROGRAM)];
        let main = ["src/main.rs"];
        assert_eq!(shapes(&files), [shape("TP1", &main), shape("TP2", &main)]);
        // Without a program it is one all the same.
        assert_eq!(shapes(&[("x/api.rs", "")]), [shape("x", &["src/api.rs"])]);
    }

    #[test]
    fn programs_in_one_src_are_crates_that_share_the_rest() {
        let files = [
            ("src/lab1.rs", PROGRAM),
            ("src/lab2.rs", PROGRAM),
            ("src/errors.rs", ""),
            ("Cargo.toml", ""),
        ];
        let with = |other| ["Cargo.toml", "src/errors.rs", other, "src/main.rs"];
        let expected = [shape("", &with("src/lab2.rs")), shape("", &with("src/lab1.rs"))];
        assert_eq!(shapes(&files), expected);
        let programs: Vec<_> = found(&files).into_iter().filter_map(|unit| unit.program).collect();
        assert_eq!(programs, ["src/lab1.rs", "src/lab2.rs"]);
        let files = [("src/a/main.rs", PROGRAM), ("src/b/main.rs", PROGRAM), ("src/b/x.rs", "")];
        let expected =
            [shape("src/a", &["src/main.rs"]), shape("src/b", &["src/main.rs", "src/x.rs"])];
        assert_eq!(shapes(&files), expected);
    }

    #[test]
    fn a_program_of_another_name_is_the_program() {
        let [unit] = &found(&[("src/main_final.rs", PROGRAM)])[..] else { panic!("one") };
        assert_eq!(
            unit.files,
            BTreeMap::from([("src/main.rs".into(), "src/main_final.rs".into())])
        );
        assert_eq!(unit.renamed, [("src/main_final.rs".into(), "src/main.rs".into())]);
        let [one, other] = &found(&[("src/main.rs", PROGRAM), ("src/main (1).rs", PROGRAM)])[..]
        else {
            panic!("two")
        };
        assert_eq!(
            (one.program.as_deref(), other.program.as_deref()),
            (Some("src/main (1).rs"), Some("src/main.rs"))
        );
    }

    #[test]
    fn the_crate_of_a_workspace_is_not_the_workspace() {
        let files = [
            ("Cargo.toml", "[workspace]"),
            ("README.md", ""),
            ("one/src/main.rs", PROGRAM),
            ("two/src/main.rs", PROGRAM),
            ("src/README", ""),
        ];
        let main = ["src/main.rs"];
        assert_eq!(shapes(&files), [shape("one", &main), shape("two", &main)]);
    }

    #[test]
    fn copies_are_told_by_their_names() {
        for (copy, name) in [
            ("src/app (1).rs", "src/app.rs"),
            ("src/app(12).rs", "src/app.rs"),
            ("app - Copie.rs", "app.rs"),
            ("templates/index (2).html", "templates/index.html"),
        ] {
            assert_eq!(original(copy).as_deref(), Some(name));
        }
        for name in ["src/app.rs", "src/app(a).rs", "(1).rs", "Cargo.toml"] {
            assert_eq!(original(name), None, "{name}");
        }
    }
}
