//! A broker for one run, where none runs: `rabbitmq-server`, or its image by `docker` or `podman`.

use std::io::Read;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use anyhow::{Context, Result, bail};
use engine::server::Port;
use switch::Target;
use tempfile::TempDir;
use texts::Message;

use crate::clean_up::{self, Left};
use crate::greeting::{Greeting, greet};
use crate::messages::how;

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
                clean_up::leave(Left::Node { process: node.process, folder: node.folder.keep() });
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
            clean_up::leave(Left::Container { program: program.to_owned(), name });
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

/// What a broker may use.
#[derive(Clone, Debug)]
pub struct Limits {
    /// bytes of memory, from which on it accepts no message
    pub memory: u64,
    /// bytes that are to stay free on its disk
    pub disk: u64,
    /// connections at a time
    pub connections: u32,
}

impl Default for Limits {
    fn default() -> Self {
        const MIB: u64 = 1024 * 1024;
        Self { memory: 512 * MIB, disk: 50 * MIB, connections: 1_000 }
    }
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
    _port: Port,
}

/// Starts RabbitMQ with a configuration, a database and a log of its own, as if there were no other on
/// this machine.
///
/// # Errors
/// When it does not start in time: with the end of what it printed.
pub fn start_server(program: &Path, limits: &Limits) -> Result<Node> {
    let folder = tempfile::Builder::new().prefix("atelier-rabbitmq-").tempdir()?;
    let [port, distribution, names] = [Port::free()?, Port::free()?, Port::free()?];
    let address = port.address();
    let configuration = folder.path().join("rabbitmq.conf");
    fs::write(&configuration, configured(address, limits))?;
    let plugins = folder.path().join("enabled_plugins");
    fs::write(&plugins, "[].")?;
    let log = folder.path().join("output");
    let output = fs::File::create(&log)?;
    let mut command = Command::new(program);
    command
        .env("HOME", folder.path())
        .env("RABBITMQ_NODENAME", format!("atelier-{}@localhost", port.number()))
        .env("RABBITMQ_CONFIG_FILE", &configuration)
        .env("RABBITMQ_ENABLED_PLUGINS_FILE", &plugins)
        .env("RABBITMQ_MNESIA_BASE", folder.path().join("data"))
        .env("RABBITMQ_LOG_BASE", folder.path().join("log"))
        .env("RABBITMQ_CONF_ENV_FILE", folder.path().join("none"))
        .env("RABBITMQ_DIST_PORT", distribution.number().to_string())
        .env("ERL_EPMD_PORT", names.number().to_string())
        .env("ERL_EPMD_ADDRESS", "127.0.0.1")
        .stdin(Stdio::null())
        .stdout(output.try_clone()?)
        .stderr(output);
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn().with_context(|| format!("starting {}", program.display()))?;
    let process = child.id();
    // They are the broker's from now on.
    drop((distribution, names));
    let node = Node { address, process, folder, _port: port };
    let is_over = || child.try_wait().ok().flatten().is_some();
    if let Err(error) = wait_for(address, START, is_over) {
        clean_up::end_node(process);
        let printed = last_line(&fs::read_to_string(&log).unwrap_or_default());
        return Err(error.context(printed));
    }
    Ok(node)
}

fn configured(address: SocketAddr, limits: &Limits) -> String {
    format!(
        "listeners.tcp.1 = {address}\n\
         vm_memory_high_watermark.absolute = {}\n\
         disk_free_limit.absolute = {}\n\
         connection_max = {}\n\
         channel_max = 128\n\
         num_acceptors.tcp = 2\n\
         log.file.level = warning\n",
        limits.memory, limits.disk, limits.connections
    )
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

/// Waits for a command to succeed.
///
/// # Errors
/// With the last line that it printed, when it fails or takes too long.
pub(crate) fn output_within(mut command: Command, patience: Duration) -> Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().with_context(|| format!("starting {program}"))?;
    let mut errors = child.stderr.take().context("no pipe for its errors")?;
    let reader = thread::spawn(move || {
        let mut text = String::new();
        // What was read until then is what there is to show.
        let _ = errors.by_ref().take(64 * 1024).read_to_string(&mut text);
        text
    });
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if start.elapsed() > patience {
            // It may have ended just now.
            let _ = child.kill();
            let _ = child.wait();
            bail!("{program} does not end after {} s", patience.as_secs());
        }
        thread::sleep(LOOK);
    };
    if !status.success() {
        bail!("{}", last_line(&reader.join().unwrap_or_default()));
    }
    Ok(())
}

fn last_line(text: &str) -> String {
    const MOST: usize = 300;
    let line = text.lines().rev().map(str::trim).find(|line| !line.is_empty());
    line.unwrap_or("it printed nothing").chars().take(MOST).collect()
}
