//! What the tests of reading hand in: folders, archives, honest and hostile, and repositories.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use flate2::write::GzEncoder;
use flate2::{Compression, Crc};
use jiff::tz::TimeZone;
use pack::Files;
use tar::{EntryType, Header};
use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::caps::{Cap, Caps};
use crate::git::{Git, GitTree, Repository};
use crate::layout::LabLayout;
use crate::listing::{self, ListError};
use crate::source::Source;
use crate::submission::{LeftOut, LeftOutReason, Problem, Refused, Submission};
use crate::terms::Terms;
use crate::time;

/// When the files of the archives were changed last: 2026-03-01 12:00 UTC.
pub(crate) const NOON: i64 = 1_772_366_400;

pub(crate) const MAIN: &str = "fn main() {}\n";

pub(crate) fn layouts() -> Vec<LabLayout> {
    let lab = |name: &str, folder: &str, data: &[&str]| LabLayout {
        name: name.to_owned(),
        folder: folder.to_owned(),
        data: data.iter().map(|entry| (*entry).to_owned()).collect(),
        starter: Files::new(),
        words: BTreeSet::new(),
        is_graded: true,
    };
    vec![
        lab("salutation", "01-salutation", &[]),
        lab("params", "02-params", &["templates"]),
        lab("health", "03-health", &["patients.json"]),
        lab("crud", "04-crud", &["migrations"]),
    ]
}

pub(crate) fn terms() -> Terms {
    Terms { layouts: layouts(), caps: Caps::default(), zone: TimeZone::UTC }
}

/// A folder with these files.
pub(crate) fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    fill(folder.path(), files);
    folder
}

pub(crate) fn fill(folder: &Path, files: &[(&str, &str)]) {
    for (path, content) in files {
        put(&folder.join(path), content.as_bytes());
    }
}

pub(crate) fn put(path: &Path, content: &[u8]) {
    fs::create_dir_all(path.parent().expect("a parent")).expect("the folders");
    fs::write(path, content).expect("the file");
}

pub(crate) fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    let files: Vec<_> = files.iter().map(|(path, content)| (*path, *content, NOON)).collect();
    zip_at(&files)
}

/// A zip of files with the times of their last changes.
pub(crate) fn zip_at(files: &[(&str, &str, i64)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, content, at) in files {
        let at = u32::try_from(*at).expect("a time");
        let options = SimpleFileOptions::default();
        let options = options.with_extended_timestamp(Some(at), None, None).expect("a time");
        writer.start_file(*path, options).expect("an entry");
        writer.write_all(content.as_bytes()).expect("its content");
    }
    writer.finish().expect("a zip").into_inner()
}

/// An entry of a zip that no library would write.
#[derive(Clone)]
pub(crate) struct RawEntry {
    pub name: Vec<u8>,
    /// the name in the file's own header
    pub local_name: Vec<u8>,
    pub content: Vec<u8>,
    pub is_packed: bool,
    /// what the directory says of the size
    pub size: u32,
    pub mode: u32,
    pub flags: u16,
}

pub(crate) fn raw(name: &[u8], content: &[u8]) -> RawEntry {
    RawEntry {
        name: name.to_vec(),
        local_name: name.to_vec(),
        content: content.to_vec(),
        is_packed: false,
        size: u32::try_from(content.len()).expect("a size"),
        mode: 0o100_644,
        flags: 0,
    }
}

pub(crate) fn raw_zip(entries: &[RawEntry]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for entry in entries {
        let offset = len32(&out);
        let stored = if entry.is_packed { deflated(&entry.content) } else { entry.content.clone() };
        let mut common = Vec::new();
        common.extend(20_u16.to_le_bytes());
        common.extend(entry.flags.to_le_bytes());
        common.extend((if entry.is_packed { 8_u16 } else { 0 }).to_le_bytes());
        // Half past ten on the first of March 2026.
        common.extend((10_u16 << 11 | 30 << 5).to_le_bytes());
        common.extend(((2026_u16 - 1980) << 9 | 3 << 5 | 1).to_le_bytes());
        let mut crc = Crc::new();
        crc.update(&entry.content);
        common.extend(crc.sum().to_le_bytes());
        common.extend(len32(&stored).to_le_bytes());
        common.extend(entry.size.to_le_bytes());
        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend(len16(&entry.local_name).to_le_bytes());
        out.extend([0, 0]);
        out.extend(&entry.local_name);
        out.extend(&stored);
        directory.extend(b"PK\x01\x02");
        directory.extend([20, 3]);
        directory.extend(&common);
        directory.extend(len16(&entry.name).to_le_bytes());
        directory.extend([0; 8]);
        directory.extend((entry.mode << 16).to_le_bytes());
        directory.extend(offset.to_le_bytes());
        directory.extend(&entry.name);
    }
    let start = len32(&out);
    let count = u16::try_from(entries.len()).expect("a count");
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend(len32(&directory).to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0, 0]);
    out
}

fn len16(bytes: &[u8]) -> u16 {
    u16::try_from(bytes.len()).expect("short")
}

