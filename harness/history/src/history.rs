//! A history: operations and events.

use crate::event::Occurrence;
use crate::operation::Operation;

/// What every client asked and was answered, and what happened to the services meanwhile.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// in the order in which they were sent
    operations: Vec<Operation>,
    /// in the order of time
    events: Vec<Occurrence>,
}

impl History {
    pub(crate) fn new(operations: Vec<Operation>, events: Vec<Occurrence>) -> Self {
        Self { operations, events }
    }

    /// The operations, in the order in which they were sent.
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// The events, in the order of time.
    pub fn events(&self) -> &[Occurrence] {
        &self.events
    }

    /// The part of the history with these operations and events. Everything keeps its moment and its
    /// number.
    #[must_use]
    pub fn part(
        &self,
        keep: impl Fn(&Operation) -> bool,
        keep_event: impl Fn(&Occurrence) -> bool,
    ) -> Self {
        let operations = self.operations.iter().filter(|one| keep(one)).cloned();
        let events = self.events.iter().filter(|one| keep_event(one)).copied();
        Self { operations: operations.collect(), events: events.collect() }
    }
}
