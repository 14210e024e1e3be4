//! Every form in which work is handed in.

use std::fs::{self, File};
use std::io::{Cursor, Write};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, UNIX_EPOCH};

use flate2::Compression;
use flate2::write::GzEncoder;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::Files;

/// Noon of the first of March 2026, UTC: when work is handed in that is in time.
pub const NOON: u64 = 1_772_366_400;

/// Seconds of a day.
pub const DAY: u64 = 24 * 60 * 60;

/// Writes `files` below `folder`, changed last at `at`.
pub fn folder(folder: &Path, files: &Files, at: u64) {
    fs::create_dir_all(folder).expect("a folder");
    for (path, content) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("the folders");
        fs::write(&path, content).expect("a file");
        let file = File::options().write(true).open(&path).expect("a file");
        file.set_modified(UNIX_EPOCH + Duration::from_secs(at)).expect("a time");
    }
}

/// A zip.
pub fn zip(files: &Files, at: u64) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let at = u32::try_from(at).expect("a time");
    let options = SimpleFileOptions::default();
    let options = options.with_extended_timestamp(Some(at), None, None).expect("a time");
    for (path, content) in files {
        writer.start_file(path.as_str(), options.clone()).expect("an entry");
        writer.write_all(content).expect("its content");
    }
    writer.finish().expect("a zip").into_inner()
}

/// A zip as most programs write it, with times that say nothing about their zone: the first of March 2026, at
/// this hour and minute.
pub fn zip_without_zone(files: &Files, (hour, minute): (u8, u8)) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let at = zip::DateTime::from_date_and_time(2026, 3, 1, hour, minute, 0).expect("a time");
    let options = SimpleFileOptions::default().last_modified_time(at);
    for (path, content) in files {
        writer.start_file(path.as_str(), options).expect("an entry");
        writer.write_all(content).expect("its content");
    }
    writer.finish().expect("a zip").into_inner()
}

/// A tar.
pub fn tar(files: &Files, at: u64) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (path, content) in files {
        let mut header = header(content.len(), at);
        builder.append_data(&mut header, path, content.as_slice()).expect("an entry");
    }
    builder.into_inner().expect("a tar")
}

/// A tar in which one file is a link to a file of the machine.
pub fn tar_with_link(files: &Files, name: &str, at: u64) -> Vec<u8> {
    let mut builder = tar::Builder::new(tar(files, at));
    // After the files, over the mark of the end.
    builder.get_mut().truncate(tar_length(files));
    let mut header = header(0, at);
    header.set_entry_type(tar::EntryType::Symlink);
    builder.append_link(&mut header, name, "/etc/passwd").expect("a link");
    builder.into_inner().expect("a tar")
}

fn tar_length(files: &Files) -> usize {
    files.values().map(|content| 512 + content.len().next_multiple_of(512)).sum()
}

fn header(size: usize, at: u64) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_size(size as u64);
    header.set_mode(0o644);
    header.set_mtime(at);
    header
}

/// Packed by gzip.
pub fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("packed");
    encoder.finish().expect("packed")
}

/// A repository with one commit of these files.
pub fn repository(folder: &Path, files: &Files, at: u64) {
    self::folder(folder, files, at);
    git(folder, &["init", "--quiet"], at);
    git(folder, &["add", "--all", "--force"], at);
    git(folder, &["commit", "--quiet", "--message", "work"], at);
}

/// A repository without a working tree.
pub fn bare(folder: &Path, files: &Files, at: u64) {
    let scratch = tempfile::tempdir().expect("a folder");
    repository(scratch.path(), files, at);
    let (from, to) = (scratch.path().display().to_string(), folder.display().to_string());
    git(scratch.path(), &["clone", "--quiet", "--bare", &from, &to], at);
}

/// A bundle of a repository.
pub fn bundle(file: &Path, files: &Files, at: u64) {
    let scratch = tempfile::tempdir().expect("a folder");
    repository(scratch.path(), files, at);
    let to = file.display().to_string();
    git(scratch.path(), &["bundle", "create", "--quiet", &to, "HEAD", "main"], at);
}

/// A bare repository with these branches, each with a commit of its own, whose `HEAD` names none of them.
pub fn headless(folder: &Path, files: &Files, branches: &[&str], at: u64) {
    let scratch = tempfile::tempdir().expect("a folder");
    repository(scratch.path(), files, at);
    for branch in branches {
        git(scratch.path(), &["switch", "--quiet", "--create", branch], at);
        git(scratch.path(), &["commit", "--quiet", "--allow-empty", "--message", branch], at);
    }
    git(scratch.path(), &["branch", "--quiet", "--delete", "--force", "main"], at);
    let (from, to) = (scratch.path().display().to_string(), folder.display().to_string());
    git(scratch.path(), &["clone", "--quiet", "--bare", &from, &to], at);
    git(folder, &["symbolic-ref", "HEAD", "refs/heads/nobody"], at);
}

/// A bundle that has a tag and no branch.
pub fn tagged_bundle(file: &Path, files: &Files, at: u64) {
    let scratch = tempfile::tempdir().expect("a folder");
    repository(scratch.path(), files, at);
    git(scratch.path(), &["tag", "rendu"], at);
    git(scratch.path(), &["bundle", "create", "--quiet", &file.display().to_string(), "rendu"], at);
}

/// A bundle of the last commit alone, without the one before.
pub fn partial_bundle(file: &Path, files: &Files, at: u64) {
    let scratch = tempfile::tempdir().expect("a folder");
    repository(scratch.path(), files, at);
    git(scratch.path(), &["commit", "--quiet", "--allow-empty", "--message", "more"], at);
    let to = file.display().to_string();
    git(scratch.path(), &["bundle", "create", "--quiet", &to, "main~1..main"], at);
}

/// A repository without a commit.
pub fn uncommitted(folder: &Path, at: u64) {
    fs::create_dir_all(folder).expect("a folder");
    git(folder, &["init", "--quiet"], at);
}

fn git(folder: &Path, arguments: &[&str], at: u64) {
    let date = format!("{at} +0000");
    let output = Command::new("git")
        .current_dir(folder)
        .args(["-c", "user.name=a", "-c", "user.email=a@b", "-c", "init.defaultBranch=main"])
        .args(arguments)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_AUTHOR_DATE", &date)
        .env("GIT_COMMITTER_DATE", &date)
        .output()
        .expect("git");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
