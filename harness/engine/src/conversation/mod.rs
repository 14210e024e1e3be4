//! One check's talk with its servers: the words that a check is written in.
//!
//! | word | what it does |
//! |---|---|
//! | [`draw`](Conversation::draw), [`bind`](Conversation::bind) | give a value a name; `{name}` stands for it |
//! | [`ask`](Conversation::ask), [`ask_each`](Conversation::ask_each), [`ask_in_turn`](Conversation::ask_in_turn) | send requests, compare the answers |
//! | [`at_once`](Conversation::at_once), [`storm`](Conversation::storm) | many clients at the same time |
//! | [`alone`](Conversation::alone) | not against a server that already runs |
//! | [`setting`](Conversation::setting), [`file`](Conversation::file) | what the server finds when it starts |
//! | [`look_at`](Conversation::look_at) | what the server left in a file |
//! | [`kill`](Conversation::kill) | SIGKILL; the next request starts the server again |
//! | [`another_database`](Conversation::another_database) | the server starts again on a database that is not there yet |
//! | [`refuses_to_start`](Conversation::refuses_to_start) | a start that must fail |
//! | [`send`](Conversation::send), [`broken`](Conversation::broken), [`note`](Conversation::note) | an answer to judge by other rules than a snapshot's |

mod storm;
mod world;

pub use storm::Storm;

use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::database::{Database, MakeDatabase};
use crate::difference::Difference;
use crate::draw::Drawn;
use crate::fault::{Fault, Moment};
use crate::http::{self, Answer, Request};
use crate::limits;
use crate::server::{BootError, Launch, Printed, Server, Setting};
use crate::snapshot;
use crate::template::Values;
use crate::text::{Lang, Text};
use crate::transcript::{self, Look};

/// What a conversation is held with.
#[derive(Clone, Debug)]
pub enum Target {
    /// a server that every check starts for itself
    Launch(Launch),
    /// a server that already runs
    Running(SocketAddr),
}

/// Why a conversation ended before its last line.
#[derive(Debug)]
pub enum Stop {
    /// The server is at fault.
    Failed(Box<Failure>),
    /// Nobody is: the check cannot be made here. Why, in the language of the run.
    Skipped(String),
    /// The harness is at fault.
    Harness(anyhow::Error),
}

/// A failure and what was said until then.
#[derive(Debug)]
pub struct Failure {
    /// what went wrong
    pub fault: Fault,
    /// every request so far, as `curl` lines; the last one is at fault
    pub asked: Vec<String>,
    /// what was expected against what came, this run's values in place; empty when nothing was
    /// asked
    pub diff: String,
}

/// What a conversation begins with.
pub struct Scene<'a> {
    /// the server
    pub target: &'a Target,
    /// an empty folder
    pub folder: &'a Path,
    /// variables of the server's environment
    pub settings: Vec<Setting>,
    /// the expected exchanges; `None` records instead of comparing
    pub expected: Option<&'a [String]>,
    /// of the run
    pub lang: Lang,
    /// of the drawn values
    pub rng: fastrand::Rng,
    /// how many requests to generate, when the run says so
    pub requests: Option<u32>,
    /// names one more database, for a lab that has one
    pub another_database: &'a MakeDatabase<'a>,
}

/// A conversation: it boots its server with the first request, and compares every answer at once.
pub struct Conversation<'a> {
    scene: Scene<'a>,
    boot: Duration,
    deadline: Instant,
    values: Values,
    server: Option<Server>,
    /// databases that the check has asked for; they go after the server
    more_databases: Vec<Box<dyn Database>>,
    /// whether a server of this check has listened before
    booted: bool,
    /// by servers that are gone
    printed: Printed,
    exchanges: Vec<String>,
    asked: Vec<String>,
    /// names of ids that no answer gave
    nameless: Vec<&'static str>,
    /// the file that the server was started with, and what was in it
    given: Option<(&'static str, String)>,
}

impl<'a> Conversation<'a> {
    /// A conversation that has not begun.
    pub fn new(scene: Scene<'a>) -> Self {
        Self {
            scene,
            boot: limits::BOOT,
            deadline: Instant::now() + limits::CHECK,
            values: Values::default(),
            server: None,
            more_databases: Vec::new(),
            booted: false,
            printed: Printed::default(),
            exchanges: Vec::new(),
            asked: Vec::new(),
            nameless: Vec::new(),
            given: None,
        }
    }

