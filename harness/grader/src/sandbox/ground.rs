//! The folder in which everything lies that a slot must reach: the toolchain, the dependencies, the
//! judges, and a folder for every job.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown, symlink};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use tempfile::TempDir;

/// Room for the jobs of all slots, in memory.
const ROOM: &str = "size=4g,nr_inodes=400k,mode=755";

/// The folder.
#[derive(Debug)]
pub struct Ground {
    root: PathBuf,
    /// whether it is root's, and seen by this process alone
    private: bool,
    /// what goes away with this, when it is not
    _folder: Option<TempDir>,
}

/// Where root's is mounted. Every grader sees its own there.
const PLACE: &str = "/run/atelier";

impl Ground {
    /// Makes the folder. Root's is a file system of its own that no other process sees: it is sized,
    /// and gone with this process in whatever way that ends.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn lay() -> Result<Self> {
        let place = PathBuf::from(PLACE);
        if is_root() && fs::create_dir_all(&place).is_ok() && keep_private(&place).is_ok() {
            return Ok(Self { root: place, private: true, _folder: None });
        }
        let folder = tempfile::Builder::new()
            .prefix(&crate::leftovers::prefix())
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

#[expect(unsafe_code, reason = "the standard library has no geteuid")]
fn is_root() -> bool {
    // SAFETY: geteuid(2) takes nothing and cannot fail.
    unsafe { libc::geteuid() == 0 }
}

/// A mount namespace of this process's own, and a file system in memory at `root`.
fn keep_private(root: &Path) -> Result<()> {
    own_mounts().context("leaving the mount namespace")?;
    let slash = Path::new("/");
    mount(None, slash, None, libc::MS_REC | libc::MS_PRIVATE, None)
        .context("keeping mounts to this process")?;
    let flags = libc::MS_NOSUID | libc::MS_NODEV;
    mount(Some(Path::new("tmpfs")), root, Some("tmpfs"), flags, Some(ROOM))
        .with_context(|| format!("mounting a file system at {}", root.display()))
}

fn bind(outside: &Path, inside: &Path) -> Result<()> {
    mount(Some(outside), inside, None, libc::MS_BIND | libc::MS_REC, None)?;
    let flags = libc::MS_BIND | libc::MS_REMOUNT | libc::MS_RDONLY | libc::MS_NOSUID;
    mount(None, inside, None, flags, None)
}

#[expect(unsafe_code, reason = "the standard library has no unshare")]
fn own_mounts() -> Result<()> {
    // SAFETY: unshare(2) takes no pointer.
    if unsafe { libc::unshare(libc::CLONE_NEWNS) } != 0 {
        return Err(std::io::Error::last_os_error().into());
    }
    Ok(())
}

#[expect(unsafe_code, reason = "the standard library has no mount")]
fn mount(
    what: Option<&Path>,
    place: &Path,
    kind: Option<&str>,
    flags: libc::c_ulong,
    options: Option<&str>,
) -> Result<()> {
    use std::ffi::CString;
    use std::os::unix::ffi::OsStrExt;
    let text = |text: &[u8]| CString::new(text).context("a path holds a zero byte");
    let what = what.map(|what| text(what.as_os_str().as_bytes())).transpose()?;
    let place = text(place.as_os_str().as_bytes())?;
    let kind = kind.map(|kind| text(kind.as_bytes())).transpose()?;
    let options = options.map(|options| text(options.as_bytes())).transpose()?;
    let pointer = |text: &Option<CString>| text.as_ref().map_or(std::ptr::null(), |t| t.as_ptr());
    // SAFETY: every pointer is null or that of a C string that lives until the call is over.
    let status = unsafe {
        libc::mount(pointer(&what), place.as_ptr(), pointer(&kind), flags, pointer(&options).cast())
    };
    if status != 0 {
        return Err(std::io::Error::last_os_error().into());
    }
    Ok(())
}
