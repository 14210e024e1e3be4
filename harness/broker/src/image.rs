//! RabbitMQ from its image, by `docker` or `podman`.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::Result;
use engine::server::Port;
use texts::Message;

use crate::command::output_within;
use crate::greeting::wait_until_ready;
use crate::left::{self, Left};
use crate::messages::how;

/// The image, by its name and version.
const IMAGE: &str = "docker.io/library/rabbitmq:3.13-alpine";

/// How long an image may take to be downloaded and started.
const DOWNLOAD: Duration = Duration::from_secs(300);

/// How long a container may take to be removed.
const REMOVAL: Duration = Duration::from_secs(30);

/// A broker in a container.
#[derive(Clone, Debug)]
pub struct Container {
    /// the path of `docker` or `podman`
    pub program: String,
    /// its name
    pub name: String,
    /// where the broker listens
    pub address: SocketAddr,
}

/// Runs the image with this program, on a port of this machine alone, and waits for the broker.
///
/// # Errors
/// Says why it did not start, and what to do. Then no container is left.
pub fn start(program: &Path) -> Result<Container, Message> {
    run(program).map_err(|error| {
        let name = program.file_name().unwrap_or(program.as_os_str()).to_string_lossy();
        how::image(&*name, format!("{error:#}"))
    })
}

fn run(program: &Path) -> Result<Container> {
    let port = Port::free()?;
    let (address, name) = (port.address(), format!("{}{}", crate::PREFIX, port.number()));
    let publish = format!("{address}:5672");
    let container = Container { program: program.display().to_string(), name, address };
    // Before it is there: this process may be killed meanwhile.
    left::leave(container.left());
    let mut command = Command::new(program);
    command.args(["run", "--detach", "--rm", "--name", &container.name]);
    command.args(["--publish", &publish, IMAGE]);
    let started = output_within(command, DOWNLOAD);
    match started.and_then(|()| wait_until_ready(address, || false)) {
        Ok(()) => Ok(container),
        Err(error) => {
            // Where nothing has started, there is nothing to remove, and the cleaner tries again.
            let _ = container.remove();
            Err(error)
        }
    }
}

impl Container {
    /// Ends the container.
    ///
    /// # Errors
    /// With what the program says, when it fails or takes too long.
    pub fn remove(&self) -> Result<()> {
        remove(&self.program, &self.name)
    }

    fn left(&self) -> Left {
        Left::Container { program: self.program.clone(), name: self.name.clone() }
    }
}

/// Ends a container, by its name.
///
/// # Errors
/// Those of [`Container::remove`].
pub fn remove(program: &str, name: &str) -> Result<()> {
    let mut command = Command::new(program);
    command.args(["rm", "--force", name]);
    output_within(command, REMOVAL)
}
