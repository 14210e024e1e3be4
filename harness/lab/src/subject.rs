//! What `test` judges: the student's server, the solution, a command, or a server that runs.

use std::env;
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::path::Path;

use anyhow::{Context, Result};
use engine::limits;
use engine::protocol::Subject;

use crate::cli::TestOptions;
use crate::course::Side;
use crate::exit::Refusal;
use crate::messages::Usage;

/// What is judged, before anything is built.
pub enum Source {
    /// a package of the workspace
    Package(Side),
    /// something that needs no building
    Given(Subject),
}

impl Source {
    /// What the options ask for.
    ///
    /// # Errors
    /// When the command or the address cannot be used, said with what to do.
    pub fn choose(options: &TestOptions) -> Result<Self> {
        match (&options.cmd, &options.url) {
            (Some(command), _) => Ok(Self::Given(command_subject(command)?)),
            (None, Some(url)) => Ok(Self::Given(Subject::Running { address: address(url)? })),
            (None, None) if options.solutions => Ok(Self::Package(Side::Solution)),
            (None, None) => Ok(Self::Package(Side::Lab)),
        }
    }
}

fn command_subject(command: &str) -> Result<Subject> {
    let words = shlex::split(command).unwrap_or_default();
    let Some(program) = words.first() else {
        return Err(Refusal::usage(Usage::UnreadableCommand { command: command.to_owned() }));
    };
    if !exists(program) {
        return Err(Refusal::usage(Usage::NoSuchProgram { program: program.clone() }));
    }
    let folder = env::current_dir().context("reading the current folder")?;
    Ok(Subject::Command { words, folder })
}

/// Whether the system would find the program: by its path, or in one of the folders of `PATH`.
fn exists(program: &str) -> bool {
    let suffix = env::consts::EXE_SUFFIX;
    let is_there = |path: &Path| {
        path.is_file() || path.with_added_extension(suffix.trim_start_matches('.')).is_file()
    };
    let path = Path::new(program);
    if path.components().count() > 1 {
        return is_there(path);
    }
    let folders = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&folders).any(|folder| is_there(&folder.join(program)))
}

fn address(url: &str) -> Result<SocketAddr> {
    let given = url.to_owned();
    if url.starts_with("https://") {
        return Err(Refusal::usage(Usage::SecureUrl { url: given }));
    }
    let authority = url.strip_prefix("http://").unwrap_or(url);
    let authority = authority.strip_suffix('/').unwrap_or(authority);
    let bad = || Refusal::usage(Usage::BadUrl { url: given.clone() });
    if authority.is_empty() || authority.contains(['/', '@', '?', '#']) {
        return Err(bad());
    }
    let with_port = match authority.rsplit_once(':') {
        Some((_, port)) if port.parse::<u16>().is_ok() => authority.to_owned(),
        Some(_) => return Err(bad()),
        None => format!("{authority}:80"),
    };
    let address = with_port.to_socket_addrs().ok().and_then(|mut found| found.next());
    let address = address.ok_or_else(bad)?;
    TcpStream::connect_timeout(&address, limits::RUNNING).map_err(|error| {
        Refusal::usage(Usage::RefusedUrl { url: given.clone(), why: error.to_string() })
    })?;
    Ok(address)
}
