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
