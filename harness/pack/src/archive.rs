//! Writes an archive.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::files::{Files, LARGEST, digest, takes};
use crate::manifest::{MANIFEST, Manifest, PackedLab};

/// What is to be packed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Request {
    /// the archive; one that is there is replaced when it is such an archive
    pub out: PathBuf,
    /// how the student is told where it is
    pub shown: String,
    /// the language of the student, `fr` or `en`
    pub lang: String,
    /// the version of the course
    pub course: String,
    /// the labs
    pub labs: Vec<RequestedLab>,
}

/// A lab that is to be packed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RequestedLab {
    /// its name
    pub lab: String,
    /// where it lies
    pub at: PathBuf,
    /// its folder in the archive
    pub folder: String,
    /// the points of the last run
    pub points: Option<u32>,
}

/// What was packed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packed {
    /// how many files
    pub files: usize,
    /// bytes of the archive
    pub bytes: u64,
}

/// The answer to a request: what was packed, or why nothing was.
pub type Answer = std::result::Result<Packed, Unpackable>;

/// Why an archive is not written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unpackable {
    /// something else has the name of the archive
    Taken,
    /// the archive cannot be written there
    Unwritable {
        /// what the system says
        why: String,
    },
    /// a file is larger than [`LARGEST`]
    TooLarge {
        /// its path, from the folder of the course
        path: String,
    },
    /// a file is neither a plain file nor a folder
    NotPlain {
        /// its path, from the folder of the course
        path: String,
    },
}

/// Writes the archive, whole or not at all.
///
/// # Errors
/// Files that cannot be read or written.
pub fn write(request: &Request) -> Result<Answer> {
    let out = &request.out;
    if out.exists() && !is_ours(out) {
        return Ok(Err(Unpackable::Taken));
    }
    let mut packed = Vec::new();
    for lab in &request.labs {
        match read(lab)? {
            Ok(files) => packed.push((lab, files)),
            Err(unpackable) => return Ok(Err(unpackable)),
        }
    }
    let labs = packed.iter().map(|(lab, files)| PackedLab {
        lab: lab.lab.clone(),
        folder: lab.folder.clone(),
        digest: digest(files),
        points: lab.points,
    });
    let manifest = Manifest { course: request.course.clone(), labs: labs.collect() };
    let writing = || format!("writing {}", out.display());
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty());
    let file = match NamedTempFile::new_in(folder.unwrap_or(Path::new("."))) {
        Ok(file) => file,
        Err(error) => return Ok(Err(Unpackable::Unwritable { why: error.to_string() })),
    };
    let mut archive = ZipWriter::new(file);
    let options = SimpleFileOptions::default();
    archive.start_file(MANIFEST, options).with_context(writing)?;
    archive.write_all(&serde_json::to_vec_pretty(&manifest)?).with_context(writing)?;
    for (lab, files) in &packed {
        for (path, content) in files {
            archive.start_file(format!("{}/{path}", lab.folder), options).with_context(writing)?;
            archive.write_all(content).with_context(writing)?;
        }
    }
    let file = archive.finish().with_context(writing)?;
    let bytes = file.as_file().metadata().with_context(writing)?.len();
    file.persist(out).with_context(writing)?;
    Ok(Ok(Packed { files: packed.iter().map(|(_, files)| files.len()).sum(), bytes }))
}

/// Whether an archive was written by this crate.
fn is_ours(path: &Path) -> bool {
    let archive = File::open(path).ok().and_then(|file| ZipArchive::new(file).ok());
    archive.is_some_and(|archive| archive.index_for_name(MANIFEST).is_some())
}

/// The files of a lab that are handed in.
fn read(lab: &RequestedLab) -> Result<std::result::Result<Files, Unpackable>> {
    let mut files = Files::new();
    let mut folders = vec![lab.at.clone()];
    while let Some(folder) = folders.pop() {
        let reading = || format!("reading {}", folder.display());
        for entry in fs::read_dir(&folder).with_context(reading)? {
            let path = entry.with_context(reading)?.path();
            let inside = inside(&lab.at, &path)?;
            let about = fs::symlink_metadata(&path).with_context(reading)?;
            let shown = format!("{}/{inside}", lab.folder);
            if about.is_dir() {
                // Whether a folder is taken is asked by a file in it.
                if takes(&format!("{inside}/a")) {
                    folders.push(path);
                }
            } else if !takes(&inside) {
            } else if !about.is_file() {
                return Ok(Err(Unpackable::NotPlain { path: shown }));
            } else if about.len() > LARGEST {
                return Ok(Err(Unpackable::TooLarge { path: shown }));
            } else {
                files.insert(inside, fs::read(&path).with_context(reading)?);
            }
        }
    }
    Ok(Ok(files))
}

