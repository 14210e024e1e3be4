//! Many clients at the same time.

use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use super::world::{FileReading, contents};
use super::{Conversation, Row, Stop, connect};
use crate::fault::Fault;
use crate::http::{self, Answer, Request};
use crate::limits;
use crate::server::{Printed, Server};
use crate::template::Values;
use crate::text::Lang;
use crate::transcript::{self, Look};

/// A storm of requests that ends with the death of the server.
#[derive(Clone, Copy)]
pub struct Storm {
    /// how many clients send at the same time
    pub clients: usize,
    /// the server is killed as soon as so many requests have been answered
    pub until: usize,
    /// a file that must be right at every moment meanwhile
    pub file: &'static str,
    /// what right means
    pub read: FileReading,
}

/// What one client sends: the bytes, and the values that they hold.
type Job = (Vec<u8>, Values);

impl Conversation<'_> {
    /// Sends `request` once for every row, all at the same time, and compares the answers, equal
    /// ones counted together.
    ///
    /// # Errors
    /// When the count of some answer differs, or one is not whole.
    pub fn at_once(
        &mut self,
        rows: &[Row],
        request: &Request,
        look: Look,
    ) -> Result<Vec<Answer>, Stop> {
        let (address, jobs) = self.jobs(rows, request)?;
        let first = Mutex::new(self.server.as_mut().and_then(Server::take_first));
        let left = self.left();
        let answers: Vec<Result<Answer, Fault>> = thread::scope(|scope| {
            let ask = |job| {
                let first = &first;
                scope.spawn(move || exchange(address, first, job, left))
            };
            let clients: Vec<_> = jobs.iter().map(ask).collect();
            clients.into_iter().map(|client| client.join().unwrap_or(Err(LOST))).collect()
        });
        let asked = format!("{} × {}", rows.len(), transcript::asked(request));
        let answers: Result<Vec<Answer>, Fault> = answers.into_iter().collect();
        let answers = answers.map_err(|fault| self.failed(fault, &asked))?;
        let said = answers.iter().zip(&jobs).map(|(answer, (_, values))| {
            transcript::answered(answer, look, request.shown, values, self.scene.lang)
        });
        let said = tally(said.collect());
        self.note(&asked, &said)?;
        Ok(answers)
    }

    /// Sends `request` with the values of every row, several clients at a time, and kills the
    /// server in the middle; returns which rows were answered. The next request starts it again.
    ///
    /// # Errors
    /// When an answer differs from the snapshot's, one breaks off before the server is killed, or
    /// the file was wrong at some moment.
    pub fn storm(
        &mut self,
        rows: &[Row],
        request: &Request,
        look: Look,
        storm: Storm,
    ) -> Result<Vec<usize>, Stop> {
        self.launch()?;
        let (address, jobs) = self.jobs(rows, request)?;
        let path = self.path(storm.file);
        let lang = self.scene.lang;
        let Some(server) = self.server.take() else { return Ok(Vec::new()) };
        let raged = rage(&jobs, storm, server, address, &path, lang, self.left());
        self.printed.append(raged.printed);
        self.server = raged.alive;
        let asked = format!("{} × {}", rows.len(), transcript::asked(request));
        if let Some(fault) = raged.fault {
            return Err(self.failed(fault, &asked));
        }
        let mut said: Vec<String> = raged
            .answers
            .iter()
            .map(|(index, answer)| {
                transcript::answered(answer, look, request.shown, &jobs[*index].1, lang)
            })
            .collect();
        said.sort();
        said.dedup();
        self.note(&asked, &said.join("\n"))?;
        self.asked.push(format!("cat /tmp/{}", storm.file));
        let name = storm.file;
        let torn = raged.torn.map(|text| self.reading(&text, storm.read));
        self.note(&format!("cat {name}  # × ∞"), torn.as_deref().unwrap_or(ALWAYS))?;
        self.asked.pop();
        self.kill()?;
        Ok(raged.answers.into_iter().map(|(index, _)| index).collect())
    }

    fn jobs(&mut self, rows: &[Row], request: &Request) -> Result<(SocketAddr, Vec<Job>), Stop> {
        let address = self.address()?;
        let mut jobs = Vec::with_capacity(rows.len());
        for row in rows {
            self.bind_row(row);
            if jobs.is_empty() {
                let curl = request.curl(&self.base(address), &self.values);
                self.asked.push(format!("{curl}  # × {}", rows.len()));
            }
            jobs.push((request.wire(&address.to_string(), &self.values), self.values.clone()));
        }
        Ok((address, jobs))
    }
}

