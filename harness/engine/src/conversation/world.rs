//! What surrounds a server: its environment, its files, its end, a start that must fail.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde_json::Value;

use super::{Conversation, Stop};
use crate::fault::Fault;
use crate::json;
use crate::limits;
use crate::server::BootError;
use crate::text::{Lang, Text};
use crate::transcript::{clipped, verbatim};

/// Reads the content of a file for what a snapshot holds of it, or says what is wrong with it.
pub type FileReading = fn(&str, Lang) -> Result<Value, String>;

impl Conversation<'_> {
    /// Goes on only with a server of the check's own, whose data are fresh.
    ///
    /// # Errors
    /// [`Stop::Skipped`] when the server runs already.
    pub fn alone(&self) -> Result<(), Stop> {
        self.launch().map(drop)
    }

    /// Sets a variable of the environment in which the server starts.
    ///
    /// # Errors
    /// [`Stop::Skipped`] when the server runs already.
    pub fn setting(&mut self, name: &'static str, value: impl Into<OsString>) -> Result<(), Stop> {
        self.launch()?;
        self.scene.settings.retain(|(known, _)| *known != name);
        self.scene.settings.push((name, value.into()));
        Ok(())
    }

    /// Writes a file and names it to the server in the variable `setting`.
    ///
    /// # Errors
    /// [`Stop::Skipped`] when the server runs already.
    pub fn file(
        &mut self,
        setting: &'static str,
        name: &'static str,
        content: &str,
    ) -> Result<(), Stop> {
        let path = self.path(name);
        self.setting(setting, &path)?;
        fs::write(&path, content)
            .with_context(|| format!("writing {}", path.display()))
            .map_err(Stop::Harness)?;
        self.given = Some((name, content.to_owned()));
        let quoted = shlex::try_quote(content).unwrap_or_default();
        let remark = BEFORE_THE_START.get(self.scene.lang);
        if quoted.len() <= SHOWN_BYTES {
            self.asked.push(format!("# {remark} {setting}=/tmp/{name}"));
            self.asked.push(format!("printf %s {quoted} > /tmp/{name}"));
        } else {
            let size = content.len();
            self.asked.push(match self.scene.lang {
                Lang::Fr => format!("# {remark} {setting}=/tmp/{name} : {size} octets"),
                Lang::En => format!("# {remark} {setting}=/tmp/{name}: {size} bytes"),
            });
        }
        Ok(())
    }

    /// Removes a file that [`file`](Self::file) wrote.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub fn remove(&mut self, name: &'static str) -> Result<(), Stop> {
        let path = self.path(name);
        fs::remove_file(&path)
            .with_context(|| format!("removing {}", path.display()))
            .map_err(Stop::Harness)?;
        self.asked.push(format!("rm /tmp/{name}"));
        Ok(())
    }

    /// Compares what `read` sees of a file with the snapshot.
    ///
    /// # Errors
    /// When it differs, or is not there.
    pub fn look_at(&mut self, name: &'static str, read: FileReading) -> Result<(), Stop> {
        self.launch()?;
        self.asked.push(format!("cat /tmp/{name}"));
        let said = self.content(name, read);
        self.note(&format!("cat {name}"), &said)
    }

    /// Kills the server as the system does when memory runs out; the next request starts it again,
    /// in the same folder and environment.
    ///
    /// # Errors
    /// [`Stop::Skipped`] when the server runs already.
    pub fn kill(&mut self) -> Result<(), Stop> {
        self.launch()?;
        self.end_server();
        self.asked.push(KILLED.get(self.scene.lang).to_owned());
        Ok(())
    }

    /// Ends the server and names it another database, which is not there yet; the next request
    /// starts it again.
    ///
    /// # Errors
    /// [`Stop::Skipped`] when the server runs already.
    pub fn another_database(&mut self) -> Result<(), Stop> {
        self.launch()?;
        self.end_server();
        let database = (self.scene.another_database)().map_err(Stop::Harness)?;
        self.setting("DATABASE_URL", database.url())?;
        self.more_databases.push(database);
        self.asked.push(ANOTHER_DATABASE.get(self.scene.lang).to_owned());
        Ok(())
    }

    /// Starts the server anew, which must end by itself, with a status that is not 0 and one line
    /// on its standard error that holds `named`.
    ///
    /// # Errors
    /// When it starts, or ends in another way.
    pub fn refuses_to_start(&mut self, named: &str) -> Result<(), Stop> {
        let launch = self.launch()?;
        self.end_server();
        self.asked.push(STARTED.get(self.scene.lang).to_owned());
        let said = match self.boot(launch) {
            Ok(server) => {
                self.printed.append(server.finish());
                format!("({})", LISTENS.get(self.scene.lang))
            }
            Err(BootError::Harness(error)) => return Err(Stop::Harness(error)),
            Err(BootError::Fault(Fault::Exited { status, signal, .. }, printed)) => {
                let said = self.ending(status, signal, &printed.errors, named);
                self.printed.append(printed);
                said
            }
            Err(BootError::Fault(fault, printed)) => {
                self.printed.append(printed);
                return Err(self.failed(fault, START));
            }
        };
        self.note(START, &said)
    }

    fn ending(
        &self,
        status: Option<i32>,
        signal: Option<i32>,
        errors: &str,
        named: &str,
    ) -> String {
        let exit = match (status, signal) {
            (Some(0), _) => "exit 0".to_owned(),
            (Some(_), _) => "exit ≠ 0".to_owned(),
            (None, signal) => format!("signal {}", signal.unwrap_or_default()),
        };
        let lines: Vec<&str> = errors.lines().filter(|line| !line.trim().is_empty()).collect();
        let errors = match lines.as_slice() {
            [] => format!("({})", SILENT.get(self.scene.lang)),
            [line] if line.contains(named) => format!("… {named} …"),
            lines => clipped(&verbatim(&lines.join("\n"), &self.values), self.scene.lang),
        };
        format!("{exit}\nstderr:\n{errors}")
    }

    fn content(&self, name: &'static str, read: FileReading) -> String {
        let lang = self.scene.lang;
        let given = self.given.as_ref().filter(|(known, _)| *known == name);
        let is_untouched = |text: &str| given.is_some_and(|(_, content)| content == text);
        match contents(&self.path(name)) {
            // What is wrong with its form would be our own doing.
            Ok(text) if is_untouched(&text) && read(&text, lang).is_err() => {
                format!("({})", UNTOUCHED.get(lang))
            }
            Ok(text) => self.reading(&text, read),
            Err(why) => format!("({why})"),
        }
    }

    /// The content of a file as a snapshot holds it.
    pub(super) fn reading(&self, text: &str, read: FileReading) -> String {
        let lang = self.scene.lang;
        match read(text, lang) {
            Ok(value) => clipped(&json::print(&value, &self.values), lang),
            // What is wrong first: the file may be long. Its numbers are written as the expected ones
            // are, so that none of them seems to differ.
            Err(why) => {
                let text = json::with_plain_integers(text);
                format!("({why})\n{}", clipped(&verbatim(&text, &self.values), lang))
            }
        }
    }

    /// Where a file of the server lies.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.scene.folder.join(name)
    }
}

