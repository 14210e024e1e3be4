//! The relay: what passes through the switch, and what a check does to it.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::Result;

use crate::door::Door;
use crate::link::{Link, Stream, Target};

/// Connections through a switch at a time; more are closed at once. Between two servers of a check there are
/// more: one has many clients, and each of its requests may call the other.
const CONNECTIONS: usize = 64;
const CONNECTIONS_BETWEEN_SERVERS: usize = 128;

/// Bytes through a switch, both directions together; then every connection is cut.
const BYTES: usize = 64 * 1024 * 1024;

/// Decides what passes of what a client sends on one connection.
pub trait Watcher: Send {
    /// Takes the next bytes, and adds to `on` what goes to the target.
    fn pass(&mut self, bytes: &[u8], on: &mut Vec<u8>) -> Passage;
}

/// Whether a connection goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passage {
    /// it goes on
    On,
    /// it is cut, once what passed has been sent
    Cut,
}

/// In which direction something is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// from the client to the target
    Requests,
    /// from the target to the client
    Responses,
}

/// How fast a slow switch is: so many bytes, and then a pause.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// how many bytes pass together
    pub bytes: usize,
    /// the pause before the next ones
    pub pause: Duration,
}

/// A relay on a port of its own. It ends, with every connection through it, when it is dropped.
pub struct Switch {
    door: Door,
    shared: Arc<Shared>,
}

struct Shared {
    target: Target,
    new_watcher: Box<dyn Fn() -> Box<dyn Watcher> + Send + Sync>,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    is_silent: bool,
    /// whether new connections are closed at once
    is_closing: bool,
    /// what is lost
    swallowed: Option<Direction>,
    /// whether the check is over
    is_over: bool,
    pace: Option<Pace>,
    links: BTreeMap<usize, Arc<Link>>,
    /// connections that are open, those that wait for the end of a silence included
    open: usize,
    accepted: usize,
    /// how often all connections have been closed: one that was accepted before does not open after it
    cuts: usize,
    bytes: usize,
}

/// A watcher that lets everything pass.
struct Everything;

impl Watcher for Everything {
    fn pass(&mut self, bytes: &[u8], on: &mut Vec<u8>) -> Passage {
        on.extend(bytes);
        Passage::On
    }
}

/// A watcher that lets so many bytes pass.
struct Bytes(usize);

impl Watcher for Bytes {
    fn pass(&mut self, bytes: &[u8], on: &mut Vec<u8>) -> Passage {
        on.extend(bytes.iter().take(self.0));
        self.0 = self.0.saturating_sub(bytes.len());
        if self.0 == 0 { Passage::Cut } else { Passage::On }
    }
}

impl Switch {
    /// A switch that lets everything pass.
    ///
    /// # Errors
    /// When no port is free.
    pub fn to(target: Target) -> Result<Self> {
        Self::watched(target, || Box::new(Everything))
    }

    /// A switch that cuts each connection after so many bytes from the client.
    ///
    /// # Errors
    /// When no port is free.
    pub fn cutting_after(target: Target, bytes: usize) -> Result<Self> {
        Self::watched(target, move || Box::new(Bytes(bytes)))
    }

    /// A switch whose connections have a watcher each.
    ///
    /// # Errors
    /// When no port is free.
    pub fn watched(
        target: Target,
        new_watcher: impl Fn() -> Box<dyn Watcher> + Send + Sync + 'static,
    ) -> Result<Self> {
        let new_watcher = Box::new(new_watcher);
        let shared = Arc::new(Shared {
            target,
            new_watcher,
            state: Mutex::default(),
            changed: Condvar::new(),
        });
        let accepting = Arc::clone(&shared);
        let door = Door::open(move |client| accepting.accept(client))?;
        Ok(Self { door, shared })
    }

    /// Where the server finds it.
    pub fn address(&self) -> SocketAddr {
        self.door.address()
    }

    /// How many connections it has accepted so far.
    pub fn accepted(&self) -> usize {
        self.shared.state().accepted
    }

    /// Closes every connection. New ones pass.
    pub fn cut(&self) {
        self.shared.change(State::cut);
    }

    /// Waits until the target has closed every connection that a watcher has cut, and so has read all that
    /// had passed on it; whether it has.
    pub fn settle(&self, patience: Duration) -> bool {
        let is_open = |state: &mut State| state.links.values().any(|link| link.is_mute());
        let changed = &self.shared.changed;
        let waited = changed.wait_timeout_while(self.shared.state(), patience, is_open);
        !waited.unwrap_or_else(PoisonError::into_inner).1.timed_out()
    }

    /// Closes every connection, and refuses new ones.
    ///
    /// # Errors
    /// When the port does not close.
    pub fn refuse(&self) -> Result<()> {
        self.door.close()?;
        self.cut();
        Ok(())
    }

    /// From now on, nothing passes, in neither direction: new connections are accepted, and none is
    /// closed. What is sent meanwhile waits.
    pub fn silence(&self) {
        self.shared.change(|state| state.is_silent = true);
    }

    /// Closes every connection, and new ones as soon as they are accepted.
    pub fn close(&self) {
        self.shared.change(|state| {
            state.is_closing = true;
            state.cut();
        });
    }

    /// From now on, what is sent in this direction is lost, and no connection is closed. It never arrives
    /// later. The target does not see a connection on which requests are lost from the beginning.
    pub fn swallow(&self, direction: Direction) {
        self.shared.change(|state| state.swallowed = Some(direction));
    }

    /// From now on, bytes pass at this pace, in both directions.
    pub fn slow(&self, pace: Pace) {
        self.shared.change(|state| state.pace = Some(pace));
    }

