//! The way by `docker` or `podman`, with a stand-in for the program: a script that notes its arguments, and
//! a door at the published address behind which a real broker is, where this machine has one.
#![cfg(unix)]

use std::fs;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use broker::access::Access;
use broker::{find, image};
use tempfile::TempDir;
use texts::Lang;

/// How long anything here may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A program called `docker`, which notes its arguments in `said`, one line for each call, and does `then`.
struct StandIn {
    folder: TempDir,
}

impl StandIn {
    fn new(then: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let script =
            format!("#!/bin/sh\necho \"$@\" >> {}/said\n{then}\n", folder.path().display());
        let program = folder.path().join("docker");
        fs::write(&program, script).expect("a script");
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("executable");
        Self { folder }
    }

    fn program(&self) -> PathBuf {
        self.folder.path().join("docker")
    }

    /// The calls until now, as lists of arguments.
    fn said(&self) -> Vec<Vec<String>> {
        let said = fs::read_to_string(self.folder.path().join("said")).unwrap_or_default();
        said.lines().map(|line| line.split(' ').map(str::to_owned).collect()).collect()
    }
}

/// Waits until a container is to run, and opens what is published to the broker `to`.
fn play(said: &Path, to: &Access) -> relay::Relay {
    let start = Instant::now();
    loop {
        let calls = fs::read_to_string(said).unwrap_or_default();
        let mut words = calls.split_whitespace().skip_while(|word| *word != "--publish");
        if let Some(published) = words.nth(1) {
            let address = published.strip_suffix(":5672").expect("the port of the broker");
            let address: SocketAddr = address.parse().expect("an address of this machine");
            assert!(address.ip().is_loopback(), "{address}");
            return relay::Relay::open(address, to.target());
        }
        assert!(start.elapsed() < PATIENCE, "nothing is run");
        thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_broker_from_an_image_is_used_and_its_container_is_removed() {
    let Ok(access) = find::found() else { return needs::RABBITMQ.skip() };
    let docker = StandIn::new("");
    let said = docker.folder.path().join("said");
    let playing = thread::spawn(move || play(&said, access));
    let container = image::start(&docker.program()).expect("a broker");
    let relay = playing.join().expect("played");

    let user = Access { address: Access::on(container.address).address, ..access.clone() };
    let problem = user.problem().map(|why| why.text(Lang::En));
    assert_eq!(problem, None, "a message is published through the published port");
    container.remove().expect("removed");
    drop(relay);

    let calls = docker.said();
    let [run, remove] = calls.as_slice() else { panic!("two calls: {calls:?}") };
    let publish = format!("{}:5672", container.address);
    assert_eq!(run[..2], ["run", "--detach"]);
    assert!(run.contains(&container.name) && run.contains(&publish), "{run:?}");
    assert!(run.last().is_some_and(|image| image.contains("/rabbitmq:")), "{run:?}");
    assert!(container.name.starts_with(broker::PREFIX), "{}", container.name);
    assert_eq!(*remove, ["rm", "--force", &container.name]);
}

#[test]
fn a_user_without_permission_is_told_what_else_there_is() {
    let docker = StandIn::new(
        "echo 'permission denied while trying to connect to the Docker daemon socket' >&2\n\
         echo \"See 'docker run --help' for more information\" >&2\nexit 126",
    );
    let why = image::start(&docker.program()).expect_err("no broker").text(Lang::En);
    assert!(why.contains("`docker` could not run its image (permission denied"), "{why}");
    assert!(why.contains("apt install rabbitmq-server"), "{why}");
    let calls = docker.said();
    assert_eq!(calls.last().map(|last| last[0].as_str()), Some("rm"), "{calls:?}");
}

/// A door at an address that is given, where a switch chooses its own.
mod relay {
    use std::io;
    use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::thread;

    use switch::{Switch, Target};

    pub struct Relay {
        address: SocketAddr,
        is_over: Arc<AtomicBool>,
    }

    impl Relay {
        pub fn open(address: SocketAddr, to: Target) -> Self {
            let listener = TcpListener::bind(address).expect("the port is free");
            let is_over = Arc::new(AtomicBool::new(false));
            let over = Arc::clone(&is_over);
            thread::spawn(move || {
                // The switch knows how to reach a port and a socket alike.
                let switch = Switch::to(to).expect("a switch");
                for stream in listener.incoming().map_while(Result::ok) {
                    if over.load(Ordering::Relaxed) {
                        return;
                    }
                    let broker = TcpStream::connect(switch.address()).expect("the switch");
                    pass(&stream, &broker);
                    pass(&broker, &stream);
                }
            });
            Self { address, is_over }
        }
    }

    impl Drop for Relay {
        fn drop(&mut self) {
            self.is_over.store(true, Ordering::Relaxed);
            // Somebody else may have connected, and ended it, just now.
            let _ = TcpStream::connect(self.address);
        }
    }

    fn pass(from: &TcpStream, to: &TcpStream) {
        let mut from = from.try_clone().expect("a stream");
        let mut to = to.try_clone().expect("a stream");
        thread::spawn(move || {
            // One of the two has ended: so does the other.
            let _ = io::copy(&mut from, &mut to);
            let _ = to.shutdown(Shutdown::Both);
        });
    }
}
