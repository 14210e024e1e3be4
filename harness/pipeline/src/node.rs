//! The broker of a lab that needs one: a RabbitMQ of the grader's own for each judging, confined like a
//! submission, and gone with it.
//!
//! Not one for all: the alarms of RabbitMQ for memory and disk stop every virtual host of a broker, and
//! whoever brings a broker down brings it down for everyone. A fresh one also holds nothing of anybody
//! else. It takes a few seconds to start, as making a user and a virtual host in a running one would.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Child;

use anyhow::{Context, Result, ensure};
use broker::access::VARIABLE;
use broker::limits::Limits;
use broker::node::{Folders, Settings};
use broker::socket::Socket;
use broker::tenant::Tenant;
use broker::{command, greeting, start};
use engine::process;
use sandbox::profiles::{broker as profile, judge};
use sandbox::{Job, Slot, SystemCalls};

/// Connections of one check: those of its server that the judge lets pass, and the judge's own.
const FOR_EACH_CHECK: u64 = 66;

/// What part of the files that the grader may have open the connections of one submission may take. A
/// connection has two, and several submissions are judged at the same time.
const PART_OF_FILES: u64 = 32;

/// The folders that every sandbox shows.
const SHOWN: &str = "/usr";

/// A broker, for as long as one submission is judged.
#[derive(Debug)]
pub(crate) struct Node<'a> {
    _socket: Socket,
    socket_path: PathBuf,
    url: String,
    child: Child,
    _settings: Settings,
    // Last: it ends what is left of the processes, and removes the folders.
    _job: Job<'a>,
}

/// The program that starts RabbitMQ.
///
/// # Errors
/// When it is missing, or lies where a sandbox does not look.
pub(crate) fn program() -> Result<PathBuf> {
    const INSTALL: &str = "install RabbitMQ (Debian: apt install rabbitmq-server)";
    let program = start::server();
    let program = program.with_context(|| format!("this lab needs a broker: {INSTALL}"))?;
    let place = fs::canonicalize(&program).unwrap_or_else(|_| program.clone());
    ensure!(
        place.starts_with(SHOWN),
        "{} is not below {SHOWN}, where a sandbox finds it: {INSTALL}",
        program.display()
    );
    Ok(program)
}

impl<'a> Node<'a> {
    /// Starts `program` for a submission whose judge makes so many checks at once.
    ///
    /// # Errors
    /// When it does not start in time: with the end of what it printed.
    pub fn start(program: &Path, slot: &'a Slot<'a>, checks: u64) -> Result<Self> {
        let files = sandbox::limits::raise_files().context("raising the limit of open files")?;
        let connections = (checks * FOR_EACH_CHECK).min(files / PART_OF_FILES);
        let job = slot.job("broker", &profile::ALLOWANCE)?;
        let folder = job.folder("settings")?;
        let limits = Limits {
            memory: profile::MEMORY,
            disk: profile::FREE_DISK,
            connections: u32::try_from(connections).unwrap_or(u32::MAX),
        };
        let folders = Folders {
            settings: &folder,
            seen: Path::new(profile::SETTINGS),
            data: Path::new(profile::DATA),
        };
        let tenant = Tenant::new();
        let settings = Settings::write(&folders, &limits, Some(&tenant))?;
        job.give(&folder)?;
        let view = profile::view(&folder, job.etc());
        let set =
            |view: sandbox::view::View, (name, value): &(&str, String)| view.setting(name, value);
        let view = settings.variables.iter().fold(view, set);
        let mut command = job.command(&profile::limits(), SystemCalls::Filtered, view, program);
        let printed = folder.join("output");
        let output = File::create(&printed).context("making a file for what a broker prints")?;
        command.stdout(output.try_clone().context("sharing that file")?).stderr(output);
        let mut child = process::spawn_helper(command).context("starting confine")?;
        let is_over = || child.try_wait().ok().flatten().is_some();
        let ready = greeting::wait_until_ready(settings.address, is_over);
        let socket_path = job.folder("socket")?.join("broker");
        let socket = ready.and_then(|()| {
            let count = usize::try_from(connections).unwrap_or(usize::MAX);
            Socket::open(&socket_path, settings.address, count)
        });
        let socket = match socket.and_then(|socket| job.give(&socket_path).map(|()| socket)) {
            Ok(socket) => socket,
            Err(error) => {
                end(&mut child);
                let said = fs::read_to_string(&printed).unwrap_or_default();
                return Err(
                    error.context(format!("starting RabbitMQ: {}", command::last_line(&said)))
                );
            }
        };
        let url = tenant.at(settings.address).url(settings.address);
        Ok(Self { _socket: socket, socket_path, url, child, _settings: settings, _job: job })
    }

    /// How the judge finds it.
    pub fn shown(&self) -> judge::Broker<'_> {
        judge::Broker { socket: &self.socket_path, access: (VARIABLE, &self.url) }
    }
}

impl Drop for Node<'_> {
    fn drop(&mut self) {
        end(&mut self.child);
    }
}

/// Kills it. All that it started is in its namespace of processes, and ends with it.
fn end(child: &mut Child) {
    // An error means that it has ended.
    let _ = child.kill();
    process::reap_helper(child);
}
