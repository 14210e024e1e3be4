//! Many clients at the same time.

use std::io::Write;
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use texts::Lang;

use super::exchange::Conversation;
use super::reach::connect;
use super::setup::{Row, Stop};
use super::watched::{Torn, Watched};
use crate::difference::Difference;
use crate::fault::Fault;
use crate::http::{self, Request, Response};
use crate::limits;
use crate::lines::Lines;
use crate::messages::steps;
use crate::outcome::Step;
use crate::server::{Printed, Server};
use crate::template::Values;
use crate::transcript::{self, Projection, TextReader};

/// Many clients that send requests until the server is killed.
#[derive(Clone, Copy)]
pub struct Load {
    /// how many clients send at the same time
    pub clients: usize,
    /// how many responses to wait for before the server is killed
    pub until: usize,
    /// a file that must be correct all the time
    pub file: &'static str,
    /// checks that it is correct
    pub read: TextReader,
}

/// The bytes of one request, and the values in it.
type Payload = (Vec<u8>, Values);

impl Conversation<'_> {
    /// Sends `request` once for each row, all at the same time, and compares how many responses of
    /// each kind there are. The server can begin none of them before all have reached it, and then
    /// gets them in the order of the rows.
    ///
    /// # Errors
    /// When a count differs, or a response is not whole.
    pub fn concurrently(
        &mut self,
        rows: &[Row],
        request: &Request,
        projection: Projection,
    ) -> Result<Vec<Response>, Stop> {
        let (address, payloads) = self.payloads(rows, request)?;
        let first = self.server.as_mut().and_then(Server::take_first);
        let wires: Vec<&[u8]> = payloads.iter().map(|(wire, _)| wire.as_slice()).collect();
        let sent = format!("{} × {}", rows.len(), transcript::request_text(request));
        let responses = at_once(address, first, &wires, self.allowed());
        let responses = responses.map_err(|fault| self.failed(fault, &sent))?;
        let found = responses.iter().zip(&payloads).map(|(response, (_, values))| {
            self.normaliser(request, projection, values).lines(response)
        });
        let found = tally(found.collect());
        self.compare_or(&sent, found, Some(Difference::Concurrent))?;
        Ok(responses)
    }

    /// Sends `request` with the values of each row from several clients at a time, and kills the
    /// server while they are sending. Returns the rows that got a response. The next request starts
    /// the server again.
    ///
    /// # Errors
    /// When a response differs from the snapshot or breaks off before the server is killed, or when
    /// the file was wrong at any moment.
    pub fn load(
        &mut self,
        rows: &[Row],
        request: &Request,
        projection: Projection,
        load: Load,
    ) -> Result<Vec<usize>, Stop> {
        self.launch()?;
        let (address, payloads) = self.payloads(rows, request)?;
        let path = self.path(load.file);
        let Some(server) = self.server.take() else { return Ok(Vec::new()) };
        let outcome = run_load(&payloads, load, server, address, &path, self.allowed());
        self.keep_output(outcome.printed);
        self.server = outcome.alive;
        self.announce();
        let sent = format!("{} × {}", rows.len(), transcript::request_text(request));
        if let Some(fault) = outcome.fault {
            return Err(self.failed(fault, &sent));
        }
        let found = outcome.responses.iter().map(|(index, response)| {
            self.normaliser(request, projection, &payloads[*index].1).lines(response)
        });
        let mut found: Vec<Lines> = found.collect();
        found.sort_by_key(|lines| lines.text(Lang::En));
        found.dedup();
        let found = found.into_iter().flatten().collect();
        self.compare_or(&sent, found, Some(Difference::Load))?;
        if let Some(content) = outcome.torn {
            self.steps.push(Step::Command(format!("while cat /tmp/{}; do :; done", load.file)));
            let found = self.reading(content, load.read);
            let difference = Difference::File { name: load.file.to_owned(), watched: true };
            return Err(self.mismatch(difference, &Lines::default(), &found));
        }
        self.kill()?;
        Ok(outcome.responses.into_iter().map(|(index, _)| index).collect())
    }

    fn payloads(
        &mut self,
        rows: &[Row],
        request: &Request,
    ) -> Result<(SocketAddr, Vec<Payload>), Stop> {
        let address = self.address()?;
        let mut payloads = Vec::with_capacity(rows.len());
        for row in rows {
            self.bind_row(row);
            if payloads.is_empty() {
                let curl = request.curl(&self.base(address), &self.values);
                let remark = Some(steps::times(rows.len()));
                self.steps.push(Step::Request { curl, remark });
            }
            payloads.push((request.wire(&address.to_string(), &self.values), self.values.clone()));
        }
        Ok((address, payloads))
    }
}

