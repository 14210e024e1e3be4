//! Watches the files from which the book is built.

use std::path::Path;
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use anyhow::{Context, Result};
use notify::event::ModifyKind;
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

/// The pages, and the folders of the files that they include.
const SOURCES: [&str; 4] = ["book", "labs", "solutions", "harness"];

/// An editor saves a file in several steps, and git writes many files: a change is complete after
/// this long without another event.
const QUIET: Duration = Duration::from_millis(50);

/// Reports changes for as long as it exists.
pub struct Watch {
    changes: Receiver<()>,
    _watcher: RecommendedWatcher,
}

impl Watch {
    /// Starts to watch the sources in the repository `root`.
    ///
    /// # Errors
    /// When the system cannot watch them.
    pub fn start(root: &Path) -> Result<Self> {
        let (sender, changes) = mpsc::channel();
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            if event.is_ok_and(|event| is_change(event.kind)) {
                // At the end of the command there is no receiver any more.
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

    /// Waits until a change is complete; false when no change can come any more.
    pub fn next(&self) -> bool {
        let changed = self.changes.recv().is_ok();
        while self.changes.recv_timeout(QUIET).is_ok() {}
        changed
    }
}

/// A build reads the files, which causes events too. Those are not changes.
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
    fn writing_a_page_is_a_change_and_reading_it_is_not() {
        let root = tempfile::tempdir().expect("a folder");
        for source in SOURCES {
            fs::create_dir(root.path().join(source)).expect("a folder");
        }
        let page = root.path().join("book/page.md");
        fs::write(&page, "# One").expect("a page");
        let watch = Watch::start(root.path()).expect("a watch");
        fs::read(&page).expect("the page");
        assert!(watch.changes.recv_timeout(10 * QUIET).is_err(), "reading is not a change");
        fs::write(&page, "# Two").expect("a page");
        assert!(watch.next());
    }
}