    /// Waits for the server no longer than a working one needs to start: an identical one has just
    /// been waited for in vain.
    pub fn hurry(&mut self) {
        self.boot = limits::HURRIED_BOOT;
    }

    /// The generator of this check's values.
    pub fn rng(&mut self) -> &mut fastrand::Rng {
        &mut self.scene.rng
    }

    /// The language of the run, for sentences that a check makes.
    pub fn lang(&self) -> Lang {
        self.scene.lang
    }

    /// How many requests to generate, when the run says so.
    pub fn requests(&self) -> Option<u32> {
        self.scene.requests
    }

    /// Draws a value; `{name}` stands for it from now on.
    pub fn draw(&mut self, name: &str, draw: fn(&mut fastrand::Rng) -> Drawn) {
        loop {
            let value = draw(&mut self.scene.rng);
            if !self.values.clashes(&value) {
                return self.values.insert(name, value);
            }
        }
    }

    /// Gives a name to a value that the check calculated or read; `{name}` stands for it from now
    /// on, and for no other.
    pub fn bind(&mut self, name: &str, value: Drawn) {
        self.values.insert(name, value);
    }

    /// Sends `request` and compares what `look` sees of the answer with the snapshot.
    ///
    /// # Errors
    /// As soon as an answer is not the expected one, so that a student reads the first fault and
    /// not its consequences.
    pub fn ask(&mut self, request: Request, look: Look) -> Result<(), Stop> {
        let (_, exchange) = self.exchange(&request, look)?;
        self.exchanges.push(exchange);
        Ok(())
    }

    /// Asks the same with the values of every row in turn: the snapshot holds one exchange, which
    /// all of them must equal.
    ///
    /// # Errors
    /// Those of [`ask`](Self::ask), at the first row that differs.
    pub fn ask_each(&mut self, rows: &[Row], request: &Request, look: Look) -> Result<(), Stop> {
        self.answers(rows, request, look).map(drop)
    }

    /// The same, and the answers.
    ///
    /// # Errors
    /// Those of [`ask_each`](Self::ask_each).
    pub fn answers(
        &mut self,
        rows: &[Row],
        request: &Request,
        look: Look,
    ) -> Result<Vec<Answer>, Stop> {
        let before = self.asked.len();
        let mut exchange = self.next_expected()?.map(str::to_owned);
        let mut answers = Vec::with_capacity(rows.len());
        for row in rows {
            self.asked.truncate(before);
            self.bind_row(row);
            let (answer, text) = self.exchange(request, look)?;
            if let Some(before) = &exchange {
                same(before, &text)?;
            }
            answers.push(answer);
            exchange = Some(text);
        }
        if let (2.., Some(last)) = (rows.len(), self.asked.last_mut()) {
            last.push_str(&last_of(rows.len(), self.scene.lang));
        }
        self.exchanges.extend(exchange);
        Ok(answers)
    }

    /// Asks several requests with the values of every row in turn: the snapshot holds each of them
    /// once. The report of a failure shows those of the row that differs.
    ///
    /// # Errors
    /// Those of [`ask`](Self::ask), at the first row that differs.
    pub fn ask_in_turn(&mut self, rows: &[Row], requests: &[(Request, Look)]) -> Result<(), Stop> {
        let (asked, told) = (self.asked.len(), self.exchanges.len());
        for row in rows {
            self.asked.truncate(asked);
            let before = self.exchanges.split_off(told);
            self.bind_row(row);
            for (request, look) in requests {
                self.ask(request.clone(), *look)?;
            }
            before.iter().zip(&self.exchanges[told..]).try_for_each(|(one, two)| same(one, two))?;
        }
        Ok(())
    }

    /// Sends `request` and returns the answer, whatever it is.
    ///
    /// # Errors
    /// When no whole answer comes.
    pub fn send(&mut self, request: &Request) -> Result<Answer, Stop> {
        let address = self.address()?;
        self.asked.push(request.curl(&self.base(address), &self.values));
        let wire = request.wire(&address.to_string(), &self.values);
        let left = self.left();
        let answer = self.connect().and_then(|stream| http::exchange(stream, &wire, left));
        answer.map_err(|fault| self.failed(fault, &transcript::asked(request)))
    }

    /// Forgets the last request: the report of a failure shows only those that lead to it.
    pub fn forget(&mut self) {
        self.asked.pop();
    }

    /// How many requests the report of a failure would show.
    pub fn remembered(&self) -> usize {
        self.asked.len()
    }

