//! A proxy that sends the responses of a server in another style: keys in another order, other
//! escapes, chunks, HTTP/1.0, … They mean the same, so a correct judge sees no difference.
//!
//! ```sh
//! cargo lab test 1 --cmd 'target/debug/styled chunked target/debug/solution-salutation'
//! ```
//!
//! It starts the server with its own environment, except for `PORT`, and ends with the exit status
//! of the server.

mod relay;
mod response;
mod style;

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, ExitCode};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::Parser;

use style::Style;

/// How long the server may take to listen.
const PATIENCE: Duration = Duration::from_secs(10);

/// Sends the responses of a server in another style
#[derive(Parser)]
struct Options {
    /// The style
    style: Style,
    /// The server
    program: String,
    /// Its arguments
    arguments: Vec<String>,
    /// Where to listen
    #[arg(long, env = "PORT", default_value_t = 5000)]
    port: u16,
}

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(status) => status,
        Err(error) => {
            // As JSON, because every line of some labs' logs must be.
            eprintln!("{}", serde_json::json!({ "message": format!("{error:#}") }));
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<ExitCode> {
    let behind = behind(options.port);
    let mut server = Command::new(&options.program)
        .args(&options.arguments)
        .env("PORT", behind.port().to_string())
        .spawn()
        .with_context(|| format!("starting {}", options.program))?;
    if let Some(status) = until_it_listens(&mut server, behind)? {
        return Ok(status);
    }
    thread::sleep(options.style.start_delay());
    let listener = match options.style {
        Style::Ipv6 => TcpListener::bind((Ipv6Addr::LOCALHOST, options.port)),
        _ => TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)),
    };
    let listener = listener.with_context(|| format!("listening on port {}", options.port))?;
    let style = options.style;
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            // A client that closes its connection early does not concern the others.
            thread::spawn(move || relay::relay(client, behind, style));
        }
    });
    let status = server.wait().context("waiting for the server")?;
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, Into::into))
}

/// The port of the server is so far below the port of this program.
const BELOW: u16 = 12_768;

/// Where the server listens. Its port is derived from that of this program, which the judge gives
/// to no other check: another port could be taken by another check's server meanwhile.
fn behind(port: u16) -> SocketAddr {
    let port = port.checked_sub(BELOW).filter(|port| *port > 1024).unwrap_or(port ^ 1);
    SocketAddr::from((Ipv4Addr::LOCALHOST, port))
}

/// The exit status of a server that ends before it listens.
fn until_it_listens(server: &mut Child, address: SocketAddr) -> Result<Option<ExitCode>> {
    let deadline = Instant::now() + PATIENCE;
    while TcpStream::connect(address).is_err() {
        if let Some(status) = server.try_wait().context("reading the status of the server")? {
            let code = status.code().and_then(|code| u8::try_from(code).ok());
            return Ok(Some(code.map_or(ExitCode::FAILURE, Into::into)));
        }
        if Instant::now() > deadline {
            bail!("the server does not listen");
        }
        thread::sleep(Duration::from_millis(2));
    }
    Ok(None)
}
