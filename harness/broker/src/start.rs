//! A broker for one run, where none runs: `rabbitmq-server`, or its [image](crate::image).

use std::mem::ManuallyDrop;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use anyhow::{Context, Result};
use engine::process;
use tempfile::TempDir;
use texts::Message;

use crate::command::{end_node, last_line};
use crate::greeting::wait_until_ready;
use crate::image;
use crate::left::{self, Left};
use crate::limits::Limits;
use crate::messages::how;
use crate::node::{Folders, Settings};

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
                // The cleaner ends it.
                let node = ManuallyDrop::new(node);
                Ok(Some(node.address))
            }
            Err(error) => Err(how::server(format!("{error:#}"))),
        };
    }
    let programs = ["docker", "podman"];
    let Some(program) = programs.into_iter().find_map(in_path) else { return Ok(None) };
    image::start(&program).map(|container| Some(container.address))
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

/// A RabbitMQ that was started here. It ends when it is dropped.
#[derive(Debug)]
pub struct Node {
    /// where it listens
    pub address: SocketAddr,
    /// its first process, which leads its group
    process: u32,
    /// what it writes
    folder: TempDir,
    _settings: Settings,
}

impl Node {
    fn left(&self) -> Left {
        Left::Node { process: self.process, folder: self.folder.path().to_owned() }
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        end_node(self.process);
        left::removed(self.left());
    }
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
    let node = Node { address, process: child.id(), folder, _settings: settings };
    // Before it is ready: this process may be killed meanwhile.
    left::leave(node.left());
    let is_over = || child.try_wait().ok().flatten().is_some();
    if let Err(error) = wait_until_ready(address, is_over) {
        return Err(error.context(last_line(&fs::read_to_string(&log).unwrap_or_default())));
    }
    Ok(node)
}
