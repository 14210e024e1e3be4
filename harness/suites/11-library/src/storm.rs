//! What happens to the services while many clients borrow and return: kills and cuts, at drawn moments.

use std::time::Duration;

use engine::{Conversation, Stop};
use fastrand::Rng;
use history::{Event, Recorder};
use switch::Direction;

use crate::ask::{Trouble, Wrong};
use crate::crowd::Crowd;
use crate::library::{Cut, Links, at};
use crate::service::{SERVICES, Service};

/// How often each service is killed, beside the stop of all three.
const KILLS: usize = 5;

/// How many requests the clients send from one blow to the next, at most.
const REQUESTS: usize = 150;

/// The longest wait for the drawn number of responses: with a service away, there may be none.
const PATIENCE: Duration = Duration::from_millis(700);

/// A blow.
#[derive(Clone, Copy, Debug)]
enum Blow {
    /// a service is killed
    Kill(Service),
    /// `emprunts` is killed while answers of `livres` are lost: its reservations are made, and it does not
    /// know
    KillUnheard,
    /// all three are killed
    Stop,
    /// a link is cut for a while
    Cut(Service, Service, Cut),
}

/// The check, as far as a blow concerns it.
pub struct Storm<'s> {
    pub links: &'s Links,
    pub recorder: &'s Recorder,
    pub crowd: &'s Crowd,
}

/// What a client has seen as a failure of the check, with the request that shows it.
pub fn failure(c: &mut Conversation<'_>, trouble: Trouble) -> Stop {
    let Trouble { service, request, what } = trouble;
    if let Err(stop) = at(c, service) {
        return stop;
    }
    c.show_sent(&request);
    match what {
        Wrong::Fault(fault) => c.failed_with(fault),
        Wrong::Promise { promise, received } => c.broken(promise, "", received.as_str()),
    }
}

impl Storm<'_> {
    /// Lets the clients work without a fault first, and then deals all blows in a drawn order.
    ///
    /// # Errors
    /// When a service does not start again, or a client has seen what is not allowed.
    pub fn rage(&self, c: &mut Conversation<'_>) -> Result<(), Stop> {
        let blows = blows(c.rng());
        let steps = c.steps();
        self.work(c, REQUESTS, Duration::from_secs(5))?;
        for blow in blows {
            let responses = c.rng().usize(3..REQUESTS / 4);
            self.work(c, responses, PATIENCE)?;
            self.deal(c, blow)?;
            // A report tells the blows of its story only.
            c.forget_steps_after(steps);
        }
        self.work(c, REQUESTS, PATIENCE)
    }

    /// Lets the clients send requests until so many have ended.
    fn work(
        &self,
        c: &mut Conversation<'_>,
        responses: usize,
        patience: Duration,
    ) -> Result<(), Stop> {
        self.crowd.begin(REQUESTS);
        self.crowd.wait(responses, patience).map_err(|trouble| failure(c, trouble))
    }

    fn deal(&self, c: &mut Conversation<'_>, blow: Blow) -> Result<(), Stop> {
        match blow {
            Blow::Kill(service) => {
                self.kill(c, service)?;
                self.restart(c, service)
            }
            Blow::KillUnheard => {
                let (from, to) = (Service::Emprunts, Service::Livres);
                self.cut(c, from, to, Cut::Swallows(Direction::Responses))?;
                self.links.wait_for_losses(from, to, LOSSES, PATIENCE);
                self.kill(c, from)?;
                self.heal(c, from, to)?;
                self.restart(c, from)
            }
            Blow::Stop => {
                SERVICES.into_iter().try_for_each(|service| self.kill(c, service))?;
                SERVICES.into_iter().try_for_each(|service| self.restart(c, service))
            }
            Blow::Cut(from, to, cut) => {
                self.cut(c, from, to, cut)?;
                let responses = c.rng().usize(3..REQUESTS / 4);
                self.work(c, responses, PATIENCE)?;
                self.heal(c, from, to)
            }
        }
    }

    fn kill(&self, c: &mut Conversation<'_>, service: Service) -> Result<(), Stop> {
        self.recorder.event(Event::Killed(service.in_history()));
        self.crowd.kill(service);
        self.links.kill(c, service)
    }

    fn restart(&self, c: &mut Conversation<'_>, service: Service) -> Result<(), Stop> {
        self.links.restart(c, service)?;
        self.recorder.event(Event::Started(service.in_history()));
        Ok(())
    }

    fn cut(
        &self,
        c: &mut Conversation<'_>,
        from: Service,
        to: Service,
        cut: Cut,
    ) -> Result<(), Stop> {
        self.recorder.event(Event::Cut(from.in_history(), to.in_history()));
        self.links.cut(c, from, to, cut)
    }

    fn heal(&self, c: &mut Conversation<'_>, from: Service, to: Service) -> Result<(), Stop> {
        self.links.heal(c, from, to)?;
        self.recorder.event(Event::Healed(from.in_history(), to.in_history()));
        Ok(())
    }
}

/// How many connections to `livres` must have lost a response before `emprunts` is killed.
const LOSSES: usize = 3;

/// All blows, in a drawn order: each service is killed [`KILLS`] times, each link that is used is cut, and
/// all three are stopped once.
fn blows(rng: &mut Rng) -> Vec<Blow> {
    let cuts = [
        Cut::Refuses,
        Cut::Closes,
        Cut::Swallows(Direction::Requests),
        Cut::Swallows(Direction::Responses),
    ];
    let mut drawn = || cuts[rng.usize(0..cuts.len())];
    let mut blows = vec![
        Blow::Stop,
        Blow::KillUnheard,
        Blow::KillUnheard,
        Blow::Cut(Service::Emprunts, Service::Livres, drawn()),
        Blow::Cut(Service::Emprunts, Service::Livres, Cut::Swallows(Direction::Responses)),
        Blow::Cut(Service::Emprunts, Service::Membres, drawn()),
        Blow::Cut(Service::Membres, Service::Emprunts, drawn()),
    ];
    blows.extend([Blow::Kill(Service::Livres); KILLS]);
    blows.extend([Blow::Kill(Service::Membres); KILLS]);
    blows.extend([Blow::Kill(Service::Emprunts); KILLS - 2]);
    rng.shuffle(&mut blows);
    blows
}
