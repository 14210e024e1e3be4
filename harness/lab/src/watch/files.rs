//! The files of a lab, and what happens to them. The lab's folder may be removed, replaced, or be
//! moved into place: the folders above it are watched for that.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Result;
use notify::event::{CreateKind, ModifyKind, RemoveKind};
use notify::{
    Config, ErrorKind, Event, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher,
};
use texts::Lang;

use crate::course::{Course, Lab, Side};
use crate::exit::Refusal;
use crate::messages::trouble;
use crate::terminal;

/// How often files are looked at where the system announces nothing.
const POLLING: Duration = Duration::from_millis(500);

/// The extensions of the files that a build depends on.
const SOURCES: [&str; 8] = ["rs", "toml", "html", "sql", "json", "txt", "css", "js"];

/// What has happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// a source was written, or removed
    File,
    /// a whole folder came, went or was replaced: the watch has to start again, because the system
    /// goes on watching the old one
    Folder,
    /// nothing more will be reported; why
    Lost(String),
}

/// The files of a lab, watched until this is dropped.
pub struct Files {
    folders: Folders,
    /// by looking at them
    poll: bool,
    tell: Tell,
    lang: Lang,
    watcher: Box<dyn Watcher>,
}

/// What hears of a change.
type Tell = std::sync::Arc<dyn Fn(Change) + Send + Sync>;

impl Files {
    /// Watches by the system's events, else by looking at the files.
    ///
    /// # Errors
    /// When the files cannot be watched in either way.
    pub fn watch(course: &Course, lab: &Lab, poll: bool, tell: Tell, lang: Lang) -> Result<Self> {
        let folders = Folders::of(course, lab);
        let (poll, watcher) = watcher(&folders, poll, &tell, lang)?;
        Ok(Self { folders, poll, tell, lang, watcher })
    }

    /// Watches the folders that are there now.
    ///
    /// # Errors
    /// Those of [`Files::watch`].
    pub fn watch_again(&mut self) -> Result<()> {
        (self.poll, self.watcher) = watcher(&self.folders, self.poll, &self.tell, self.lang)?;
        Ok(())
    }
}

/// A watcher, and whether it polls.
fn watcher(
    folders: &Folders,
    poll: bool,
    tell: &Tell,
    lang: Lang,
) -> Result<(bool, Box<dyn Watcher>)> {
    let heard = {
        let (folders, tell) = (folders.clone(), tell.clone());
        move |event| {
            if let Some(change) = folders.change(event) {
                tell(change);
            }
        }
    };
    if !poll {
        match native(folders, heard.clone()) {
            Ok(watcher) => return Ok((false, Box::new(watcher))),
            Err(error) => {
                let why = error.to_string();
                terminal::complain(&trouble::watch_polling(why).text(lang));
            }
        }
    }
    let config = Config::default().with_poll_interval(POLLING).with_compare_contents(true);
    let lost = |error: notify::Error| Refusal::harness(trouble::watch_lost(error.to_string()));
    let mut watcher = PollWatcher::new(heard, config).map_err(lost)?;
    watcher.watch(&folders.labs, RecursiveMode::Recursive).map_err(lost)?;
    Ok((true, Box::new(watcher)))
}

/// Watches from the top, so that a folder that comes meanwhile is watched, or its coming is heard.
fn native(
    folders: &Folders,
    heard: impl Fn(notify::Result<Event>) + Send + 'static,
) -> notify::Result<RecommendedWatcher> {
    let mut watcher = RecommendedWatcher::new(heard, Config::default())?;
    watcher.watch(&folders.root, RecursiveMode::NonRecursive)?;
    for (folder, mode) in
        [(&folders.labs, RecursiveMode::NonRecursive), (&folders.lab, RecursiveMode::Recursive)]
    {
        match watcher.watch(folder, mode) {
            Err(error) if !is_absence(&error) => return Err(error),
            _ => {}
        }
    }
    Ok(watcher)
}

fn is_absence(error: &notify::Error) -> bool {
    match &error.kind {
        ErrorKind::PathNotFound | ErrorKind::WatchNotFound => true,
        ErrorKind::Io(error) => error.kind() == io::ErrorKind::NotFound,
        _ => false,
    }
}

/// The folder of a lab, and those above it.
#[derive(Clone, Debug)]
struct Folders {
    root: PathBuf,
    labs: PathBuf,
    lab: PathBuf,
}

