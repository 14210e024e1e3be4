//! The conversations of the checks on HTTPS.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use engine::draw::Drawn;
use engine::http::get;
use engine::transcript::Projection::{Refusal, Success};
use engine::{Conversation, Stop};
use texts::Message;
use tls::{Certificate, Refusal as NoTls};

use crate::accounts::{Fixture, PROFILE, log_in, login, with_token};
use crate::messages::{promises, tls as reasons};

/// How long a server may take for a handshake, or to close a connection.
const PATIENCE: Duration = Duration::from_secs(5);

const CERTIFICATE: (&str, &str) = ("TLS_CERT", "certificat.pem");
const KEY: (&str, &str) = ("TLS_KEY", "clef.pem");

/// `https`: with a certificate, everything is as without, over TLS.
pub fn https(c: &mut Conversation<'_>) -> Result<(), Stop> {
    c.judge_start();
    let certificate = start(c)?;
    let stream = c.connection()?;
    let address = stream.peer_addr().map_err(|error| Stop::Harness(error.into()))?;
    match tls::handshake(stream, &certificate, PATIENCE) {
        Ok(()) => {}
        Err(reason) => {
            if reason == NoTls::Closed {
                c.require_running()?;
            }
            c.command("openssl s_client -connect 127.0.0.1:5000 < /dev/null".to_owned());
            return Err(c.broken(promises::no_tls(why(&reason)), "", ""));
        }
    }
    c.carry_by(Some(certificate.carrier()));
    let token = log_in(c, "{lecteur}", "{mot_lecteur}")?;
    c.bind("jeton", Drawn::Text(token));
    c.exchange(with_token(get(PROFILE)), Success)?;
    c.exchange(get(PROFILE), Refusal)?;
    c.exchange(login("{lecteur}", "{mot_admin}"), Refusal)?;
    match tls::accepts_tls_1_1(address, PATIENCE) {
        Ok(true) => Err(c.broken(promises::TLS_1_1, "TLS ≥ 1.2", "TLS 1.1")),
        _ => Ok(()),
    }
}

/// Gives the server a new certificate.
fn start(c: &mut Conversation<'_>) -> Result<Certificate, Stop> {
    Fixture::open(c)?;
    let certificate = Certificate::new().map_err(|error| Stop::Harness(error.into()))?;
    c.write_file(CERTIFICATE.0, CERTIFICATE.1, &certificate.certificate)?;
    c.write_file(KEY.0, KEY.1, &certificate.key)?;
    Ok(certificate)
}

fn why(reason: &NoTls) -> Message {
    match reason {
        NoTls::NotTls => reasons::NOT_TLS,
        NoTls::Closed => reasons::CLOSED,
        NoTls::Silent => reasons::SILENT,
        NoTls::OtherCertificate => reasons::OTHER_CERTIFICATE,
        NoTls::Other(words) => reasons::other(words),
    }
}

/// `https-only`: nobody is served without TLS, and a certificate without its key stops the server.
pub fn only(c: &mut Conversation<'_>) -> Result<(), Stop> {
    c.judge_start();
    let certificate = start(c)?;
    let stream = c.connection()?;
    refuse_plain(c, stream, promises::plain)?;
    c.carry_by(Some(certificate.carrier()));
    c.exchange(login("{lecteur}", "{mot_lecteur}"), Success)?;
    c.carry_by(None);
    let steps = c.steps();
    // A file without a certificate: whether the server starts is not judged, but it serves nobody.
    c.renew()?;
    c.write_file(CERTIFICATE.0, CERTIFICATE.1, "-----BEGIN NOTHING-----\n")?;
    match c.connection() {
        Ok(stream) => refuse_plain(c, stream, promises::falls_back)?,
        Err(Stop::Failed(_)) => {}
        Err(other) => return Err(other),
    }
    c.write_file(CERTIFICATE.0, CERTIFICATE.1, &certificate.certificate)?;
    for (missing, other) in [(KEY, CERTIFICATE), (CERTIFICATE, KEY)] {
        c.forget_steps_after(steps);
        c.unset_variable(missing.0)?;
        c.expect_start_failure_naming(&[missing.0, other.0, other.1])?;
        // A file that is not there, and one that is a folder.
        for path in ["/inexistant/absent.pem", "/tmp/"] {
            c.forget_steps_after(steps);
            c.give_variable(missing.0, path)?;
            c.expect_start_failure_naming(&[missing.0, path])?;
        }
        c.forget_steps_after(steps);
        c.write_file(CERTIFICATE.0, CERTIFICATE.1, &certificate.certificate)?;
        c.write_file(KEY.0, KEY.1, &certificate.key)?;
    }
    Ok(())
}

fn refuse_plain(
    c: &mut Conversation<'_>,
    stream: TcpStream,
    promise: fn(u16) -> Message,
) -> Result<(), Stop> {
    let Some(status) = plain(stream).filter(|status| *status != 400) else { return Ok(()) };
    c.command(format!("curl -i http://127.0.0.1:5000{PROFILE}"));
    Err(c.broken(promise(status), "", format!("HTTP {status}")))
}

/// The status of the response to a request without TLS, if there is one.
fn plain(mut stream: TcpStream) -> Option<u16> {
    const STATUS: std::ops::Range<usize> = 9..12;
    let address = stream.peer_addr().ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    stream.set_write_timeout(Some(PATIENCE)).ok()?;
    let request = format!("GET {PROFILE} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).ok()?;
    let mut head = [0; 12];
    stream.read_exact(&mut head).ok()?;
    let is_http = head.starts_with(b"HTTP/1.");
    let status = std::str::from_utf8(&head[STATUS]).ok()?.parse();
    is_http.then_some(status.ok()?)
}
