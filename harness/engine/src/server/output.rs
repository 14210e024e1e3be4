//! What a server prints: it is read while the server runs, limited in length, and cleaned for
//! display.

use std::collections::{BTreeMap, VecDeque};
use std::io::Read;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::record::{Record, Stream};
use crate::limits;
use crate::process::Pipes;

/// The capacity of a pipe on Linux, so that a lot of output is read in few pieces.
const CHUNK_BYTES: usize = 64 * 1024;

/// Both outputs of a running server: in the order in which they were written when they come through
/// one pipe, else in the order in which they arrive.
#[derive(Clone, Debug, Default)]
pub struct Output(Arc<(Mutex<Kept>, Condvar)>);

#[derive(Debug, Default)]
struct Kept {
    head: Vec<u8>,
    tail: VecDeque<u8>,
    dropped: usize,
    /// the beginning of the standard error alone
    errors: Vec<u8>,
    /// pipes that have not been read to the end yet
    open: usize,
}

/// What a server printed: its panics, and the rest of its output.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Printed {
    /// in the order in which they happened
    pub panics: Vec<Panic>,
    /// everything else, without terminal escapes
    pub text: String,
    /// bytes that were not kept
    pub dropped: usize,
    /// the beginning of the standard error alone, panics included, when it has a pipe of its own; it
    /// is not sent to the command
    #[serde(skip)]
    pub errors: String,
}

/// A Rust panic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Panic {
    /// `file:line:column`
    pub place: String,
    /// its message
    pub message: String,
}

impl Output {
    /// Reads the outputs to their ends, each pipe in a thread of its own. `record` gets all of it, if the
    /// outputs have a pipe each.
    pub fn drain(pipes: Pipes, record: Option<&Record>) -> Self {
        let output = Self::default();
        let recorded = |stream: Stream| {
            let record = record.cloned();
            move |bytes: &[u8]| {
                if let Some(record) = &record {
                    record.add(stream, bytes);
                }
            }
        };
        let (stdout, stderr) = match pipes {
            Pipes::Apart(stdout, stderr) => (stdout, stderr),
            Pipes::Together(both) => {
                output.follow(both, |kept, bytes| kept.keep(bytes));
                (None, None)
            }
        };
        if let Some(stdout) = stdout {
            let recorded = recorded(Stream::Stdout);
            output.follow(stdout, move |kept, bytes| {
                recorded(bytes);
                kept.keep(bytes);
            });
        }
        if let Some(stderr) = stderr {
            let recorded = recorded(Stream::Stderr);
            output.follow(stderr, move |kept, bytes| {
                recorded(bytes);
                let missing = limits::OUTPUT_BYTES - kept.errors.len();
                kept.errors.extend_from_slice(&bytes[..bytes.len().min(missing)]);
                kept.keep(bytes);
            });
        }
        output
    }

