//! The program of this crate, started for a test, and curl.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use listings::chapters::Chapter;
use tempfile::TempDir;

use super::broker::{TestQueue, block_on};
use super::pages::ADDRESS;
use super::transcript;

/// How long the service may take to say where it listens.
const START: Duration = Duration::from_secs(30);

/// How long curl may take, in seconds.
const EXCHANGE: &str = "30";

/// The service of a chapter, on a free port; it ends with this value.
pub struct Service {
    child: Child,
    /// `http://127.0.0.1:PORT`
    address: String,
    /// where it creates its folder
    _temporary: TempDir,
    /// a line for each message that it has handled or rejected
    messages: Receiver<()>,
    /// its queue, if there is a broker
    queue: Option<TestQueue>,
}

impl Service {
    /// Starts the service and waits until it says where it listens.
    pub fn start(chapter: Chapter) -> Self {
        let temporary = tempfile::tempdir().expect("a folder");
        let queue = if chapter == Chapter::Queue { block_on(TestQueue::find()) } else { None };
        let mut child = program(chapter.name())
            .env("PORT", "0")
            .env("FILE_ARROSAGES", queue.as_ref().map_or("arrosages", TestQueue::name))
            .env("TMPDIR", temporary.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut stdout = BufReader::new(child.stdout.take().expect("its stdout"));
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || {
            let mut line = String::new();
            let _ = stdout.read_line(&mut line);
            let _ = sender.send(line);
            // Whatever else it prints is read, so that it never waits.
            let _ = std::io::copy(&mut stdout, &mut std::io::sink());
        });
        let stderr = BufReader::new(child.stderr.take().expect("its stderr"));
        let (sender, messages) = mpsc::channel();
        thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                if line.starts_with("message ") {
                    let _ = sender.send(());
                }
                eprintln!("{line}");
            }
        });
        let line = receiver.recv_timeout(START).unwrap_or_default();
        let address = line.split_whitespace().find(|word| word.starts_with("http://"));
        let address = address.unwrap_or_default().to_owned();
        let service = Self { child, address, _temporary: temporary, messages, queue };
        assert!(!service.address.is_empty(), "{}: no address in {line:?}", chapter.name());
        service
    }

    /// Runs a command of a page, sent to this service, and returns what curl prints.
    pub fn response(&self, command: &str) -> String {
        let words = shlex::split(command).unwrap_or_default();
        assert_eq!(words.first().map(String::as_str), Some("curl"), "{command}");
        let (elsewhere, here): (Vec<&String>, Vec<&String>) =
            words.iter().filter(|word| word.contains("://")).partition(|word| {
                !word.strip_prefix(ADDRESS).is_some_and(|path| path.starts_with('/'))
            });
        assert!(elsewhere.is_empty() && here.len() == 1, "{command}: one URL, below {ADDRESS}");
        let output = Command::new("curl")
            // Before all others: the settings of this machine do not count.
            .args(["-q", "-sS", "--noproxy", "*", "--max-time", EXCHANGE])
            .args(words[1..].iter().map(|word| word.replace(ADDRESS, &self.address)))
            .output()
            .expect("curl starts");
        let shown = shown(command, &output);
        if shown.starts_with("HTTP/1.1 202") {
            // The next command comes when its message is handled, as from somebody who reads.
            self.messages.recv_timeout(START).expect("the message is handled");
        }
        match &self.queue {
            Some(queue) => shown.replace(queue.name(), "arrosages"),
            None => shown,
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program, which speaks English.
pub fn program(chapter: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_listings"));
    command.arg(chapter).env("LC_ALL", "en_US.UTF-8").stdin(Stdio::null());
    command
}

/// The response as a terminal shows it, without what changes from run to run.
fn shown(command: &str, output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command}: {said}");
    let text = String::from_utf8(output.stdout.clone()).expect("text");
    let lines = text.lines().filter(|line| !is_volatile(line, command));
    transcript::with_fixed_ids(lines.collect::<Vec<_>>().join("\n").trim_end())
}

/// Whether a header is different at every run: the date, and an id that the command has not sent.
fn is_volatile(line: &str, command: &str) -> bool {
    let id = line.strip_prefix("x-request-id: ");
    line.starts_with("date: ") || id.is_some_and(|id| !command.contains(id))
}
