//! The arguments of bubblewrap that show a program what it is linked to, and nothing else.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// The word that stands for the folder in which `confine` is started.
pub const FOLDER: &str = "{folder}";

/// How the words begin that stand for folders beside it. They are made when they are not there yet,
/// and stay from one start in the folder to the next.
pub const BESIDE: &str = "{folder}.";

/// Where a server finds that folder, whatever it is called outside: its name would tell which check is
/// being made.
pub const INSIDE: &str = "/data";

/// The namespaces of every sandbox; the network is the caller's decision.
const NAMESPACES: [&str; 6] = [
    "--unshare-user",
    "--unshare-pid",
    "--unshare-ipc",
    "--unshare-uts",
    "--unshare-cgroup-try",
    "--die-with-parent",
];

/// Arguments of bubblewrap, put together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View(Vec<String>);

impl View {
    /// Namespaces of its own, no capability in them, nothing in view.
    pub fn nothing() -> Self {
        let mut view = Self::default();
        NAMESPACES.iter().for_each(|word| view.push(&[word]));
        view.push(&["--cap-drop", "ALL"]);
        view
    }

    /// No further user namespaces, and so none of any kind.
    #[must_use]
    pub fn the_last(self) -> Self {
        self.with(&["--disable-userns"])
    }

    /// A network of its own, in which there is only itself.
    #[must_use]
    pub fn alone(self) -> Self {
        self.with(&["--unshare-net"])
    }

    /// These arguments, as bubblewrap's manual gives them.
    #[must_use]
    pub fn with(mut self, arguments: &[&str]) -> Self {
        self.push(arguments);
        self
    }

    /// `outside`, to be read at `inside`.
    #[must_use]
    pub fn reading(self, outside: &Path, inside: &str) -> Self {
        let outside = outside.to_string_lossy().into_owned();
        self.with(&["--ro-bind", &outside, inside])
    }

    /// `outside`, to be written at `inside`.
    #[must_use]
    pub fn writing(self, outside: &Path, inside: &str) -> Self {
        let outside = outside.to_string_lossy().into_owned();
        self.with(&["--bind", &outside, inside])
    }

    /// Nothing can be written but what is shown to be, and what has a size of its own: not the root of the
    /// file system, not the folder of the devices. Last, because nothing can be shown after it.
    #[must_use]
    pub fn closed(self) -> Self {
        self.with(&["--remount-ro", "/dev", "--remount-ro", "/"])
    }

    /// These libraries, where the loader looks for them.
    #[must_use]
    pub fn libraries(self, libraries: &[PathBuf]) -> Self {
        libraries.iter().fold(self, |view, library| {
            let inside = library.to_string_lossy().into_owned();
            view.reading(library, &inside)
        })
    }

    /// What the machine has at this path, to be read there; nothing where it has nothing.
    #[must_use]
    pub fn reading_if_any(self, path: &str) -> Self {
        self.with(&["--ro-bind-try", path, path])
    }

    /// A folder beside the one in which `confine` is started, to be written at `inside`.
    #[must_use]
    pub fn writing_beside(self, name: &str, inside: &str) -> Self {
        self.with(&["--bind", &format!("{BESIDE}{name}"), inside])
    }

    /// A variable of the environment.
    #[must_use]
    pub fn setting(self, name: &str, value: &str) -> Self {
        self.with(&["--setenv", name, value])
    }

    /// The folder of the machine's programs and libraries, where every system has it.
    #[must_use]
    pub fn machine(self) -> Self {
        let view = self.reading(Path::new("/usr"), "/usr");
        ["bin", "sbin", "lib", "lib32", "lib64"].iter().fold(view, |view, name| {
            let place = Path::new("/").join(name);
            let inside = format!("/{name}");
            match place.read_link() {
                Ok(target) => view.with(&["--symlink", &target.to_string_lossy(), &inside]),
                Err(_) if place.is_dir() => view.reading(&place, &inside),
                Err(_) => view,
            }
        })
    }

    /// The arguments, in order.
    pub fn arguments(self) -> Vec<String> {
        self.0
    }

    fn push(&mut self, arguments: &[&str]) {
        self.0.extend(arguments.iter().map(|word| (*word).to_owned()));
    }
}

/// The libraries that `executable` is linked to, the loader among them. It must be one that we made
/// ourselves: the loader is asked.
///
/// # Errors
/// When `ldd` is missing, or the executable is linked to nothing.
pub fn libraries_of(executable: &Path) -> Result<Vec<PathBuf>> {
    let output = Command::new("ldd").arg(executable).output().context("starting ldd")?;
    let listed = String::from_utf8_lossy(&output.stdout);
    let libraries: Vec<PathBuf> = listed
        .lines()
        .flat_map(str::split_whitespace)
        .filter(|word| word.starts_with('/'))
        .map(PathBuf::from)
        .collect();
    ensure!(!libraries.is_empty(), "ldd finds no library of {}", executable.display());
    Ok(libraries)
}