/// How a load went.
struct LoadOutcome {
    /// those that arrived before the end, each with the index of its row
    responses: Vec<(usize, Response)>,
    /// what went wrong before the server was killed
    fault: Option<Fault>,
    /// the content of the file when it was wrong
    torn: Option<Torn>,
    /// the server, if something went wrong before it was killed
    alive: Option<Server>,
    printed: Printed,
}

fn run_load(
    payloads: &[Payload],
    load: Load,
    server: Server,
    address: SocketAddr,
    file: &Path,
    left: Duration,
) -> LoadOutcome {
    let mut server = server;
    let first = Mutex::new(server.take_first());
    let watched = Watched::open(file);
    let (next, over) = (AtomicUsize::new(0), AtomicBool::new(false));
    let (sender, arriving) = mpsc::channel();
    let send_on = || {
        while !over.load(Ordering::Relaxed) {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(payload) = payloads.get(index) else { return };
            let response = exchange(address, &first, payload, left);
            let broke = response.is_err();
            if sender.send((index, response)).is_err() || broke {
                return;
            }
        }
    };
    thread::scope(|scope| {
        let watcher = scope.spawn(|| watched.read_until(load.read, &over));
        let clients: Vec<_> =
            (0..load.clients.min(limits::CLIENTS)).map(|_| scope.spawn(send_on)).collect();
        let (mut responses, mut fault) = (Vec::new(), None);
        while responses.len() < load.until.min(payloads.len()) && fault.is_none() {
            match arriving.recv_timeout(left) {
                Ok((index, Ok(response))) => responses.push((index, response)),
                Ok((_, Err(why))) => fault = Some(why),
                Err(_) => fault = Some(LOST),
            }
        }
        // The clients are still sending.
        let (alive, printed) = match &fault {
            Some(_) => (Some(server), Printed::default()),
            None => (None, server.finish()),
        };
        over.store(true, Ordering::Relaxed);
        for client in clients {
            // It does not matter whether a client has panicked: it sends nothing more.
            let _ = client.join();
        }
        let late =
            arriving.try_iter().filter_map(|(index, response)| Some((index, response.ok()?)));
        responses.extend(late);
        responses.sort_by_key(|(index, _)| *index);
        let read = watcher.join().unwrap_or_default();
        let torn = watched.wrong().or(read);
        LoadOutcome { responses, fault, torn, alive, printed }
    })
}

fn exchange(
    address: SocketAddr,
    first: &Mutex<Option<TcpStream>>,
    (wire, _): &Payload,
    left: Duration,
) -> Result<Response, Fault> {
    let ready = first.lock().unwrap_or_else(PoisonError::into_inner).take();
    let stream = match ready {
        Some(stream) => stream,
        None => connect(address)?,
    };
    http::exchange(stream, wire, left)
}

/// Sends requests at the same time, each on a connection of its own, and returns the responses in the
/// order of the requests.
///
/// Each connection first gets everything but the last byte. The last bytes follow one right after the
/// other, and no thread has to wake up in between: they reach the server within a fraction of a
/// millisecond.
fn at_once(
    address: SocketAddr,
    first: Option<TcpStream>,
    requests: &[&[u8]],
    allowed: Duration,
) -> Result<Vec<Response>, Fault> {
    let held = hold(address, first, requests);
    for (stream, request) in held.iter().zip(requests) {
        if let (Some(mut stream), Some(last)) = (stream.as_ref(), request.last_chunk::<1>()) {
            // Whether it arrived shows when the response is read.
            let _ = stream.write_all(last);
        }
    }
    let read =
        |stream: Option<TcpStream>| stream.map(|stream| http::exchange(stream, &[], allowed));
    let responses: Vec<Option<Result<Response, Fault>>> = thread::scope(|scope| {
        let clients: Vec<_> =
            held.into_iter().map(|stream| scope.spawn(move || read(stream))).collect();
        clients.into_iter().map(|client| client.join().unwrap_or(Some(Err(LOST)))).collect()
    });
    let late = |request: &[u8]| http::exchange(connect(address)?, request, allowed);
    let finish =
        |(response, request): (Option<_>, &&[u8])| response.unwrap_or_else(|| late(request));
    responses.into_iter().zip(requests).map(finish).collect()
}

