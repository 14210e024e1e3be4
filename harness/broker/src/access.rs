//! How to reach a broker, and as whom; and whether it can be used.

use std::env;
use std::net::{SocketAddr, ToSocketAddrs};

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use switch::{Switch, Target};
use texts::Message;
use url::Url;

use crate::client::{Client, Message as Published};
use crate::greeting::{Greeting, greet};
use crate::messages::unusable;

/// Names the broker, with user, password and virtual host.
pub const VARIABLE: &str = "AMQP_URL";

/// Names the Unix socket behind which the grader's broker is. `AMQP_URL` says the rest.
pub const SOCKET_VARIABLE: &str = "ATELIER_BROKER";

pub(crate) const DEFAULT_PORT: u16 = 5672;

/// How to reach a broker, and as whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    /// the user's name
    pub user: String,
    /// the user's password
    pub password: String,
    /// the virtual host
    pub virtual_host: String,
    /// where it listens
    pub address: Address,
}

/// Where a broker listens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Address {
    /// on a port
    Port(SocketAddr),
    /// on a socket in the file system
    Socket(std::path::PathBuf),
}

impl Access {
    /// As the user that every new RabbitMQ has.
    pub fn on(address: SocketAddr) -> Self {
        let guest = || "guest".to_owned();
        let (user, password) = (guest(), guest());
        Self { user, password, virtual_host: "/".to_owned(), address: Address::Port(address) }
    }

    /// Reads the URL of a broker, by the rules of RabbitMQ: `amqp://user:password@host:port/vhost`,
    /// each part percent-encoded.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn parse(url: &str) -> Result<Self, Message> {
        let parsed = Url::parse(url).ok().filter(|url| url.scheme() == "amqp");
        let parsed = parsed.ok_or(unusable::NO_URL)?;
        let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let or_guest =
            |text: &str| if text.is_empty() { "guest".to_owned() } else { decoded(text) };
        let virtual_host = match parsed.path() {
            "" | "/" => "/".to_owned(),
            path => decoded(&path[1..]),
        };
        let address = match env::var_os(SOCKET_VARIABLE) {
            Some(path) => Address::Socket(path.into()),
            None => Address::Port(resolved(&parsed).ok_or(unusable::NO_HOST)?),
        };
        let password = or_guest(parsed.password().unwrap_or_default());
        Ok(Self { user: or_guest(parsed.username()), password, virtual_host, address })
    }

    /// What to connect a switch to.
    pub fn target(&self) -> Target {
        match &self.address {
            Address::Port(address) => Target::Tcp(*address),
            Address::Socket(path) => Target::Unix(path.clone()),
        }
    }

    /// The URL for a program that reaches the broker at `address`.
    pub fn url(&self, address: SocketAddr) -> String {
        let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let (user, password) = (encoded(&self.user), encoded(&self.password));
        format!("amqp://{user}:{password}@{address}/{}", encoded(&self.virtual_host))
    }

    /// Why the broker cannot be used, if so: by connecting to it, and publishing a message to a queue
    /// of its own.
    pub fn problem(&self) -> Option<Message> {
        match greet(&self.target()) {
            Greeting::Broker => {}
            Greeting::Nobody => return Some(unusable::NOBODY),
            Greeting::Silent => return Some(unusable::SILENT),
            Greeting::NoBroker => return Some(unusable::NO_BROKER),
            Greeting::TooOld(version) => return Some(unusable::too_old(version)),
        }
        let switch = match Switch::to(self.target()) {
            Ok(switch) => switch,
            Err(error) => return Some(unusable::refused(format!("{error:#}"))),
        };
        let client = match Client::connect(&self.url(switch.address())) {
            Ok(client) => client,
            Err(error) => return Some(unusable::refused(format!("{error:#}"))),
        };
        accepts(&client).err().map(|error| unusable::full(format!("{error:#}")))
    }
}

/// Publishes a message: a broker whose memory or disk is full confirms none.
fn accepts(client: &Client) -> anyhow::Result<()> {
    let queue = format!("{}{:016x}", crate::PREFIX, fastrand::u64(..));
    client.declare(&queue, &[])?.map_err(|why| anyhow::anyhow!(why))?;
    let published = client.publish(&queue, &Published::of("{}"));
    client.delete(&queue)?;
    published
}

fn resolved(url: &Url) -> Option<SocketAddr> {
    let host = url.host_str()?.trim_matches(['[', ']']);
    (host, url.port().unwrap_or(DEFAULT_PORT)).to_socket_addrs().ok()?.next()
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use super::{Access, Address};

    fn parsed(url: &str) -> Access {
        Access::parse(url).expect("a URL")
    }

    #[test]
    fn a_url_says_who_and_where() {
        let access = parsed("amqp://ad%C3%A9:p%40ss@127.0.0.1:5673/%2f");
        assert_eq!((access.user.as_str(), access.password.as_str()), ("adé", "p@ss"));
        assert_eq!(access.virtual_host, "/");
        let address: SocketAddr = "127.0.0.1:5673".parse().expect("an address");
        assert_eq!(access.address, Address::Port(address));
        assert_eq!(parsed(&access.url(address)), access, "as a program reads it");
    }

    #[test]
    fn what_a_url_leaves_out_is_as_in_a_new_broker() {
        let access = parsed("amqp://127.0.0.1");
        assert_eq!(access, Access::on(SocketAddr::from(([127, 0, 0, 1], 5672))));
        assert_eq!(parsed("amqp://127.0.0.1/salle").virtual_host, "salle");
    }

    #[test]
    fn another_scheme_is_refused() {
        for url in ["", "127.0.0.1:5672", "http://127.0.0.1", "amqps://127.0.0.1"] {
            assert!(Access::parse(url).is_err(), "{url}");
        }
    }
}