    /// Forgets all requests but the first `count`.
    pub fn remember(&mut self, count: usize) {
        self.asked.truncate(count);
    }

    /// A failure by another rule than the snapshot's: `sentence` says which promise is broken,
    /// `expected` and `received` show how.
    pub fn broken(&self, sentence: String, expected: &str, received: &str) -> Stop {
        Stop::Failed(Box::new(Failure {
            fault: Fault::Broken { sentence },
            asked: self.asked.clone(),
            diff: self.diff(expected, received),
        }))
    }

    /// The exchanges so far, as a snapshot holds them.
    pub fn transcript(&self) -> String {
        snapshot::join(&self.exchanges)
    }

    /// How many exchanges went as expected.
    pub fn exchanges(&self) -> usize {
        self.exchanges.len()
    }

    /// Ends the server; returns what it and those before it printed.
    pub fn finish(&mut self) -> Printed {
        self.end_server();
        std::mem::take(&mut self.printed)
    }

    fn end_server(&mut self) {
        if let Some(server) = self.server.take() {
            self.printed.append(server.finish());
        }
    }

    fn bind_row(&mut self, row: &Row) {
        for (name, value) in row {
            self.values.insert(name, value.clone());
        }
    }

    /// One exchange, also as text, compared with the snapshot.
    fn exchange(&mut self, request: &Request, look: Look) -> Result<(Answer, String), Stop> {
        let answer = self.send(request)?;
        match (request.named, answer.id()) {
            (Some(name), Some(id)) => self.values.insert(name, Drawn::Id(id)),
            (Some(name), None) => self.nameless.push(name),
            (None, _) => {}
        }
        let lang = self.scene.lang;
        let said = transcript::answered(&answer, look, request.shown, &self.values, lang);
        let exchange = format!("{}\n\n{said}", transcript::asked(request));
        match self.next_expected()? {
            Some(expected) if expected != exchange => {
                let why = transcript::explanation(&answer, look, &self.values, lang);
                let why = why.map(|why| format!("\n\n{why}")).unwrap_or_default();
                Err(self.mismatch(expected, &format!("{exchange}{why}")))
            }
            _ => Ok((answer, exchange)),
        }
    }

    fn left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// Where the server listens; boots it when it does not run yet.
    fn address(&mut self) -> Result<SocketAddr, Stop> {
        let launch = match self.scene.target {
            Target::Running(address) => return Ok(*address),
            Target::Launch(launch) => launch,
        };
        if let Some(server) = &self.server {
            return Ok(server.address());
        }
        let server = self.boot(launch).map_err(|error| match error {
            BootError::Harness(error) => Stop::Harness(error),
            BootError::Fault(fault, printed) => {
                self.printed.append(printed);
                let fault = match fault {
                    Fault::Exited { status, signal, .. } if self.booted => {
                        Fault::Exited { status, signal, moment: Moment::Restart }
                    }
                    fault => fault,
                };
                let asked = self.asked.clone();
                Stop::Failed(Box::new(Failure { fault, asked, diff: String::new() }))
            }
        })?;
        if self.booted {
            self.asked.push(world::STARTED.get(self.scene.lang).to_owned());
        }
        self.booted = true;
        Ok(self.server.insert(server).address())
    }

    fn boot(&self, launch: &Launch) -> Result<Server, BootError> {
        let allowed = self.boot.min(self.left());
        Server::boot(launch, self.scene.folder, &self.scene.settings, allowed)
    }

    /// What a pasted `curl` line talks to: `lab run` listens on port 5000.
    fn base(&self, address: SocketAddr) -> String {
        match self.scene.target {
            Target::Running(_) => format!("http://{address}"),
            Target::Launch(_) => "http://127.0.0.1:5000".to_owned(),
        }
    }

    fn connect(&mut self) -> Result<TcpStream, Fault> {
        match (self.scene.target, &mut self.server) {
            (_, Some(server)) => server.connect(),
            (Target::Running(address), None) => connect(*address),
            (Target::Launch(_), None) => Err(Fault::ConnectionLost { bytes: 0 }),
        }
    }

