//! What surrounds a server: its environment, its files, its end, a start that must fail.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, anyhow};
use texts::Message;

use super::exchange::Conversation;
use super::setup::Stop;
use super::watched::contents;
use crate::difference::{Difference, StartOutcome};
use crate::fault::Fault;
use crate::json;
use crate::limits;
use crate::lines::Lines;
use crate::messages::{promises, remarks, steps};
use crate::outcome::Step;
use crate::process::Outputs;
use crate::server::BootError;
use crate::transcript::{TextReader, clipped, verbatim};

impl Conversation<'_> {
    /// Skips the check unless it has a server of its own, without any data yet.
    ///
    /// # Errors
    /// [`Stop::Skipped`] when the server runs already.
    pub fn require_own_server(&self) -> Result<(), Stop> {
        self.launch().map(drop)
    }

    /// Sets a variable of the environment in which the server starts.
    ///
    /// # Errors
    /// [`Stop::Skipped`] when the server runs already.
    pub fn set_variable(
        &mut self,
        name: &'static str,
        value: impl Into<OsString>,
    ) -> Result<(), Stop> {
        self.launch()?;
        self.setup.settings.retain(|(known, _)| *known != name);
        self.setup.settings.push((name, Some(value.into())));
        Ok(())
    }

    /// Sets a variable, and tells the reader of a failure to start the server with it too.
    ///
    /// # Errors
    /// [`Stop::Skipped`] when the server runs already.
    pub fn give_variable(&mut self, name: &'static str, value: &str) -> Result<(), Stop> {
        self.set_variable(name, value)?;
        self.tell_variable(name, value.to_owned());
        Ok(())
    }

    /// Removes a variable of the lab from the environment in which the server starts, and tells the reader
    /// of a failure.
    ///
    /// # Errors
    /// [`Stop::Skipped`] when the server runs already.
    pub fn unset_variable(&mut self, name: &'static str) -> Result<(), Stop> {
        self.launch()?;
        self.setup.settings.retain(|(known, _)| *known != name);
        self.steps.push(Step::Event(steps::without_variable(name)));
        Ok(())
    }

    /// Tells the reader of a failure to start the server with this variable too.
    pub fn tell_variable(&mut self, name: &str, value: String) {
        self.steps.push(Step::Variable { name: name.to_owned(), value });
    }

    /// Writes a file, and sets `variable` to its path.
    ///
    /// # Errors
    /// [`Stop::Skipped`] when the server runs already.
    pub fn write_file(
        &mut self,
        variable: &'static str,
        name: &'static str,
        content: &str,
    ) -> Result<(), Stop> {
        let path = self.path(name);
        self.set_variable(variable, &path)?;
        fs::write(&path, content)
            .with_context(|| format!("writing {}", path.display()))
            .map_err(Stop::Harness)?;
        self.given = Some((name, content.to_owned()));
        self.killed = false;
        self.steps.push(Step::File {
            variable: variable.to_owned(),
            name: name.to_owned(),
            content: content.to_owned(),
        });
        Ok(())
    }

    /// Removes a file that [`write_file`](Self::write_file) wrote.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub fn remove_file(&mut self, name: &'static str) -> Result<(), Stop> {
        let path = self.path(name);
        fs::remove_file(&path)
            .with_context(|| format!("removing {}", path.display()))
            .map_err(Stop::Harness)?;
        self.steps.push(Step::Command(format!("rm /tmp/{name}")));
        Ok(())
    }

    /// The text of a file in the lab's folder, which a student writes beside the sources.
    ///
    /// # Errors
    /// When it does not exist or cannot be read; [`Stop::Skipped`] when the server runs already.
    pub fn lab_file(&mut self, name: &'static str) -> Result<String, Stop> {
        let path = self.lab_folder()?.join(name);
        self.steps.push(Step::LabFile(name.to_owned()));
        contents(&path).map_err(|why| self.broken(promises::lab_file(name, why), "", ""))
    }

    /// Like [`lab_file`](Self::lab_file), but none if there is no such file.
    ///
    /// # Errors
    /// Those of [`lab_file`](Self::lab_file), but for a file that does not exist.
    pub fn optional_lab_file(&mut self, name: &'static str) -> Result<Option<String>, Stop> {
        match self.lab_folder()?.join(name).try_exists() {
            Ok(false) => Ok(None),
            _ => self.lab_file(name).map(Some),
        }
    }

    /// The texts of the files that lie in `folder` of the lab's folder and whose names end in `.extension`,
    /// by their paths from the lab's folder, sorted. At most [`limits::LAB_FILES`] of them.
    ///
    /// # Errors
    /// When no such file exists, or one cannot be read; [`Stop::Skipped`] when the server runs already.
    pub fn lab_files(
        &mut self,
        folder: &'static str,
        extension: &'static str,
    ) -> Result<Vec<(String, String)>, Stop> {
        let path = self.lab_folder()?.join(folder);
        let pattern = format!("{folder}/*.{extension}");
        self.steps.push(Step::LabFile(pattern.clone()));
        let entries = fs::read_dir(&path).into_iter().flatten().flatten();
        let mut paths: Vec<PathBuf> = entries
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|found| found == extension))
            .take(limits::LAB_FILES)
            .collect();
        paths.sort();
        if paths.is_empty() {
            return Err(self.broken(promises::no_lab_files(pattern), "", ""));
        }
        let read = |path: PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let name = format!("{folder}/{name}");
            match contents(&path) {
                Ok(text) => Ok((name, text)),
                Err(why) => Err(self.broken(promises::lab_file(name, why), "", "")),
            }
        };
        paths.into_iter().map(read).collect()
    }

    /// The folder with what the student wrote.
    fn lab_folder(&self) -> Result<&Path, Stop> {
        self.launch()?;
        self.setup.files.ok_or_else(|| Stop::Harness(anyhow!("the folder of the lab is not known")))
    }

    /// Compares what `read` returns for a file with the snapshot.
    ///
    /// # Errors
    /// When it differs, or does not exist.
    pub fn compare_file(&mut self, name: &'static str, read: TextReader) -> Result<(), Stop> {
        self.launch()?;
        self.steps.push(Step::Command(format!("cat /tmp/{name}")));
        let found = self.content(name, read);
        let difference = Difference::File { name: name.to_owned(), watched: false };
        self.compare_or(&format!("cat {name}"), found, Some(difference))
    }

    /// Kills the server with SIGKILL, as the system does when memory runs out. The next request
    /// starts it again, in the same folder and environment.
    ///
    /// # Errors
    /// [`Stop::Skipped`] when the server runs already.
    pub fn kill(&mut self) -> Result<(), Stop> {
        self.launch()?;
        self.end_server();
        self.killed = true;
        self.steps.push(Step::Event(self.was_killed()));
        Ok(())
    }

    /// Ends the server. The next request starts another one, which knows nothing of the requests so
    /// far: what it counted or remembered cannot make a later part of the check fail.
    ///
    /// # Errors
    /// [`Stop::Skipped`] when the server runs already.
    pub fn renew(&mut self) -> Result<(), Stop> {
        self.launch()?;
        self.end_server();
        self.killed = false;
        // The time for another start.
        self.deadline += limits::BOOT;
        Ok(())
    }

    /// Gives the check so much more time: for something that it waited for and that is not the server's.
    pub fn allow_more(&mut self, time: Duration) {
        self.deadline += time;
    }

    /// Ends the server, and gives it another database, which does not exist yet. The next request
    /// starts it again.
    ///
    /// # Errors
    /// [`Stop::Skipped`] when the server runs already.
    pub fn switch_database(&mut self) -> Result<(), Stop> {
        self.launch()?;
        self.end_server();
        self.killed = false;
        let (variable, database) = self.other_database()?;
        self.set_variable(variable, database.url())?;
        self.more_databases.push(database);
        self.steps.push(Step::Event(steps::other_database(variable)));
        Ok(())
    }

    /// Starts the server again. It must end by itself, with a status other than 0 and one line on
    /// standard error that contains `named`.
    ///
    /// # Errors
    /// When it starts, or ends in another way.
    pub fn expect_start_failure(&mut self, named: &str) -> Result<(), Stop> {
        self.expect_start_failure_naming(&[named])
    }

    /// Like [`expect_start_failure`](Self::expect_start_failure), but the line may contain any of these
    /// names. The snapshot has the first. With no names, it does not matter what is printed.
    ///
    /// # Errors
    /// Those of [`expect_start_failure`](Self::expect_start_failure).
    pub fn expect_start_failure_naming(&mut self, names: &[&str]) -> Result<(), Stop> {
        let launch = self.launch()?;
        self.end_server();
        // The time for another start.
        self.deadline += limits::BOOT;
        self.steps.push(Step::Event(steps::STARTED_AGAIN));
        let (outcome, found) = match self.boot(launch, Outputs::Apart) {
            Ok(server) => {
                self.keep_output(server.finish());
                (StartOutcome::Listens, Lines::default().remark(remarks::LISTENS))
            }
            Err(BootError::Harness(error)) => return Err(Stop::Harness(error)),
            Err(BootError::Fault(Fault::Exited { status, signal, .. }, printed)) => {
                let found = self.ending(status, signal, &printed.errors, names);
                self.keep_output(*printed);
                found
            }
            Err(BootError::Fault(fault, printed)) => {
                self.keep_output(*printed);
                return Err(self.failed(fault, START));
            }
        };
        self.compare_or(START, found, Some(Difference::Start { outcome }))
    }

    /// Starts the server again and ends it at once, whether it listens or not: the check judges something
    /// else, such as what it prints.
    ///
    /// # Errors
    /// [`Stop::Skipped`] when the server runs already.
    pub fn attempt_start(&mut self) -> Result<(), Stop> {
        let launch = self.launch()?;
        self.end_server();
        // The time for another start.
        self.deadline += limits::BOOT;
        self.steps.push(Step::Event(steps::STARTED_AGAIN));
        let printed = match self.boot(launch, Outputs::Apart) {
            Ok(server) => server.finish(),
            Err(BootError::Fault(_, printed)) => *printed,
            Err(BootError::Harness(error)) => return Err(Stop::Harness(error)),
        };
        self.keep_output(printed);
        Ok(())
    }

    fn ending(
        &self,
        status: Option<i32>,
        signal: Option<i32>,
        errors: &str,
        names: &[&str],
    ) -> (StartOutcome, Lines) {
        let (outcome, exit) = match (status, signal) {
            (Some(0), _) => (StartOutcome::Succeeded, "exit 0".to_owned()),
            (Some(_), _) => (StartOutcome::Unexplained, "exit ≠ 0".to_owned()),
            (None, signal) => {
                (StartOutcome::Killed, format!("signal {}", signal.unwrap_or_default()))
            }
        };
        if names.is_empty() {
            return (outcome, Lines::from(exit));
        }
        let mut found = Lines::from(exit).then("stderr:");
        let lines: Vec<&str> = errors.lines().filter(|line| !line.trim().is_empty()).collect();
        match lines.as_slice() {
            [] => found = found.remark(remarks::NOTHING_PRINTED),
            [line] if names.iter().any(|name| line.contains(name)) => {
                let named = names.first().copied().unwrap_or_default();
                found = found.then(&format!("… {named} …"));
            }
            lines => found.extend(clipped(&verbatim(&lines.join("\n"), &self.values))),
        }
        (outcome, found)
    }

    fn content(&self, name: &'static str, read: TextReader) -> Lines {
        let given = self.given.as_ref().filter(|(known, _)| *known == name);
        let is_untouched = |text: &str| given.is_some_and(|(_, content)| content == text);
        match contents(&self.path(name)) {
            // If its form is wrong, that is how the check wrote it.
            Ok(text) if is_untouched(&text) && read(&text).is_err() => {
                Lines::default().remark(remarks::FILE_UNTOUCHED)
            }
            content => self.reading(content, read),
        }
    }

    /// The content of a file as it is written in a snapshot.
    pub(super) fn reading(&self, content: Result<String, Message>, read: TextReader) -> Lines {
        let text = match content {
            Ok(text) => text,
            Err(why) => return Lines::default().remark(why),
        };
        match read(&text) {
            Ok(value) => clipped(&json::print(&value, &self.values)),
            // The problem comes first, because the file may be long. Numbers are written like the
            // expected ones, so that none of them seems to differ.
            Err(why) => {
                let text = json::with_plain_integers(&text);
                let mut lines = Lines::default().remark(why);
                lines.extend(clipped(&verbatim(&text, &self.values)));
                lines
            }
        }
    }

    /// The path of a file in the server's folder.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.setup.folder.join(name)
    }
}

/// What a snapshot calls the start of a server.
const START: &str = "start";
