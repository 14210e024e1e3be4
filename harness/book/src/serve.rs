//! Serves the books to a browser on this machine, and reloads them after every change.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use anyhow::{Context, Result};
use axum::Router;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use clap::Args;
use tokio::net::TcpListener;
use tower_http::services::ServeDir;
use tower_livereload::{LiveReloadLayer, Reloader};

use crate::build;
use crate::exit::UsageError;
use crate::language::Language;
use crate::watch::Watch;

/// The first port that is tried without `--port`, and how many are tried.
const FIRST_PORT: u16 = 3000;
const PORTS: u16 = 100;

const NOT_FOUND: &str = "<!doctype html><html lang=\"fr\"><meta charset=\"utf-8\"><title>404</title>\
    <p>Cette page n’existe pas. <a href=\"/fr/\">Le livre, en français</a></p>\
    <p lang=\"en\">There is no such page. <a href=\"/en/\">The book, in English</a></p>";

/// The options of `book serve`.
#[derive(Args, Debug)]
pub struct ServeOptions {
    /// The language of the first page; by default, the one that the browser asks for
    #[arg(value_name = "LANG")]
    pub language: Option<Language>,
    /// The port; by default, 3000 or the next one that is free
    #[arg(long, value_name = "N")]
    pub port: Option<u16>,
    /// Open the book in the browser
    #[arg(long)]
    pub open: bool,
}

/// Builds and serves the books until the command is stopped.
///
/// # Errors
/// When no port can be used, or the files cannot be watched. A book that does not build is printed,
/// not returned: the next change may fix it.
pub fn run(root: &Path, options: &ServeOptions) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("starting the server")?;
    runtime.block_on(async {
        let listener = bind(options.port).await?;
        let address = listener.local_addr().context("reading the port")?;
        let watch = Watch::start(root)?;
        build_and_report(root);
        print_addresses(address);
        let live = LiveReloadLayer::new();
        rebuild_after_changes(root, watch, live.reloader());
        if options.open {
            open_browser(&format!("http://{address}/"));
        }
        let app = app(&build::output_folder(root), options.language).layer(live);
        axum::serve(listener, app).await.context("serving the book")
    })
}

/// The books in the folder `output`. `/` redirects to `language`, or else to the language that the
/// browser asks for.
pub fn app(output: &Path, language: Option<Language>) -> Router {
    let pages =
        ServeDir::new(output).fallback(get(async || (StatusCode::NOT_FOUND, Html(NOT_FOUND))));
    Router::new()
        .route("/", get(async move |headers: HeaderMap| redirect(language, &headers)))
        .fallback_service(pages)
        .layer(middleware::map_response(forbid_caching))
}

fn redirect(language: Option<Language>, headers: &HeaderMap) -> Response {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let preferred = || Language::preferred(accepted.unwrap_or_default());
    let language = language.unwrap_or_else(preferred);
    let redirect = Redirect::temporary(&format!("/{}/", language.code()));
    ([(header::VARY, "accept-language")], redirect).into_response()
}

/// After a build, the browser must not show the old page from its cache.
async fn forbid_caching(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

async fn bind(port: Option<u16>) -> Result<TcpListener> {
    let at = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    if let Some(port) = port {
        return TcpListener::bind(at(port)).await.map_err(|error| cannot_bind(port, &error));
    }
    for port in FIRST_PORT..FIRST_PORT + PORTS {
        match TcpListener::bind(at(port)).await {
            Ok(listener) => return Ok(listener),
            Err(error) if error.kind() == ErrorKind::AddrInUse => {}
            Err(error) => return Err(cannot_bind(port, &error)),
        }
    }
    let last = FIRST_PORT + PORTS - 1;
    let message =
        format!("no port from {FIRST_PORT} to {last} is free; choose another one with --port");
    Err(UsageError(message).into())
}

fn cannot_bind(port: u16, error: &std::io::Error) -> anyhow::Error {
    let message = match error.kind() {
        ErrorKind::AddrInUse => {
            format!("port {port} is in use; choose another one, or leave out --port")
        }
        ErrorKind::PermissionDenied => {
            format!("port {port} needs special rights; choose one above 1023")
        }
        _ => format!("port {port} cannot be used: {error}"),
    };
    UsageError(message).into()
}

/// Builds the books, and prints the duration or the error. Returns whether they were built.
fn build_and_report(root: &Path) -> bool {
    match build::both(root) {
        Ok(duration) => {
            println!("built in {:.1} s", duration.as_secs_f32());
            true
        }
        Err(error) => {
            eprintln!("{error:#}");
            false
        }
    }
}

fn print_addresses(address: SocketAddr) {
    println!("  http://{address}/fr/  le livre, en français");
    println!("  http://{address}/en/  the book, in English");
}

fn rebuild_after_changes(root: &Path, watch: Watch, reloader: Reloader) {
    let root = root.to_owned();
    thread::spawn(move || {
        while watch.next() {
            if build_and_report(&root) {
                reloader.reload();
            }
        }
    });
}

/// Opens a URL in the default browser. If that fails, the book is served all the same.
fn open_browser(url: &str) {
    let (program, arguments): (&str, &[&str]) = match std::env::consts::OS {
        "macos" => ("open", &[]),
        "windows" => ("cmd", &["/C", "start", ""]),
        _ => ("xdg-open", &[]),
    };
    let mut command = Command::new(program);
    let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    if quiet.args(arguments).arg(url).spawn().is_err() {
        eprintln!("cannot open the browser: {program} is not installed");
    }
}
