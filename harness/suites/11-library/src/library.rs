//! The three services together, with a switch between each two of them, in each direction.

use std::sync::Arc;

use engine::conversation::NewServer;
use engine::draw::Drawn;
use engine::http::{Request, get};
use engine::server::CurrentAddress;
use engine::transcript::Projection::{Success, Summary};
use engine::{Conversation, Stop, json, limits};
use switch::{Direction, Switch, Target};
use texts::Message;

use crate::alone::PATIENCE;
use crate::books::{create_book, draw_book};
use crate::members::create_member;
use crate::messages::{cuts, steps};
use crate::service::{BOOK, SERVICE, SERVICES, Service, available};

/// The links from each service to each other, and where the services are.
pub struct Links {
    switches: Vec<(Service, Service, Arc<Switch>)>,
    addresses: [(Service, CurrentAddress); 3],
}

/// How a link is cut.
#[derive(Clone, Copy, Debug)]
pub enum Cut {
    /// connections are refused
    Refuses,
    /// connections are accepted and closed
    Closes,
    /// what is sent in this direction is lost
    Swallows(Direction),
}

/// Adds the three services, and starts them.
///
/// # Errors
/// When one does not start; [`Stop::Skipped`] when the server runs already.
pub fn open(c: &mut Conversation<'_>) -> Result<Links, Stop> {
    c.require_own_server()?;
    let mut switches = Vec::new();
    c.allow(PATIENCE);
    let addresses = SERVICES.map(|service| (service, CurrentAddress::default()));
    for (service, address) in &addresses {
        let mut variables = vec![(SERVICE, service.name().into())];
        for (other, target) in addresses.iter().filter(|(other, _)| other != service) {
            let switch = Switch::to(Target::Current(target.clone())).map_err(Stop::Harness)?;
            let switch = Arc::new(switch);
            variables.push((other.variable(), format!("http://{}", switch.address()).into()));
            switches.push((*service, *other, Arc::clone(&switch)));
            c.keep(switch);
        }
        let (name, port, address) = (service.name(), service.port(), address.clone());
        let shown = vec![(SERVICE, name.to_owned())];
        c.add_server(NewServer { name, port, variables, shown, address })?;
    }
    start(c)?;
    Ok(Links { switches, addresses })
}

impl Links {
    /// Cuts the link from one service to another.
    ///
    /// # Errors
    /// When a port cannot be closed.
    pub fn cut(
        &self,
        c: &mut Conversation<'_>,
        from: Service,
        to: Service,
        cut: Cut,
    ) -> Result<(), Stop> {
        c.note(steps::cut(from.name(), to.name(), cut.text()));
        self.between(from, to).try_for_each(|switch| match cut {
            Cut::Refuses => switch.refuse().map_err(Stop::Harness),
            Cut::Closes => {
                switch.close();
                Ok(())
            }
            Cut::Swallows(direction) => {
                switch.swallow(direction);
                Ok(())
            }
        })
    }

    /// Lets everything pass again from one service to another.
    ///
    /// # Errors
    /// When a port cannot be opened.
    pub fn heal(&self, c: &mut Conversation<'_>, from: Service, to: Service) -> Result<(), Stop> {
        c.note(steps::healed(from.name(), to.name()));
        self.between(from, to).try_for_each(|switch| switch.heal().map_err(Stop::Harness))
    }

    /// Kills a service: the others are refused.
    ///
    /// # Errors
    /// When a port cannot be closed.
    pub fn kill(&self, c: &mut Conversation<'_>, service: Service) -> Result<(), Stop> {
        at(c, service)?;
        c.kill()?;
        self.to(service).try_for_each(|switch| switch.refuse().map_err(Stop::Harness))
    }

    /// Starts a service again that was killed.
    ///
    /// # Errors
    /// When it does not start.
    pub fn restart(&self, c: &mut Conversation<'_>, service: Service) -> Result<(), Stop> {
        start_one(c, service)?;
        self.to(service).try_for_each(|switch| switch.heal().map_err(Stop::Harness))
    }

    /// Where the services are, whenever they are started again.
    pub fn addresses(&self) -> &[(Service, CurrentAddress); 3] {
        &self.addresses
    }

    fn between(&self, from: Service, to: Service) -> impl Iterator<Item = &Switch> {
        let links = self.switches.iter().filter(move |link| (link.0, link.1) == (from, to));
        links.map(|(_, _, switch)| switch.as_ref())
    }

    fn to(&self, service: Service) -> impl Iterator<Item = &Switch> {
        let links = self.switches.iter().filter(move |link| link.1 == service);
        links.map(|(_, _, switch)| switch.as_ref())
    }
}

impl Cut {
    fn text(self) -> Message {
        match self {
            Self::Refuses => cuts::REFUSES,
            Self::Closes => cuts::CLOSES,
            Self::Swallows(Direction::Requests) => cuts::SWALLOWS_REQUESTS,
            Self::Swallows(Direction::Responses) => cuts::SWALLOWS_RESPONSES,
        }
    }
}

/// Starts those that do not run. Each gets a request at once, on the connection that showed that it listens.
///
/// # Errors
/// When one does not start.
pub fn start(c: &mut Conversation<'_>) -> Result<(), Stop> {
    SERVICES.into_iter().try_for_each(|service| start_one(c, service))
}

fn start_one(c: &mut Conversation<'_>, service: Service) -> Result<(), Stop> {
    at(c, service)?;
    c.allow_more(limits::BOOT);
    c.start()?;
    c.send(&get("/"))?;
    c.forget_last_step();
    Ok(())
}

/// From now on, requests go to this service.
///
/// # Errors
/// When the services have not been added.
pub fn at(c: &mut Conversation<'_>, service: Service) -> Result<(), Stop> {
    c.select(service.name())
}

/// Sends one request to a service, and compares its success.
///
/// # Errors
/// When it fails.
pub fn succeed(c: &mut Conversation<'_>, service: Service, request: Request) -> Result<(), Stop> {
    at(c, service)?;
    c.exchange(request, Success)
}

/// Creates a book of that many copies: `{livre}`.
///
/// # Errors
/// When it is not created.
pub fn add_book(c: &mut Conversation<'_>, copies: i64) -> Result<(), Stop> {
    draw_book(c, copies);
    succeed(c, Service::Livres, create_book())
}

/// Creates a member: `{membre}`.
///
/// # Errors
/// When it is not created.
pub fn add_member(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let create = create_member(c);
    succeed(c, Service::Membres, create)
}

/// Requires that so many copies of the book are available, now or within 5 s.
///
/// # Errors
/// When there is another number of them all the time.
pub fn available_copies(c: &mut Conversation<'_>, count: i64) -> Result<(), Stop> {
    at(c, Service::Livres)?;
    c.bind("reste", Drawn::Integer(count));
    c.exchange_when(get(BOOK), Summary(available), PATIENCE, |response| {
        let book = json::parse(&response.body).unwrap_or_default();
        json::integer(&book["disponibles"]) == Some(count)
    })
}