fn len32(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).expect("short")
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("packed");
    encoder.finish().expect("packed")
}

pub(crate) fn tar(files: &[(&str, &str)]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (path, content) in files {
        let mut header = Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        header.set_mtime(u64::try_from(NOON).expect("a time"));
        builder.append_data(&mut header, path, content.as_bytes()).expect("an entry");
    }
    builder.into_inner().expect("a tar")
}

/// A tar of entries with any name and kind.
pub(crate) fn raw_tar(entries: &[(&[u8], EntryType, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, kind, content) in entries {
        let mut header = Header::new_gnu();
        header.as_old_mut().name[..name.len()].copy_from_slice(name);
        header.set_entry_type(*kind);
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        header.set_mtime(0);
        if matches!(kind, EntryType::Symlink | EntryType::Link) {
            header.set_link_name_literal(b"/etc/passwd").expect("a target");
        }
        header.set_cksum();
        builder.append(&header, *content).expect("an entry");
    }
    builder.into_inner().expect("a tar")
}

pub(crate) fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("packed");
    encoder.finish().expect("packed")
}

/// A git that is not confined: the tests made the repositories themselves.
pub(crate) struct Plain;

impl Git for Plain {
    fn archive(&self, repository: Repository<'_>) -> Result<GitTree, Problem> {
        self.read(repository).map_err(|_| Problem::Git)
    }
}

impl Plain {
    fn read(&self, repository: Repository<'_>) -> Result<GitTree, String> {
        let scratch = TempDir::new().map_err(|e| e.to_string())?;
        let folder = match repository {
            Repository::Folder(folder) => folder.to_owned(),
            Repository::Bundle(bytes) => {
                fs::write(scratch.path().join("bundle"), bytes).map_err(|e| e.to_string())?;
                git(scratch.path(), &["clone", "--quiet", "bundle", "clone"])?;
                scratch.path().join("clone")
            }
        };
        let tar = git(&folder, &["archive", "--format=tar", "HEAD"])?;
        let said = git(&folder, &["log", "-1", "--format=%ct %H"])?;
        let said = String::from_utf8_lossy(&said).trim().to_owned();
        let (time, commit) = said.split_once(' ').ok_or("no commit")?;
        let time = time.parse().map_err(|_| "no time")?;
        Ok(GitTree { tar, committed: time::seconds(time), commit: commit.to_owned() })
    }
}

/// What `git` prints.
pub(crate) fn git(folder: &Path, arguments: &[&str]) -> Result<Vec<u8>, String> {
    let output = Command::new("git")
        .current_dir(folder)
        .args(["-c", "user.name=a", "-c", "user.email=a@b", "-c", "init.defaultBranch=main"])
        .args(arguments)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_AUTHOR_DATE", "2026-03-01T12:00:00Z")
        .env("GIT_COMMITTER_DATE", "2026-03-01T12:00:00Z")
        .output()
        .map_err(|e| e.to_string())?;
    match output.status.success() {
        true => Ok(output.stdout),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

/// A repository of one commit with these files.
pub(crate) fn repository(files: &[(&str, &str)]) -> TempDir {
    let folder = folder(files);
    for step in [&["init", "--quiet"][..], &["add", "."], &["commit", "--quiet", "-m", "work"]] {
        git(folder.path(), step).expect("git");
    }
    folder
}

/// The submissions at some paths.
pub(crate) fn list(paths: &[PathBuf]) -> Result<Vec<Source>, ListError> {
    listing::list(paths, &[]).map(|listing| listing.sources)
}

/// Reads everything that is to be found at `path`.
pub(crate) fn read_all(path: &Path) -> Vec<Submission> {
    let sources = list(&[path.to_owned()]).expect("something to read");
    sources.iter().map(|source| source.read(&terms(), &Plain)).collect()
}

/// Reads an archive of that name with these bytes.
pub(crate) fn read_archive(name: &str, bytes: &[u8]) -> Submission {
    read_capped(name, bytes, &Caps::default())
}

pub(crate) fn read_capped(name: &str, bytes: &[u8], caps: &Caps) -> Submission {
    let folder = TempDir::new().expect("a folder");
    let path: PathBuf = folder.path().join(name);
    put(&path, bytes);
    let sources = list(&[path]).expect("an archive");
    assert_eq!(sources.len(), 1);
    sources[0].read(&Terms { caps: caps.clone(), ..terms() }, &Plain)
}

/// The paths that were taken, each with its lab in front.
pub(crate) fn taken(submission: &Submission) -> Vec<String> {
    let labs = submission.labs.iter();
    labs.flat_map(|(lab, files)| files.keys().map(move |p| format!("{lab}:{p}"))).collect()
}

pub(crate) fn left_out(submission: &Submission) -> Vec<(&str, LeftOutReason)> {
    submission.left_out.iter().map(|LeftOut { path, why }| (path.as_str(), *why)).collect()
}

pub(crate) fn dangerous(name: &str) -> Option<Refused> {
    Some(Refused::Dangerous { name: name.to_owned() })
}

pub(crate) fn too_large(cap: Cap) -> Option<Refused> {
    Some(Refused::from(cap))
}
