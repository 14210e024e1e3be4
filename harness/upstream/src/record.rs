//! What the service was asked, and how it behaves: shared by its threads and the check.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;
use std::net::{Shutdown, TcpStream};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::behaviour::Behaviour;

/// A request that the service received.
#[derive(Clone, Debug)]
pub struct Call {
    /// `GET`
    pub method: String,
    /// path and query, as they were sent, without the base path of the service
    pub target: String,
    /// names in lower case, in the order received
    pub headers: Vec<(String, String)>,
    /// when its head had arrived
    pub arrived: Instant,
    /// just before the last byte of the response was sent, if it was
    pub answered: Option<Instant>,
    /// on which connection it came: the first one is 1
    pub connection: usize,
}

impl Call {
    /// The target without its query.
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// The first header of that name, given in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// What the threads of a service share.
#[derive(Debug)]
pub struct Shared {
    /// the path that the service is under, without a final slash
    base: &'static str,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug)]
pub struct State {
    scripts: BTreeMap<String, Script>,
    /// for calls of paths without a script
    rule: Option<Rule>,
    calls: Vec<Call>,
    /// paths whose calls are not kept
    unrecorded: BTreeSet<String>,
    /// those that are open, to close them
    streams: BTreeMap<usize, TcpStream>,
    connections: usize,
    pub door: Position,
}

/// Whether the service can be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Position {
    /// it accepts connections
    Open,
    /// connections are refused
    Closed,
    /// the check is over
    Over,
}

/// What the service does with a call, decided when it arrives.
pub struct Rule(pub Box<dyn Fn(&Call) -> Behaviour + Send>);

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rule").finish_non_exhaustive()
    }
}

#[derive(Debug)]
struct Script {
    first: VecDeque<Behaviour>,
    last: Behaviour,
}

/// More connections than this at a time are closed at once.
const CONNECTIONS: usize = 512;

/// More calls than this are not kept.
const CALLS: usize = 20_000;

impl Shared {
    pub fn new(base: &'static str) -> Self {
        let state = State {
            scripts: BTreeMap::new(),
            rule: None,
            calls: Vec::new(),
            unrecorded: BTreeSet::new(),
            streams: BTreeMap::new(),
            connections: 0,
            door: Position::Open,
        };
        Self { base, state: Mutex::new(state), changed: Condvar::new() }
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the state, and tells those who wait for it.
    pub fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let changed = change(&mut self.state());
        self.changed.notify_all();
        changed
    }

    /// Waits until the state is as wanted, or until the time is over; whether it is.
    pub fn wait(&self, patience: Duration, wanted: impl Fn(&State) -> bool) -> bool {
        let state = self.state();
        let waited = self.changed.wait_timeout_while(state, patience, |state| !wanted(state));
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        wanted(&state)
    }

    /// Notes a call; returns its place in the list, if it is kept, and what to do with it.
    pub fn record(&self, mut call: Call) -> (Option<usize>, Option<Behaviour>) {
        let inside = call.target.strip_prefix(self.base).map(str::to_owned);
        let is_inside = inside.is_some();
        call.target = inside.unwrap_or(call.target);
        self.change(|state| {
            let script = state.scripts.get_mut(call.path()).filter(|_| is_inside);
            let rule = || state.rule.as_ref().filter(|_| is_inside).map(|rule| (rule.0)(&call));
            let behaviour = script.map(Script::next).or_else(rule);
            let is_kept = state.calls.len() < CALLS && !state.unrecorded.contains(call.path());
            if is_kept {
                state.calls.push(call);
            }
            (is_kept.then(|| state.calls.len() - 1), behaviour)
        })
    }

    /// Notes that the last byte of a response is about to be sent.
    pub fn answered(&self, index: Option<usize>) {
        self.change(|state| {
            if let Some(call) = index.and_then(|index| state.calls.get_mut(index)) {
                call.answered = Some(Instant::now());
            }
        });
    }

    /// Notes a connection; returns its number, or nothing when there are too many.
    pub fn connected(&self, stream: &TcpStream) -> Option<usize> {
        let stream = stream.try_clone().ok()?;
        self.change(|state| {
            // It may have been accepted just before the port was closed.
            if state.door != Position::Open || state.streams.len() >= CONNECTIONS {
                return None;
            }
            state.connections += 1;
            state.streams.insert(state.connections, stream);
            Some(state.connections)
        })
    }

    /// Notes that a connection is closed.
    pub fn disconnected(&self, connection: usize) {
        self.change(|state| drop(state.streams.remove(&connection)));
    }
}

impl State {
    pub fn calls(&self) -> &[Call] {
        &self.calls
    }

    /// Forgets the calls, and returns them.
    pub fn forget_calls(&mut self) -> Vec<Call> {
        std::mem::take(&mut self.calls)
    }

    /// From now on, calls of this path are not kept.
    pub fn leave_out(&mut self, path: &str) {
        self.unrecorded.insert(path.to_owned());
    }

    /// Whether the service knows what was asked for.
    pub fn knows(&self, call: &Call) -> bool {
        self.rule.is_some() || self.scripts.contains_key(call.path())
    }

    /// From now on, no path is known.
    pub fn forget_scripts(&mut self) {
        self.scripts.clear();
        self.rule = None;
    }

    pub fn script(&mut self, path: &str, first: Vec<Behaviour>, last: Behaviour) {
        self.scripts.insert(path.to_owned(), Script { first: first.into(), last });
    }

    /// What to do with calls of paths that have no script.
    pub fn follow(&mut self, rule: Rule) {
        self.rule = Some(rule);
    }

    /// Closes all connections.
    pub fn hang_up(&mut self) {
        for stream in self.streams.values() {
            // It may be closed already.
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

impl Script {
    fn next(&mut self) -> Behaviour {
        self.first.pop_front().unwrap_or_else(|| self.last.clone())
    }
}