/// A connection for each request, which has sent everything but the last byte. It is missing for
/// requests that the server keeps waiting: one that serves a single client at a time has room for a few
/// more, and must not wait for the last byte of one while the harness waits for another connection.
fn hold(
    address: SocketAddr,
    first: Option<TcpStream>,
    requests: &[&[u8]],
) -> Vec<Option<TcpStream>> {
    let (mut first, mut is_full) = (first, false);
    let begun = |request: &&[u8]| {
        if is_full {
            return None;
        }
        let fresh = || TcpStream::connect_timeout(&address, limits::AT_ONCE).ok();
        let stream = first.take().or_else(fresh);
        is_full = stream.is_none();
        let mut stream = stream?;
        let start = request.split_last().map_or(*request, |(_, start)| start);
        stream.set_nodelay(true).and_then(|()| stream.write_all(start)).ok()?;
        Some(stream)
    };
    requests.iter().map(begun).collect()
}

const LOST: Fault = Fault::ConnectionLost { bytes: 0 };

/// How many responses of each kind there are, in the order of their texts.
fn tally(mut responses: Vec<Lines>) -> Lines {
    responses.sort_by_key(|lines| lines.text(Lang::En));
    let groups = responses.chunk_by(|one, other| one == other);
    let counted = groups.map(|group| {
        let mut lines = group[0].clone();
        lines.prefix(&format!("{} × ", group.len()));
        lines
    });
    counted.flatten().collect()
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::{SocketAddr, TcpListener, TcpStream};
    use std::thread::{self, JoinHandle};
    use std::time::Duration;

    use super::{at_once, tally};
    use crate::lines::Lines;

    const REQUESTS: [&[u8]; 3] = [b"one.", b"two.", b"six."];

    /// A server on a port of its own: the address, and what `serve` returns in the end.
    fn server<T: Send + 'static>(
        serve: impl FnOnce(TcpListener) -> T + Send + 'static,
    ) -> (SocketAddr, JoinHandle<T>) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        (address, thread::spawn(move || serve(listener)))
    }

    /// Reads a request of four bytes, and answers with a status that depends on it.
    fn respond(mut stream: &TcpStream) {
        let mut request = [0; 4];
        stream.read_exact(&mut request).expect("a whole request");
        let status = status(&request);
        let response = format!("HTTP/1.1 {status} OK\r\nContent-Length: 0\r\n\r\n");
        stream.write_all(response.as_bytes()).expect("a client");
    }

    fn status(request: &[u8]) -> u16 {
        200 + u16::from(request[0] % 100)
    }

    fn statuses(address: SocketAddr) -> Vec<u16> {
        let responses = at_once(address, None, &REQUESTS, Duration::from_secs(5));
        responses.expect("responses").iter().map(|response| response.status).collect()
    }

    #[test]
    fn requests_that_are_sent_at_once_are_all_there_before_one_is_answered() {
        let (address, server) = server(|listener| {
            let clients = REQUESTS.map(|_| listener.accept().expect("a client").0);
            // Those that came last are served first.
            clients.iter().rev().for_each(respond);
        });
        assert_eq!(statuses(address), REQUESTS.map(status));
        server.join().expect("a server that ends");
    }

    #[test]
    fn a_server_of_one_client_at_a_time_gets_all_requests() {
        let (address, server) =
            server(|listener| REQUESTS.map(|_| respond(&listener.accept().expect("a client").0)));
        assert_eq!(statuses(address), REQUESTS.map(status));
        server.join().expect("a server that ends");
    }

    #[test]
    fn equal_responses_are_counted_together() {
        let responses = ["b", "a", "b"].map(Lines::from);
        assert_eq!(tally(responses.into()), Lines::from("1 × a\n2 × b"));
    }
}
