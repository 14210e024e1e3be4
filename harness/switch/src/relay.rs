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

/// Connections through a switch at a time; more are closed at once.
const CONNECTIONS: usize = 64;

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
    /// whether the check is over
    is_over: bool,
    pace: Option<Pace>,
    links: BTreeMap<usize, Arc<Link>>,
    /// connections that are open, those that wait for the end of a silence included
    open: usize,
    accepted: usize,
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
        self.shared.state().links.values().for_each(|link| link.cut());
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

    /// From now on, bytes pass at this pace, in both directions.
    pub fn slow(&self, pace: Pace) {
        self.shared.change(|state| state.pace = Some(pace));
    }

    /// From now on, everything passes; what waited too.
    ///
    /// # Errors
    /// When the port cannot be opened again.
    pub fn heal(&self) -> Result<()> {
        self.shared.change(|state| (state.is_silent, state.pace) = (false, None));
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
        let number = self.change(|state| {
            state.accepted += 1;
            if state.open >= CONNECTIONS {
                return None;
            }
            state.open += 1;
            Some(state.accepted)
        });
        let Some(number) = number else { return };
        let shared = Arc::clone(self);
        thread::spawn(move || {
            // A connection that breaks is closed on both sides: that is all there is to do.
            let _ = shared.serve(number, client);
            shared.change(|state| {
                state.links.remove(&number);
                state.open -= 1;
            });
        });
    }

    fn serve(&self, number: usize, client: TcpStream) -> io::Result<()> {
        if !self.goes_on() {
            return Ok(());
        }
        let link = Arc::new(Link::new(client, self.target.connect()?)?);
        self.change(|state| drop(state.links.insert(number, Arc::clone(&link))));
        let relayed = self.relay(&link);
        link.cut();
        relayed
    }

    /// Relays both directions until both are over.
    fn relay(&self, link: &Link) -> io::Result<()> {
        let (client, target) = (link.client()?, link.target()?);
        let (mut to_client, mut from_client) = (client.try_clone()?, client);
        let (mut to_target, mut from_target) = (target.try_clone()?, target);
        let mut watcher = (self.new_watcher)();
        thread::scope(|scope| {
            scope.spawn(|| {
                let pass = |bytes: &[u8]| match link.is_mute() {
                    true => Passage::On,
                    false => self.pass(link, bytes, &mut to_client),
                };
                pump(&mut from_target, pass);
                to_client.shutdown(Shutdown::Write);
            });
            let pass = |bytes: &[u8]| {
                let mut passing = Vec::new();
                let passage = watcher.pass(bytes, &mut passing);
                if passage == Passage::Cut {
                    // First, so that no response to what still passes comes back.
                    link.mute();
                }
                match self.pass(link, &passing, &mut to_target) {
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

    /// Lets bytes pass, once the switch is not silent.
    fn pass(&self, link: &Link, bytes: &[u8], to: &mut Stream) -> Passage {
        if !self.goes_on() {
            return Passage::Cut;
        }
        let (is_too_much, pace) = self.change(|state| {
            state.bytes += bytes.len();
            (state.bytes > BYTES, state.pace)
        });
        if is_too_much {
            link.cut();
            return Passage::Cut;
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
mod tests {
    use std::io::{ErrorKind, Read, Write};
    use std::net::{SocketAddr, TcpListener, TcpStream};
    use std::thread;
    use std::time::Duration;

    use super::{Pace, Switch};
    use crate::link::Target;

    /// Sends back what it receives, on every connection, until the test ends.
    fn echo() -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut from = stream.expect("a connection");
                let mut to = from.try_clone().expect("a handle");
                thread::spawn(move || std::io::copy(&mut from, &mut to));
            }
        });
        address
    }

    fn switch() -> Switch {
        Switch::to(Target::Tcp(echo())).expect("a switch")
    }

    fn connected(switch: &Switch) -> TcpStream {
        let stream = TcpStream::connect(switch.address()).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_millis(300))).expect("a timeout");
        stream
    }

    /// What comes back of `word`: nothing from a connection that is silent.
    fn back(stream: &mut TcpStream, word: &str) -> Result<String, ErrorKind> {
        let mut buffer = vec![0; word.len()];
        stream.write_all(word.as_bytes()).map_err(|error| error.kind())?;
        stream.read_exact(&mut buffer).map_err(|error| error.kind())?;
        Ok(String::from_utf8(buffer).expect("text"))
    }

    fn is_silent(stream: &mut TcpStream) -> bool {
        matches!(back(stream, "?"), Err(ErrorKind::WouldBlock | ErrorKind::TimedOut))
    }

    fn is_closed(stream: &mut TcpStream) -> bool {
        stream.set_read_timeout(Some(Duration::from_secs(5))).expect("a timeout");
        !matches!(back(stream, "?"), Ok(_) | Err(ErrorKind::WouldBlock | ErrorKind::TimedOut))
    }

    #[test]
    fn everything_passes_in_both_directions_until_it_is_cut() {
        let switch = switch();
        let mut stream = connected(&switch);
        assert_eq!(back(&mut stream, "hello").expect("back"), "hello");
        switch.cut();
        assert!(is_closed(&mut stream));
        assert_eq!(back(&mut connected(&switch), "again").expect("back"), "again");
        assert_eq!(switch.accepted(), 2);
    }

    #[test]
    fn a_connection_that_is_cut_is_settled_once_the_target_has_closed_it() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let switch = Switch::cutting_after(Target::Tcp(address), 3).expect("a switch");
        let mut client = connected(&switch);
        client.write_all(b"hello").expect("sent");
        let (mut target, _) = listener.accept().expect("a connection");
        let mut passed = String::new();
        target.read_to_string(&mut passed).expect("read to its end");
        assert_eq!(passed, "hel");
        assert!(!switch.settle(Duration::from_millis(50)), "the target has it open");
        drop(target);
        assert!(switch.settle(Duration::from_secs(10)));
    }

    #[test]
    fn what_is_refused_closes_what_is_open() {
        let switch = switch();
        let mut stream = connected(&switch);
        back(&mut stream, "hello").expect("back");
        switch.refuse().expect("closed");
        assert!(is_closed(&mut stream));
        let refused = TcpStream::connect(switch.address()).expect_err("closed");
        assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
        switch.heal().expect("open");
        assert_eq!(back(&mut connected(&switch), "again").expect("back"), "again");
    }

    #[test]
    fn what_is_sent_into_a_silence_passes_when_it_is_over() {
        let switch = switch();
        let mut before = connected(&switch);
        back(&mut before, "hello").expect("back");
        switch.silence();
        let mut meanwhile = connected(&switch);
        assert!(is_silent(&mut before) && is_silent(&mut meanwhile));
        switch.heal().expect("open");
        for stream in [&mut before, &mut meanwhile] {
            assert_eq!(back(stream, "x").expect("back"), "?", "what was sent before");
        }
        assert_eq!(back(&mut connected(&switch), "again").expect("back"), "again");
    }

    #[test]
    fn a_slow_switch_lets_everything_pass_in_pieces() {
        let switch = switch();
        switch.slow(Pace { bytes: 2, pause: Duration::from_millis(1) });
        assert_eq!(back(&mut connected(&switch), "in pieces").expect("back"), "in pieces");
    }

    #[test]
    fn a_connection_is_cut_after_so_many_bytes() {
        let switch = Switch::cutting_after(Target::Tcp(echo()), 4).expect("a switch");
        let mut stream = connected(&switch);
        assert_eq!(back(&mut stream, "abc").expect("back"), "abc");
        assert!(is_closed(&mut stream), "nothing comes back of the fourth byte");
    }

    #[test]
    fn more_connections_than_a_server_needs_are_closed() {
        let switch = switch();
        let mut open: Vec<TcpStream> =
            (0..super::CONNECTIONS).map(|_| connected(&switch)).collect();
        for stream in &mut open {
            back(stream, "hello").expect("back");
        }
        assert!(is_closed(&mut connected(&switch)));
    }
}
