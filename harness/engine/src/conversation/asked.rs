//! The request at fault, as far as a report needs it.

use super::exchange::Conversation;
use crate::http::Request;
use crate::outcome::Asked;
use crate::snapshot;

impl Conversation<'_> {
    /// The request as far as it is known before it is sent.
    pub(super) fn asking(&self, request: &Request) -> Option<Asked> {
        let expected = self.setup.expected?.get(self.exchanges.len())?;
        let status = snapshot::status(expected).unwrap_or_default();
        let line = format!("{} {}", request.method.name(), request.path);
        // A check may send requests that are not in its snapshot.
        expected.lines().next().filter(|first| *first == line)?;
        Some(Asked {
            handler: Asked::handler(&line),
            must_succeed: status.starts_with('2'),
            prepares: status == snapshot::ANY_SUCCESS,
            status: None,
        })
    }
}

/// The request of which many were sent at the same time, when all were refused with the same status.
pub fn refused_alike(exchange: &str) -> Option<Asked> {
    let first = exchange.lines().next()?;
    let (_, line) = first.split_once(" × ").filter(|(count, _)| count.parse::<u32>().is_ok())?;
    let status = |line: &str| line.split_once(" × HTTP ")?.1.parse::<u16>().ok();
    let mut statuses = exchange.lines().filter_map(status);
    let status = statuses.next()?;
    let is_refused = status >= 400 && statuses.all(|other| other == status);
    is_refused.then(|| Asked {
        handler: Asked::handler(line),
        must_succeed: true,
        prepares: true,
        status: Some(status),
    })
}
