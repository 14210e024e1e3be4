//! What happens to the services while many clients borrow and return: kills and cuts, at drawn moments.

use std::thread;
use std::time::Duration;

use engine::{Conversation, Stop};
use fastrand::Rng;
use history::{Event, Recorder};
use switch::Direction;

use crate::ask::{Trouble, Wrong};
use crate::library::{Cut, Links, at};
use crate::rounds::Rounds;
use crate::service::{SERVICES, Service};
use crate::witness::Witness;

/// How often each service is killed, beside the stop of all three.
const KILLS: usize = 5;

/// How many requests the clients send from one blow to the next, at most.
const REQUESTS: usize = 150;

/// The longest wait for the drawn number of responses: with a service away, there may be none.
const PATIENCE: Duration = Duration::from_millis(700);

/// How long a service is away while the clients go on: whatever repeats a request by itself does so in
/// vain.
const AWAY: Duration = Duration::from_millis(400);

/// A blow.
#[derive(Clone, Copy, Debug)]
enum Blow {
    /// a service is killed
    Kill(Service),
    /// a service is killed, and for a while the clients go on without it
    Away(Service),
    /// a service is killed right after it has answered, or after one has that asked it
    KillAfter(Service),
    /// `emprunts` is killed when a reservation is made and its answer is lost
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
    pub rounds: &'s Rounds,
    pub witness: Witness<'s>,
}

/// What a client has seen as a failure of the check, with the request that shows it.
pub fn failure(c: &mut Conversation<'_>, trouble: Trouble) -> Stop {
    let Trouble { service, request, what } = trouble;
    if let Err(stop) = at(c, service) {
        return stop;
    }
    c.show_sent(&request);
    match *what {
        Wrong::Fault(fault) => c.failed_with(fault),
        Wrong::Promise { promise, received } => c.broken(promise, "", received.as_str()),
    }
}

impl Storm<'_> {
    /// Lets the clients work without a fault first, and then deals all blows in a drawn order.
    ///
    /// # Errors
    /// When a service does not start again, or a client has seen what is not allowed.
    pub fn rage(&mut self, c: &mut Conversation<'_>) -> Result<(), Stop> {
        let blows = blows(c.rng());
        let steps = c.steps();
        self.work(c, REQUESTS, Duration::from_secs(5))?;
        for (number, blow) in blows.into_iter().enumerate() {
            let responses = c.rng().usize(3..REQUESTS / 4);
            self.work(c, responses, PATIENCE)?;
            self.deal(c, blow, &number.to_string())?;
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
        self.rounds.begin(REQUESTS);
        self.rounds.wait(responses, patience).map_err(|trouble| failure(c, trouble))
    }

    /// `key` is one that the witness has not used.
    fn deal(&mut self, c: &mut Conversation<'_>, blow: Blow, key: &str) -> Result<(), Stop> {
        match blow {
            Blow::Kill(service) => {
                self.kill(c, service)?;
                self.restart(c, service)
            }
            Blow::KillAfter(service) => {
                self.witness.add_member();
                if service != Service::Membres {
                    self.witness.borrow(key);
                }
                self.kill(c, service)?;
                self.restart(c, service)
            }
            Blow::Away(service) => {
                self.kill(c, service)?;
                if service == Service::Livres {
                    self.witness.give_back();
                }
                self.rounds.begin(REQUESTS);
                thread::sleep(AWAY);
                self.restart(c, service)
            }
            Blow::KillUnheard => {
                let (from, to) = (Service::Emprunts, Service::Livres);
                self.witness.add_member();
                self.cut(c, from, to, Cut::Swallows(Direction::Responses))?;
                self.witness.borrow_unheard(key, || self.kill(c, from))?;
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
        self.rounds.kill(service, || self.links.kill(c, service))
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

/// All blows, in a drawn order: each service is killed [`KILLS`] times, each link that is used is cut, and
/// all three are stopped once. In the end, one reservation more is forgotten, and `livres` is away for a while:
/// what `emprunts` does by itself must go on after that, although nobody starts it again.
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
        Blow::Cut(Service::Emprunts, Service::Livres, drawn()),
        Blow::Cut(Service::Emprunts, Service::Livres, Cut::Swallows(Direction::Responses)),
        Blow::Cut(Service::Emprunts, Service::Membres, drawn()),
        Blow::Cut(Service::Membres, Service::Emprunts, drawn()),
        Blow::Away(Service::Membres),
    ];
    blows.extend(SERVICES.map(Blow::KillAfter));
    blows.extend([Blow::Kill(Service::Livres); KILLS - 2]);
    blows.extend([Blow::Kill(Service::Membres); KILLS - 2]);
    blows.extend([Blow::Kill(Service::Emprunts); KILLS - 3]);
    rng.shuffle(&mut blows);
    blows.extend([Blow::KillUnheard, Blow::Away(Service::Livres)]);
    blows
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use fastrand::Rng;

    use super::{Blow, KILLS, blows};
    use crate::service::{SERVICES, Service};

    #[test]
    fn every_service_is_killed_and_every_link_is_cut_whatever_is_drawn() {
        for seed in 0..100 {
            let blows = blows(&mut Rng::with_seed(seed));
            for service in SERVICES {
                let is_killed = |blow: &&Blow| match blow {
                    Blow::Kill(killed) | Blow::KillAfter(killed) | Blow::Away(killed) => {
                        *killed == service
                    }
                    Blow::KillUnheard => service == Service::Emprunts,
                    Blow::Stop | Blow::Cut(..) => false,
                };
                assert_eq!(blows.iter().filter(is_killed).count(), KILLS, "{service:?}");
            }
            let link = |blow: &Blow| match blow {
                Blow::Cut(from, to, _) => Some((from.name(), to.name())),
                _ => None,
            };
            let links: BTreeSet<_> = blows.iter().filter_map(link).collect();
            let used = [("emprunts", "livres"), ("emprunts", "membres"), ("membres", "emprunts")];
            assert_eq!(links, used.into());
        }
    }

    #[test]
    fn another_seed_draws_another_order() {
        let orders: BTreeSet<String> =
            (0..20).map(|seed| format!("{:?}", blows(&mut Rng::with_seed(seed)))).collect();
        assert_eq!(orders.len(), 20);
    }
}
