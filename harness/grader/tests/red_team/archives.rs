//! Archives, links and repositories that attack: one of each kind goes the whole way. Every variant is
//! tested where they are read, in `src/intake/tests`.

use std::fs;
use std::io::{Cursor, Write};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tar::{EntryType, Header};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::outside::Outside;

/// What must be seen of one of them.
pub struct Expected {
    /// whose it is
    pub student: &'static str,
    /// none when there is nothing that could earn points
    score: Option<f64>,
    /// stands in the report
    told: &'static [&'static str],
}

const fn judged(student: &'static str, score: f64, told: &'static [&'static str]) -> Expected {
    Expected { student, score: Some(score), told }
}

const fn refused(student: &'static str, told: &'static [&'static str]) -> Expected {
    Expected { student, score: None, told }
}

/// All of them.
pub const EXPECTED: [Expected; 11] = [
    refused("26-bomb", &["too-large", "\"cap\":\"ratio\""]),
    refused("26-entries", &["too-large", "\"cap\":\"entries\""]),
    judged("26-nested", 0.0, &["judged"]),
    refused("27-slip", &["dangerous", "../../../evil.rs"]),
    refused("27-absolute", &["dangerous", "/evil.rs"]),
    refused("27-links", &["dangerous", "01-salutation/src/main.rs"]),
    refused("27-device", &["dangerous", "01-salutation/src/main.rs"]),
    judged("27-case", 20.0, &["bad-name"]),
    refused("27-headers", &["unreadable"]),
    judged("28-linked", 20.0, &["not-plain", "01-salutation/src/secret.rs"]),
    judged("29-git", 20.0, &[]),
];

impl Expected {
    /// What is not as it must be.
    pub fn complaint(&self, results: Option<&Value>) -> Option<String> {
        let Some(results) = results else { return Some("it has no report".to_owned()) };
        let about = results["extra_data"].to_string();
        let missing = self.told.iter().find(|words| !about.contains(**words));
        if results["score"].as_f64() != self.score || missing.is_some() {
            return Some(format!("{} points, {about}", results["score"]));
        }
        None
    }
}

/// Lays them into the class.
pub fn lay(class: &Path, outside: &Outside) {
    let honest = honest(class);
    let put = |name: &str, bytes: &[u8]| fs::write(class.join(name), bytes).expect("an archive");
    put("26-bomb.zip", &zip(&[("01-salutation/src/main.rs", &vec![b' '; 256 << 20])]));
    let names: Vec<String> = (0..25_000).map(|n| format!("01-salutation/src/{n}.rs")).collect();
    let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    put("26-entries.zip", &zip(&many));
    let inner = zip(&[("01-salutation/src/main.rs", b"fn main() {}")]);
    put("26-nested.zip", &zip(&[("deep/inner.zip", &inner), ("notes.txt", b"look inside")]));
    put("27-slip.zip", &zip(&[("../../../evil.rs", b"evil")]));
    put("27-absolute.tar", &tar(&[(b"/evil.rs", EntryType::Regular)]));
    put("27-links.tar", &tar(&[(MAIN, EntryType::Symlink)]));
    put("27-device.tar", &tar(&[(MAIN, EntryType::Char)]));
    let mut files: Vec<(&str, &[u8])> =
        honest.iter().map(|(path, content)| (path.as_str(), content.as_slice())).collect();
    files.push(("01-salutation/src/Zebra.rs", b""));
    files.push(("01-salutation/src/zebra.rs", b""));
    put("27-case.zip", &zip(&files));
    let mut headers = zip(&[("01-salutation/src/main.rs", b"fn main() {}")]);
    // The name in the file's own header begins at its thirtieth byte.
    headers[30 + 14] = b'S';
    put("27-headers.zip", &headers);
    for (student, git) in [("28-linked", false), ("29-git", true)] {
        for (path, content) in &honest {
            let file = class.join(student).join(path);
            fs::create_dir_all(file.parent().expect("a parent")).expect("a folder");
            fs::write(file, content).expect("a source");
        }
        if git {
            repository(&class.join(student), outside);
        } else {
            let link = class.join(student).join("01-salutation/src/secret.rs");
            symlink(outside.place().join("secret"), link).expect("a link");
        }
    }
}

const MAIN: &[u8] = b"01-salutation/src/main.rs";

/// The sources of an honest student of the class.
fn honest(class: &Path) -> Vec<(String, Vec<u8>)> {
    let folder = class.join("00-honest/01-salutation/src");
    let entries = fs::read_dir(folder).expect("honest work").flatten();
    entries
        .map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            (format!("01-salutation/src/{name}"), fs::read(entry.path()).expect("a source"))
        })
        .collect()
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, content) in files {
        writer.start_file(*path, SimpleFileOptions::default()).expect("an entry");
        writer.write_all(content).expect("its content");
    }
    writer.finish().expect("a zip").into_inner()
}

fn tar(entries: &[(&[u8], EntryType)]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, kind) in entries {
        let mut header = Header::new_gnu();
        header.as_old_mut().name[..name.len()].copy_from_slice(name);
        header.set_entry_type(*kind);
        header.set_size(0);
        header.set_mode(0o644);
        header.set_link_name_literal(b"/etc/passwd").expect("a target");
        header.set_cksum();
        builder.append(&header, &b""[..]).expect("an entry");
    }
    builder.into_inner().expect("a tar")
}

/// A repository whose hooks, filters and settings start programs, and that borrows objects elsewhere.
fn repository(folder: &Path, outside: &Outside) {
    let git = |arguments: &[&str]| {
        let output = Command::new("git")
            .current_dir(folder)
            .args(["-c", "user.name=a", "-c", "user.email=a@b", "-c", "init.defaultBranch=main"])
            .args(arguments)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .output()
            .expect("git");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    let mark = |name: &str| format!("touch {}", outside.place().join(name).display());
    git(&["init", "--quiet"]);
    fs::write(folder.join(".gitattributes"), "*.rs filter=evil\n").expect("attributes");
    git(&["add", "."]);
    git(&["commit", "--quiet", "-m", "work"]);
    for hook in ["post-checkout", "pre-auto-gc", "reference-transaction", "post-index-change"] {
        let file = folder.join(".git/hooks").join(hook);
        fs::create_dir_all(file.parent().expect("a parent")).expect("a folder");
        fs::write(&file, format!("#!/bin/sh\n{}\n", mark(hook))).expect("a hook");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect("a hook");
    }
    git(&["config", "core.fsmonitor", &mark("fsmonitor")]);
    git(&["config", "core.sshCommand", &mark("ssh")]);
    git(&["config", "core.pager", &mark("pager")]);
    git(&["config", "filter.evil.smudge", &format!("{}; cat", mark("filter"))]);
    git(&["config", "log.showSignature", "true"]);
    git(&["config", "gpg.program", &mark("gpg")]);
    git(&["config", "submodule.evil.update", &format!("!{}", mark("submodule"))]);
    git(&["config", "submodule.evil.url", "https://example.com/evil.git"]);
    let alternates = folder.join(".git/objects/info/alternates");
    fs::create_dir_all(alternates.parent().expect("a parent")).expect("a folder");
    fs::write(alternates, format!("{}\n", outside.place().display())).expect("alternates");
}
