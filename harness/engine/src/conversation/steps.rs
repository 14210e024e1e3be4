//! What the report of a failure shows as done, where it is not simply what was sent.

use texts::Message;

use super::exchange::Conversation;
use super::setup::{Row, Stop, same};
use crate::http::Request;
use crate::outcome::Step;

impl Conversation<'_> {
    /// Takes `count` turns, each with its number. The snapshot contains the exchanges of one turn,
    /// which those of all others must equal. The report of a failure shows the turn that failed.
    ///
    /// # Errors
    /// Those of `turn`.
    pub fn rounds(
        &mut self,
        count: usize,
        mut turn: impl FnMut(&mut Self, usize) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        let (steps, exchanges) = (self.steps.len(), self.exchanges.len());
        for number in 0..count {
            self.steps.truncate(steps);
            let before = self.exchanges.split_off(exchanges);
            turn(self, number)?;
            let after = &self.exchanges[exchanges..];
            before.iter().zip(after).try_for_each(|(one, two)| same(one, two))?;
        }
        Ok(())
    }

    /// Adds `request` with the values of `row` to the steps, without sending it.
    ///
    /// # Errors
    /// When the server does not start.
    pub fn show(
        &mut self,
        request: &Request,
        row: &Row,
        remark: Option<Message>,
    ) -> Result<(), Stop> {
        self.bind_row(row);
        let address = self.address()?;
        let curl = request.curl(&self.base(address), &self.values);
        self.steps.push(Step::Request { curl, remark });
        Ok(())
    }
}
