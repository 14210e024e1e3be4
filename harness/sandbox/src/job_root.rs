//! The folder in which everything lies that a slot must reach: the toolchain, the dependencies, the
//! judges, and a folder for every job.

use std::ffi::CStr;
use std::fs;
use std::os::unix::fs::{PermissionsExt, chown, symlink};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use rustix::mount::{
    MountFlags, MountPropagationFlags, mount, mount_bind_recursive, mount_change, mount_remount,
};
use rustix::process::geteuid;
use rustix::thread::{UnshareFlags, unshare_unsafe};
use tempfile::TempDir;

use crate::leftovers;

/// Room for the jobs of all slots, in memory.
const ROOM: &CStr = c"size=4g,nr_inodes=400k,mode=755";

/// The folder.
#[derive(Debug)]
pub struct JobRoot {
    root: PathBuf,
    /// whether it is root's, and seen by this process alone
    private: bool,
    /// what goes away with this, when it is not
    _folder: Option<TempDir>,
}

/// Where root's is mounted. Every grader sees its own there.
const MOUNT_POINT: &str = "/run/atelier";

impl JobRoot {
    /// Makes the folder. Root's is a file system of its own that no other process sees: it is sized,
    /// and gone with this process in whatever way that ends.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn create() -> Result<Self> {
        let place = PathBuf::from(MOUNT_POINT);
        if geteuid().is_root() && fs::create_dir_all(&place).is_ok() && keep_private(&place).is_ok()
        {
            return Ok(Self { root: place, private: true, _folder: None });
        }
        let folder = tempfile::Builder::new()
            .prefix(&leftovers::prefix())
            .tempdir()
            .context("making a folder for the jobs")?;
        Ok(Self { root: folder.path().to_owned(), private: false, _folder: Some(folder) })
    }

    /// Whether this is root's, who can become other users.
    pub fn is_private(&self) -> bool {
        self.private
    }

    /// `outside`, a folder, at a path that slots can reach.
    ///
    /// # Errors
    /// When it cannot be shown there.
    pub fn show(&self, outside: &Path, name: &str) -> Result<PathBuf> {
        let inside = self.root.join(name);
        if !self.private {
            symlink(outside, &inside).with_context(|| format!("linking {}", inside.display()))?;
            return Ok(inside);
        }
        fs::create_dir_all(&inside).with_context(|| format!("making {}", inside.display()))?;
        bind(outside, &inside).with_context(|| format!("showing {}", outside.display()))?;
        Ok(inside)
    }

    /// A copy of an executable at a path that slots can reach.
    ///
    /// # Errors
    /// When it cannot be copied.
    pub fn copy(&self, outside: &Path, name: &str) -> Result<PathBuf> {
        let inside = self.root.join(name);
        fs::copy(outside, &inside).with_context(|| format!("copying {}", outside.display()))?;
        fs::set_permissions(&inside, fs::Permissions::from_mode(0o755))
            .with_context(|| format!("opening {}", inside.display()))?;
        Ok(inside)
    }

    /// A folder with these files, which every slot can read and none can write.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn files(&self, name: &str, files: &[(&str, Vec<u8>)]) -> Result<PathBuf> {
        let folder = self.root.join(name);
        fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
        for (name, content) in files {
            let file = folder.join(name);
            fs::write(&file, content).with_context(|| format!("writing {}", file.display()))?;
        }
        Ok(folder)
    }

    /// An own folder of `user`.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn folder(&self, name: &str, user: Option<u32>) -> Result<PathBuf> {
        let folder = self.root.join(name);
        self.make(&folder, user)?;
        Ok(folder)
    }

    /// Makes `path`, and all that is in it, `user`'s.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn give(&self, path: &Path, user: Option<u32>) -> Result<()> {
        let Some(user) = user else { return Ok(()) };
        let giving = || format!("giving away {}", path.display());
        chown(path, Some(user), Some(user)).with_context(giving)?;
        if path.is_dir() {
            for entry in fs::read_dir(path).with_context(giving)? {
                self.give(&entry.with_context(giving)?.path(), Some(user))?;
            }
        }
        Ok(())
    }

    /// Makes `folder`, which `user` alone may enter.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn make(&self, folder: &Path, user: Option<u32>) -> Result<()> {
        let making = || format!("making {}", folder.display());
        fs::create_dir_all(folder).with_context(making)?;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).with_context(making)?;
        if let Some(user) = user {
            chown(folder, Some(user), Some(user)).with_context(making)?;
        }
        Ok(())
    }
}

/// A mount namespace of this process's own, and a file system in memory at `root`.
fn keep_private(root: &Path) -> Result<()> {
    own_mounts().context("leaving the mount namespace")?;
    mount_change("/", MountPropagationFlags::REC | MountPropagationFlags::PRIVATE)
        .context("keeping mounts to this process")?;
    mount("tmpfs", root, "tmpfs", MountFlags::NOSUID | MountFlags::NODEV, ROOM)
        .with_context(|| format!("mounting a file system at {}", root.display()))
}

/// Shows `outside` at `inside`, to be read only.
fn bind(outside: &Path, inside: &Path) -> Result<()> {
    mount_bind_recursive(outside, inside)?;
    let flags = MountFlags::BIND | MountFlags::RDONLY | MountFlags::NOSUID;
    mount_remount(inside, flags, "")?;
    Ok(())
}

#[expect(unsafe_code, reason = "rustix has unshare as unsafe only, for the sake of other flags")]
fn own_mounts() -> Result<()> {
    // SAFETY: the file descriptors stay shared among the threads, which FILES alone would change.
    unsafe { unshare_unsafe(UnshareFlags::NEWNS) }?;
    Ok(())
}
