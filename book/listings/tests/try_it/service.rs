//! The program of this crate, started for a test, and curl.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use listings::chapters::Chapter;
use tempfile::TempDir;
use uuid::Uuid;

use super::broker::{TestQueue, block_on};
use super::pages::{ADDRESSES, PORT};
use super::transcript;

/// How long the service may take to say where it listens.
const START: Duration = Duration::from_secs(30);

/// The ids that stand for those of the first orders in a section.
const ORDERS: [&str; 2] =
    ["5b8f2d1c-3f0e-4c57-9a41-6d2e8b7f1a90", "c04e7a52-9b1d-4f36-8e2a-17d5f3b6a048"];

/// How long curl may take, in seconds.
const EXCHANGE: &str = "30";

/// The service of a chapter, on a free port; it ends with this value.
pub struct Service {
    child: Child,
    /// `:PORT`
    port: String,
    /// the current folder, where it creates its own
    temporary: TempDir,
    /// whether a page shows how curl refuses to connect, or gets no response
    may_fail: bool,
    /// whether a page compares the ids of several responses
    different_ids: bool,
    /// a line for each message that it has handled or rejected
    messages: Receiver<()>,
    /// what it writes to stderr, if its chapter shows it
    log: Option<Receiver<String>>,
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
            .current_dir(temporary.path())
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
        let (logger, log) = mpsc::channel();
        thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                if line.starts_with("message ") {
                    let _ = sender.send(());
                }
                eprintln!("{line}");
                let _ = logger.send(line);
            }
        });
        let line = receiver.recv_timeout(START).unwrap_or_default();
        let address = line.split_whitespace().find(|word| word.contains("://127.0.0.1:"));
        let port = address.and_then(|address| address.rfind(':').map(|at| &address[at..]));
        let port = port.unwrap_or_default().to_owned();
        let may_fail = matches!(chapter, Chapter::Transit | Chapter::Library);
        let different_ids = chapter == Chapter::Library;
        let log = (chapter == Chapter::Logs).then_some(log);
        let service =
            Self { child, port, temporary, may_fail, different_ids, messages, log, queue };
        assert!(!service.port.is_empty(), "{}: no address in {line:?}", chapter.name());
        service
    }

    /// Runs a command of a page, sent to this service, and returns what the terminal shows: nothing
    /// when the command sets a variable.
    pub fn response(&self, command: &str, variables: &mut Variables) -> Option<String> {
        let command = variables.expand(command);
        if let Some((name, command)) = assignment(&command) {
            variables.set_token(name, &self.printed(command));
            return None;
        }
        let printed = transcript::with_fixed_tokens(&self.printed(&command));
        Some(transcript::with_fixed_times(&printed))
    }

    /// The responses of a section, with other ids in place of those that the commands have not
    /// `sent`. Different ids stay different.
    pub fn with_steady_ids(&self, responses: &str, sent: &str) -> String {
        if !self.different_ids {
            return responses.to_owned();
        }
        const LENGTH: usize = 36;
        let mut steady = responses.to_owned();
        let mut seen: Vec<String> = Vec::new();
        for at in 0..responses.len() {
            let id = responses.get(at..at + LENGTH);
            let Some(id) = id.filter(|id| Uuid::try_parse(id).is_ok() && !sent.contains(id)) else {
                continue;
            };
            let known = seen.iter().position(|it| it == id);
            let index = known.unwrap_or_else(|| {
                seen.push(id.to_owned());
                seen.len() - 1
            });
            steady.replace_range(at..at + LENGTH, ORDERS[index]);
        }
        steady
    }

    /// Runs a command, and returns what curl prints.
    fn printed(&self, command: &str) -> String {
        let words = shlex::split(command).unwrap_or_default();
        assert_eq!(words.first().map(String::as_str), Some("curl"), "{command}");
        let (elsewhere, here): (Vec<&String>, Vec<&String>) =
            words.iter().filter(|word| word.contains("://")).partition(|word| {
                !ADDRESSES.iter().any(|address| word.starts_with(&format!("{address}/")))
            });
        assert!(elsewhere.is_empty() && here.len() == 1, "{command}: one URL, of {ADDRESSES:?}");
        let output = Command::new("curl")
            // Before all others: the settings of this machine do not count.
            .args(["-q", "-sS", "--noproxy", "*", "--max-time", EXCHANGE])
            .args(words[1..].iter().map(|word| match word.contains("://") {
                true => word.replacen(PORT, &self.port, 1),
                false => word.clone(),
            }))
            .current_dir(self.temporary.path())
            .output()
            .expect("curl starts");
        if self.may_fail && !output.status.success() {
            return refusal(&output);
        }
        let shown = shown(command, &output);
        let shown = if self.different_ids { shown } else { transcript::with_fixed_ids(&shown) };
        if shown.starts_with("HTTP/1.1 202") {
            // The next command comes when its message is handled, as from somebody who reads.
            self.messages.recv_timeout(START).expect("the message is handled");
        }
        if let Some(log) = &self.log {
            return format!("{shown}\n\n{}", lines_of_request(log)).trim_start().to_owned();
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

/// The variables of a shell, each of which holds a token.
#[derive(Default)]
pub struct Variables(BTreeMap<String, String>);

impl Variables {
    /// The command with the value of each variable in place of `$NAME` and `${NAME}`.
    fn expand(&self, command: &str) -> String {
        let in_place = |command: String, (name, value): (&String, &String)| {
            command.replace(&format!("${{{name}}}"), value).replace(&format!("${name}"), value)
        };
        self.0.iter().fold(command.to_owned(), in_place)
    }

    fn set_token(&mut self, name: &str, printed: &str) {
        let at = printed.find("eyJ").unwrap_or_else(|| panic!("{name}: no token in {printed:?}"));
        self.0.insert(name.to_owned(), transcript::token_at(&printed[at..]).to_owned());
    }
}

/// What finds the token in a response.
const FIND_TOKEN: &str = r#" | grep -o 'eyJ[^"]*'"#;

/// The name and the command of `NAME=$(curl …)`.
fn assignment(command: &str) -> Option<(&str, &str)> {
    let (name, command) = command.split_once("=$(")?;
    let command = command.strip_suffix(')')?;
    let is_name = name.chars().all(|c| c.is_ascii_uppercase());
    is_name.then(|| (name, command.strip_suffix(FIND_TOKEN).unwrap_or(command)))
}

#[test]
fn a_variable_holds_a_token() {
    let command = r#"JETON=$(curl -s x -d '{"a": 1}' | grep -o 'eyJ[^"]*')"#;
    assert_eq!(assignment(command), Some(("JETON", r#"curl -s x -d '{"a": 1}'"#)));
    assert_eq!(assignment("FAUX=$(curl -s x)"), Some(("FAUX", "curl -s x")));
    assert_eq!(assignment("curl -s x"), None);
    let mut variables = Variables::default();
    variables.set_token("JETON", r#"{"jeton":"eyJ0.a-b_.c","duree_s":900}"#);
    assert_eq!(variables.expand("a $JETON ${JETON}A"), "a eyJ0.a-b_.c eyJ0.a-b_.cA");
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
    let lines = text.lines().filter(|line| !is_volatile(line, command)).map(steady);
    lines.collect::<Vec<_>>().join("\n").trim_end().to_owned()
}

/// Why curl has not sent the request, in the first of its lines.
fn refusal(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr);
    said.lines().next().unwrap_or_default().to_owned()
}

/// The line, with a whole minute in place of one that has just begun.
fn steady(line: &str) -> &str {
    let seconds = line.strip_prefix("retry-after: ").and_then(|wait| wait.parse::<u64>().ok());
    if seconds.is_some_and(|wait| (31..=60).contains(&wait)) { "retry-after: 60" } else { line }
}

/// What the service writes to its log for a request: its own line is the last one.
fn lines_of_request(log: &Receiver<String>) -> String {
    let mut lines = Vec::new();
    while !lines.last().is_some_and(|line: &String| is_request_of_greenhouse(line)) {
        lines.push(log.recv_timeout(START).expect("a line for the request"));
    }
    lines.join("\n")
}

fn is_request_of_greenhouse(line: &str) -> bool {
    line.contains(r#""service":"serres""#) && line.contains(r#""status":"#)
}

/// Whether a header is different at every run: the date, and an id that the command has not sent.
fn is_volatile(line: &str, command: &str) -> bool {
    let id = line.strip_prefix("x-request-id: ");
    line.starts_with("date: ") || id.is_some_and(|id| !command.contains(id))
}
