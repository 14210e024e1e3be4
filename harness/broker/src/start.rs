//! A broker for one run, where none runs: `rabbitmq-server`, or its image by `docker` or `podman`.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use anyhow::{Context, Result, bail};
use engine::process;
use engine::server::Port;
use switch::Target;
use tempfile::TempDir;
use texts::Message;

use crate::command::{end_node, last_line, output_within};
use crate::greeting::{Greeting, greet};
use crate::left::{self, Left};
use crate::limits::Limits;
use crate::messages::how;
use crate::node::{Folders, Settings};

/// How long a broker may take to start, and an image to be downloaded and started.
const START: Duration = Duration::from_secs(60);
const DOWNLOAD: Duration = Duration::from_secs(300);

/// How often to look whether it has started.
const LOOK: Duration = Duration::from_millis(100);

/// The image, by its name and version.
const IMAGE: &str = "docker.io/library/rabbitmq:3.13-alpine";

/// Where Debian and Fedora keep the server itself. The one in `PATH` changes to another user when root
/// starts it, who cannot write into our folder.
const SERVERS: [&str; 2] =
    ["/usr/lib/rabbitmq/bin/rabbitmq-server", "/usr/lib/rabbitmq/sbin/rabbitmq-server"];

/// Starts a broker for this run, by the first way that this machine has. Nothing when it has none.
///
/// # Errors
/// Says why the broker did not start, and what to do.
pub fn for_this_run() -> Result<Option<SocketAddr>, Message> {
    if let Some(program) = server() {
        return match start_server(&program, &Limits::default()) {
            Ok(node) => {
                let address = node.address;
                left::leave(Left::Node { process: node.process, folder: node.folder.keep() });
                Ok(Some(address))
            }
            Err(error) => Err(how::server(format!("{error:#}"))),
        };
    }
    let programs = ["docker", "podman"];
    let Some(program) = programs.into_iter().find(|name| in_path(name).is_some()) else {
        return Ok(None);
    };
    match start_image(program) {
        Ok((name, address)) => {
            left::leave(Left::Container { program: program.to_owned(), name });
            Ok(Some(address))
        }
        Err(error) => Err(how::image(program, format!("{error:#}"))),
    }
}

/// The program that starts RabbitMQ, where it is installed.
pub fn server() -> Option<PathBuf> {
    let known = SERVERS.iter().map(PathBuf::from).find(|path| path.is_file());
    known.or_else(|| in_path("rabbitmq-server"))
}

fn in_path(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(name)).find(|path| path.is_file())
}

/// A RabbitMQ that was started here.
#[derive(Debug)]
pub struct Node {
    /// where it listens
    pub address: SocketAddr,
    /// its first process, which leads its group
    pub process: u32,
    /// what it writes
    pub folder: TempDir,
    _settings: Settings,
}

/// Starts RabbitMQ with a configuration, a database and a log of its own, as if there were no other on
/// this machine.
///
/// # Errors
/// When it does not start in time: with the end of what it printed.
pub fn start_server(program: &Path, limits: &Limits) -> Result<Node> {
    let folder = tempfile::Builder::new().prefix("atelier-rabbitmq-").tempdir()?;
    let place = folder.path();
    let folders = Folders { settings: place, seen: place, data: place };
    let settings = Settings::write(&folders, limits, None)?;
    let address = settings.address;
    let log = place.join("output");
    let output = fs::File::create(&log)?;
    let mut command = Command::new(program);
    command.envs(settings.variables.iter().map(|(name, value)| (*name, value)));
    command.stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output);
    // In a group of its own that is known: when a server of a check ends, a judge kills every other
    // process that has come to it.
    let child = process::spawn_helper(command);
    let mut child = child.with_context(|| format!("starting {}", program.display()))?;
    let id = child.id();
    let node = Node { address, process: id, folder, _settings: settings };
    let is_over = || child.try_wait().ok().flatten().is_some();
    if let Err(error) = wait_for(address, START, is_over) {
        end_node(id);
        return Err(error.context(last_line(&fs::read_to_string(&log).unwrap_or_default())));
    }
    Ok(node)
}

/// Waits until the broker at `address` has started, unless `is_over` says that it has ended.
///
/// # Errors
/// When it does not start in time.
pub fn wait_until_ready(address: SocketAddr, is_over: impl FnMut() -> bool) -> Result<()> {
    wait_for(address, START, is_over)
}

/// Runs the image, on a port of this machine alone.
fn start_image(program: &str) -> Result<(String, SocketAddr)> {
    let port = Port::free()?;
    let (address, name) = (port.address(), format!("{}{}", crate::PREFIX, port.number()));
    let publish = format!("{address}:5672");
    let mut command = Command::new(program);
    command.args(["run", "--detach", "--rm", "--name", &name, "--publish", &publish, IMAGE]);
    output_within(command, DOWNLOAD)?;
    let end = || {
        let mut command = Command::new(program);
        command.args(["rm", "--force", &name]);
        // What is left is reported below.
        let _ = output_within(command, START);
    };
    if let Err(error) = wait_for(address, START, || false) {
        end();
        return Err(error);
    }
    Ok((name, address))
}

/// Waits until a broker answers.
fn wait_for(
    address: SocketAddr,
    patience: Duration,
    mut is_over: impl FnMut() -> bool,
) -> Result<()> {
    let start = Instant::now();
    while greet(&Target::Tcp(address)) != Greeting::Broker {
        if is_over() {
            bail!("it ended while it started");
        }
        if start.elapsed() > patience {
            bail!("it does not answer after {} s", patience.as_secs());
        }
        thread::sleep(LOOK);
    }
    Ok(())
}
