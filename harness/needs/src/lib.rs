//! What some tests need beside Rust, and how they say that it is missing.
//!
//! A skipped test is not a passed one, although its runner prints `ok`. So a test that cannot run here
//! says it through [`Need::skip`]: the reason is printed at once, and noted in the file that
//! `cargo author check` names in [`NOTES`]; the command ends with a table of these notes. Where
//! nothing may be skipped (`ATELIER_REQUIRE_ALL=1`, as in CI), the test fails.

use std::fmt;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::{env, thread};

/// The environment variable that names the file of the notes.
pub const NOTES: &str = "ATELIER_SKIPPED";

/// Something that a test needs and a machine may lack.
#[derive(Clone, Copy, Debug)]
pub struct Need<'a> {
    /// What it is.
    pub what: &'a str,
    /// How to get it.
    pub install: &'a str,
}

/// Submissions can be confined.
pub const SANDBOX: Need<'static> = Need {
    what: "a sandbox for submissions",
    install: "Linux; apt install bubblewrap; root or user namespaces; see `cargo grader doctor`",
};

/// A browser.
pub const CHROMIUM: Need<'static> =
    Need { what: "Chromium", install: "apt install chromium, or its path in CHROMIUM" };

/// The rules of accessible pages.
pub const AXE: Need<'static> =
    Need { what: "axe-core", install: "apt install npm, and a registry that it reaches" };

/// The second kind of database.
pub const POSTGRESQL: Need<'static> = Need {
    what: "PostgreSQL",
    install: "apt install postgresql; PGHOST, PGPORT, PGUSER and PGPASSWORD say where it is",
};

/// The broker of lab 07.
pub const RABBITMQ: Need<'static> =
    Need { what: "RabbitMQ", install: "apt install rabbitmq-server; AMQP_URL says where it is" };

/// The broker that the grader starts by itself.
pub const RABBITMQ_SERVER: Need<'static> =
    Need { what: "RabbitMQ's own program", install: "apt install rabbitmq-server" };

/// The program that reads metrics and rules as Prometheus does.
pub const PROMETHEUS: Need<'static> = Need { what: "promtool", install: "apt install prometheus" };

/// Servers in Python.
pub const FLASK: Need<'static> =
    Need { what: "Flask", install: "apt install python3; pip install flask" };

/// Servers in Python that describe themselves.
pub const FASTAPI: Need<'static> = Need {
    what: "FastAPI",
    install: "apt install python3; pip install fastapi uvicorn flask-swagger-ui",
};

/// Frameworks in Python that generate OpenAPI documents.
pub const FRAMEWORKS_IN_PYTHON: Need<'static> = Need {
    what: "frameworks in Python that generate OpenAPI documents",
    install: "pip install -r harness/openapi/frameworks/python/requirements.txt",
};

/// Frameworks in JavaScript that generate OpenAPI documents.
pub const FRAMEWORKS_IN_JAVASCRIPT: Need<'static> = Need {
    what: "frameworks in JavaScript that generate OpenAPI documents",
    install: "apt install npm; harness/openapi/frameworks/install",
};

/// The program that the book's readers send requests with.
pub const CURL: Need<'static> = Need { what: "curl", install: "apt install curl" };

/// An independent tester of OpenAPI documents.
pub const SCHEMATHESIS: Need<'static> =
    Need { what: "Schemathesis", install: "pip install schemathesis" };

/// Finds the snapshots that no test refers to.
pub const CARGO_INSTA: Need<'static> =
    Need { what: "cargo-insta", install: "cargo install cargo-insta" };

/// Changes the solutions.
pub const CARGO_MUTANTS: Need<'static> =
    Need { what: "cargo-mutants", install: "cargo install cargo-mutants" };

/// The operating system of the grader.
pub const LINUX: Need<'static> =
    Need { what: "Linux", install: "the grader and its tests run there alone" };

/// A program on which the compiler breaks.
pub const BROKEN_COMPILER: Need<'static> = Need {
    what: "a compiler that breaks on the program of this test",
    install: "another program on which this version of rustc breaks",
};

/// Names under which Chromium is installed.
const CHROMIUM_NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// The Chromium of this machine: the one that the variable `CHROMIUM` names, or one in `PATH`.
pub fn chromium() -> Option<PathBuf> {
    let given = env::var_os("CHROMIUM").map(PathBuf::from);
    let path = env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    let named = |name| {
        let program = format!("{name}{}", env::consts::EXE_SUFFIX);
        folders.iter().map(|folder| folder.join(&program)).find(|path| path.is_file())
    };
    given.or_else(|| CHROMIUM_NAMES.into_iter().find_map(named))
}

/// Why a test may not be skipped.
#[derive(Debug)]
pub struct Missing(String);

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Missing {}

