//! A file that must be complete at every moment while a server writes it.
//!
//! Reading it again and again finds an incomplete file only by luck. Three things are certain: a file
//! that stays open changes only if the server writes into it; on Linux, inotify reports every removal
//! and every creation under the file's name, while a rename onto it is neither; and what was read.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use texts::Message;

use crate::limits;
use crate::messages::remarks;
use crate::transcript::TextReader;

/// What was wrong with a file: its content, or why it had none.
pub(super) type Torn = Result<String, Message>;

/// A file as it is before a load.
pub(super) struct Watched<'a> {
    path: &'a Path,
    held: Option<Held>,
    names: Option<Names>,
}

impl<'a> Watched<'a> {
    /// Begins to watch. Without inotify, a removal is seen only if the file is read at that moment.
    pub(super) fn open(path: &'a Path) -> Self {
        Self { path, held: Held::open(path).ok(), names: Names::watch(path) }
    }

    /// Reads the file over and over, until the load is over or the file is wrong.
    pub(super) fn read_until(&self, read: TextReader, over: &AtomicBool) -> Option<Torn> {
        while !over.load(Ordering::Relaxed) {
            match contents(self.path) {
                Ok(text) if read(&text).is_ok() => thread::yield_now(),
                wrong => return Some(wrong),
            }
        }
        None
    }

    /// What is certain after the load: that there was a moment without a complete file.
    pub(super) fn wrong(&self) -> Option<Torn> {
        if self.held.as_ref().is_some_and(Held::is_changed) {
            return Some(Err(remarks::WRITTEN_IN_PLACE));
        }
        let names = self.names.as_ref();
        let is_replaced = names.is_some_and(|names| names.is_removed_or_created(self.path));
        is_replaced.then_some(Err(remarks::REMOVED_FIRST))
    }
}

/// The file that was there before, which stays open. What replaces it is another file.
struct Held {
    file: File,
    content: Vec<u8>,
}

impl Held {
    fn open(path: &Path) -> io::Result<Self> {
        let file = open(path)?;
        let content = whole(&file)?;
        Ok(Self { file, content })
    }

    fn is_changed(&self) -> bool {
        whole(&self.file).is_ok_and(|content| content != self.content)
    }
}

/// The names that were removed from the file's folder, or created in it.
#[cfg(target_os = "linux")]
struct Names(std::os::fd::OwnedFd);

#[cfg(target_os = "linux")]
impl Names {
    fn watch(path: &Path) -> Option<Self> {
        use rustix::fs::inotify::{self, CreateFlags, WatchFlags};

        let queue = inotify::init(CreateFlags::NONBLOCK | CreateFlags::CLOEXEC).ok()?;
        let events = WatchFlags::CREATE | WatchFlags::DELETE;
        inotify::add_watch(&queue, path.parent()?, events).ok()?;
        Some(Self(queue))
    }

    fn is_removed_or_created(&self, path: &Path) -> bool {
        use std::mem::MaybeUninit;
        use std::os::unix::ffi::OsStrExt;

        let name = path.file_name().map(OsStrExt::as_bytes);
        let mut buffer = [MaybeUninit::uninit(); 4096];
        let mut events = rustix::fs::inotify::Reader::new(&self.0, &mut buffer);
        // The end of the queue is an error: there is no event yet.
        while let Ok(event) = events.next() {
            if event.file_name().map(|found| found.to_bytes()) == name {
                return true;
            }
        }
        false
    }
}

/// Other systems report too little to be certain.
#[cfg(not(target_os = "linux"))]
struct Names;

#[cfg(not(target_os = "linux"))]
impl Names {
    fn watch(_: &Path) -> Option<Self> {
        None
    }

    fn is_removed_or_created(&self, _: &Path) -> bool {
        false
    }
}

/// The content of a file up to the limit, or why it cannot be read.
pub(super) fn contents(path: &Path) -> Result<String, Message> {
    match open(path).and_then(|file| whole(&file)) {
        Ok(bytes) => String::from_utf8(bytes).map_err(|_| remarks::FILE_NOT_UTF_8),
        Err(error) => Err(match error.kind() {
            io::ErrorKind::NotFound => remarks::NO_FILE,
            io::ErrorKind::InvalidInput => remarks::NOT_A_FILE,
            _ => remarks::unreadable_file(error.to_string()),
        }),
    }
}

/// Opens an ordinary file, and fails with [`io::ErrorKind::InvalidInput`] for anything else. A pipe in
/// its place would otherwise keep the harness waiting until somebody writes into it.
fn open(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NONBLOCK);
    let file = options.open(path)?;
    match file.metadata()?.is_file() {
        true => Ok(file),
        false => Err(io::ErrorKind::InvalidInput.into()),
    }
}

/// What is in an open file, from its beginning up to the limit.
fn whole(mut file: &File) -> io::Result<Vec<u8>> {
    let most = u64::try_from(limits::FILE_BYTES).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    file.rewind()?;
    file.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use tempfile::TempDir;

    use super::{Watched, contents};
    use crate::messages::remarks;

    /// A folder with a file, and the path of another one in it.
    fn file() -> (TempDir, PathBuf, PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let (file, other) = (folder.path().join("a.json"), folder.path().join("a.json.tmp"));
        fs::write(&file, "old").expect("a file");
        (folder, file, other)
    }

    #[test]
    fn a_file_that_another_one_replaces_is_complete_at_every_moment() {
        let (_folder, file, other) = file();
        let watched = Watched::open(&file);
        fs::write(&other, "new").expect("another file");
        fs::rename(&other, &file).expect("one in the place of the other");
        assert_eq!(watched.wrong(), None);
    }

    #[test]
    fn a_file_that_is_written_in_place_is_not() {
        let (_folder, file, _) = file();
        let watched = Watched::open(&file);
        fs::write(&file, "newer").expect("the same file");
        assert_eq!(watched.wrong(), Some(Err(remarks::WRITTEN_IN_PLACE)));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_file_that_is_removed_first_is_not() {
        let (_folder, file, other) = file();
        let watched = Watched::open(&file);
        fs::write(&other, "new").expect("another file");
        fs::remove_file(&file).expect("no file");
        fs::rename(&other, &file).expect("the file again");
        assert_eq!(watched.wrong(), Some(Err(remarks::REMOVED_FIRST)));
    }

    #[test]
    #[cfg(unix)]
    fn a_pipe_is_not_a_file_and_keeps_nobody_waiting() {
        let (_folder, file, other) = file();
        let made = rustix::fs::mkfifoat(rustix::fs::CWD, &other, rustix::fs::Mode::RUSR);
        made.expect("a pipe");
        assert_eq!(contents(&other), Err(remarks::NOT_A_FILE));
        assert_eq!(contents(&file), Ok("old".to_owned()));
    }
}
