//! Variants of the solution's document and of pages, each with the opinion that the checks must have.

mod documents;
mod pages;

use std::future::ready;
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use author::running::Running;
use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use engine::conversation::{Setup, Target};
use engine::fault::Fault;
use engine::http::{self, Response};
use engine::template::Values;
use engine::{Conversation, Lang, Stop, diff};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

/// A file that a [`Site`] serves: its path, its type and its bytes.
type File = (&'static str, &'static str, Vec<u8>);

/// A server of fixed files; it ends when this is dropped.
struct Site {
    address: SocketAddr,
    _runtime: Runtime,
}

impl Site {
    fn serving(files: impl FnOnce(SocketAddr) -> Vec<File>) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime");
        let listener = runtime.block_on(TcpListener::bind(("127.0.0.1", 0))).expect("a free port");
        let address = listener.local_addr().expect("an address");
        let route = |router: Router, (path, media, bytes): File| {
            router.route(path, get(move || ready(([(CONTENT_TYPE, media)], bytes.clone()))))
        };
        let app = files(address).into_iter().fold(Router::new(), route);
        runtime.spawn(async move { axum::serve(listener, app).await });
        Self { address, _runtime: runtime }
    }
}

/// The solution, and where it listens.
fn solution() -> (Running, SocketAddr) {
    let server = Running::start("solution-swagger").expect("the solution");
    let address = server.url().replace("http://", "").parse().expect("an address");
    (server, address)
}

/// What the server at this address responds to a GET.
fn fetched(address: SocketAddr, path: &'static str) -> Response {
    let stream = TcpStream::connect(address).expect("the solution listens");
    let request = http::get(path).wire(&address.to_string(), &Values::default());
    http::exchange(stream, &request, Duration::from_secs(5)).expect("a response")
}

/// What a student reads if the server at this address fails a check; nothing if it passes.
fn failure(
    address: SocketAddr,
    check: impl FnOnce(&mut Conversation<'_>) -> Result<(), Stop>,
) -> Option<String> {
    /// Each conversation draws names of its own.
    static SEED: AtomicU64 = AtomicU64::new(1);

    let target = Target::Running(address);
    let folder = tempfile::tempdir().expect("a folder");
    let setup = Setup {
        lab: &crate::LAB,
        target: &target,
        folder: folder.path(),
        files: None,
        settings: Vec::new(),
        expected: None,
        rng: engine::draw::generator(SEED.fetch_add(1, Ordering::Relaxed), "variants"),
        requests: None,
        create_database: &|_| Err(anyhow::anyhow!("no database is needed")),
    };
    match check(&mut Conversation::new(setup)) {
        Ok(()) => None,
        Err(Stop::Failed(failure)) => {
            let sentence = match &failure.fault {
                Fault::Broken { promise } => promise.text(Lang::En),
                other => format!("{other:?}"),
            };
            Some(format!("{sentence}\n{}", diff::text(&failure.diff, Lang::En)))
        }
        Err(other) => panic!("{other:?}"),
    }
}
