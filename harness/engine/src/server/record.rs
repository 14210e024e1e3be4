//! All that servers print, for a check that reads it: the lines of a log, or what must not be in one.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::limits;

/// What the servers of a check have printed so far, each output apart. It grows while they run.
#[derive(Clone, Debug, Default)]
pub struct Record(Arc<(Mutex<Outputs>, Condvar)>);

/// Both outputs of the servers, one server after the other.
#[derive(Clone, Debug, Default)]
pub struct Outputs {
    /// the standard outputs
    pub stdout: Vec<u8>,
    /// the standard errors
    pub stderr: Vec<u8>,
}

/// One of the two outputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stream {
    Stdout,
    Stderr,
}

impl Record {
    /// What has been printed until now, up to [`limits::RECORD_BYTES`] of each output.
    pub fn outputs(&self) -> Outputs {
        self.lock().clone()
    }

    /// Waits until what was printed is as `wanted`, and says whether it is.
    pub fn wait_until(&self, patience: Duration, wanted: impl Fn(&Outputs) -> bool) -> bool {
        let (outputs, _) = self
            .0
            .1
            .wait_timeout_while(self.lock(), patience, |outputs| !wanted(outputs))
            .unwrap_or_else(PoisonError::into_inner);
        wanted(&outputs)
    }

    pub(super) fn add(&self, stream: Stream, bytes: &[u8]) {
        let mut outputs = self.lock();
        let kept = match stream {
            Stream::Stdout => &mut outputs.stdout,
            Stream::Stderr => &mut outputs.stderr,
        };
        let room = limits::RECORD_BYTES - kept.len();
        kept.extend_from_slice(&bytes[..bytes.len().min(room)]);
        drop(outputs);
        self.0.1.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, Outputs> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::thread;
    use std::time::Duration;

    use super::{Record, Stream};
    use crate::limits;

    #[test]
    fn what_is_printed_later_is_waited_for() {
        let record = Record::default();
        let printer = record.clone();
        let printing = thread::spawn(move || printer.add(Stream::Stderr, b"late"));

        assert!(record.wait_until(Duration::from_secs(60), |outputs| outputs.stderr == b"late"));

        printing.join().expect("printed");
        assert!(!record.wait_until(Duration::ZERO, |outputs| outputs.stdout == b"never"));
    }

    #[test]
    fn a_flood_is_recorded_up_to_the_cap() {
        let record = Record::default();
        let megabyte = vec![b'x'; 1 << 20];
        for _ in 0..=limits::RECORD_BYTES >> 20 {
            record.add(Stream::Stdout, &megabyte);
        }
        assert_eq!(record.outputs().stdout.len(), limits::RECORD_BYTES);
    }
}