impl Need<'_> {
    /// Says that the test which calls this is skipped.
    ///
    /// # Panics
    /// When nothing may be skipped.
    #[track_caller]
    pub fn skip(&self) {
        if let Err(missing) = self.skipped_by(&test()) {
            panic!("{missing}");
        }
    }

    /// Says that `who`, a test or a part of one, is skipped.
    ///
    /// # Errors
    /// When nothing may be skipped.
    pub fn skipped_by(&self, who: &str) -> Result<(), Missing> {
        let notes = env::var_os(NOTES).map(PathBuf::from);
        self.noted(who, notes.as_deref())
    }

    /// The same, with the file of the notes.
    ///
    /// # Errors
    /// When nothing may be skipped, or nothing can be noted there.
    pub fn noted(&self, who: &str, notes: Option<&Path>) -> Result<(), Missing> {
        let Self { what, install } = self;
        let said = format!("{who} is skipped: it needs {what} ({install})");
        if env::var_os("ATELIER_REQUIRE_ALL").is_some_and(|value| value == "1") {
            return Err(Missing(format!(
                "{said}, and ATELIER_REQUIRE_ALL=1 lets nothing be skipped"
            )));
        }
        // Past the capture of a test's output, which is shown of failed tests alone.
        let _ = writeln!(io::stderr(), "{said}");
        let Some(notes) = notes else { return Ok(()) };
        let line = Note { who, need: *self }.to_string();
        let file = File::options().create(true).append(true).open(notes);
        file.and_then(|mut file| file.write_all(line.as_bytes()))
            .map_err(|error| Missing(format!("{said}, and {}: {error}", notes.display())))
    }
}

/// A line of the notes.
#[derive(Debug)]
pub struct Note<'a> {
    /// The test.
    pub who: &'a str,
    /// What it needs.
    pub need: Need<'a>,
}

impl<'a> Note<'a> {
    /// Reads a line; nothing when it is not one.
    pub fn read(line: &'a str) -> Option<Self> {
        let mut parts = line.split('\t');
        let (what, install, who) = (parts.next()?, parts.next()?, parts.next()?);
        Some(Self { who, need: Need { what, install } })
    }
}

impl fmt::Display for Note<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Need { what, install } = self.need;
        let parts = [what, install, self.who].map(|part| part.replace(['\t', '\n'], " "));
        writeln!(f, "{}", parts.join("\t"))
    }
}

/// The name of the test that runs here, with its package. A test has a thread of its own, or with
/// nextest a process.
fn test() -> String {
    let package = env::var("CARGO_PKG_NAME").unwrap_or_default();
    let process = env::args().skip_while(|argument| argument != "--exact").nth(1);
    let process = process.or_else(|| env::var("NEXTEST_TEST_NAME").ok());
    let name = process.or_else(|| thread::current().name().map(str::to_owned));
    format!("{package} {}", name.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::process::Command;
    use std::{env, fs};

    use super::{CHROMIUM, Need, Note};

    /// Set in a process that one of these tests starts.
    const STARTED: &str = "NEEDS_STARTED";

    /// Runs the test below in a process of its own, with these variables.
    fn skipping(variables: &[(&str, &str)], arguments: &[&str]) -> (bool, String) {
        let mut command = Command::new(env::current_exe().expect("this program"));
        command.args(["--exact", "tests::a_test_that_skips"]).args(arguments).env(STARTED, "1");
        command.env_remove("ATELIER_REQUIRE_ALL").env_remove(super::NOTES);
        let output = command.envs(variables.iter().copied()).output().expect("it starts");
        let (out, err) = (output.stdout, output.stderr);
        (output.status.success(), String::from_utf8([out, err].concat()).expect("text"))
    }

    /// Skips in the processes that the tests below start.
    #[test]
    fn a_test_that_skips() {
        if env::var_os(STARTED).is_some() {
            CHROMIUM.skip();
        }
    }

    #[test]
    fn a_skipped_test_says_so_and_is_noted() {
        let folder = env::temp_dir().join(format!("needs-{}", std::process::id()));
        let (succeeds, said) =
            skipping(&[(super::NOTES, &folder.display().to_string())], &["--test-threads=1"]);
        assert!(succeeds && said.contains("it needs Chromium (apt install chromium"), "{said}");
        let notes = fs::read_to_string(&folder).expect("the notes");
        fs::remove_file(&folder).expect("removed");
        let note = Note::read(notes.trim_end()).expect("a note");
        assert_eq!(note.who, "needs tests::a_test_that_skips");
        assert_eq!(note.need.what, "Chromium");
    }

    #[test]
    fn where_everything_is_required_it_fails() {
        let (succeeds, said) = skipping(&[("ATELIER_REQUIRE_ALL", "1")], &[]);
        assert!(!succeeds && said.contains("lets nothing be skipped"), "{said}");
    }

    #[test]
    fn a_note_is_one_line() {
        let need = Need { what: "a\tb", install: "c\nd" };
        let note = Note { who: "e", need }.to_string();
        assert_eq!(note, "a b\tc d\te\n");
        assert!(Note::read("half a line").is_none());
    }
}