impl Folders {
    fn of(course: &Course, lab: &Lab) -> Self {
        let root = course.root.clone();
        let labs = root.join(Side::Lab.folder());
        let lab = labs.join(&lab.folder);
        Self { root, labs, lab }
    }

    /// What an event means for the lab, if anything.
    fn change(&self, event: notify::Result<Event>) -> Option<Change> {
        let event = match event {
            Ok(event) => event,
            Err(error) if is_absence(&error) => return Some(Change::Folder),
            Err(error) => return Some(Change::Lost(error.to_string())),
        };
        if event.need_rescan() {
            return Some(Change::Folder);
        }
        let counts = matches!(
            event.kind,
            EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_) | EventKind::Any
        );
        if !counts {
            return None;
        }
        if event.paths.iter().any(|path| self.is_folder(path, event.kind)) {
            return Some(Change::Folder);
        }
        event.paths.iter().any(|path| self.is_source(path)).then_some(Change::File)
    }

    /// Whether `path` is a folder that has come or gone: inside the lab, the lab's own, or one above.
    fn is_folder(&self, path: &Path, kind: EventKind) -> bool {
        match kind {
            EventKind::Modify(ModifyKind::Name(_)) | EventKind::Any => {}
            EventKind::Create(_) | EventKind::Remove(_) => {}
            _ => return false,
        }
        if self.lab.starts_with(path) {
            return path != self.root;
        }
        let is_known = matches!(
            kind,
            EventKind::Create(CreateKind::Folder) | EventKind::Remove(RemoveKind::Folder)
        );
        // Of a folder that is gone only the name is left.
        let is_likely = path.is_dir() || (path.extension().is_none() && !path.exists());
        self.is_of_the_lab(path) && (is_known || is_likely)
    }

    /// Whether something that the build depends on has changed: not a swap file, a lock.
    fn is_source(&self, path: &Path) -> bool {
        let extension = path.extension().map(OsStr::to_string_lossy).unwrap_or_default();
        self.is_of_the_lab(path) && SOURCES.contains(&extension.as_ref())
    }

    /// Whether `path` is inside the lab, but neither hidden nor a product of a build.
    fn is_of_the_lab(&self, path: &Path) -> bool {
        let Ok(inside) = path.strip_prefix(&self.lab) else { return false };
        let hidden = |part: &OsStr| part.to_string_lossy().starts_with('.');
        let build_product = inside.iter().next().is_some_and(|part| part == "target");
        !build_product && !inside.iter().any(hidden)
    }
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use notify::event::{CreateKind, ModifyKind, RemoveKind, RenameMode};
    use notify::{Event, EventKind};

    use super::{Change, Folders};

    fn folders() -> Folders {
        let [root, labs, lab] = ["/course", "/course/labs", "/course/labs/01"].map(PathBuf::from);
        Folders { root, labs, lab }
    }

    fn change(kind: EventKind, path: &str) -> Option<Change> {
        folders().change(Ok(Event::new(kind).add_path(path.into())))
    }

    #[test]
    fn saves_of_sources_count_and_those_of_editors_do_not() {
        let counts = |path: &str| folders().is_source(Path::new(path));
        assert!(counts("/course/labs/01/src/app.rs"));
        assert!(counts("/course/labs/01/templates/hello.html"));
        assert!(counts("/course/labs/01/Cargo.toml"));
        assert!(!counts("/course/labs/01/src/.app.rs.swp"));
        assert!(!counts("/course/labs/01/src/app.rs~"));
        assert!(!counts("/course/labs/01/target/debug/x.rs"));
        assert!(!counts("/elsewhere/src/app.rs"));
    }

    #[test]
    fn a_folder_that_comes_goes_or_is_moved_counts_and_that_of_another_lab_does_not() {
        let create = EventKind::Create(CreateKind::Folder);
        let remove = EventKind::Remove(RemoveKind::Folder);
        let rename = EventKind::Modify(ModifyKind::Name(RenameMode::From));
        for kind in [create, remove, rename] {
            for path in ["/course/labs/01", "/course/labs", "/course/labs/01/src"] {
                assert_eq!(change(kind, path), Some(Change::Folder), "{kind:?} {path}");
            }
            for path in ["/course/labs/02", "/course/target", "/course/labs/01/target", "/course"] {
                assert_eq!(change(kind, path), None, "{kind:?} {path}");
            }
        }
        let touched = EventKind::Modify(ModifyKind::Any);
        assert_eq!(change(touched, "/course/labs/01"), None);
        assert_eq!(change(rename, "/course/labs/01/src/app.rs"), Some(Change::File));
    }
}