fn inside(folder: &Path, path: &Path) -> Result<String> {
    let parts = path.strip_prefix(folder)?.iter().map(|part| part.to_str());
    let parts: Option<Vec<&str>> = parts.collect();
    let error = || io::Error::new(io::ErrorKind::InvalidData, "a name that is not UTF-8");
    let parts = parts.ok_or_else(error).with_context(|| format!("reading {}", path.display()))?;
    Ok(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Read;
    use std::path::Path;

    use zip::ZipArchive;

    use super::{Request, RequestedLab, Unpackable, write};
    use crate::files::LARGEST;
    use crate::manifest::{MANIFEST, Manifest};

    fn put(path: &Path, content: &[u8]) {
        fs::create_dir_all(path.parent().expect("a parent")).expect("the folders");
        fs::write(path, content).expect("a file");
    }

    fn request(folder: &Path) -> Request {
        let lab = RequestedLab {
            lab: "salutation".to_owned(),
            at: folder.join("labs/01-salutation"),
            folder: "labs/01-salutation".to_owned(),
            points: Some(12),
        };
        Request {
            out: folder.join("rendu.zip"),
            shown: "rendu.zip".to_owned(),
            lang: "en".to_owned(),
            course: "1".to_owned(),
            labs: vec![lab],
        }
    }

    #[test]
    fn an_archive_holds_what_is_handed_in_and_its_manifest() {
        let folder = tempfile::tempdir().expect("a folder");
        let lab = folder.path().join("labs/01-salutation");
        put(&lab.join("src/main.rs"), b"fn main() {}");
        put(&lab.join("Cargo.toml"), b"[package]");
        put(&lab.join("target/debug/a"), b"x");
        put(&lab.join(".git/config"), b"x");
        let request = request(folder.path());
        let packed = write(&request).expect("written").expect("packed");
        assert_eq!(packed.files, 2);
        let file = fs::File::open(&request.out).expect("an archive");
        let mut archive = ZipArchive::new(file).expect("a zip");
        let mut names: Vec<String> =
            archive.file_names().map(|name| name.expect("text").into_owned()).collect();
        names.sort();
        assert_eq!(
            names,
            [MANIFEST, "labs/01-salutation/Cargo.toml", "labs/01-salutation/src/main.rs"]
        );
        let mut text = String::new();
        archive.by_name(MANIFEST).expect("a manifest").read_to_string(&mut text).expect("text");
        let manifest: Manifest = serde_json::from_str(&text).expect("a manifest");
        assert_eq!((manifest.course.as_str(), manifest.labs[0].points), ("1", Some(12)));
        assert_eq!(manifest.labs[0].digest.len(), 64);
        // Again: it is one that was written here.
        assert!(write(&request).expect("written").is_ok());
    }

    #[test]
    fn nothing_of_somebody_else_is_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        put(&folder.path().join("labs/01-salutation/src/main.rs"), b"");
        let request = request(folder.path());
        put(&request.out, b"my holidays");
        assert_eq!(write(&request).expect("an answer"), Err(Unpackable::Taken));
        assert_eq!(fs::read(&request.out).expect("a file"), b"my holidays");
    }

    #[test]
    fn an_archive_in_no_folder_is_the_students_to_place() {
        let folder = tempfile::tempdir().expect("a folder");
        put(&folder.path().join("labs/01-salutation/src/main.rs"), b"");
        let request = request(folder.path());
        let request = Request { out: folder.path().join("nowhere/work.zip"), ..request };
        let answer = write(&request).expect("an answer");
        assert!(matches!(answer, Err(Unpackable::Unwritable { .. })), "{answer:?}");
    }

    #[test]
    fn a_file_that_would_not_be_taken_is_said() {
        let folder = tempfile::tempdir().expect("a folder");
        let large = folder.path().join("labs/01-salutation/video.mp4");
        put(&large, b"");
        fs::File::options()
            .write(true)
            .open(&large)
            .and_then(|file| file.set_len(LARGEST + 1))
            .expect("a large file");
        let path = "labs/01-salutation/video.mp4".to_owned();
        let request = request(folder.path());
        assert_eq!(write(&request).expect("an answer"), Err(Unpackable::TooLarge { path }));
        assert!(!request.out.exists());
    }
}
