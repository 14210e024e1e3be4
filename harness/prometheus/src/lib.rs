//! Prometheus and promtool, run by a test: on a free port, in a folder of the test's own, with a deadline for
//! everything. Both skip with a visible reason where they are missing.

use std::fs;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use needs::Need;
use reqwest::Url;
use serde_json::Value;

/// How long Prometheus may take to start, or to show something.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// The program.
pub const PROMETHEUS: Need<'static> =
    Need { what: "Prometheus", install: "apt install prometheus" };

/// Runs promtool in a folder, and returns whether it succeeds and what it prints; `None` without promtool.
///
/// # Panics
/// When it cannot be started for another reason.
pub fn promtool(arguments: &[&str], folder: &Path) -> Option<(bool, String)> {
    promtool_reading(Stdio::null(), arguments, folder)
}

/// Like [`promtool`], with something to read.
///
/// # Panics
/// Where [`promtool`] does.
pub fn promtool_reading(stdin: Stdio, arguments: &[&str], folder: &Path) -> Option<(bool, String)> {
    let mut command = Command::new("promtool");
    match command.args(arguments).current_dir(folder).stdin(stdin).output() {
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        output => {
            let output = output.expect("promtool starts");
            let printed = [output.stdout, output.stderr].concat();
            Some((output.status.success(), String::from_utf8_lossy(&printed).into_owned()))
        }
    }
}

/// A Prometheus that runs, and ends with this value.
pub struct Prometheus {
    child: Child,
    http: reqwest::Client,
    address: SocketAddr,
}

impl Prometheus {
    /// Starts Prometheus in a folder with `prometheus.yml`, and waits until it is ready; `None` if there
    /// is no such program. A file `prometheus.log` in the folder gets what it prints.
    ///
    /// # Panics
    /// When it does not become ready.
    pub async fn start(folder: &Path) -> Option<Self> {
        let address = free_address();
        let log = fs::File::create(folder.join("prometheus.log")).expect("a log");
        let mut command = Command::new("prometheus");
        command
            .arg(format!("--web.listen-address={address}"))
            .args(["--config.file=prometheus.yml", "--storage.tsdb.path=data"])
            .arg("--storage.tsdb.retention.time=100y")
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log);
        let child = match command.spawn() {
            Err(error) if error.kind() == ErrorKind::NotFound => return None,
            child => child.expect("Prometheus starts"),
        };
        let http = reqwest::Client::builder().no_proxy().timeout(PATIENCE).build();
        let mut started = Self { child, http: http.expect("a client"), address };
        let deadline = Instant::now() + PATIENCE;
        while !started.is_ready().await {
            let ended = started.child.try_wait().expect("its status");
            if ended.is_some() || Instant::now() > deadline {
                let log = fs::read_to_string(folder.join("prometheus.log"));
                panic!("Prometheus is not ready ({ended:?}): {log:?}");
            }
            pause().await;
        }
        Some(started)
    }

    async fn is_ready(&self) -> bool {
        let url = format!("http://{}/-/ready", self.address);
        self.http.get(url).send().await.is_ok_and(|response| response.status().is_success())
    }

    /// The `data` of a response of its API.
    ///
    /// # Panics
    /// When it reports an error.
    pub async fn api(&self, path: &str, parameters: &[(&str, &str)]) -> Value {
        let mut url: Url = format!("http://{}/api/v1/{path}", self.address).parse().expect("a URL");
        url.query_pairs_mut().extend_pairs(parameters);
        let response = self.http.get(url).send().await.expect("a response");
        let body: Value =
            serde_json::from_slice(&response.bytes().await.expect("a body")).expect("JSON");
        assert_eq!(body["status"], "success", "{parameters:?}: {body}");
        body["data"].clone()
    }

    /// The elements of the result of an expression, now.
    ///
    /// # Panics
    /// When the expression cannot be evaluated.
    pub async fn query(&self, expression: &str) -> Vec<Value> {
        let data = self.api("query", &[("query", expression)]).await;
        data["result"].as_array().expect("a vector").clone()
    }

    /// Waits until an expression has a result, and returns it.
    ///
    /// # Panics
    /// When it has none in time.
    pub async fn result(&self, expression: &str) -> Vec<Value> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let result = self.query(expression).await;
            if !result.is_empty() {
                return result;
            }
            assert!(Instant::now() < deadline, "no result: {expression}");
            pause().await;
        }
    }
}

impl Drop for Prometheus {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Before the next look at something that is not there yet.
async fn pause() {
    tokio::time::sleep(Duration::from_millis(50)).await;
}

fn free_address() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("an address")
}