    /// The launch of a server of one's own, which a server that already runs is not.
    fn launch(&self) -> Result<&'a Launch, Stop> {
        match self.scene.target {
            Target::Launch(launch) => Ok(launch),
            Target::Running(_) => Err(Stop::Skipped(RUNS_ALREADY.get(self.scene.lang).to_owned())),
        }
    }

    /// What was expected of the exchange that comes next.
    fn next_expected(&self) -> Result<Option<&'a str>, Stop> {
        let Some(expected) = self.scene.expected else { return Ok(None) };
        match expected.get(self.exchanges.len()) {
            Some(exchange) => Ok(Some(exchange)),
            None => Err(Stop::Harness(anyhow::anyhow!(
                "the check asks more than its snapshot holds: record it again with `cargo insta \
                 test --review`"
            ))),
        }
    }

    fn compare(&self, exchange: &str) -> Result<(), Stop> {
        match self.next_expected()? {
            Some(expected) if expected != exchange => Err(self.mismatch(expected, exchange)),
            _ => Ok(()),
        }
    }

    /// Compares an exchange that is not one request and its answer: what was looked at, and what was
    /// seen.
    ///
    /// # Errors
    /// When the snapshot holds another one.
    pub fn note(&mut self, asked: &str, said: &str) -> Result<(), Stop> {
        let exchange = format!("{asked}\n\n{said}");
        self.compare(&exchange)?;
        self.exchanges.push(exchange);
        Ok(())
    }

    fn mismatch(&self, expected: &str, received: &str) -> Stop {
        Stop::Failed(Box::new(Failure {
            fault: Fault::Mismatch { difference: Difference::between(expected, received) },
            asked: self.asked.clone(),
            diff: self.diff(expected, received),
        }))
    }

    fn failed(&mut self, fault: Fault, asked: &str) -> Stop {
        let fault = match &mut self.server {
            Some(server) => server.post_mortem(fault),
            None => fault,
        };
        let expected = self.scene.expected.and_then(|all| all.get(self.exchanges.len()));
        let nothing = match fault {
            Fault::TooLong { .. } => TOO_LONG,
            _ => NO_ANSWER,
        };
        let nothing = nothing.get(self.scene.lang);
        let diff = expected.map_or_else(String::new, |expected| {
            self.diff(expected, &format!("{asked}\n\n{nothing}"))
        });
        Stop::Failed(Box::new(Failure { fault, asked: self.asked.clone(), diff }))
    }

    /// The difference of two exchanges, as a person reads it.
    fn diff(&self, expected: &str, received: &str) -> String {
        // A name without a value would be read as text to send.
        let nameless = self.nameless.iter().filter(|name| self.values.get(name).is_none());
        let unnamed = |text: String, name: &&str| {
            text.replace(&format!("\"{{{name}}}\""), "…").replace(&format!("{{{name}}}"), "…")
        };
        let [expected, received] =
            &[expected, received].map(|text| nameless.clone().fold(text.to_owned(), unnamed));
        let shown = snapshot::diff(&self.values.expand(expected), &self.values.expand(received));
        if shown.is_empty() { snapshot::diff(expected, received) } else { shown }
    }
}

/// Names and values of one client, or of one of several equal requests.
pub type Row = Vec<(&'static str, Drawn)>;

/// Refuses to record two rows of which a snapshot could hold only one; when nothing is recorded, a
/// comparison has already failed.
fn same(one: &str, other: &str) -> Result<(), Stop> {
    if one == other {
        return Ok(());
    }
    let differ = snapshot::diff(one, other);
    Err(Stop::Harness(anyhow::anyhow!("two rows of a check differ:\n{differ}")))
}

/// What the last line of several requests of one form, which the report shows alone, ends with.
fn last_of(count: usize, lang: Lang) -> String {
    match lang {
        Lang::Fr => format!("  # la dernière de {count} requêtes de cette forme"),
        Lang::En => format!("  # the last of {count} requests of this form"),
    }
}

const TOO_LONG: Text = Text { fr: "(réponse trop longue)", en: "(answer too long)" };

const NO_ANSWER: Text = Text { fr: "(pas de réponse)", en: "(no answer)" };

const RUNS_ALREADY: Text = Text {
    fr: "il faut un serveur aux données neuves, que l'on puisse arrêter et dont on puisse lire les \
         fichiers ; --url n'en donne pas.",
    en: "they need a server with fresh data, that can be stopped and whose files can be read; --url \
         gives none.",
};

fn connect(address: SocketAddr) -> Result<TcpStream, Fault> {
    TcpStream::connect_timeout(&address, limits::EXCHANGE)
        .map_err(|_| Fault::ConnectionLost { bytes: 0 })
}
