//! The parts that a submission consists of, before they are read.

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::caps::Caps;
use crate::collector::Collector;
use crate::terms::Terms;
use crate::{folder, time, zips};

/// What a submission consists of.
#[derive(Clone, Debug)]
pub(crate) enum Part {
    /// a folder, which may be a git repository
    Folder(PathBuf),
    /// an archive, or a bundle of git
    Archive(PathBuf),
    /// a file of a download without folders, and what the student called it
    File { path: PathBuf, name: String },
    /// what is called so, or lies below it, in a download that is a zip
    Inside { download: PathBuf, top: String },
    /// a symbolic link, which nobody follows
    Link(PathBuf),
}

impl Part {
    /// When it was handed in, as far as that can be told without reading it.
    pub(crate) fn cheap_time(&self, zone: &TimeZone) -> Option<Timestamp> {
        match self {
            Self::Folder(path) => {
                // Without a lab no file is opened.
                let (layouts, caps, zone) = (Vec::new(), Caps::default(), zone.clone());
                let terms = Terms { layouts, caps, zone };
                let mut collector = Collector::new(&terms, &terms.caps);
                folder::read(path, &mut collector).ok();
                collector.tree.latest
            }
            Self::Archive(path) => zips::latest(path, None, zone).or_else(|| modified(path)),
            Self::File { path, .. } | Self::Link(path) => modified(path),
            Self::Inside { download, top } => zips::latest(download, Some(top), zone),
        }
    }
}

/// A name for people; bytes that are no UTF-8 are told apart.
pub(crate) fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().as_bytes();
    let mut shown = String::new();
    for chunk in name.utf8_chunks() {
        shown.push_str(chunk.valid());
        shown.extend(chunk.invalid().iter().map(|byte| format!("\\x{byte:02x}")));
    }
    shown
}

/// Whether git reads the folder. A `.git` that is a file points elsewhere, and is left alone.
pub(crate) fn is_repository(folder: &Path) -> bool {
    is_folder(&folder.join(".git")) || is_bare(folder)
}

pub(crate) fn is_bare(folder: &Path) -> bool {
    let head = fs::symlink_metadata(folder.join("HEAD")).is_ok_and(|about| about.is_file());
    head && is_folder(&folder.join("objects")) && is_folder(&folder.join("refs"))
}

pub(crate) fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|about| about.is_dir())
}

pub(crate) fn modified(path: &Path) -> Option<Timestamp> {
    fs::symlink_metadata(path).and_then(|about| about.modified()).ok().and_then(time::of)
}
