//! What `test` judges: the student's server, the solution, a command, or a server that runs.

use std::env;
#[cfg(unix)]
use std::fs;
#[cfg(unix)]
use std::io::{BufRead, BufReader, Read};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::path::Path;

use anyhow::{Context, Result};
use engine::limits;
use engine::protocol::Subject;
use texts::Message;

use crate::cli::TestOptions;
use crate::course::Side;
use crate::exit::Refusal;
use crate::messages::usage;

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
        return Err(Refusal::usage(usage::unreadable_command(command.to_owned())));
    };
    if !exists(program) {
        return Err(Refusal::usage(usage::no_such_program(program.clone())));
    }
    if let Some(refusal) = why_not(program) {
        return Err(Refusal::usage(refusal));
    }
    let folder = env::current_dir().context("reading the current folder")?;
    Ok(Subject::Command { words, folder })
}

/// Why a file that is named by its path cannot be started, as far as that can be seen.
#[cfg(unix)]
fn why_not(program: &str) -> Option<Message> {
    use std::os::unix::fs::PermissionsExt;

    let path = Path::new(program);
    if path.components().count() < 2 {
        return None;
    }
    if fs::metadata(path).ok()?.permissions().mode() & 0o111 == 0 {
        return Some(usage::not_executable(program));
    }
    let mut first = Vec::new();
    let line = BufReader::new(fs::File::open(path).ok()?).take(256).read_until(b'\n', &mut first);
    line.ok()?;
    let first = String::from_utf8_lossy(&first);
    let interpreter = first.strip_prefix("#!")?.trim_start().split(char::is_whitespace).next()?;
    (!Path::new(interpreter).is_file()).then(|| usage::no_interpreter(program, interpreter))
}

#[cfg(not(unix))]
fn why_not(_: &str) -> Option<Message> {
    None
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
        return Err(Refusal::usage(usage::secure_url(given)));
    }
    if let Some(port) = url.strip_prefix(':').or(Some(url))
        && port.parse::<u16>().is_ok()
    {
        return Err(Refusal::usage(usage::only_a_port(given, port)));
    }
    let authority = url.strip_prefix("http://").unwrap_or(url);
    let authority = authority.strip_suffix('/').unwrap_or(authority);
    let bad = || Refusal::usage(usage::bad_url(given.clone()));
    if authority.is_empty() || authority.contains(['/', '@', '?', '#']) {
        return Err(bad());
    }
    let with_port = match authority.rsplit_once(':') {
        Some((_, port)) if port.parse::<u16>().is_ok() => authority.to_owned(),
        Some(_) => return Err(bad()),
        None => format!("{authority}:80"),
    };
    // A name may have several addresses, and the server may listen on any of them.
    let addresses: Vec<SocketAddr> = with_port.to_socket_addrs().map_err(|_| bad())?.collect();
    let mut why = None;
    for address in addresses {
        match TcpStream::connect_timeout(&address, limits::RUNNING) {
            Ok(_) => return Ok(address),
            Err(error) => why = Some(error.to_string()),
        }
    }
    let why = why.ok_or_else(bad)?;
    Err(Refusal::usage(usage::refused_url(given, why)))
}