    /// From now on, everything passes; what waited too. Connections on which something was lost are closed.
    ///
    /// # Errors
    /// When the port cannot be opened again.
    pub fn heal(&self) -> Result<()> {
        self.shared.change(|state| {
            (state.is_silent, state.is_closing) = (false, false);
            (state.swallowed, state.pace) = (None, None);
            state.links.values().filter(|link| link.has_lost()).for_each(|link| link.cut());
        });
        self.door.reopen()
    }
}

impl Drop for Switch {
    fn drop(&mut self) {
        self.shared.change(|state| state.is_over = true);
        self.cut();
    }
}

impl fmt::Debug for Switch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Switch").field("target", &self.shared.target).finish_non_exhaustive()
    }
}

impl State {
    /// Closes every connection.
    fn cut(&mut self) {
        self.cuts += 1;
        self.links.values().for_each(|link| link.cut());
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the state, and tells those who wait for it.
    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let changed = change(&mut self.state());
        self.changed.notify_all();
        changed
    }

    /// Waits while the switch is silent; whether the check goes on then.
    fn goes_on(&self) -> bool {
        let waits = |state: &mut State| state.is_silent && !state.is_over;
        let waited = self.changed.wait_while(self.state(), waits);
        !waited.unwrap_or_else(PoisonError::into_inner).is_over
    }

    fn accept(self: &Arc<Self>, client: TcpStream) {
        let most = match self.target {
            Target::Current(_) => CONNECTIONS_BETWEEN_SERVERS,
            _ => CONNECTIONS,
        };
        let number = self.change(|state| {
            state.accepted += 1;
            if state.open >= most || state.is_closing {
                return None;
            }
            state.open += 1;
            Some((state.accepted, state.cuts))
        });
        let Some((number, cuts)) = number else { return };
        let shared = Arc::clone(self);
        thread::spawn(move || {
            // A connection that breaks is closed on both sides: that is all there is to do.
            let _ = shared.serve(number, cuts, client);
            shared.change(|state| {
                state.links.remove(&number);
                state.open -= 1;
            });
        });
    }

    fn serve(&self, number: usize, cuts: usize, client: TcpStream) -> io::Result<()> {
        if !self.goes_on() {
            return Ok(());
        }
        if let Some(link) = self.held(number, &client)? {
            pump(&mut link.client()?, |_| Passage::On);
            return Ok(());
        }
        let link = Arc::new(Link::new(client, self.target.connect()?)?);
        let is_cut = self.change(|state| {
            state.links.insert(number, Arc::clone(&link));
            state.cuts != cuts
        });
        let relayed = if is_cut { Ok(()) } else { self.relay(&link) };
        link.cut();
        relayed
    }

    /// A connection without a target, if requests are lost now.
    fn held(&self, number: usize, client: &TcpStream) -> io::Result<Option<Arc<Link>>> {
        let link = Arc::new(Link::lost(client.try_clone()?));
        Ok(self.change(|state| {
            let is_held = state.swallowed == Some(Direction::Requests);
            is_held.then(|| {
                state.links.insert(number, Arc::clone(&link));
                link
            })
        }))
    }

    /// Relays both directions until both are over.
    fn relay(&self, link: &Link) -> io::Result<()> {
        let (client, Some(target)) = (link.client()?, link.target()?) else { return Ok(()) };
        let (mut to_client, mut from_client) = (client.try_clone()?, client);
        let (mut to_target, mut from_target) = (target.try_clone()?, target);
        let mut watcher = (self.new_watcher)();
        thread::scope(|scope| {
            scope.spawn(|| {
                let pass = |bytes: &[u8]| match link.is_mute() {
                    true => Passage::On,
                    false => self.pass(link, Direction::Responses, bytes, &mut to_client),
                };
                pump(&mut from_target, pass);
                // The end of a response is lost with it.
                if !link.has_lost() {
                    to_client.shutdown(Shutdown::Write);
                }
            });
            let pass = |bytes: &[u8]| {
                let mut passing = Vec::new();
                let passage = watcher.pass(bytes, &mut passing);
                if passage == Passage::Cut {
                    // First, so that no response to what still passes comes back.
                    link.mute();
                }
                match self.pass(link, Direction::Requests, &passing, &mut to_target) {
                    Passage::Cut => Passage::Cut,
                    Passage::On => passage,
                }
            };
            pump(&mut from_client, pass);
            // After all that has passed.
            to_target.shutdown(Shutdown::Write);
        });
        Ok(())
    }

    /// Lets bytes pass, once the switch is not silent, unless what goes in their direction is lost.
    fn pass(&self, link: &Link, direction: Direction, bytes: &[u8], to: &mut Stream) -> Passage {
        if !self.goes_on() {
            return Passage::Cut;
        }
        let (is_too_much, pace) = self.change(|state| {
            state.bytes += bytes.len();
            if state.swallowed == Some(direction) {
                link.lose();
            }
            (state.bytes > BYTES, state.pace)
        });
        if is_too_much {
            link.cut();
            return Passage::Cut;
        }
        // What follows a part that is lost is of no use.
        if link.has_lost() {
            return Passage::On;
        }
        for piece in bytes.chunks(pace.map_or(usize::MAX, |pace| pace.bytes)) {
            if to.write_all(piece).is_err() {
                return Passage::Cut;
            }
            if let Some(pace) = pace {
                thread::sleep(pace.pause);
            }
        }
        Passage::On
    }
}

/// Hands over what arrives, until there is nothing more or the connection is to be cut.
fn pump(from: &mut Stream, mut pass: impl FnMut(&[u8]) -> Passage) {
    let mut buffer = [0; 16 * 1024];
    loop {
        let count = match from.read(&mut buffer) {
            Ok(0) => return,
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(_) => return,
        };
        if let Passage::Cut = pass(&buffer[..count]) {
            return;
        }
    }
}

#[cfg(test)]
mod tests;
