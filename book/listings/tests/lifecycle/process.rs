//! The greenhouse as a process, which receives real signals, and curl beside it.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::{PATIENCE, transcript};

/// What a reader types to find the process.
const PID: &str = "$(pgrep -x listings)";

/// The service of a chapter, on a free port; it ends with this value.
struct Service {
    child: Child,
    port: u16,
    stderr: BufReader<ChildStderr>,
    /// the lines of the log that were read so far
    log: String,
}

impl Service {
    fn start(chapter: &str, settings: &[(&str, &str)]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_listings"))
            .arg(chapter)
            .env("LC_ALL", "en_US.UTF-8")
            .env("PORT", "0")
            .envs(settings.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut line = String::new();
        let mut stdout = BufReader::new(child.stdout.take().expect("its stdout"));
        stdout.read_line(&mut line).expect("a line");
        let address = line.split_once("127.0.0.1:").expect("an address").1;
        let port = address.split(' ').next().expect("a port").parse().expect("a number");
        let stderr = BufReader::new(child.stderr.take().expect("its stderr"));
        Self { child, port, stderr, log: String::new() }
    }

    fn signal(&self, name: &str) {
        let kill = format!("kill -{name} {}", self.child.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().expect("a shell").success());
    }

    /// Reads the log up to the line with this message.
    fn until(&mut self, message: &str) {
        let mut line = String::new();
        while !line.contains(message) {
            line.clear();
            assert!(self.stderr.read_line(&mut line).expect("a line") > 0, "{}", self.log);
            self.log.push_str(&line);
        }
    }

    /// The rest of the log, and the exit status.
    fn end(&mut self) -> ExitStatus {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().expect("its status") {
                self.stderr.read_to_string(&mut self.log).expect("text");
                return status;
            }
            assert!(Instant::now() < deadline, "it does not end: {}", self.log);
            thread::yield_now();
        }
    }

    /// Starts curl, as a reader does in another terminal.
    fn curl(&self, command: &str) -> JoinHandle<String> {
        let port = self.port.to_string();
        let words = shlex::split(command).expect("words").into_iter();
        let words: Vec<String> = words.map(|word| word.replace("5000", &port)).collect();
        thread::spawn(move || {
            let output = Command::new(&words[0])
                .args(["-q", "-sS", "--noproxy", "*", "--max-time", "30"])
                .args(&words[1..])
                .output()
                .expect("curl starts");
            let text = if output.status.success() { output.stdout } else { output.stderr };
            let text = String::from_utf8(text).expect("text").replace(&port, "5000");
            let lines = text.lines().filter(|line| !line.starts_with("date: "));
            lines
                .map(|line| line.split(" after ").next().unwrap_or(line))
                .collect::<Vec<_>>()
                .join("\n")
        })
    }

