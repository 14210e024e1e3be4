//! The rounds of many clients: when each may send a request, and to which process.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use engine::limits;
use engine::server::CurrentAddress;
use history::{Client, Recorder};

use crate::ask::{Known, Place, Question, Reply, Trouble};
use crate::service::{SERVICES, Service};

/// What the clients know from the beginning.
#[derive(Clone, Debug, Default)]
pub struct Stock {
    pub books: Vec<Known>,
    pub members: Vec<Known>,
}

/// What the clients share with the check that kills their services.
pub struct Rounds {
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

impl Rounds {
    /// Rounds of clients that record what they are answered. Nothing is sent before the first one.
    pub fn new(
        recorder: &Recorder,
        addresses: &[(Service, CurrentAddress); 3],
        stock: Stock,
    ) -> Self {
        Self {
            stock,
            recorder: recorder.clone(),
            addresses: addresses.clone(),
            kills: Default::default(),
            state: Mutex::default(),
            changed: Condvar::new(),
        }
    }

    /// Lets the clients send so many requests more, and begins to count.
    pub fn begin(&self, requests: usize) {
        let mut state = self.state();
        (state.left, state.ended) = (requests, 0);
        self.changed.notify_all();
    }

    /// Waits until so many requests of this round have ended, or for `patience`.
    ///
    /// # Errors
    /// What a client has seen, if that is not allowed.
    pub fn wait(&self, requests: usize, patience: Duration) -> Result<(), Trouble> {
        let waits = |state: &mut State| state.ended < requests && state.trouble.is_none();
        let state = self.state();
        let waited = self.changed.wait_timeout_while(state, patience, waits);
        let mut state = waited.unwrap_or_else(PoisonError::into_inner).0;
        state.trouble.take().map_or(Ok(()), Err)
    }

    /// Asks beside the clients, whatever their round allows; nothing when they are to end.
    pub fn ask_now(&self, client: Client, question: &Question) -> Option<Reply> {
        self.ask_at(client, question, &self.place_now(question)?)
    }

    /// Where a question would be asked now; nothing when the clients are to end.
    pub fn place_now(&self, question: &Question) -> Option<Place> {
        self.place(question.service, |_| true)
    }

    /// Kills a service by `kill`. What breaks meanwhile may be because of that.
    ///
    /// # Errors
    /// Those of `kill`.
    pub fn kill<E>(&self, service: Service, kill: impl FnOnce() -> Result<(), E>) -> Result<(), E> {
        let count = &self.kills[service as usize];
        count.fetch_add(1, Ordering::SeqCst);
        let killed = kill();
        count.fetch_add(1, Ordering::SeqCst);
        killed
    }

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

    /// Asks there.
    pub fn ask_at(&self, client: Client, question: &Question, place: &Place) -> Option<Reply> {
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

    /// Lets the clients end.
    pub fn finish(&self) {
        self.state().is_over = true;
        self.changed.notify_all();
    }

    /// What a client has seen that is not allowed.
    pub fn trouble(&self) -> Option<Trouble> {
        self.state().trouble.take()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

// The services are numbered as they stand in the list.
const _: () = assert!(SERVICES[2] as usize == 2);