/// The beginning of a file, as much of it as is looked at.
pub(super) fn contents(path: &Path) -> Result<String, String> {
    let most = u64::try_from(limits::FILE_BYTES).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(most).read_to_end(&mut bytes))
        .map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|error| error.to_string())
}

/// How long a file may be for the report of a failure to say all of it.
const SHOWN_BYTES: usize = 1_500;

/// What a snapshot calls the start of a server.
const START: &str = "start";

const UNTOUCHED: Text = Text {
    fr: "ce fichier est encore celui du démarrage : le changement n'y est pas écrit",
    en: "this file is still the one from the start: the change is not written to it",
};

const KILLED: Text =
    Text { fr: "# le serveur est tué (SIGKILL)", en: "# the server is killed (SIGKILL)" };

const ANOTHER_DATABASE: Text = Text {
    fr: "# une autre base, qui n'existe pas encore, dans DATABASE_URL",
    en: "# another database, which does not exist yet, in DATABASE_URL",
};

const BEFORE_THE_START: Text =
    Text { fr: "avant le démarrage du serveur, avec", en: "before the server starts, with" };

pub(super) const STARTED: Text =
    Text { fr: "# le serveur est démarré de nouveau", en: "# the server is started again" };

const LISTENS: Text = Text {
    fr: "le serveur a démarré malgré tout, et il écoute",
    en: "the server started all the same, and listens",
};

const SILENT: Text = Text { fr: "rien", en: "nothing" };