    fn follow(
        &self,
        mut pipe: impl Read + Send + 'static,
        keep: impl Fn(&mut Kept, &[u8]) + Send + 'static,
    ) {
        self.kept().open += 1;
        let output = self.clone();
        std::thread::spawn(move || {
            let mut chunk = vec![0; CHUNK_BYTES];
            let mut drained = 0_usize;
            while let Ok(count @ 1..) = pipe.read(&mut chunk) {
                keep(&mut output.kept(), &chunk[..count]);
                drained = drained.saturating_add(count);
                if drained > limits::UNHINDERED_BYTES {
                    // A server that prints without end has to wait for this reader, and leaves the
                    // processor to the servers of other checks.
                    std::thread::sleep(limits::FLOOD_PAUSE);
                }
            }
            output.kept().open -= 1;
            output.0.1.notify_all();
        });
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Everything that was printed. Waits until the pipes are closed, as they are when a server is
    /// killed, but not forever: a process that escaped may keep them open.
    pub fn finish(&self) -> Printed {
        let (kept, _) = self
            .0
            .1
            .wait_timeout_while(self.kept(), limits::LAST_OUTPUT, |kept| kept.open > 0)
            .unwrap_or_else(PoisonError::into_inner);
        let mut bytes = kept.head.clone();
        if kept.dropped > 0 {
            bytes.extend_from_slice(b"\n[...]\n");
        }
        bytes.extend(&kept.tail);
        let errors = plain(&String::from_utf8_lossy(&kept.errors));
        Printed { errors, ..Printed::read(&String::from_utf8_lossy(&bytes), kept.dropped) }
    }
}

impl Kept {
    fn keep(&mut self, bytes: &[u8]) {
        let missing = limits::OUTPUT_BYTES - self.head.len();
        let (head, tail) = bytes.split_at(bytes.len().min(missing));
        self.head.extend_from_slice(head);
        self.tail.extend(tail);
        let excess = self.tail.len().saturating_sub(limits::OUTPUT_BYTES);
        self.tail.drain(..excess);
        self.dropped += excess;
    }
}

impl Printed {
    fn read(raw: &str, dropped: usize) -> Self {
        let clean = plain(raw);
        let mut printed = Self { dropped, ..Self::default() };
        let mut lines = clean.lines().peekable();
        while let Some(line) = lines.next() {
            if let Some(place) = panic_place(line) {
                let message = lines.next().unwrap_or_default().to_owned();
                printed.panics.push(Panic { place: place.to_owned(), message });
            } else if let Some(panic) = logged_panic(line) {
                printed.panics.push(panic);
            } else if !line.starts_with("note: run with `RUST_BACKTRACE") {
                printed.text.push_str(line);
                printed.text.push('\n');
            }
        }
        printed.text.truncate(printed.text.trim_end().len());
        printed
    }

    /// The same, with the name of its server before each line, as one of several. A panic tells its place, and
    /// needs no name.
    #[must_use]
    pub fn of(mut self, server: &str) -> Self {
        let named = |line: &str| format!("{server} | {line}");
        self.text = self.text.lines().map(named).collect::<Vec<_>>().join("\n");
        self
    }

    /// Adds what a later server printed, within the same limit.
    pub fn append(&mut self, later: Self) {
        self.panics.extend(later.panics);
        self.dropped += later.dropped;
        if self.text.len() + later.text.len() > 2 * limits::OUTPUT_BYTES {
            self.dropped += self.text.len();
            self.text.clear();
        }
        if !self.text.is_empty() && !later.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(&later.text);
        self.errors = later.errors;
    }

    /// Whether the server says that SQL is wrong.
    pub fn tells_of_wrong_sql(&self) -> bool {
        let panics = self.panics.iter().map(|panic| panic.message.as_str());
        panics.chain([self.text.as_str()]).any(|text| {
            let text = text.to_lowercase();
            text.contains("executing migration")
                || (text.contains("syntax error")
                    && ["database", "near", "sql"].iter().any(|word| text.contains(word)))
        })
    }

    /// Whether the server says that its port is already in use.
    pub fn tells_of_a_taken_port(&self) -> bool {
        let panics = self.panics.iter().map(|panic| panic.message.as_str());
        panics.chain([self.text.as_str()]).any(|text| {
            let text = text.to_lowercase();
            [
                "address already in use",
                "addrinuse",
                "eaddrinuse",
                "address in use",
                "os error 10048",
            ]
            .iter()
            .any(|words| text.contains(words))
        })
    }
}

/// `thread 'main' (42) panicked at src/main.rs:3:5:` → `src/main.rs:3:5`
fn panic_place(line: &str) -> Option<&str> {
    let place = line.strip_prefix("thread '")?.split_once("panicked at ")?.1;
    place.strip_suffix(':')
}

/// The panic in a line of JSON, which a panic hook that logs prints: `{"message": "panicked at
/// src/main.rs:3:5:\nnot yet implemented"}`.
fn logged_panic(line: &str) -> Option<Panic> {
    // Most lines of a log are of no panic, and parsing all of them would take time.
    if !(line.starts_with('{') && line.contains("panicked at ")) {
        return None;
    }
    let fields: BTreeMap<String, Value> = serde_json::from_str(line).ok()?;
    let mut texts = fields.values().filter_map(Value::as_str);
    texts.find_map(|text| {
        let (place, message) = text.split_once("panicked at ")?.1.split_once(":\n")?;
        Some(Panic { place: place.to_owned(), message: message.to_owned() })
    })
}

/// `raw` without terminal escapes and control characters.
fn plain(raw: &str) -> String {
    let mut plain = String::with_capacity(raw.len());
    let mut characters = raw.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\u{1b}' => skip_escape(&mut characters),
            '\n' | '\t' => plain.push(character),
            control if control.is_control() => {}
            other => plain.push(other),
        }
    }
    plain
}

