//! Stands before a server and gives its answers in another style: keys in another order, another
//! way of escaping, chunks, HTTP/1.0, … What is answered stays the same, so a judge that is worth its
//! name sees no difference.
//!
//! ```sh
//! cargo lab test 1 --cmd 'target/debug/styled chunked target/debug/solution-salutation'
//! ```
//!
//! It starts the server with its own environment but for `PORT`, passes on what is printed, and ends
//! as the server ends.

mod answer;
mod relay;
mod style;

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, ExitCode};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::Parser;

use style::Style;

/// How long the server behind may take to listen.
const PATIENCE: Duration = Duration::from_secs(10);

/// Gives the answers of a server in another style
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
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<ExitCode> {
    let behind = free_address()?;
    let mut server = Command::new(&options.program)
        .args(&options.arguments)
        .env("PORT", behind.port().to_string())
        .spawn()
        .with_context(|| format!("starting {}", options.program))?;
    if let Some(status) = until_it_listens(&mut server, behind)? {
        return Ok(status);
    }
    thread::sleep(options.style.delay_of_start());
    let listener = match options.style {
        Style::Ipv6 => TcpListener::bind((Ipv6Addr::LOCALHOST, options.port)),
        _ => TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)),
    };
    let listener = listener.with_context(|| format!("listening on port {}", options.port))?;
    let style = options.style;
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            // A client that goes away in the middle is no business of the others'.
            thread::spawn(move || relay::relay(client, behind, style));
        }
    });
    let status = server.wait().context("waiting for the server")?;
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, Into::into))
}

/// An address that nobody listens on, as far as can be known.
fn free_address() -> Result<SocketAddr> {
    let listener =
        TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("looking for a free port")?;
    listener.local_addr().context("looking for a free port")
}

/// The exit status of a server that ends before it listens.
fn until_it_listens(server: &mut Child, address: SocketAddr) -> Result<Option<ExitCode>> {
    let deadline = Instant::now() + PATIENCE;
    while TcpStream::connect(address).is_err() {
        if let Some(status) = server.try_wait().context("looking after the server")? {
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
