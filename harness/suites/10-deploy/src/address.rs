//! The check on where the service listens.

use std::net::{Ipv4Addr, TcpListener};

use engine::{Conversation, Stop};

use crate::catalogue::{Catalogue, require_live};
use crate::messages::{promises, steps};

/// `address`: `HOTE` and `PORT` say where it listens, and nowhere else.
///
/// All of 127.0.0.0/8 is this machine on Linux, so that an address other than 127.0.0.1 is at hand. Where it
/// is not, 127.0.0.1 and 0.0.0.0 are tried alone.
pub fn address(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let _catalogue = Catalogue::open(c)?;
    let local = Ipv4Addr::LOCALHOST;
    let other = draw_other(c);
    let hosts: Vec<Ipv4Addr> = [local].into_iter().chain(other).collect();
    c.listen_at(&hosts)?;
    let steps = c.steps();
    let (everywhere, elsewhere) = (Ipv4Addr::UNSPECIFIED.to_string(), other.as_slice());
    listens(c, None, &[local], elsewhere)?;
    c.forget_steps_after(steps);
    listens(c, Some(everywhere), &hosts, &[])?;
    if let Some(other) = other {
        c.forget_steps_after(steps);
        listens(c, Some(other.to_string()), &[other], &[local])?;
    }
    c.compare("HOTE", "…")
}

/// An address of this machine other than 127.0.0.1, if it has any.
fn draw_other(c: &mut Conversation<'_>) -> Option<Ipv4Addr> {
    let [second, third] = [(); 2].map(|()| c.rng().u8(1..=254));
    let other = Ipv4Addr::new(127, second, third, c.rng().u8(2..=254));
    TcpListener::bind((other, 0)).ok().map(|_| other)
}

/// Starts a server with this value of `HOTE`, and requires that it listens exactly there.
fn listens(
    c: &mut Conversation<'_>,
    value: Option<String>,
    there: &[Ipv4Addr],
    elsewhere: &[Ipv4Addr],
) -> Result<(), Stop> {
    c.renew()?;
    match &value {
        Some(value) => c.give_variable("HOTE", value)?,
        None => c.note(steps::WITHOUT_HOST),
    }
    let setting = value.map_or_else(|| promises::NO_HOST, promises::host);
    for host in there {
        if !c.accepts_at(*host)? {
            return Err(c.broken(promises::unreachable(setting, host.to_string()), "", ""));
        }
    }
    for host in elsewhere {
        if c.accepts_at(*host)? {
            return Err(c.broken(promises::reachable(setting, host.to_string()), "", ""));
        }
    }
    // It is the service that listens there.
    require_live(c)
}
