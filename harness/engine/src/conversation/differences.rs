//! What differs between a response and the snapshot, and the failure that follows.

use super::exchange::Conversation;
use super::setup::Stop;
use crate::diff::{DiffLine, diff};
use crate::difference::Difference;
use crate::fault::Fault;
use crate::http::{Method, Request, Response};
use crate::invisible;
use crate::lines::Lines;
use crate::messages::remarks;
use crate::outcome::Failure;
use crate::transcript::Projection;

impl Conversation<'_> {
    /// The first difference, in the words of somebody who has seen the whole conversation.
    pub(super) fn first_difference(
        &self,
        (request, projection): (&Request, Projection),
        response: &Response,
        expected: &Lines,
        received: &Lines,
    ) -> Difference {
        let difference = Difference::between(expected, received);
        let is_reading = request.method == Method::Get;
        let is_summary = matches!(projection, Projection::Summary(_));
        match &difference {
            Difference::Status { expected: 200..=299, received: 404 }
            | Difference::Unsuccessful { received: 404 }
                if self.killed && is_reading =>
            {
                Difference::Lost { received: Some(404) }
            }
            Difference::Status { .. } | Difference::Unsuccessful { .. } => difference,
            _ if response.surplus > 0 => Difference::Surplus,
            _ if response.body.starts_with("\u{feff}".as_bytes()) => {
                Difference::Invisible { code: 0xfeff }
            }
            Difference::Body | Difference::Missing { .. } if response.body.is_empty() => {
                Difference::NoBody
            }
            Difference::Body if self.killed && is_reading => Difference::Lost { received: None },
            _ => match invisible::first(expected, received) {
                Some(code) => Difference::Invisible { code },
                None if is_summary && difference == Difference::Body => Difference::Part,
                None => difference,
            },
        }
    }

    pub(super) fn mismatch(
        &self,
        difference: Difference,
        expected: &Lines,
        received: &Lines,
    ) -> Stop {
        self.stopped(Fault::Mismatch { difference }, self.diff(expected, received))
    }

    pub(super) fn failed(&mut self, fault: Fault, request: &str) -> Stop {
        let fault = match &mut self.server {
            Some(server) => server.post_mortem(fault),
            None => fault,
        };
        let remark = match fault {
            Fault::TooLong { .. } => remarks::TOO_LONG,
            _ => remarks::NO_RESPONSE,
        };
        // A check may send requests that are not in its snapshot.
        let is_it = |expected: &&String| expected.lines().next() == request.lines().next();
        let expected = self.setup.expected.and_then(|all| all.get(self.exchanges.len()));
        let diff = expected.filter(is_it).map_or_else(Vec::new, |expected| {
            let nothing = Lines::exchange(request, Lines::default().remark(remark));
            self.diff(&Lines::from(expected.as_str()), &nothing)
        });
        self.stopped(fault, diff)
    }

    pub(super) fn stopped(&self, fault: Fault, diff: Vec<DiffLine>) -> Stop {
        let (steps, asked) = (self.steps.clone(), self.asked.clone().map(Box::new));
        let judges_start = self.judges_start;
        Stop::Failed(Box::new(Failure {
            steps,
            diff,
            asked,
            judges_start,
            ..Failure::at_once(fault)
        }))
    }

    /// The difference between two exchanges, with the values of this run.
    pub(super) fn diff(&self, expected: &Lines, received: &Lines) -> Vec<DiffLine> {
        // A placeholder without a value would look like text that was to be sent.
        let nameless = self.nameless.iter().filter(|name| self.values.get(name).is_none());
        let unnamed = |text: String, name: &&str| {
            text.replace(&format!("\"{{{name}}}\""), "…").replace(&format!("{{{name}}}"), "…")
        };
        let named = |text: &str| nameless.clone().fold(text.to_owned(), unnamed);
        let [expected, received] = [expected, received].map(|lines| lines.map(named));
        let expanded = |lines: &Lines| lines.map(|text| self.values.expand(text));
        let shown = diff(&expanded(&expected), &expanded(&received));
        let shown = if shown.is_empty() { diff(&expected, &received) } else { shown };
        invisible::shown(shown)
    }
}
