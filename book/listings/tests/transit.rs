//! What the chapter on encryption shows: which connections a server refuses, which certificates a client
//! refuses, and with which settings the service does not start.

mod transcript;

use std::fs;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use listings::transit::development::{self, Authority};
use listings::transit::{Identity, app, client, mutual, server};
use needs::Need;
use rustls::pki_types::ServerName;
use rustls::version::{TLS12, TLS13};
use rustls::{
    ClientConfig, ClientConnection, ProtocolVersion, ServerConfig, StreamOwned,
    SupportedProtocolVersion,
};
use tempfile::TempDir;
use tokio::net::TcpListener;

/// How long the other side may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// The folder of a page's commands, in place of a temporary one.
const FOLDER: &str = "/etc/serre";

const OPENSSL: Need<'static> = Need { what: "openssl", install: "apt install openssl" };

/// A folder with new certificates, as the service of the chapter makes them.
fn certificates() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    development::write(folder.path()).expect("certificates");
    folder
}

/// The certificate and the key of these files.
fn identity(folder: &Path, certificate: &str, key: &str) -> Identity {
    Identity::read(&folder.join(certificate), &folder.join(key)).expect("a certificate")
}

/// Serves the greenhouse over HTTPS, and returns where.
async fn serve(config: ServerConfig) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(server::serve(listener, config, app()));
    address
}

/// The status line of a response to a client that expects this name, or why the handshake fails.
async fn status(address: SocketAddr, name: &'static str, config: ClientConfig) -> String {
    let request = move || match respond(address, name, config) {
        Ok(response) => response.lines().next().unwrap_or_default().to_owned(),
        Err(error) => error.to_string(),
    };
    tokio::task::spawn_blocking(request).await.expect("no panic")
}

fn respond(address: SocketAddr, name: &str, config: ClientConfig) -> io::Result<String> {
    let name = ServerName::try_from(name.to_owned()).expect("a name");
    let connection = ClientConnection::new(Arc::new(config), name).map_err(io::Error::other)?;
    let socket = TcpStream::connect(address)?;
    socket.set_read_timeout(Some(PATIENCE))?;
    let mut stream = StreamOwned::new(connection, socket);
    stream.conn.complete_io(&mut stream.sock)?;
    if stream.conn.protocol_version() == Some(ProtocolVersion::TLSv1_3) {
        // The server now says what it thinks of the client: an alert, or tickets for a later connection. A
        // request that is sent before could make the system drop the alert.
        stream.conn.read_tls(&mut stream.sock)?;
        stream.conn.process_new_packets().map_err(io::Error::other)?;
    }
    write!(stream, "GET /serre/consigne HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n")?;
    let mut response = String::new();
    match stream.read_to_string(&mut response) {
        Err(error) if error.kind() != io::ErrorKind::UnexpectedEof => Err(error),
        _ => Ok(response),
    }
}

#[tokio::test]
async fn tls_1_2_and_1_3_are_spoken_and_1_1_is_not() {
    let folder = certificates();
    let address = serve(server::open(folder.path()).expect("settings")).await;
    for version in [&TLS12, &TLS13] {
        let config = client_of(folder.path(), version);
        assert_eq!(status(address, "127.0.0.1", config).await, "HTTP/1.1 200 OK", "{version:?}");
    }
    let accepts = tokio::task::spawn_blocking(move || tls::accepts_tls_1_1(address, PATIENCE));
    assert!(!accepts.await.expect("no panic").expect("a connection"));
}

/// A client that speaks one version only.
fn client_of(folder: &Path, version: &'static SupportedProtocolVersion) -> ClientConfig {
    let roots = client::roots(&folder.join("autorite.pem")).expect("an authority");
    ClientConfig::builder_with_provider(server::provider())
        .with_protocol_versions(&[version])
        .expect("a version")
        .with_root_certificates(roots)
        .with_no_client_auth()
}

// ANCHOR: plain
#[tokio::test]
async fn a_request_without_tls_gets_no_response() {
    let folder = certificates();
    let address = serve(server::open(folder.path()).expect("settings")).await;
    let received = tokio::task::spawn_blocking(move || without_tls(address)).await;
    let received = received.expect("no panic").expect("a connection");
    assert!(!received.starts_with(b"HTTP/"), "{}", String::from_utf8_lossy(&received));
}
// ANCHOR_END: plain

/// What comes back for a request without TLS.
fn without_tls(address: SocketAddr) -> io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut received = Vec::new();
    // The server need not read all of the request before it closes the connection.
    let request = format!("GET /serre/consigne HTTP/1.1\r\nhost: {address}\r\n\r\n");
    match stream.write_all(request.as_bytes()).and_then(|()| stream.read_to_end(&mut received)) {
        Err(error) if !is_closed(&error) => Err(error),
        _ => Ok(received),
    }
}

fn is_closed(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe)
}

