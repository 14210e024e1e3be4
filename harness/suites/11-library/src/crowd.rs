//! Many clients at the same time. They go on while services are killed, and stop at the first response that
//! the contract does not allow.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use engine::limits;
use engine::server::CurrentAddress;
use fastrand::Rng;
use history::{Client, Recorder};

use crate::ask::{Known, Place, Question, Reply, Trouble};
use crate::borrower::Borrower;
use crate::service::{SERVICES, Service};

/// What the clients know from the beginning.
#[derive(Clone, Debug, Default)]
pub struct Stock {
    pub books: Vec<Known>,
    pub members: Vec<Known>,
}

/// The clients. They end when this is dropped.
pub struct Crowd {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

/// What the clients share.
pub struct Shared {
    pub stock: Stock,
    recorder: Recorder,
    addresses: [(Service, CurrentAddress); 3],
    /// how often each service has begun or ended to be killed: odd while it is
    kills: [AtomicUsize; 3],
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// how many requests may still be sent in this round
    left: usize,
    /// how many have ended in this round
    ended: usize,
    /// what the first client to fail has seen
    trouble: Option<Trouble>,
    is_over: bool,
}

impl Crowd {
    /// Starts so many clients. They send nothing before the first round.
    pub fn start(
        count: usize,
        recorder: &Recorder,
        addresses: &[(Service, CurrentAddress); 3],
        stock: Stock,
        rng: &mut Rng,
    ) -> Self {
        let shared = Arc::new(Shared {
            stock,
            recorder: recorder.clone(),
            addresses: addresses.clone(),
            kills: Default::default(),
            state: Mutex::default(),
            changed: Condvar::new(),
        });
        let threads = (0..count).map(|number| {
            let (shared, rng) = (Arc::clone(&shared), rng.fork());
            thread::spawn(move || Borrower::new(number, shared, rng).run())
        });
        Self { threads: threads.collect(), shared }
    }

    /// Lets the clients send so many requests more, and begins to count.
    pub fn begin(&self, requests: usize) {
        let mut state = self.shared.state();
        (state.left, state.ended) = (requests, 0);
        self.shared.changed.notify_all();
    }

    /// Waits until so many requests of this round have ended, or for `patience`.
    ///
    /// # Errors
    /// What a client has seen, if that is not allowed.
    pub fn wait(&self, requests: usize, patience: Duration) -> Result<(), Trouble> {
        let waits = |state: &mut State| state.ended < requests && state.trouble.is_none();
        let state = self.shared.state();
        let waited = self.shared.changed.wait_timeout_while(state, patience, waits);
        let mut state = waited.unwrap_or_else(PoisonError::into_inner).0;
        state.trouble.take().map_or(Ok(()), Err)
    }

    /// Asks beside the clients, whatever their round allows; nothing when they are to end.
    pub fn ask(&self, client: Client, question: &Question) -> Option<Reply> {
        self.ask_at(client, question, &self.place(question)?)
    }

    /// Where a question would be asked now; nothing when the clients are to end.
    pub fn place(&self, question: &Question) -> Option<Place> {
        self.shared.place(question.service, |_| true)
    }

    /// Asks there.
    pub fn ask_at(&self, client: Client, question: &Question, place: &Place) -> Option<Reply> {
        self.shared.ask_at(client, question, place)
    }

    /// Kills a service by `kill`. What breaks meanwhile may be because of that.
    ///
    /// # Errors
    /// Those of `kill`.
    pub fn kill<E>(&self, service: Service, kill: impl FnOnce() -> Result<(), E>) -> Result<(), E> {
        let count = &self.shared.kills[service as usize];
        count.fetch_add(1, Ordering::SeqCst);
        let killed = kill();
        count.fetch_add(1, Ordering::SeqCst);
        killed
    }

    /// Lets the clients end, each with the response to its last request.
    ///
    /// # Errors
    /// What a client has seen, if that is not allowed.
    pub fn end(mut self) -> Result<(), Trouble> {
        self.shared.finish();
        for thread in self.threads.drain(..) {
            // A panic of a client is one of the harness: the history lacks what it would have asked.
            thread.join().expect("a client of the check");
        }
        self.shared.state().trouble.take().map_or(Ok(()), Err)
    }
}

impl Drop for Crowd {
    fn drop(&mut self) {
        self.shared.finish();
    }
}

impl Shared {
    /// Asks, as soon as the service listens and the round allows it; nothing when the clients are to end.
    pub fn ask(&self, client: Client, question: &Question) -> Option<Reply> {
        let take = |state: &mut State| {
            let is_allowed = state.left > 0;
            state.left -= usize::from(is_allowed);
            is_allowed
        };
        let place = self.place(question.service, take)?;
        self.ask_at(client, question, &place)
    }

    fn ask_at(&self, client: Client, question: &Question, place: &Place) -> Option<Reply> {
        let kills = || self.kills(question.service);
        let asked = question.ask(&self.recorder, client, place, kills);
        let mut state = self.state();
        state.ended += 1;
        self.changed.notify_all();
        match asked {
            Ok(reply) => Some(reply),
            Err(trouble) => {
                state.trouble.get_or_insert(trouble);
                state.is_over = true;
                None
            }
        }
    }

    /// Waits until a service listens, and until `is_turn` for a request to it.
    fn place(
        &self,
        service: Service,
        mut is_turn: impl FnMut(&mut State) -> bool,
    ) -> Option<Place> {
        let mut state = self.state();
        loop {
            if state.is_over {
                return None;
            }
            // In this order: with an even count, the address is that of a process which nobody had begun to
            // kill, and whoever does it later changes the count first.
            let kills = self.kills(service);
            let address = self.addresses[service as usize].1.get();
            if let Some(address) = address.filter(|_| kills.is_multiple_of(2))
                && is_turn(&mut state)
            {
                return Some(Place { address, kills });
            }
            let waited = self.changed.wait_timeout(state, limits::AGAIN);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn kills(&self, service: Service) -> usize {
        self.kills[service as usize].load(Ordering::SeqCst)
    }

    fn finish(&self) {
        self.state().is_over = true;
        self.changed.notify_all();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

// The services are numbered as they stand in the list.
const _: () = assert!(SERVICES[2] as usize == 2);
