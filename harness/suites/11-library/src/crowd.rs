//! Many clients at the same time. They go on while services are killed, and stop at the first response that
//! the contract does not allow.

use std::sync::Arc;
use std::thread::{self, JoinHandle};

use fastrand::Rng;

use crate::ask::Trouble;
use crate::borrower::Borrower;
use crate::rounds::Rounds;

/// The clients. They end when this is dropped.
pub struct Crowd {
    rounds: Arc<Rounds>,
    threads: Vec<JoinHandle<()>>,
}

impl Crowd {
    /// Starts so many clients.
    pub fn start(count: usize, rounds: &Arc<Rounds>, rng: &mut Rng) -> Self {
        let threads = (0..count).map(|number| {
            let (rounds, rng) = (Arc::clone(rounds), rng.fork());
            thread::spawn(move || Borrower::new(number, rounds, rng).run())
        });
        Self { threads: threads.collect(), rounds: Arc::clone(rounds) }
    }

    /// Lets the clients end, each with the response to its last request.
    ///
    /// # Errors
    /// What a client has seen, if that is not allowed.
    pub fn end(mut self) -> Result<(), Trouble> {
        self.rounds.finish();
        for thread in self.threads.drain(..) {
            // A panic of a client is one of the harness: the history lacks what it would have asked.
            thread.join().expect("a client of the check");
        }
        self.rounds.trouble().map_or(Ok(()), Err)
    }
}

impl Drop for Crowd {
    fn drop(&mut self) {
        self.rounds.finish();
    }
}
