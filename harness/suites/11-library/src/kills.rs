//! The conversation of the check on kills: many clients borrow and return while services are killed and links
//! are cut, and the history of what they were answered is judged.

use std::sync::Arc;
use std::time::Duration;

use engine::http::{get, post};
use engine::transcript::Projection::{Json, Success};
use engine::{Conversation, Stop};
use history::{Client, Event, History, Recorder, Story, invariants};

use crate::crowd::Crowd;
use crate::librarian::Librarian;
use crate::library::{add_book, add_member, at, available_copies, open, succeed};
use crate::loans::borrow;
use crate::messages::steps;
use crate::rounds::Rounds;
use crate::service::{LOAN, RETURN, Service};
use crate::storm::{Storm, failure};
use crate::witness::Witness;

/// How many clients borrow at the same time.
const CLIENTS: usize = 8;

/// What the check may take: each start, each response, and the time for convergence.
const MORE: Duration = Duration::from_secs(240);

/// `kills`: each service is killed several times while many clients borrow and return.
pub fn kills(c: &mut Conversation<'_>) -> Result<(), Stop> {
    c.allow_more(MORE);
    let links = open(c)?;
    let librarian = Librarian { client: Client(CLIENTS), recorder: Recorder::new(), links: &links };
    c.note(steps::clients(CLIENTS));
    storm(c, &librarian)?;
    librarian.wait_for_agreement().map_err(|trouble| failure(c, trouble))?;
    librarian.recorder.event(Event::Settled);
    librarian.read_all().map_err(|trouble| failure(c, trouble))?;
    let history = librarian.recorder.history();
    judge(c, &history.map_err(|excess| Stop::Harness(excess.into()))?)?;
    afterwards(c)
}

fn storm(c: &mut Conversation<'_>, librarian: &Librarian<'_>) -> Result<(), Stop> {
    let Librarian { recorder, links, .. } = librarian;
    let stock = librarian.stock().and_then(|stock| Ok((stock, librarian.own_stock()?)));
    let (stock, own) = stock.map_err(|trouble| failure(c, trouble))?;
    let mut rng = c.rng().fork();
    let rounds = Arc::new(Rounds::new(recorder, links.addresses(), stock));
    let crowd = Crowd::start(CLIENTS, &rounds, &mut rng);
    let witness = Witness::new(Client(CLIENTS + 1), &rounds, own);
    Storm { links, recorder, rounds: &rounds, witness }.rage(c)?;
    crowd.end().map_err(|trouble| failure(c, trouble))
}

/// Fails with the shortest story that shows a violation, if there is one.
fn judge(c: &mut Conversation<'_>, history: &History) -> Result<(), Stop> {
    let broken = invariants::ALL.iter().find_map(|invariant| {
        let found = history::violations(history, std::slice::from_ref(invariant));
        Some((invariant, found.into_iter().next()?))
    });
    let Some((invariant, violation)) = broken else { return Ok(()) };
    let shortest = history::shrink(history, invariant, &violation);
    let mut told = Story::of(&shortest, &violation).steps;
    told.pop();
    // The last lines of the output in a report are those of the service that was asked last.
    at(c, Service::Emprunts)?;
    for (number, step) in (1..).zip(told) {
        c.note(steps::told(number, step.message));
    }
    Err(c.broken(violation.message, "", ""))
}

/// After all that, the library works as before.
fn afterwards(c: &mut Conversation<'_>) -> Result<(), Stop> {
    add_book(c, 2)?;
    add_member(c)?;
    at(c, Service::Emprunts)?;
    let request = borrow(c);
    c.exchange(request, Json)?;
    available_copies(c, 1)?;
    succeed(c, Service::Emprunts, post(RETURN))?;
    available_copies(c, 2)?;
    at(c, Service::Emprunts)?;
    c.exchange(get(LOAN), Success)
}
