//! Starts the service of a chapter, to try its requests: `cargo run -p listings -- first-api`.
//!
//! It listens on port 5000, or on the one in `PORT`, as the labs do.

mod messages;

use std::env;
use std::io::{self, ErrorKind};
use std::net::Ipv4Addr;
use std::process::ExitCode;

use listings::chapters::{Chapter, Https, Service};
use listings::{layout, lifecycle, logs, transit};
use texts::{Lang, Message};
use tokio::net::TcpListener;

use messages::{faults, labels};

/// The exit status when no chapter has the given name.
const NO_SUCH_CHAPTER: u8 = 2;

#[tokio::main]
async fn main() -> ExitCode {
    let lang = language();
    let name = env::args().nth(1).unwrap_or_default();
    let Some(chapter) = Chapter::named(&name) else {
        eprintln!("{}", which_chapter(&name).text(lang));
        return ExitCode::from(NO_SUCH_CHAPTER);
    };
    if chapter == Chapter::Logs {
        // All that this service writes to stderr is JSON.
        return logs::start(serve(chapter, lang)).await;
    }
    if chapter == Chapter::Lifecycle {
        // This service reads its settings, and stops, by itself.
        return lifecycle::start(|address| announce(chapter, &format!("http://{address}"), lang))
            .await;
    }
    match serve(chapter, lang).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}", cannot_start(chapter, &error).text(lang));
            ExitCode::FAILURE
        }
    }
}

async fn serve(chapter: Chapter, lang: Lang) -> io::Result<()> {
    let port = layout::port()?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let Service { app, folder, upstream, missing_broker, https } = chapter.service(port).await?;
    let scheme = if https.is_some() { "https" } else { "http" };
    let address = format!("{scheme}://{}", listener.local_addr()?);
    announce(chapter, &address, lang);
    if let Some(folder) = &folder {
        println!("{}", labels::files(folder.path().display().to_string()).text(lang));
    }
    if let Some(address) = &upstream {
        println!("{}", labels::upstream(address).text(lang));
    }
    if let Some(address) = missing_broker {
        println!("{}", labels::missing_broker(address).text(lang));
    }
    if let Some(Https { folder, .. }) = &https {
        println!("{}", labels::certificate(folder.display().to_string()).text(lang));
    }
    let served = async {
        match https {
            Some(https) => transit::server::serve(listener, https.config, app).await,
            None => axum::serve(listener, app).await,
        }
    };
    // Ctrl-C ends this function too, so that the folder is removed.
    tokio::select! {
        served = served => served,
        interrupted = tokio::signal::ctrl_c() => interrupted,
    }
}

/// Says where the service listens.
fn announce(chapter: Chapter, address: &str, lang: Lang) {
    println!("{}", labels::listening(chapter.name(), address).text(lang));
}

/// Every chapter, because the given name is not one of them.
fn which_chapter(name: &str) -> Message {
    let chapters = Chapter::ALL.map(|chapter| format!("  {}", chapter.name())).join("\n");
    if name.is_empty() { faults::no_chapter(chapters) } else { faults::unknown(name, chapters) }
}

fn cannot_start(chapter: Chapter, error: &io::Error) -> Message {
    match error.kind() {
        ErrorKind::AddrInUse => faults::port_taken(chapter.name()),
        ErrorKind::InvalidInput => faults::INVALID_PORT,
        _ => faults::cannot_start(error.to_string()),
    }
}

/// The language of the locale, as for `cargo lab`.
fn language() -> Lang {
    Lang::named(&sys_locale::get_locale().unwrap_or_default())
}
