//! The files that the book is made of, and when they change.

use std::path::Path;
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use anyhow::{Context, Result};
use notify::event::ModifyKind;
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

/// What pages include comes from these folders.
const SOURCES: [&str; 4] = ["book", "labs", "solutions", "harness"];

/// Editors write a file in several steps, git writes many files; this long without another one is
/// the end of it.
const QUIET: Duration = Duration::from_millis(50);

/// Tells of changes for as long as it lives.
pub struct Watch {
    changes: Receiver<()>,
    _watcher: RecommendedWatcher,
}

impl Watch {
    /// Begins to watch the sources in the repository `root`.
    ///
    /// # Errors
    /// When the system refuses to watch them.
    pub fn start(root: &Path) -> Result<Self> {
        let (sender, changes) = mpsc::channel();
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            if event.is_ok_and(|event| is_change(event.kind)) {
                // Nobody listens once the command ends.
                let _ = sender.send(());
            }
        })
        .context("watching the book")?;
        for source in SOURCES {
            let folder = root.join(source);
            watcher
                .watch(&folder, RecursiveMode::Recursive)
                .with_context(|| format!("watching {}", folder.display()))?;
        }
        Ok(Self { changes, _watcher: watcher })
    }

    /// Waits for the next change and the end of the writing; false when none can come any more.
    pub fn next(&self) -> bool {
        let changed = self.changes.recv().is_ok();
        while self.changes.recv_timeout(QUIET).is_ok() {}
        changed
    }
}

/// Building reads the files, which is an event too, and no change.
fn is_change(kind: EventKind) -> bool {
    match kind {
        EventKind::Create(_) | EventKind::Remove(_) => true,
        EventKind::Modify(how) => !matches!(how, ModifyKind::Metadata(_)),
        EventKind::Any | EventKind::Access(_) | EventKind::Other => false,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_saved_page_is_a_change_and_a_page_that_was_read_is_none() {
        let root = tempfile::tempdir().expect("a folder");
        for source in SOURCES {
            fs::create_dir(root.path().join(source)).expect("a folder");
        }
        let page = root.path().join("book/page.md");
        fs::write(&page, "# One").expect("a page");
        let watch = Watch::start(root.path()).expect("a watch");
        fs::read(&page).expect("the page");
        assert!(watch.changes.recv_timeout(10 * QUIET).is_err(), "reading is no change");
        fs::write(&page, "# Two").expect("a page");
        assert!(watch.next());
    }
}