/// What came of a storm.
struct Raged {
    /// those that came before the end, with the index of their row
    answers: Vec<(usize, Answer)>,
    /// what went wrong before the server was killed
    fault: Option<Fault>,
    /// the file as it was at a moment when it was wrong
    torn: Option<String>,
    /// the server, when it was not killed, because something went wrong before
    alive: Option<Server>,
    printed: Printed,
}

fn rage(
    jobs: &[Job],
    storm: Storm,
    server: Server,
    address: SocketAddr,
    file: &Path,
    lang: Lang,
    left: Duration,
) -> Raged {
    let mut server = server;
    let first = Mutex::new(server.take_first());
    let (next, over) = (AtomicUsize::new(0), AtomicBool::new(false));
    let (sender, arriving) = mpsc::channel();
    let send_on = || {
        while !over.load(Ordering::Relaxed) {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(job) = jobs.get(index) else { return };
            let answer = exchange(address, &first, job, left);
            let broke = answer.is_err();
            if sender.send((index, answer)).is_err() || broke {
                return;
            }
        }
    };
    thread::scope(|scope| {
        let watcher = scope.spawn(|| watch(file, storm.read, lang, &over));
        let clients: Vec<_> =
            (0..storm.clients.min(limits::CLIENTS)).map(|_| scope.spawn(send_on)).collect();
        let (mut answers, mut fault) = (Vec::new(), None);
        while answers.len() < storm.until.min(jobs.len()) && fault.is_none() {
            match arriving.recv_timeout(left) {
                Ok((index, Ok(answer))) => answers.push((index, answer)),
                Ok((_, Err(why))) => fault = Some(why),
                Err(_) => fault = Some(LOST),
            }
        }
        // In the middle: the clients are still sending.
        let (alive, printed) = match &fault {
            Some(_) => (Some(server), Printed::default()),
            None => (None, server.finish()),
        };
        over.store(true, Ordering::Relaxed);
        for client in clients {
            // A client that panicked has sent nothing more, which is all that counts.
            let _ = client.join();
        }
        let late = arriving.try_iter().filter_map(|(index, answer)| Some((index, answer.ok()?)));
        answers.extend(late);
        answers.sort_by_key(|(index, _)| *index);
        let torn = watcher.join().unwrap_or_default();
        Raged { answers, fault, torn, alive, printed }
    })
}

/// Reads a file over and over, until the storm is over or the file is wrong.
fn watch(file: &Path, read: FileReading, lang: Lang, over: &AtomicBool) -> Option<String> {
    while !over.load(Ordering::Relaxed) {
        match contents(file) {
            Ok(text) if read(&text, lang).is_ok() => thread::yield_now(),
            Ok(text) => return Some(text),
            Err(why) => return Some(why),
        }
    }
    None
}

fn exchange(
    address: SocketAddr,
    first: &Mutex<Option<TcpStream>>,
    (wire, _): &Job,
    left: Duration,
) -> Result<Answer, Fault> {
    let ready = first.lock().unwrap_or_else(PoisonError::into_inner).take();
    let stream = match ready {
        Some(stream) => stream,
        None => connect(address)?,
    };
    http::exchange(stream, wire, left)
}

const LOST: Fault = Fault::ConnectionLost { bytes: 0 };

/// What a snapshot says of a file that was right whenever it was looked at.
const ALWAYS: &str = "✓";

/// Equal texts counted together, in the order of the texts.
fn tally(mut texts: Vec<String>) -> String {
    texts.sort();
    let groups = texts.chunk_by(|one, other| one == other);
    let lines: Vec<String> =
        groups.map(|group| format!("{} × {}", group.len(), group[0])).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::tally;

    #[test]
    fn equal_answers_are_counted_together() {
        let texts = ["b", "a", "b"].map(str::to_owned);
        assert_eq!(tally(texts.into()), "1 × a\n2 × b");
    }
}