    fn recorded_log(&self) -> String {
        transcript::with_fixed_log(&self.log, "").trim_end().to_owned()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn curl_is_missing() -> bool {
    let missing = Command::new("curl").arg("--version").output().is_err();
    if missing {
        needs::CURL.skip();
    }
    missing
}

/// A command and what it printed, as in a terminal.
fn shown(command: &str, printed: &str) -> String {
    format!("$ {command}\n{printed}").trim_end().to_owned()
}

#[test]
fn during_the_notice_everything_but_the_probe_is_as_before() {
    if curl_is_missing() {
        return;
    }
    let mut service =
        Service::start("lifecycle", &[("PREAVIS_MS", "60000"), ("ARRET_MS", "90000")]);
    let mut session = Vec::new();
    let mut curl = |service: &Service, command: &str| {
        let printed = service.curl(command).join().expect("no panic");
        session.push(shown(command, &printed));
    };
    curl(&service, "curl -i http://127.0.0.1:5000/health/ready");
    service.signal("TERM");
    service.until("not ready any more");
    curl(&service, "curl -i http://127.0.0.1:5000/health/ready");
    curl(&service, "curl -i http://127.0.0.1:5000/plantes/ficus");
    session.insert(1, shown(&format!("kill -TERM {PID}"), ""));
    transcript::assert_snapshot("lifecycle-notice", &session.join("\n\n"));
}

#[test]
fn after_the_notice_connections_are_refused_and_requests_finished() {
    if curl_is_missing() {
        return;
    }
    let slow = "curl -i -X POST 'http://127.0.0.1:5000/plantes/ficus/arrosages?secondes=3'";
    let fast = "curl -i http://127.0.0.1:5000/plantes/ficus";
    let mut service = Service::start("lifecycle", &[("PREAVIS_MS", "500"), ("ARRET_MS", "30000")]);
    let mut idle = idle_connection(service.port);
    let response = service.curl(slow);
    service.until("the tap is open");
    service.signal("TERM");
    service.until("no more requests");
    let deadline = Instant::now() + PATIENCE;
    while TcpStream::connect(("127.0.0.1", service.port)).is_ok() {
        assert!(Instant::now() < deadline, "the listener stays open");
    }
    let refused = service.curl(fast).join().expect("no panic");
    assert_eq!(closed(&mut idle), 0, "the idle connection is closed");
    let response = response.join().expect("no panic");
    assert_eq!(service.end().code(), Some(0));
    let session = [
        format!("$ {slow} &"),
        format!("$ kill -TERM {PID}; sleep 1"),
        shown(fast, &refused),
        response,
    ];
    transcript::assert_snapshot("lifecycle-drain", &session.join("\n\n"));
    transcript::assert_snapshot("lifecycle-drain-log", &service.recorded_log());
}

#[test]
fn at_the_deadline_requests_are_cut_off() {
    if curl_is_missing() {
        return;
    }
    let slow = "curl -i -X POST 'http://127.0.0.1:5000/plantes/ficus/arrosages?secondes=60'";
    let mut service = Service::start("lifecycle", &[("PREAVIS_MS", "500"), ("ARRET_MS", "2000")]);
    let response = service.curl(slow);
    service.until("the tap is open");
    let start = Instant::now();
    service.signal("TERM");
    assert_eq!(service.end().code(), Some(1));
    assert!(start.elapsed() >= Duration::from_secs(2));
    let response = response.join().expect("no panic");
    let session =
        [format!("$ {slow} &"), shown(&format!("kill -TERM {PID}"), ""), response].join("\n\n");
    transcript::assert_snapshot("lifecycle-deadline", &session);
    transcript::assert_snapshot("lifecycle-deadline-log", &service.recorded_log());
}

#[test]
fn ctrl_c_is_a_stop_too() {
    let mut service = Service::start("lifecycle", &[("PREAVIS_MS", "0")]);
    service.signal("INT");
    assert_eq!(service.end().code(), Some(0));
}

#[test]
fn without_a_handler_the_signal_ends_the_process() {
    let mut service = Service::start("http", &[]);
    service.signal("TERM");
    assert_eq!(service.end().signal(), Some(15));
}

#[test]
fn nobody_handles_sigkill() {
    let mut service = Service::start("lifecycle", &[]);
    service.signal("KILL");
    assert_eq!(service.end().signal(), Some(9));
}

/// A notice that is longer than the deadline never ends.
#[test]
fn the_deadline_includes_the_notice() {
    let mut service = Service::start("lifecycle", &[("PREAVIS_MS", "60000"), ("ARRET_MS", "100")]);
    service.signal("TERM");
    assert_eq!(service.end().code(), Some(1));
}

/// A connection with one exchange, which stays open.
fn idle_connection(port: u16) -> TcpStream {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("a connection");
    stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    stream.write_all(b"GET /health/live HTTP/1.1\r\nHost: serres\r\n\r\n").expect("a request");
    let mut received = Vec::new();
    while !received.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).expect("a response without a body");
        received.extend(byte);
    }
    stream
}

/// How many bytes arrive before the connection is closed.
fn closed(stream: &mut TcpStream) -> usize {
    let mut rest = Vec::new();
    match stream.read_to_end(&mut rest) {
        Err(error) if error.kind() == ErrorKind::ConnectionReset => 0,
        read => read.expect("a close"),
    }
}