#[tokio::test]
async fn a_client_refuses_a_certificate_that_proves_nothing() {
    let folder = certificates();
    let path = folder.path();
    let authority = Authority::new("Autre autorité").expect("an authority");
    fs::write(path.join("autre-autorite.pem"), authority.pem()).expect("written");
    let past = SystemTime::now() - Duration::from_secs(24 * 3600);
    let expired = authority.sign_until(&["127.0.0.1"], past).expect("a certificate");
    expired.write(path, "perime.pem", "perime-clef.pem").expect("written");
    let good = serve(server::open(path).expect("settings")).await;
    let expired = identity(path, "perime.pem", "perime-clef.pem");
    let expired = serve(server::config(expired).expect("settings")).await;

    let mut shown = Vec::new();
    for (name, certificate, authority, address) in [
        ("127.0.0.1", "certificat.pem", "autorite.pem", good),
        ("127.0.0.1", "certificat.pem", "autre-autorite.pem", good),
        ("localhost", "certificat.pem", "autorite.pem", good),
        ("127.0.0.1", "perime.pem", "autre-autorite.pem", expired),
    ] {
        let config = client::config(&path.join(authority)).expect("settings");
        let said = status(address, name, config).await;
        shown.push(format!("{name}, {certificate}, {authority}\n    {}", without_times(&said)));
    }
    transcript::assert_snapshot("transit-refused", &shown.join("\n\n"));
}

/// `text` without what is different at every run: the times after `verification time`.
fn without_times(text: &str) -> &str {
    text.split(": verification time").next().unwrap_or(text)
}

#[tokio::test]
async fn a_server_refuses_a_client_without_a_certificate_of_its_authority() {
    let folder = certificates();
    let path = folder.path();
    let stranger = Authority::new("Autre autorité").expect("an authority");
    let stranger = stranger.sign(&["station.example"]).expect("a certificate");
    stranger.write(path, "inconnue.pem", "inconnue-clef.pem").expect("written");
    let authority = path.join("autorite.pem");
    let serre = identity(path, "certificat.pem", "clef.pem");
    let address = serve(mutual::config(serre, &authority).expect("settings")).await;

    let nobody = client::config(&authority).expect("settings");
    let mut shown = vec![format!("-\n    {}", status(address, "127.0.0.1", nobody).await)];
    for (certificate, key) in
        [("inconnue.pem", "inconnue-clef.pem"), ("station.pem", "station-clef.pem")]
    {
        let config = client::config_of(identity(path, certificate, key), &authority);
        let said = status(address, "127.0.0.1", config.expect("settings")).await;
        shown.push(format!("{certificate}\n    {said}"));
    }
    transcript::assert_snapshot("transit-mutual", &shown.join("\n\n"));
}

#[test]
fn without_its_certificate_the_service_does_not_start() {
    let folder = certificates();
    let path = folder.path();
    let start = |locale: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_listings"))
            .args(["transit"])
            .envs([("LC_ALL", locale), ("PORT", "0")])
            .env("TLS_DOSSIER", path)
            .stdin(Stdio::null())
            .output()
            .expect("it starts");
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        assert!(output.stdout.is_empty(), "{output:?}");
        let said = String::from_utf8(output.stderr).expect("text");
        said.replace(path.to_str().expect("a path"), FOLDER).trim_end().to_owned()
    };
    let mut shown = [("fr", "fr_FR.UTF-8"), ("en", "en_GB.UTF-8")].map(|it| (it.0, it.1, vec![]));
    let mut record = || shown.iter_mut().for_each(|(_, locale, lines)| lines.push(start(locale)));

    fs::rename(path.join("station-clef.pem"), path.join("clef.pem")).expect("another key");
    record();
    fs::write(path.join("clef.pem"), "clef").expect("written");
    record();
    fs::remove_file(path.join("clef.pem")).expect("removed");
    record();
    for (language, _, lines) in shown {
        transcript::assert_snapshot(&format!("transit-start.{language}"), &lines.join("\n"));
    }
}

#[test]
fn what_openssl_makes_on_the_page_can_be_used() {
    for language in ["fr", "en"] {
        let folder = tempfile::tempdir().expect("a folder");
        for (command, snapshot) in commands(language) {
            let mut shell = Command::new("sh");
            let shell = shell.args(["-c", &command]).current_dir(folder.path());
            let output = shell.stdin(Stdio::null()).output().expect("a shell");
            if output.status.code() == Some(127) {
                return OPENSSL.skip();
            }
            assert!(output.status.success(), "{command}: {output:?}");
            if let Some(snapshot) = snapshot {
                let said = String::from_utf8(output.stdout).expect("text");
                let said: Vec<&str> =
                    said.lines().filter(|line| !line.contains("After=")).collect();
                transcript::assert_snapshot(snapshot, &said.join("\n"));
            }
        }
        let config = server::open(folder.path()).expect("settings");
        let authority = folder.path().join("certificat.pem");
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(async {
            let address = serve(config).await;
            for name in ["127.0.0.1", "localhost"] {
                let config = client::config(&authority).expect("settings");
                assert_eq!(status(address, name, config).await, "HTTP/1.1 200 OK", "{name}");
            }
        });
    }
}

/// The openssl commands of a page, and the snapshot of the output that it shows.
fn commands(language: &str) -> Vec<(String, Option<&'static str>)> {
    let book = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the book");
    let page = book.join(language).join("src/7-security/transit.md");
    let page = fs::read_to_string(page).expect("the page");
    let fences = page.split("```sh\n").skip(1).filter_map(|rest| Some(rest.split_once("```")?.0));
    let commands: Vec<String> =
        fences.filter(|fence| fence.starts_with("openssl ")).map(str::to_owned).collect();
    let [make, show] = commands.try_into().expect("two commands of openssl");
    vec![(make, None), (show, Some("transit-openssl"))]
}
