//! The books in a browser: on this machine only, reloaded after every change.

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
use tokio::net::TcpListener;
use tower_http::services::ServeDir;
use tower_livereload::{LiveReloadLayer, Reloader};

use crate::build;
use crate::cli::ServeOptions;
use crate::exit::Refusal;
use crate::language::Language;
use crate::watch::Watch;

/// Where the search for a free port begins, and how many are tried.
const FIRST_PORT: u16 = 3000;
const PORTS: u16 = 100;

const NOT_FOUND: &str = "<!doctype html><html lang=\"fr\"><meta charset=\"utf-8\"><title>404</title>\
    <p>Cette page n’existe pas. <a href=\"/fr/\">Le livre, en français</a></p>\
    <p lang=\"en\">There is no such page. <a href=\"/en/\">The book, in English</a></p>";

/// Runs the command until it is stopped.
///
/// # Errors
/// When no port can be had, or files cannot be watched. A book that does not build is no error: it
/// is said, and the next change may mend it.
pub fn run(root: &Path, options: &ServeOptions) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("starting the server")?;
    runtime.block_on(async {
        let listener = listener(options.port).await?;
        let address = listener.local_addr().context("asking for the port")?;
        let watch = Watch::start(root)?;
        build_and_say(root);
        say_where(address);
        let live = LiveReloadLayer::new();
        rebuild_at_every_change(root, watch, live.reloader());
        if options.open {
            open(&format!("http://{address}/"));
        }
        let app = app(&build::place(root), options.language).layer(live);
        axum::serve(listener, app).await.context("serving the book")
    })
}

/// The books in the folder `place`. `/` leads to one language: the given one, else the one that the
/// browser asks for.
pub fn app(place: &Path, language: Option<Language>) -> Router {
    let pages =
        ServeDir::new(place).fallback(get(async || (StatusCode::NOT_FOUND, Html(NOT_FOUND))));
    Router::new()
        .route("/", get(async move |headers: HeaderMap| home(language, &headers)))
        .fallback_service(pages)
        .layer(middleware::map_response(ask_again))
}

fn home(language: Option<Language>, headers: &HeaderMap) -> Response {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let preferred = || Language::preferred(accepted.unwrap_or_default());
    let language = language.unwrap_or_else(preferred);
    let leads = Redirect::temporary(&format!("/{}/", language.code()));
    ([(header::VARY, "accept-language")], leads).into_response()
}

/// A page that was built anew must not come from the browser's cache.
async fn ask_again(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

async fn listener(port: Option<u16>) -> Result<TcpListener> {
    let at = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    if let Some(port) = port {
        return TcpListener::bind(at(port)).await.map_err(|error| refused(port, &error));
    }
    for port in FIRST_PORT..FIRST_PORT + PORTS {
        match TcpListener::bind(at(port)).await {
            Ok(listener) => return Ok(listener),
            Err(error) if error.kind() == ErrorKind::AddrInUse => {}
            Err(error) => return Err(refused(port, &error)),
        }
    }
    let last = FIRST_PORT + PORTS - 1;
    let sentence = format!("no port from {FIRST_PORT} to {last} is free; give another with --port");
    Err(Refusal(sentence).into())
}

fn refused(port: u16, error: &std::io::Error) -> anyhow::Error {
    let sentence = match error.kind() {
        ErrorKind::AddrInUse => format!("port {port} is taken; give another, or leave --port out"),
        ErrorKind::PermissionDenied => {
            format!("port {port} is not for everyone; give one above 1023")
        }
        _ => format!("port {port} cannot be had: {error}"),
    };
    Refusal(sentence).into()
}

fn build_and_say(root: &Path) -> bool {
    match build::both(root) {
        Ok(took) => {
            println!("built in {:.1} s", took.as_secs_f32());
            true
        }
        Err(error) => {
            eprintln!("{error:#}");
            false
        }
    }
}

fn say_where(address: SocketAddr) {
    println!("  http://{address}/fr/  le livre, en français");
    println!("  http://{address}/en/  the book, in English");
}

fn rebuild_at_every_change(root: &Path, watch: Watch, reloader: Reloader) {
    let root = root.to_owned();
    thread::spawn(move || {
        while watch.next() {
            if build_and_say(&root) {
                reloader.reload();
            }
        }
    });
}

/// Hands an address to the browser of the desktop. Without one the book is served all the same.
fn open(url: &str) {
    let (program, arguments): (&str, &[&str]) = match std::env::consts::OS {
        "macos" => ("open", &[]),
        "windows" => ("cmd", &["/C", "start", ""]),
        _ => ("xdg-open", &[]),
    };
    let mut command = Command::new(program);
    let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    if quiet.args(arguments).arg(url).spawn().is_err() {
        eprintln!("{program}, which opens the browser, is not on this machine");
    }
}
