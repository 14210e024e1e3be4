//! The versions of labs that are kept when `reset` or `restore` puts another one in place. Each is a
//! folder in `.atelier/kept`, named after the lab and the second; beside it is its progress.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};

use crate::course::{Course, Lab, Side};
use crate::progress::{State, kept_folder};

/// A version of a lab.
#[derive(Clone, Debug)]
pub struct Kept<'a> {
    /// of which it is a version
    pub lab: &'a Lab,
    /// since when it is kept, in seconds since 1970; then its number among those of that second
    age: (u64, u32),
    /// where it is
    pub folder: PathBuf,
}

impl<'a> Kept<'a> {
    /// The versions of `lab`, or of all labs, the newest first.
    pub fn all(course: &'a Course, lab: Option<&Lab>) -> Vec<Self> {
        let entries = fs::read_dir(kept_folder(course)).into_iter().flatten().flatten();
        let folders = entries.map(|entry| entry.path()).filter(|path| path.is_dir());
        let mut versions: Vec<Self> =
            folders.filter_map(|folder| Self::of_folder(course, folder)).collect();
        versions.retain(|version| lab.is_none_or(|lab| lab.name == version.lab.name));
        versions.sort_by_key(|version| std::cmp::Reverse(version.age));
        versions
    }

    /// `01-salutation-1760000000`, and `01-salutation-1760000000-1` of the same second.
    fn of_folder(course: &'a Course, folder: PathBuf) -> Option<Self> {
        let name = folder.file_name()?.to_str()?;
        let (lab, age) = course.labs.iter().find_map(|lab| {
            let age = name.strip_prefix(&lab.folder)?.strip_prefix('-')?;
            Some((lab, age))
        })?;
        let (second, again) = age.split_once('-').unwrap_or((age, "0"));
        let age = (second.parse().ok()?, again.parse().ok()?);
        Some(Self { lab, age, folder })
    }

    /// How long it has been kept.
    pub fn age(&self) -> Duration {
        now().saturating_sub(Duration::from_secs(self.age.0))
    }

    /// The progress that belongs to it.
    pub fn state(&self) -> Option<State> {
        toml::from_str(&fs::read_to_string(progress_of(&self.folder)).ok()?).ok()
    }

    /// Moves it to the folder of its lab, where nothing must be.
    ///
    /// # Errors
    /// When it cannot be moved.
    pub fn put_back(self, course: &Course) -> Result<()> {
        move_folder(&self.folder, &place(course, self.lab))?;
        // It belongs to no version any more; left there, it would only take room.
        let _ = fs::remove_file(progress_of(&self.folder));
        Ok(())
    }
}

/// The folder of a student's lab, whether it is there or not.
pub fn place(course: &Course, lab: &Lab) -> PathBuf {
    course.root.join(Side::Lab.folder()).join(&lab.folder)
}

/// Moves the student's version of `lab` aside, unless it holds nothing but files of the starter. The
/// folder of the lab is gone afterwards in both cases. Returns where the version is kept.
///
/// # Errors
/// Files that cannot be moved or removed. A version is moved in one step, so that no error loses it.
pub fn keep(course: &Course, lab: &Lab, state: &State) -> Result<Option<PathBuf>> {
    let folder = place(course, lab);
    if !folder.exists() {
        return Ok(None);
    }
    let is_worth_keeping = holds_work(course, lab)?;
    let aside = aside(course, lab)?;
    move_folder(&folder, &aside)?;
    if !is_worth_keeping {
        // It is a copy of the starter: if this fails, it is kept.
        return Ok(fs::remove_dir_all(&aside).err().map(|_| aside));
    }
    let text = toml::to_string(state).context("writing the progress")?;
    // Without it, the lab counts as not checked when it comes back.
    let _ = fs::write(progress_of(&aside), text);
    Ok(Some(aside))
}

/// Whether the folder of `lab` holds a file that the starter does not have, or has otherwise.
///
/// # Errors
/// Files that cannot be read.
pub fn holds_work(course: &Course, lab: &Lab) -> Result<bool> {
    let folder = place(course, lab);
    if !folder.exists() {
        return Ok(false);
    }
    let differing = starters::differences(&course.folder(lab, Side::Solution)?, &folder)?;
    Ok(differing.iter().any(|path| path.symlink_metadata().is_ok()))
}

/// The path as it is shown: relative to the course.
pub fn shown(course: &Course, path: &Path) -> String {
    path.strip_prefix(&course.root).unwrap_or(path).display().to_string()
}

fn move_folder(from: &Path, to: &Path) -> Result<()> {
    fs::rename(from, to).with_context(|| format!("moving {} to {}", from.display(), to.display()))
}

fn progress_of(kept: &Path) -> PathBuf {
    kept.with_added_extension("toml")
}

fn now() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

/// A folder that does not exist yet, named after the lab and the second; newer than every other.
fn aside(course: &Course, lab: &Lab) -> Result<PathBuf> {
    let folder = kept_folder(course);
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    let second = now().as_secs();
    let newest = Kept::all(course, Some(lab)).first().map(|kept| kept.age);
    let name = match newest {
        Some((same, again)) if same >= second => format!("{}-{same}-{}", lab.folder, again + 1),
        _ => format!("{}-{second}", lab.folder),
    };
    Ok(folder.join(name))
}