/// Skips what follows an ESC: a control sequence (ECMA-48, section 5.4), an operating system
/// command up to its BEL or ESC, or a single character.
fn skip_escape(characters: &mut std::iter::Peekable<std::str::Chars<'_>>) {
    match characters.next() {
        Some('[') => {
            characters.find(|c| ('@'..='~').contains(c));
        }
        Some(']') => {
            let at_end = |c: &char| *c == '\u{7}' || *c == '\u{1b}';
            if characters.find(at_end) == Some('\u{1b}') {
                characters.next();
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::{Kept, Panic, Printed, plain};
    use crate::limits;

    #[test]
    fn a_panic_is_recognised_by_its_location_whatever_the_thread_id() {
        let raw = "listening\n\nthread 'tokio-rt-worker' (123) panicked at labs/a/src/b.rs:3:5:\n\
                   not yet implemented: x\nnote: run with `RUST_BACKTRACE=1` environment variable\n";
        let printed = Printed::read(raw, 0);
        let place = "labs/a/src/b.rs:3:5".to_owned();
        let message = "not yet implemented: x".to_owned();
        assert_eq!(printed.panics, [Panic { place, message }]);
        assert_eq!(printed.text, "listening");
    }

    #[test]
    fn a_panic_that_is_logged_as_json_is_recognised() {
        let raw = "{\"level\":\"ERROR\",\"message\":\"panicked at src/b.rs:3:5:\\nnot yet\"}\n\
                   {\"message\":\"nobody panicked at all\"}\n";
        let printed = Printed::read(raw, 0);
        let (place, message) = ("src/b.rs:3:5".to_owned(), "not yet".to_owned());
        assert_eq!(printed.panics, [Panic { place, message }]);
        assert_eq!(printed.text, "{\"message\":\"nobody panicked at all\"}");
    }

    #[test]
    fn each_line_of_one_of_several_servers_has_its_name() {
        let raw = "one\ntwo\n\nthread 'main' (1) panicked at src/b.rs:3:5:\nthree\n";
        let mut printed = Printed::read("none", 0).of("membres");
        printed.append(Printed::read(raw, 0).of("livres"));
        assert_eq!(printed.text, "membres | none\nlivres | one\nlivres | two");
        assert_eq!(printed.panics[0].message, "three");
    }

    #[test]
    fn terminal_escapes_do_not_reach_the_reader() {
        assert_eq!(plain("\u{1b}[31mred\u{1b}[0m\u{1b}]0;title\u{7}\r!\u{8}"), "red!");
    }

    #[test]
    fn of_a_lot_of_output_the_beginning_and_the_end_are_kept() {
        let mut kept = Kept::default();
        kept.keep(b"first ");
        for _ in 0..1000 {
            kept.keep(&[b'x'; 1000]);
        }
        kept.keep(b" last");
        assert!(kept.head.starts_with(b"first "));
        assert!(kept.tail.make_contiguous().ends_with(b" last"));
        assert_eq!(kept.head.len(), limits::OUTPUT_BYTES);
        assert_eq!(kept.tail.len(), limits::OUTPUT_BYTES);
        assert_eq!(kept.dropped, 1_000_011 - 2 * limits::OUTPUT_BYTES);
    }

    #[test]
    fn a_taken_port_is_recognised_in_several_languages() {
        for text in ["Error: Os { code: 98, kind: AddrInUse }", "OSError: Address already in use"] {
            assert!(Printed::read(text, 0).tells_of_a_taken_port(), "{text}");
        }
        assert!(!Printed::read("listening", 0).tells_of_a_taken_port());
    }
}
